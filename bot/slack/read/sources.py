"""Which texts a person means: articles by name, web pages, a file, the channel since a day, a thread.

Each is found as a `Source`, or told as a line that says what could be meant. Nothing is summarised here.
"""

from __future__ import annotations

import asyncio
import difflib
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from bot.brought import as_brought
from bot.feeding import FROM_A_FILE
from bot.records.rows import Kept
from bot.slack.bot import Bot
from bot.slack.door import scope_of
from bot.slack.read import history, said
from bot.slack.read.download import download
from bot.slack.read.history import Message, NotRead, Said
from bot.slack.read.incoming import PICK_ARTICLE, Incoming
from bot.slack.read.said import Talk
from bot.slack.read.since import clock, read
from bot.slack.read.wishes import several, wish
from bot.slack.shown import layout
from bot.slack.shown.layout import Rendered, note
from bot.slack.shown.shelf import MAX_LINK_CHARS
from bot.slack.summing import Source, names_of
from bot.summary.lengths import Length
from bot.wording import quoted
from index.errors import AmbiguousArticle, UnknownArticle, Unreadable
from index.passing import passing
from index.types import Article, ArticleInfo, NewArticle, Scope

MENU_OPTIONS = 100  # docs.slack.dev, static select
MOST_PAGES = 3  # each may take half a minute to open
_LISTED = 5

NOTHING = "There is no article I can read here yet."
GONE = "That article is no longer here. Say /summary to choose another."
WHICH = "Which article? Choose one, or say /summary with a part of its title."
BOTH = (
    "Web addresses or articles, please, not both at once: /summary https://… short, or /summary TITLE short."
)
TOO_MANY = f"At most {MOST_PAGES} addresses at once, please: each can take a while to read."
SINCE_WHEN = (
    "Since when? Say /summary here since monday, since yesterday, since 2026-11-01, or last 3 days. "
    "A day must have begun, and lie within a year."
)
NO_WORDS = "Nobody has said anything there that I could summarise."
NOT_ALL = (
    f"I read at most {history.MOST_MESSAGES:,} messages or {history.MOST_CHARS:,} characters at once; "
    "there are more that are not in this."
)
_BETWEEN_PAGES = {"and", "&", ",", ";"}


async def meant(bot: Bot, incoming: Incoming) -> tuple[Length, Source | Rendered]:
    """How long the summary should be, and of what; or a line that says what could be meant."""
    scope = await asyncio.to_thread(scope_of, bot, incoming)
    articles = await asyncio.to_thread(bot.desk.library.articles, scope)
    wanted = wish(incoming.text, _names(articles))
    if wanted.length.refusal:
        return wanted.length, note(wanted.length.refusal)
    kind, _, named = incoming.picked.partition(":")
    if kind == "file":
        return wanted.length, await _file(bot, incoming, named)
    if kind == "link":
        return wanted.length, await _pages(bot, [named])
    if incoming.picked:
        return wanted.length, await asyncio.to_thread(_by_id, bot, incoming.picked, scope)
    if incoming.links:
        return wanted.length, await _linked(bot, incoming, wanted.article)
    if wanted.since is not None:
        return wanted.length, await _channel(bot, incoming, wanted.since)
    return wanted.length, await asyncio.to_thread(
        _articles, bot, wanted.article, wanted.length, articles, scope
    )


# articles of the library


def _names(articles: Sequence[ArticleInfo]) -> set[str]:
    return {name.lower() for info in articles for name in (info.article_id, info.name)}


def _by_id(bot: Bot, article_id: str, scope: Scope) -> Source | Rendered:
    """The article of a menu, by its exact id, or a line when it is no longer here."""
    article = bot.desk.library.by_id(article_id, scope)
    return note(GONE) if article is None else Source((article,))


def _articles(
    bot: Bot, named: str, length: Length, articles: Sequence[ArticleInfo], scope: Scope
) -> Source | Rendered:
    """The article that is meant, or several, or a message that asks which one is."""
    if not articles:
        return note(NOTHING)
    if not named:
        return _by_id(bot, articles[0].article_id, scope) if len(articles) == 1 else menu(articles, length)

    def known(name: str) -> Article | None:
        return _one(bot, name, articles, scope)

    found = several(named, known)
    return Source(tuple(dict.fromkeys(found))) if found else _which(named, length, articles)


def _one(bot: Bot, named: str, articles: Sequence[ArticleInfo], scope: Scope) -> Article | None:
    """The article by its id, its title, or a part of it that no other one has."""
    try:
        return bot.desk.library.get(named, scope)
    except (UnknownArticle, AmbiguousArticle):
        matching = _matching(named, articles)
        return bot.desk.library.by_id(matching[0].article_id, scope) if len(matching) == 1 else None


def _matching(named: str, articles: Sequence[ArticleInfo]) -> list[ArticleInfo]:
    return [info for info in articles if named.lower() in info.name.lower()]


def _which(named: str, length: Length, articles: Sequence[ArticleInfo]) -> Rendered:
    matching = _matching(named, articles)
    if matching:
        return menu(matching, length)
    names = {info.name.lower(): info for info in articles}
    near = difflib.get_close_matches(named.lower(), names, n=_LISTED, cutoff=0.3)
    offered = [names[name] for name in near] or list(articles[:_LISTED])
    titles = ", ".join(quoted(layout.title(info.name)) for info in offered)
    return note(f"No article here is called {quoted(layout.title(named))}. Nearest: {titles}.")


def menu(articles: Sequence[ArticleInfo], length: Length) -> Rendered:
    """A private menu of articles, for a summary of that length.

    More articles than Slack's menu holds are found by a part of their title.
    """
    options = [
        {"text": layout.label(info.name), "value": f"{length.said}:{info.article_id}"}
        for info in articles[:MENU_OPTIONS]
    ]
    select = {
        "type": "static_select",
        "action_id": PICK_ARTICLE,
        "placeholder": layout.label("Choose an article"),
        "options": options,
    }
    asked = layout.line(WHICH)
    names = [layout.line(f"• {layout.title(info.name)}") for info in articles[:MENU_OPTIONS]]
    plain = layout.plain_text([asked, *names])
    blocks = (layout.rich_text([asked]), layout.actions(select))
    return Rendered(layout.plain_text([asked]), blocks, plain)


# pages and files, for this answer only


async def _linked(bot: Bot, incoming: Incoming, words: str) -> Source | Rendered:
    """The pages at the addresses; anything beside them but their labels would be left out unseen."""
    hosts = " ".join(incoming.links).lower()
    other = [
        one for one in words.lower().split() if one.strip(",;") not in hosts and one not in _BETWEEN_PAGES
    ]
    if other:
        return note(BOTH)
    if len(incoming.links) > MOST_PAGES:
        return note(TOO_MANY)
    return await _pages(bot, incoming.links)


async def _pages(bot: Bot, addresses: Sequence[str]) -> Source | Rendered:
    try:
        articles = await bot.crew.run(partial(_opened, bot, tuple(addresses)))
    except Unreadable as fault:
        return note(f"Not read. {fault}")
    alone = len(addresses) == 1 and len(addresses[0]) <= MAX_LINK_CHARS
    return Source(articles, to_index=f"link:{addresses[0]}" if alone else "")


def _opened(bot: Bot, addresses: Collection[str]) -> tuple[Article, ...]:
    """The pages as articles that are not kept. Raises Unreadable for one that is not one."""
    from index.readers import read_page  # with its parsers, which questions need not wait for

    allowed = bot.desk.settings.fetch_allow or frozenset()
    return _passing([read_page(one, allowed) for one in addresses])


def _passing(news: Sequence[NewArticle]) -> tuple[Article, ...]:
    return tuple(as_brought(one) for one in passing(news))


async def _file(bot: Bot, incoming: Incoming, file_id: str) -> Source | Rendered:
    try:
        found = await download(await bot.web(incoming.team), file_id)
        articles = await bot.crew.run(partial(_read, found.data, found.name))
    except Unreadable as fault:
        return note(f"Not read. {fault}")
    return Source(articles, to_index=f"file:{file_id}")


def _read(data: bytes, name: str) -> tuple[Article, ...]:
    from index.readers import read_stdin

    (new,) = read_stdin(data, name)
    # A file speaks for nobody's site, as in `bot.feeding`.
    titled = replace(new, title=new.title or PurePosixPath(name).stem, url=None, source=FROM_A_FILE)
    return _passing([titled])


# what people said


async def _channel(bot: Bot, incoming: Incoming, words: str) -> Source | Rendered:
    """What was said in the channel since the day that `words` name."""
    since = read(words, await _now(bot, incoming))
    if since is None:
        return note(SINCE_WHEN)
    try:
        found = await history.channel(await bot.web(incoming.team), incoming.channel, since.ts)
    except NotRead as fault:
        return note(str(fault))
    return await _talked(bot, incoming, found, f"this channel since {since.said}")


async def thread(bot: Bot, incoming: Incoming) -> Source | Rendered:
    """The thread that the message stands in; of a mention all but the mention itself."""
    try:
        found = await history.thread(await bot.web(incoming.team), incoming.channel, incoming.root)
    except NotRead as fault:
        return note(str(fault))
    asking = "" if incoming.response_url else incoming.ts
    others = tuple(one for one in found.messages if one.ts != asking)
    return await _talked(bot, incoming, Said(others, found.cut), "this thread")


async def message(bot: Bot, incoming: Incoming) -> Talk | Rendered:
    """The one message of that `ts`, as it reads now."""
    client = await bot.web(incoming.team)
    try:
        found = await history.message(client, incoming.channel, incoming.ts, incoming.thread)
    except NotRead as fault:
        return note(str(fault))
    return await _talk(bot, incoming, [found], "this message")


async def still_said(bot: Bot, kept: Kept) -> bool:
    """Whether every message that an answer quotes still says so; True where it quotes none."""
    spots = await asyncio.to_thread(bot.records.brought.messages, kept.id)
    articles = await asyncio.to_thread(bot.records.brought.of, kept.id) if spots else ()
    quoted_there = {one.number: one.text for article in articles for one in article.sentences}
    for spot in spots:
        try:
            client = await bot.web(kept.team)
            found = await history.message(client, kept.channel, spot.ts, spot.thread)
        except NotRead:
            return False
        names = await names_of(bot, kept.team, said.mentioned([found]))
        if quoted_there[spot.sentence] not in said.shown(found.text, names):
            return False
    return True


async def _talked(bot: Bot, incoming: Incoming, found: Said, called: str) -> Source | Rendered:
    talk = await _talk(bot, incoming, found.messages, called)
    if isinstance(talk, Rendered):
        return talk
    people = len({one.user for one in found.messages})
    read = f"{_counted(len(found.messages), 'message')} by {_counted(people, 'person', 'people')}."
    return Source((talk.article,), (read, NOT_ALL) if found.cut else (read,), talk)


async def _talk(bot: Bot, incoming: Incoming, messages: Sequence[Message], called: str) -> Talk | Rendered:
    """Messages as an article, or a line when they hold no words."""
    names = await names_of(bot, incoming.team, said.mentioned(messages))
    zone = (await _now(bot, incoming)).tzinfo
    talk = await bot.crew.run(partial(said.talk, messages, called, names, zone))
    return talk or note(NO_WORDS)


async def _now(bot: Bot, incoming: Incoming) -> datetime:
    """The time where the person is, as far as Slack tells."""
    person = await bot.people.person(await bot.web(incoming.team), incoming.team, incoming.user)
    return clock(time.time(), person.tz if person else "")


def _counted(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"
