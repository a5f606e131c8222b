"""/footnote follow, unfollow and followed; and what is done when a followed address is due."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from bot.errors import UsageError
from bot.feeding import Became, Fed, feed_address
from bot.records.schedule_book import Failing, Standing
from bot.schedule import DAY_S, DEFAULT, Every, Schedule, parse, zone_of
from bot.slack.bot import Bot
from bot.slack.crew import Busy
from bot.slack.door import named_articles, scope_of, too_fast
from bot.slack.read.incoming import Incoming
from bot.slack.read.people import zone_for
from bot.slack.read.writable import is_shut
from bot.slack.shown import shelf, standing
from bot.slack.shown.layout import Rendered, note
from bot.slack.shown.standing import News
from bot.slack.work import SILENCE, Outcome
from index.errors import LibraryError

log = logging.getLogger(__name__)

BUSY_S = 300.0  # then it is tried again
OUR_FAULT = "The library could not take it."


async def follow(bot: Bot, incoming: Incoming, rest: str) -> Rendered:
    """Read a feed or page now, and again at the times that were said."""
    if len(incoming.links) != 1:
        return note(standing.NO_ADDRESS)
    (address,) = incoming.links
    try:
        every = parse(rest.partition(" ")[2].strip() or DEFAULT)
    except UsageError as fault:
        return note(str(fault))
    refusal = too_fast(bot, incoming)
    if refusal:
        return refusal
    fed = await _read(bot, incoming.team, incoming.channel, address)
    if _unreadable(fed):
        return shelf.became(fed)
    zone = await zone_for(bot, incoming.team, incoming.user, every)
    try:
        await asyncio.to_thread(_follow, bot, incoming, address, every, zone)
    except UsageError as fault:
        return note(str(fault))
    named = await asyncio.to_thread(named_articles, bot, incoming)
    said = [standing.following(address, str(every), zone)]
    if await is_shut(bot, incoming.team, incoming.channel):
        said.append(standing.NOT_TOLD)
    return Rendered(f"{note(*said).text}\n{shelf.became(fed, named).text}")


async def unfollow(bot: Bot, incoming: Incoming, rest: str) -> Rendered:
    """Follow an address no more."""
    address = incoming.links[0] if incoming.links else rest
    ended = await asyncio.to_thread(bot.records.schedules.unfollow, incoming.team, incoming.channel, address)
    return standing.unfollowed(address) if ended else note(standing.NOT_FOLLOWED)


async def followed(bot: Bot, incoming: Incoming, rest: str) -> Rendered:
    """List what the channel follows."""
    book = bot.records.schedules
    return standing.followed(await asyncio.to_thread(book.followed, incoming.team, incoming.channel))


async def read_again(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Read a followed address; tell the channel what is new, or once that it cannot be read."""
    id, _, version = incoming.picked.partition(":")
    one = await asyncio.to_thread(bot.records.schedules.get, id)
    if one is None:
        return SILENCE  # ended meanwhile
    try:
        fed = await _read(bot, one.team, one.channel, one.what)
    except Busy:
        return await later(bot, one)
    except LibraryError:
        log.exception("event %s: a followed address was not read", taken)
        fed = Fed((Became(one.what, "refused", reason=OUR_FAULT),))
    if _unreadable(fed):
        return await asyncio.to_thread(_failed, bot, taken, one, fed.became[0].reason or "")
    told = await asyncio.to_thread(_news, bot, incoming, fed, int(version))
    if one.failing:
        await asyncio.to_thread(bot.records.schedules.fails, one.id, None)
    return Outcome(standing.news(one.what, told, again=one.failing is not None))


async def later(bot: Bot, one: Standing) -> Outcome:
    """Put a run off that found no room, and say nothing."""
    book = bot.records.schedules
    await asyncio.to_thread(book.put_off, one, book.now() + BUSY_S)
    return SILENCE


async def _read(bot: Bot, team: str, channel: str, address: str) -> Fed:
    return await bot.crew.run(partial(feed_address, bot.desk, address, bot.place(team, channel)))


def _unreadable(fed: Fed) -> bool:
    """Whether not even the address could be read; of a feed some articles may be refused."""
    return len(fed.became) == 1 and fed.became[0].word == "refused"


def _follow(bot: Bot, incoming: Incoming, address: str, every: Schedule, zone: str) -> None:
    book = bot.records.schedules
    now = book.now()
    due = every.next(now, now, zone_of(zone))
    book.follow(incoming.team, incoming.channel, address, str(every), zone, due)


def _news(bot: Bot, incoming: Incoming, fed: Fed, version: int) -> list[News]:
    """What of it is newer than that version, or new in this channel's reach; nothing it may not ask about.

    Taken up after a crash, what the first run added is unchanged, but newer.
    """
    versions = {info.article_id: info.version for info in bot.desk.library.articles(scope_of(bot, incoming))}
    words: dict[str, standing.Word] = {
        "added": "new",
        "updated": "changed",
        "unchanged": "new or changed",
    }
    return [
        (one.name, words[one.word])
        for one in fed.became
        if one.article_id in versions and (one.word == "added" or versions[one.article_id] > version)
    ]


def _failed(bot: Bot, taken: str, one: Standing, reason: str) -> Outcome:
    """Told once, then once a day; and tried less and less often, down to once a day."""
    book, before = bot.records.schedules, one.failing
    now = book.now()
    telling = before is None or before.event == taken or now - before.told >= DAY_S
    times = before.times + 1 if before else 1
    told, event = (now, taken) if before is None or telling else (before.told, before.event)
    book.fails(one.id, Failing(times, told, event))
    every = parse(one.every)
    if isinstance(every, Every):
        book.put_off(one, now + min(every.seconds * 2.0 ** min(times, 9), max(DAY_S, every.seconds)))
    return Outcome(standing.failed(one.what, reason)) if telling else SILENCE
