"""Marks earlier answers in Slack when an article that they cite changes or goes, by whatever process.

It learns of a change by the library's revision, looks all kept answers over once, and changes their messages
one at a time. What a message says is kept with its answer once Slack has it: killed before, it is said again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from bot.records.given_book import Given
from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.shown.stale import Seen, Stale, marked, stale
from index.errors import BrokenLibrary

log = logging.getLogger(__name__)

REST_S = 30.0  # after Slack did not take a change
# An answer that was under way while the article changed stands in the records a little later.
LOOK_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Mark:
    """An answer whose message says something else of its age than it should."""

    given: Given
    found: Stale


class Marker:
    """What is left to mark. One for a bot; `now` counts seconds from anywhere."""

    def __init__(self, bot: Bot, now: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._now = now
        self._revision: int | None = None
        self._look_at = float("inf")
        self._rests: dict[str, float] = {}  # workspaces, until when
        self._waiting: list[Mark] = []

    async def step(self) -> None:
        """Look, if the library has changed, and change at most one message of each workspace.

        Slack takes 50 changes a minute of a workspace (tier 3): call it no more often than every 1.2 s.
        """
        revision = await asyncio.to_thread(lambda: self._bot.desk.library.revision)
        if revision != self._revision or self._now() >= self._look_at:
            await self._look_anew(revision)
        for mark in self._next():
            await self._shown(mark)

    async def _look_anew(self, revision: int) -> None:
        """What waits keeps its turn: an article that changes all the time would else go before all others."""
        found = {mark.given.id: mark for mark in await asyncio.to_thread(self.look)}
        still = [found.pop(mark.given.id) for mark in self._waiting if mark.given.id in found]
        self._waiting = [*still, *found.values()]
        self._look_at = self._now() + LOOK_AGAIN_S if revision != self._revision else float("inf")
        self._revision = revision

    def _next(self) -> list[Mark]:
        """The next of each workspace that does not rest."""
        first = {mark.given.team: mark for mark in reversed(self._waiting)}
        return [mark for team, mark in first.items() if self._now() >= self._rests.get(team, 0.0)]

    async def _shown(self, mark: Mark) -> None:
        """Show it, or put it behind the others of its workspace, which then rests."""
        self._waiting.remove(mark)
        over = False
        try:
            over = await self._show(mark)
        except Exception:
            log.exception("answer %s: it could not be marked; trying again later", mark.given.id)
        if not over:
            self._waiting.append(mark)
            self._rests[mark.given.team] = self._now() + REST_S

    async def _show(self, mark: Mark) -> bool:
        """Whether that is over: Slack has it, or never will."""
        given, bot = mark.given, self._bot
        kept = await asyncio.to_thread(bot.records.answer, given.id)
        if kept is None or kept.blocks is None or not await bot.serves(given.team):
            return True  # forgotten meanwhile, or the app was taken away
        rendered = marked(mark.found, kept.blocks, kept.text or "")
        client = await bot.web(given.team)
        fate = await post.change(client, given.channel, given.message, rendered, given.id)
        if fate != "unsure":
            await asyncio.to_thread(bot.records.given.marked, given.id, mark.found.mark)
        return fate != "unsure"

    def look(self) -> list[Mark]:
        """Every answer whose message does not say what holds now, the newest first."""
        view = _View(self._bot)
        marks = [(given, view.of(given)) for given in self._bot.records.given.all()]
        return [Mark(given, found) for given, found in marks if found and found.mark != given.stale]


class _View:
    """The library as it is during one look: each article is read once, each channel's scope too."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._article = cache(bot.desk.library.by_id)
        self._reach = cache(bot.reach)
        self._scope = cache(bot.scope)
        self._words = cache(self._hashes)

    def of(self, given: Given) -> Stale | None:
        """What is out of date of an answer; None where an article of it cannot be read."""
        try:
            return stale(given.places, partial(self._now, given.team, given.channel))
        except BrokenLibrary:
            log.warning("answer %s: an article of it is damaged. Look: footnote doctor --deep", given.id)
            return None

    def _now(self, team: str, channel: str, article_id: str) -> Seen | None:
        """The article, if it may be read there. Rules of a channel take nothing back, but they hide names."""
        article = self._article(article_id)
        if article is None or not self._reach(team, channel).admits(article_id, article.channels):
            return None
        named = self._scope(team, channel).admits(article_id, article.channels)
        return Seen(article.name if named else None, self._words(team, article_id))

    def _hashes(self, team: str, article_id: str) -> frozenset[str]:
        article, hashed = self._article(article_id), self._bot.records.hashed
        return frozenset(hashed(team, one.text) for one in article.sentences) if article else frozenset()
