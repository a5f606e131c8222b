"""Who a person is, as Slack tells it: their name, their time zone, whether they run the workspace.

Asked by `users.info` (scope users:read) and known for a few minutes. Names are untrusted text.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.schedule import Every, Schedule, zone_name
from bot.slack import post

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.slack.bot import Bot

log = logging.getLogger(__name__)

KNOWN_S = 300.0  # who loses a right, loses it here after as long


@dataclass(frozen=True, slots=True)
class Person:
    """`tz` is a name such as Europe/Oslo, or empty. `is_admin`: an admin or owner of the workspace."""

    name: str
    tz: str
    is_admin: bool


class People:
    """The people asked about within the last minutes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: dict[tuple[str, str], tuple[float, Person]] = {}

    async def person(self, client: AsyncWebClient, team: str, user: str) -> Person | None:
        """Who a user of a workspace is; None when Slack does not tell."""
        before = self._now() - KNOWN_S
        self._known = {key: held for key, held in self._known.items() if held[0] > before}
        if (team, user) not in self._known:
            try:
                told = (await client.users_info(user=user)).get("user") or {}
            except post.FAULTS as fault:
                log.warning("a user could not be looked up: %s", post.error_of(fault))
                return None
            self._known[team, user] = (self._now(), _read(told, team))
        return self._known[team, user][1]


async def zone_for(bot: Bot, team: str, user: str, every: Schedule) -> str:
    """The zone of the person who said a time of day; UTC where it is not known, or does not matter."""
    if isinstance(every, Every):
        return "UTC"
    person = await bot.people.person(await bot.web(team), team, user)
    return zone_name(person.tz if person else "")


async def is_admin(bot: Bot, team: str, user: str) -> bool:
    """Whether this user may set rules and open articles: named in FOOTNOTE_ADMINS, or runs the workspace."""
    if bot.desk.settings.names_admin(team, user):
        return True
    person = await bot.people.person(await bot.web(team), team, user)
    return person is not None and person.is_admin


def _read(told: dict[str, Any], team: str) -> Person:
    profile = told.get("profile") or {}
    name = profile.get("display_name") or told.get("real_name") or told.get("name") or ""
    # Who comes from another workspace (Slack Connect) may run that one, but not this.
    at_home = told.get("team_id") in (None, team)
    runs_it = bool(told.get("is_admin") or told.get("is_owner"))
    return Person(str(name), str(told.get("tz") or ""), at_home and runs_it)
