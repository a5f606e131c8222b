"""/footnote digest: set, ended, asked for now; and what is done when one is due."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

from bot import cost
from bot.answers import Summary
from bot.errors import UsageError
from bot.records.schedule_book import Failing, Standing
from bot.schedule import Every, Schedule, parse, zone_of
from bot.slack.bot import Bot
from bot.slack.crew import Busy
from bot.slack.door import allowed, offers_of, scope_of, too_fast
from bot.slack.handlers.follow import later
from bot.slack.keeping import keep
from bot.slack.read.incoming import Incoming
from bot.slack.read.people import zone_for
from bot.slack.read.writable import is_shut
from bot.slack.shown import standing
from bot.slack.shown.blocks import render_summary
from bot.slack.shown.layout import Rendered, note
from bot.slack.work import SILENCE, Outcome, work
from bot.summarise import LENGTHS, summarise_articles
from index.types import Article, ArticleInfo

log = logging.getLogger(__name__)

MOST_ARTICLES = 20  # of a digest, the newest: a summary has 20 sentences at most


async def digest(bot: Bot, incoming: Incoming, rest: str) -> Rendered:
    """Set the channel's digest, end it, say which it is, or make one now."""
    refusal = too_fast(bot, incoming)
    if refusal:
        return refusal
    *words, last = rest.lower().split() or [""]
    length, times = (last, " ".join(words)) if last in LENGTHS else ("", " ".join([*words, last]))
    book, place = bot.records.schedules, (incoming.team, incoming.channel)
    before = await asyncio.to_thread(book.digest, *place)
    length = length or (before.what if before else "medium")
    ends_or_tells = times in ("", "off")
    if not ends_or_tells and await is_shut(bot, *place):
        return note(standing.NOT_INVITED)
    if times == "now":
        return await _digest_now(bot, incoming, before, length)
    running = before is not None and before.due is not None
    if ends_or_tells and (before is None or not running):
        return note(standing.NO_DIGEST)
    if before and times == "":
        return standing.digest_is(before)
    if before and times == "off":
        await asyncio.to_thread(book.set_digest, *place, length, before.every, before.zone, None, before.seen)
        return note(standing.DIGEST_OFF)
    try:
        every = parse(times)
    except UsageError as fault:
        return note(str(fault))
    return await _set_digest(bot, incoming, every, length)


async def summed_up(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Post the digest of what was added or changed between two versions; nothing when that is nothing."""
    id, since, upto = incoming.picked.split(":")
    book = bot.records.schedules
    one = await asyncio.to_thread(book.get, id)
    if not incoming.user and (one is None or one.due is None):
        return SILENCE  # ended meanwhile
    if one and await is_shut(bot, incoming.team, incoming.channel):
        return await asyncio.to_thread(_unheard, bot, taken, one)
    articles, left_out = await asyncio.to_thread(_newest, bot, incoming, int(since), int(upto))
    try:
        outcome = await _told(bot, taken, incoming, articles, left_out) if articles else SILENCE
    except Busy:
        one = await asyncio.to_thread(book.get, id)
        if incoming.user or one is None:
            raise  # somebody waits for it
        return await later(bot, one)
    await asyncio.to_thread(book.told, id, int(upto))
    if one and one.failing:
        await asyncio.to_thread(book.fails, id, None)
    return outcome


def _unheard(bot: Bot, taken: str, one: Standing) -> Outcome:
    """Note that it reaches nobody: nothing is asked of the model, and what is new is told when it does."""
    book, before = bot.records.schedules, one.failing
    log.warning("event %s: no digest, the bot cannot write in channel %s", taken, one.channel)
    book.fails(one.id, Failing(before.times + 1 if before else 1, book.now(), taken))
    return SILENCE


async def _told(
    bot: Bot, taken: str, incoming: Incoming, articles: Sequence[Article], left_out: int
) -> Outcome:
    sentences, model = LENGTHS[incoming.text], bot.desk.model
    most = await asyncio.to_thread(cost.most_of_summary, sentences, model.name if model else "")
    async with allowed(bot, taken, incoming, most) as may:
        summary = await may.made(partial(summarise_articles, articles, bot.desk, sentences=sentences))
    notices = (standing.heading(len(articles), left_out), *may.notices)
    return Outcome(await asyncio.to_thread(_finished, bot, taken, incoming, summary, notices))


def newest_version(bot: Bot) -> int:
    """The version that the library's newest text has."""
    return max((info.version for info in bot.desk.library.articles()), default=0)


async def _set_digest(bot: Bot, incoming: Incoming, every: Schedule, length: str) -> Rendered:
    zone = await zone_for(bot, incoming.team, incoming.user, every)
    book = bot.records.schedules
    now = book.now()
    due = every.next(now, now, zone_of(zone))
    seen = await asyncio.to_thread(newest_version, bot)
    place = (incoming.team, incoming.channel)
    await asyncio.to_thread(book.set_digest, *place, length, str(every), zone, due, seen)
    known = isinstance(every, Every) or zone != "UTC"
    return standing.digest_set(str(every), zone, length, due, known=known)


async def _digest_now(bot: Bot, incoming: Incoming, before: Standing | None, length: str) -> Rendered:
    """Put a digest into the ledger, as if it were due. Without an earlier one it is of all there is."""
    asked = await asyncio.to_thread(_asked_for, bot, incoming, before, length)
    if asked is None:
        return note(standing.NO_NEWS)
    due, count = asked
    # One command, one digest, also where it is worked again after a crash.
    name = bot.records.hashed(incoming.team, incoming.response_url)
    taken = await asyncio.to_thread(bot.records.claim, incoming.team, [f"digest:{name}"], asdict(due))
    if taken:
        bot.begin(work(bot, taken, due, summed_up))
    return standing.digest_follows(count)


def _asked_for(
    bot: Bot, incoming: Incoming, before: Standing | None, length: str
) -> tuple[Incoming, int] | None:
    """A digest that is due now, and of how many articles; None when nothing is new."""
    book, place = bot.records.schedules, (incoming.team, incoming.channel)
    if before is None:
        book.set_digest(*place, length, "", "UTC", None, 0)
    one = before or book.digest(*place)
    upto = newest_version(bot)
    infos = _between(bot, incoming, one.seen, upto) if one else []
    if one is None or not infos:
        return None
    picked = f"{one.id}:{one.seen}:{upto}"
    return Incoming("digest", *place, incoming.user, length, picked=picked), len(infos)


def _newest(bot: Bot, incoming: Incoming, since: int, upto: int) -> tuple[list[Article], int]:
    """The newest articles between two versions that the channel may read, and how many older ones more."""
    infos = _between(bot, incoming, since, upto)
    scope = scope_of(bot, incoming)
    found = [bot.desk.library.by_id(info.article_id, scope) for info in infos[:MOST_ARTICLES]]
    return [article for article in found if article], max(0, len(infos) - MOST_ARTICLES)


def _between(bot: Bot, incoming: Incoming, since: int, upto: int) -> Sequence[ArticleInfo]:
    infos = bot.desk.library.articles(scope_of(bot, incoming))
    fresh = [info for info in infos if since < info.version <= upto]
    return sorted(fresh, key=lambda info: info.version, reverse=True)


def _finished(
    bot: Bot, taken: str, incoming: Incoming, summary: Summary, notices: tuple[str, ...]
) -> Rendered:
    """The digest as it will be shown, once it is kept."""
    rendered = render_summary(summary, taken, "channel", notices, offers=offers_of(bot, incoming))
    keep(bot, taken, incoming, summary, rendered, openly=True)
    return rendered
