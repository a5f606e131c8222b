"""RSS and Atom: from a feed to the articles its entries link to, each fetched as safely as the feed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from index.errors import Unreadable
from index.readers.address import Allowed, refused, same_site
from index.readers.parsing import parsed
from index.readers.web import Page, article_of, fetch
from index.types import Added, NewArticle, Progress

AT_ONCE = 4  # pages fetched at a time: most lie on one server, which others use as well


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, as the feed tells it. `link` is absolute; without one, `text` is all there is."""

    title: str | None
    date: str | None
    link: str | None
    id: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed found at `url`: its newest entries, newest first, and how many older ones were left out."""

    url: str
    title: str | None
    entries: tuple[Entry, ...]
    left_out: int


def read_feed(page: Page) -> Feed:
    """Return what a feed lists. Raises Unreadable if it is none, or lists nothing."""
    fields = parsed("feed", page.data, page.url)
    rows = fields["entries"]
    if not rows:
        raise refused(page.url, "the feed lists no article", "Try again when it does")
    entries: dict[str, Entry] = {}
    for number, row in enumerate(rows):
        link = _absolute(row["link"], page.url)
        entries.setdefault(link or str(number), Entry(**{**row, "link": link}))  # listed twice is one article
    return Feed(page.url, fields["title"], tuple(entries.values()), fields["total"] - len(rows))


def _absolute(link: str | None, base: str) -> str | None:
    try:
        return link and urljoin(base, link)
    except ValueError:  # no address at all; the reader of pages says so
        return link


def articles_of(feed: Feed, allowed: Allowed, progress: Progress | None = None) -> list[NewArticle | Added]:
    """Return the article of each entry, or its refusal; `progress` gets (done, all) after each."""
    done: list[NewArticle | Added] = []
    for each in _read(feed, allowed):
        done.append(each)
        if progress is not None:
            progress(len(done), len(feed.entries))
    return done


def _read(feed: Feed, allowed: Allowed) -> Iterator[NewArticle | Added]:
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield from pool.map(lambda entry: _article(entry, feed, allowed), feed.entries)
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl-C does not wait for those not yet begun


def _article(entry: Entry, feed: Feed, allowed: Allowed) -> NewArticle | Added:
    try:
        return _linked(entry, entry.link, feed, allowed) if entry.link else _told(entry, feed)
    except Unreadable as fault:
        return Added(None, entry.title, entry.link or feed.url, "refused", str(fault))


def _linked(entry: Entry, link: str, feed: Feed, allowed: Allowed) -> NewArticle:
    """The article an entry links to. Of its own site a feed knows best; of others' it may fill a gap.

    A date it fills in only for its own: for a page of others it is the day somebody passed it on.
    """
    new = article_of(fetch(link, allowed))
    if same_site(new.origin, feed.url):
        return replace(new, title=entry.title or new.title, date=entry.date or new.date)
    return replace(new, title=new.title or entry.title)


def _told(entry: Entry, feed: Feed) -> NewArticle:
    """The entry itself as an article; its identity is the feed's name for it, else its words."""
    if not entry.text:
        raise refused(feed.url, f"its entry {entry.title or entry.id or ''!r} has neither a link nor text")
    name = entry.id or hashlib.sha256(entry.text.encode("utf-8", "replace")).hexdigest()[:12]
    return NewArticle(
        f"{feed.url}#{name}",
        entry.text,
        title=entry.title,
        date=entry.date,
        source=feed.title or urlsplit(feed.url).hostname,
        url=feed.url,
    )
