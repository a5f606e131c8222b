"""Which channels everybody in the workspace may read, as Slack tells it, known for a few minutes.

Asked by `conversations.info` with the scope channels:read, which shows public channels and no others: what
Slack does not show counts as private.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import post

log = logging.getLogger(__name__)

KNOWN_S = 300.0  # a channel that is made private is hidden here after as long
MOST_ASKED = 20  # channels at a time: a tab must not wait for Slack's limits


class Public:
    """What was asked about channels within the last minutes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: dict[tuple[str, str], tuple[float, bool]] = {}

    async def among(self, client: AsyncWebClient, team: str, channels: Iterable[str]) -> set[str]:
        """Those of the channels that are public; of many, only the first few are looked at."""
        before = self._now() - KNOWN_S
        self._known = {key: held for key, held in self._known.items() if held[0] > before}
        wanted = [one for one in dict.fromkeys(channels) if one.startswith("C")][:MOST_ASKED]
        return {one for one in wanted if await self._is_public(client, team, one)}

    async def _is_public(self, client: AsyncWebClient, team: str, channel: str) -> bool:
        if (team, channel) not in self._known:
            told = await _told(client, channel)
            if told is None:
                return False
            self._known[team, channel] = (self._now(), told)
        return self._known[team, channel][1]


async def _told(client: AsyncWebClient, channel: str) -> bool | None:
    """Slack's word; None where it gave none, which is no word to remember."""
    try:
        told = (await client.conversations_info(channel=channel)).get("channel") or {}
    except post.FAULTS as fault:
        log.info("a channel was not shown: %s", post.error_of(fault))
        return False if post.error_of(fault) == "channel_not_found" else None
    # Shared with another workspace, it has readers whom nobody here let in.
    closed = ("is_private", "is_im", "is_mpim", "is_ext_shared")
    return bool(told.get("is_channel")) and not any(told.get(name) for name in closed)
