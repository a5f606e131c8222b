"""What every handler has at hand, and the work it has begun."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.health import Meters
from bot.records import Records
from bot.records.rows import Kept
from bot.slack.crew import Crew, Pace
from bot.slack.late import Late
from bot.slack.read.people import People
from bot.slack.tokens import Tokens
from index.types import Scope

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bot:
    """Wired once, in `run.py`. With `tokens` it serves many workspaces, and `client` speaks for none."""

    desk: Desk
    records: Records
    client: AsyncWebClient
    crew: Crew
    pace: Pace
    meters: Meters = field(default_factory=Meters)
    people: People = field(default_factory=People)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    unsaid: dict[str, Late] = field(default_factory=dict)  # events whose outcome could not be delivered
    tokens: Tokens | None = None

    @property
    def many(self) -> bool:
        """Whether workspaces install the app for themselves."""
        return self.tokens is not None

    async def web(self, team: str) -> AsyncWebClient:
        """The client that speaks with the token of `team`; every call to Slack goes through it."""
        return self.client if self.tokens is None else await self.tokens.web(team)

    async def serves(self, team: str) -> bool:
        """Whether the app is installed in `team`, so that anything can be said there."""
        return self.tokens is None or await self.tokens.bot(team) is not None

    def place(self, team: str, channel: str) -> str:
        """The name by which the library knows a channel of a workspace."""
        return f"{team}/{channel}" if self.many else channel

    def reach(self, team: str, channel: str) -> Scope:
        """What could be read there if its rules named no articles; for who sets them."""
        return Scope(channel=self.place(team, channel))

    def scope(self, team: str, channel: str) -> Scope:
        """What may be read there; the only way to a scope. May read the records: keep it off the loop."""
        named = self.records.rules.of(team, channel).articles
        return replace(self.reach(team, channel), articles=named or None)

    def kept(self, team: str, answer_id: str) -> Kept | None:
        """The answer behind a button that was pressed in `team`; another workspace's is not there."""
        found = self.records.answer(answer_id)
        return None if found is None or (self.many and found.team != team) else found

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` go on after the ack; what it raises is in the log.

        Held here: asyncio keeps no strong reference to a task.
        """
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            begun = getattr(task.get_coro(), "__qualname__", "a task")
            log.error("%s ended with a fault", begun, exc_info=fault)

    async def settle(self, grace_s: float) -> None:
        """Wait up to `grace_s` seconds for begun work, then cancel it: the ledger still holds its claim."""
        if self.tasks:
            _, late = await asyncio.wait(self.tasks, timeout=grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
