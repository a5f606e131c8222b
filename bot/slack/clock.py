"""What the bot does without being asked: it takes what is due into the ledger, and marks what is out of date.

Each run of a schedule has a name in the ledger, so it is worked once; from there it is an event like all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict

from bot.records.schedule_book import Standing
from bot.schedule import DAY_S, parse, zone_of
from bot.slack.bot import Bot
from bot.slack.handlers.digest import newest_version
from bot.slack.marks import Marker
from bot.slack.read.incoming import Incoming
from bot.slack.work import Decide, work

log = logging.getLogger(__name__)

TICK_S = 1.5  # marks: one change of a message a tick and workspace, of the 50 a minute that Slack takes
REST_S = 30.0  # after a fault of ours: the log is not to be flooded
AT_ONCE = 4  # scheduled runs; the crew is for people who wait


class Clock:
    """The ticking of one bot. `tick` does what is to be done now."""

    def __init__(self, bot: Bot, deciders: Mapping[str, Decide]) -> None:
        self._bot = bot
        self._deciders = deciders
        self._marker = Marker(bot)
        self._running = 0

    async def run(self) -> None:
        """Tick and mark until cancelled; neither waits for the other."""
        await asyncio.gather(_again(self.tick), _again(self._marker.step))

    async def tick(self) -> None:
        """Begin what is due, as far as there is room."""
        book = self._bot.records.schedules
        if self._running < AT_ONCE:
            for one in await asyncio.to_thread(book.due, book.now(), AT_ONCE - self._running):
                await self._begin(one)

    async def _begin(self, one: Standing) -> None:
        try:
            taken, incoming = await asyncio.to_thread(self._claimed, one)
        except Exception:
            # It would be the first of all that are due for ever, and they would wait behind it.
            log.exception("schedule %s cannot be begun; trying again in a day", one.id)
            book = self._bot.records.schedules
            await asyncio.to_thread(book.put_off, one, book.now() + DAY_S)
            return
        if taken:
            self._running += 1
            self._bot.begin(self._work(taken, incoming))

    def _claimed(self, one: Standing) -> tuple[str | None, Incoming]:
        """Take a run into the ledger, then set when the next is due: killed between, the run is taken once.

        What was missed while nobody ticked is due once.
        """
        book, incoming = self._bot.records.schedules, self._incoming(one)
        due = parse(one.every).next(one.due or 0.0, book.now(), zone_of(one.zone))
        taken = self._bot.records.claim(one.team, [f"schedule:{one.id}:{one.due}"], asdict(incoming))
        book.put_off(one, due)
        return taken, incoming

    def _incoming(self, one: Standing) -> Incoming:
        """A run as an event of the ledger: nobody asked, and it is said to the channel."""
        version = newest_version(self._bot)
        if one.kind == "follow":
            return Incoming("follow", one.team, one.channel, "", "", picked=f"{one.id}:{version}")
        picked = f"{one.id}:{one.seen}:{version}"
        return Incoming("digest", one.team, one.channel, "", one.what, picked=picked)

    async def _work(self, taken: str, incoming: Incoming) -> None:
        try:
            await work(self._bot, taken, incoming, self._deciders[incoming.surface])
        finally:
            self._running -= 1


async def _again(step: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await step()
        except Exception:
            log.exception("the clock stumbled")
            await asyncio.sleep(REST_S)
        await asyncio.sleep(TICK_S)
