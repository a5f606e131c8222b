"""From files and addresses to articles: the door is `read_path`, `read_stdin`, `read_address`, `read_page`.

Each kind of source has its own module. Nothing here keeps, embeds or searches; only `web` opens a connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.naming import whole
from index.readers.files import read_bytes, regular_files
from index.readers.markdown import read_markdown
from index.readers.parsing import read_html, read_pdf
from index.readers.text import read_text
from index.types import Added, NewArticle, Progress

if TYPE_CHECKING:
    from index.readers.address import Allowed


def _saved_page(data: bytes, origin: str) -> NewArticle:
    """A page that was saved. Its word for where it is from is nobody's: no host was asked."""
    return replace(read_html(data, origin), url=None)


_READERS: dict[str, Callable[[bytes, str], NewArticle]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": _saved_page,
    ".htm": _saved_page,
    ".pdf": read_pdf,
}
_ADDRESS = re.compile(r"\s*[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def read_path(path: Path) -> list[NewArticle]:
    """Return the article in a file. Raises Unreadable, with the reason, for anything that is not one.

    The kind is told by the suffix; a file without a known one is read as plain text. For a folder see `walk`.
    """
    return [_reader(path.name)(read_bytes(path), whole(str(path.parent.resolve() / path.name)))]


def read_stdin(data: bytes, name: str) -> list[NewArticle]:
    """Return the article in bytes that came without a file; `name` is its origin and tells its kind."""
    return [_reader(name)(data, name)]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: one article, or those of a feed, with the refusals among them.

    `left_out` counts the older entries of a feed that were not read.
    """

    articles: tuple[NewArticle | Added, ...]
    left_out: int


def is_address(text: str) -> bool:
    """Whether a word of the command line is meant as an address, be it a good one or not."""
    return bool(_ADDRESS.match(text))


def read_address(address: str, allowed: Allowed, progress: Progress | None = None) -> Fetched:
    """Return the article at a web address, or the articles of the feed there. Needs no running event loop.

    `allowed` holds the hosts with their ports that may be opened although they are not public; `progress`
    gets (done, all) after each article of a feed. Raises Unreadable if there is neither page nor feed.
    """
    from index.readers.feed import articles_of, read_feed  # aiohttp, which files need not wait for
    from index.readers.web import article_of, fetch

    page = fetch(address, allowed)
    if page.kind != "feed":
        return Fetched((article_of(page),), 0)
    feed = read_feed(page)
    return Fetched(tuple(articles_of(feed, allowed, progress)), feed.left_out)


def read_page(address: str, allowed: Allowed) -> NewArticle:
    """Return the article at a web address. Raises Unreadable, of a feed too."""
    from index.readers.web import article_of, fetch

    return article_of(fetch(address, allowed))


def walk(folder: Path) -> list[Path]:
    """The files of known kinds under `folder`, sorted. Hidden ones, links and special files are left out."""
    return [path for path in regular_files(folder) if path.suffix.lower() in _READERS]


def _reader(name: str) -> Callable[[bytes, str], NewArticle]:
    return _READERS.get(Path(name).suffix.lower(), read_text)
