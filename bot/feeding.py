"""Adds what a channel hands in, a web address or a file's bytes, for that channel alone. Knows no Slack.

What is told afterwards betrays nothing of articles that the channel may not read
(docs/decisions/0016-feeding-from-slack.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

from bot.desk import Desk
from index.errors import Unreadable
from index.library import Library
from index.naming import owned, shown, workspace_of
from index.types import Added, NewArticle, Scope

FROM_A_FILE = "a file in Slack"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one article, as its channel may know it. `name` is what a person calls it."""

    name: str
    word: Literal["added", "updated", "unchanged", "refused"]
    article_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Fed:
    """All that was handed in at once. `left_out` counts older entries of a feed that were not read."""

    became: tuple[Became, ...]
    left_out: int = 0


def feed_address(desk: Desk, address: str, channel: str) -> Fed:
    """Add the page at an address, or the pages of the feed there. Needs no running event loop.

    What cannot be read comes back refused, with the reason. Raises LibraryError when the library fails.
    """
    from index.readers import read_address  # with its parsers, which questions need not wait for

    try:
        found = read_address(address, desk.settings.fetch_allow or frozenset())
    except Unreadable as fault:
        return Fed((Became(address, "refused", reason=str(fault)),))
    return Fed(_kept(desk.library, found.articles, channel), found.left_out)


def feed_file(desk: Desk, data: bytes, name: str, origin: str, channel: str) -> Fed:
    """Add a file's bytes; the suffix of `name` tells the kind, `origin` is the file's identity.

    Title and date may come out of the file, address and source not: a file speaks for nobody's site.
    Refusals and errors as in `feed_address`.
    """
    from index.readers import read_stdin

    try:
        (new,) = read_stdin(data, name)
    except Unreadable as fault:
        return Fed((Became(name, "refused", reason=str(fault)),))
    title = new.title or PurePosixPath(name).stem
    handed_in = replace(new, origin=origin, title=title, url=None, source=FROM_A_FILE)
    return Fed(_kept(desk.library, [handed_in], channel))


def _kept(library: Library, found: Sequence[NewArticle | Added], channel: str) -> tuple[Became, ...]:
    readable = {info.article_id for info in library.articles(Scope(channel=channel))}
    news = [_for(channel, one, library) for one in found if isinstance(one, NewArticle)]
    stored = iter(library.add_all(news))
    return tuple(
        _became(one, next(stored) if isinstance(one, NewArticle) else one, readable) for one in found
    )


def _for(channel: str, new: NewArticle, library: Library) -> NewArticle:
    # Naming a channel would close an article that every channel may read.
    origin = owned(workspace_of(channel), new.origin)
    channels = frozenset() if library.access.is_open(origin) else frozenset({channel})
    return replace(new, origin=origin, channels=channels)


def _became(handed_in: NewArticle | Added, added: Added, readable: set[str]) -> Became:
    # What it was handed in as: an article of the same text may have a title that is not for this channel.
    name = shown(handed_in.title) or _origin(handed_in)
    if added.status == "refused":
        return Became(name, "refused", reason=added.reason)
    # Whether another channel had it before is not for this one to know; nor is which article it equals.
    word = added.status if added.article_id in readable else "added"
    return Became(name, word, added.article_id)


def _origin(handed_in: NewArticle | Added) -> str:
    return handed_in.origin if isinstance(handed_in, NewArticle) else handed_in.source or "an article"
