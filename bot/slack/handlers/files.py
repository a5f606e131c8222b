"""Files and links that people bring: *Index this?*, asked of the person who brought them, and the click."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bot.feeding import Became, Fed, feed_address, feed_file
from bot.slack.bot import Bot
from bot.slack.door import barred, named_articles, too_fast
from bot.slack.read.attached import asks_to_index, without_links
from bot.slack.read.download import download
from bot.slack.read.incoming import INDEX_THIS, Incoming
from bot.slack.shown import shelf
from bot.slack.work import SILENCE, Outcome, acked
from index.errors import Unreadable

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the button. Messages come in through `ask`, which hands offers on to `offer`."""

    app.action(INDEX_THIS)(acked(bot))


async def offer(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Ask whether to index what the message brings. Nothing is opened before somebody says so."""
    not_theirs = await asyncio.to_thread(barred, bot, incoming)
    if not_theirs:  # between people it stays silent
        return Outcome(not_theirs, aside=True) if incoming.mentioned or incoming.in_dm else SILENCE
    asked = not asks_to_index(without_links(incoming.text))
    return Outcome(shelf.offer(incoming.files, incoming.links, asked=asked), aside=True)


async def index(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Index the file or link of the button that was pressed, for the channel it was pressed in."""
    refusal = await asyncio.to_thread(barred, bot, incoming) or too_fast(bot, incoming)
    if refusal:
        return Outcome(refusal)
    place = bot.place(incoming.team, incoming.channel)
    kind, _, named = incoming.picked.partition(":")
    if kind == "link":
        fed = await bot.crew.run(partial(feed_address, bot.desk, named, place))
    else:
        fed = await _file(bot, incoming, named, place)
    return Outcome(shelf.became(fed, await asyncio.to_thread(named_articles, bot, incoming)))


async def _file(bot: Bot, incoming: Incoming, file_id: str, place: str) -> Fed:
    try:
        found = await download(await bot.web(incoming.team), file_id)
    except Unreadable as fault:
        return Fed((Became(file_id, "refused", reason=str(fault)),))
    origin = f"slack/{incoming.team}/{incoming.channel}/{file_id}/{found.name}"
    return await bot.crew.run(partial(feed_file, bot.desk, found.data, found.name, origin, place))
