"""/footnote add URL | list | remove ID | share ID | help: what this channel can ask about, told privately."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from bot.feeding import feed_address
from bot.slack.bot import Bot
from bot.slack.door import barred, named_articles, scope_of, too_fast
from bot.slack.handlers import digest, follow, rules
from bot.slack.read.incoming import REMOVE_ARTICLE, Incoming
from bot.slack.read.people import is_admin
from bot.slack.shown import layout, shelf
from bot.slack.shown.layout import Rendered, note
from bot.slack.work import Outcome, acked
from bot.wording import quoted
from index.types import ArticleInfo

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

HELP = (
    "/footnote add https://… reads a web page or a feed, for this channel only. "
    "/footnote list shows the articles that can be asked about here. "
    "/footnote remove ARTICLE takes one out of this channel. "
    "/footnote share ARTICLE opens one to every channel, if you are an administrator of Footnote. "
    "/footnote follow https://… every 6 hours reads a feed or page again and tells what is new; "
    "/footnote unfollow and /footnote followed go with it. "
    "/footnote digest daily at 09:00 (or mondays 08:30, now, off) sums up what was added or changed. "
    "/footnote usage shows what this channel has asked and cost. "
    "A file shared in this channel I offer to index."
)
NO_ADDRESS = "Which page? Say /footnote add with its whole address, such as https://example.com/article."
ONE_AT_A_TIME = "One address at a time, please: each can take a while to read."
WHICH = "Which article? Say its id or its title; /footnote list has them."
GONE = "That article is no longer here."
THE_OPERATORS = "Every workspace can ask about that article. Only whoever runs Footnote can remove it."
NOT_YOURS = (
    "Only an administrator of Footnote may do that here: who runs this workspace, or is named in "
    "FOOTNOTE_ADMINS."
)


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to /footnote and to the button that confirms a removal."""

    app.command("/footnote")(acked(bot))
    app.action(REMOVE_ARTICLE)(acked(bot))


async def decide(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Do what the first word says; anything else gets the help. Who may not ask there, may nothing of it."""
    not_theirs = await asyncio.to_thread(barred, bot, incoming)
    if not_theirs:
        return Outcome(not_theirs)
    verb, _, rest = incoming.text.partition(" ")
    known: dict[str, Callable[[Bot, Incoming, str], Awaitable[Rendered]]] = {
        "add": _add,
        "list": _list,
        "remove": _ask_to_remove,
        "share": _share,
        "usage": rules.usage,
        "follow": follow.follow,
        "unfollow": follow.unfollow,
        "followed": follow.followed,
        "digest": digest.digest,
    }
    doing = known.get(verb.lower(), _help)
    return Outcome(await doing(bot, incoming, rest.strip()))


async def remove(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Take the article of the pressed button out of the channel; who may was asked before, and is again."""
    not_theirs = await asyncio.to_thread(barred, bot, incoming)
    if not_theirs:
        return Outcome(not_theirs)
    if not await _may_remove(bot, incoming):
        return Outcome(note(NOT_YOURS))
    article = await asyncio.to_thread(_by_id, bot, incoming)
    if article is None:
        return Outcome(note(GONE))
    if bot.many and not article.channels:
        return Outcome(note(THE_OPERATORS))
    place = bot.place(incoming.team, incoming.channel)
    gone = await asyncio.to_thread(bot.desk.library.access.withdraw, article.article_id, place)
    return Outcome(shelf.removed(article.name) if gone else note(GONE))


async def _help(bot: Bot, incoming: Incoming, rest: str) -> Rendered:
    return note(HELP)


async def _add(bot: Bot, incoming: Incoming, rest: str) -> Rendered:
    if len(incoming.links) != 1:
        return note(ONE_AT_A_TIME if incoming.links else NO_ADDRESS)
    refusal = too_fast(bot, incoming)
    if refusal:
        return refusal
    (address,) = incoming.links
    place = bot.place(incoming.team, incoming.channel)
    fed = await bot.crew.run(partial(feed_address, bot.desk, address, place))
    return shelf.became(fed, await asyncio.to_thread(named_articles, bot, incoming))


async def _list(bot: Bot, incoming: Incoming, rest: str) -> Rendered:
    return shelf.listing(await asyncio.to_thread(_within_reach, bot, incoming))


async def _ask_to_remove(bot: Bot, incoming: Incoming, ref: str) -> Rendered:
    if not await _may_remove(bot, incoming):
        return note(NOT_YOURS)
    found = await asyncio.to_thread(_named, bot, incoming, ref)
    return found if isinstance(found, Rendered) else shelf.confirm(found)


async def _share(bot: Bot, incoming: Incoming, ref: str) -> Rendered:
    if not await is_admin(bot, incoming.team, incoming.user):
        return note(NOT_YOURS)
    found = await asyncio.to_thread(_named, bot, incoming, ref)
    if isinstance(found, Rendered):
        return found
    workspace = incoming.team if bot.many else ""
    there = await asyncio.to_thread(bot.desk.library.access.open, found.article_id, workspace)
    return shelf.opened(found.name) if there else note(GONE)


async def _may_remove(bot: Bot, incoming: Incoming) -> bool:
    if bot.desk.settings.admins is None:
        return True
    return await is_admin(bot, incoming.team, incoming.user)


def _named(bot: Bot, incoming: Incoming, ref: str) -> ArticleInfo | Rendered:
    """The one article in the channel's reach that is meant, by its id, title, or the beginning of its id."""
    if not ref:
        return note(WHICH)
    articles = _within_reach(bot, incoming)
    wanted = ref.strip("\"'“”‘’").casefold()
    for matching in (
        [one for one in articles if one.article_id == wanted],
        [one for one in articles if one.name.casefold() == wanted],
        [one for one in articles if one.article_id.startswith(wanted)],
    ):
        if len(matching) == 1:
            return matching[0]
        if matching:
            return note(f"{quoted(layout.title(ref))} is more than one article. {WHICH}")
    return note(f"No article here is called {quoted(layout.title(ref))}. /footnote list has them.")


def _by_id(bot: Bot, incoming: Incoming) -> ArticleInfo | None:
    return next((one for one in _within_reach(bot, incoming) if one.article_id == incoming.picked), None)


def _within_reach(bot: Bot, incoming: Incoming) -> list[ArticleInfo]:
    return bot.desk.library.articles(scope_of(bot, incoming))
