"""`footnote add`, `list`, `show`, `remove`: what is in the library."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import as_json, terminal
from bot.commands.common import emit, json_option, progress, say, say_if_no_library, settings
from bot.commands.ids import warn_of_channels
from bot.config import Settings
from bot.errors import UsageError
from index.errors import Unreadable
from index.types import Added, NewArticle

if TYPE_CHECKING:
    from index.library import Library


_READ = (".txt", ".md", ".markdown", ".html", ".htm", ".pdf")


@dataclass(frozen=True, slots=True)
class Label:
    """What the options of `add` say about an article; what is None is left as the file says it."""

    title: str | None
    date: str | None
    url: str | None
    source: str | None
    channels: tuple[str, ...]

    def on(self, new: NewArticle) -> NewArticle:
        """Return the article with what was said on the command line in place of what its file says."""
        return replace(
            new,
            title=self.title or new.title,
            date=self.date or new.date,
            url=self.url or new.url,
            source=self.source or new.source,
            channels=frozenset(self.channels) or new.channels,
        )

    @property
    def names_one(self) -> bool:
        """Whether it says what only a single article can be."""
        return bool(self.title or self.url)


def open_library(loaded: Settings) -> Library:
    """Open the library in the configured home."""
    from index.library import Library  # numpy, which `--help` need not wait for

    return Library.open(
        loaded.home,
        embedding=loaded.embedding,
        openai_api_key=loaded.openai_api_key,
        openai_base_url=loaded.openai_base_url,
    )


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="PATH|URL|FEED|DIR|- ...")
@click.option("--title", metavar="T", help="Title, for one article.")
@click.option("--date", "day", metavar="D", help="Date the article appeared, such as 2026-02-10.")
@click.option("--url", metavar="U", help="Its address, shown under each quotation, for one article.")
@click.option("--source", metavar="S", help="Who published it.")
@click.option(
    "--channel", "channels", metavar="C", multiple=True, help="Slack channel that may ask; repeatable."
)
@json_option
def add(
    what: tuple[str, ...],
    title: str | None,
    day: str | None,
    url: str | None,
    source: str | None,
    channels: tuple[str, ...],
    as_data: bool,
) -> int:
    """Add articles: files, folders of them, web pages, feeds, or - for standard input.

    Text, Markdown, HTML and PDF are read; of an RSS or Atom feed, the 50 newest entries. The same content
    again changes nothing; changed content updates the article under its old id. Exit code 1 when any was
    refused; the others are added. Markdown may begin with YAML front matter: title, date, source, url,
    channels; a file that misspells one is refused. An article closed to some channels stays closed; to
    open it, remove it and add it again.

    \b
    Examples:
      footnote add seeds
      footnote add https://example.com/article https://example.com/feed.xml
      footnote add report.pdf --title "Annual report" --date 2026-02-10
      pbpaste | footnote add - --title "Press release" --channel C0123456789
    """
    label = Label(title, _iso(day), _web(url), source, channels)
    loaded = settings()
    found = [one for item in what for one in _read(item, label, loaded)]
    _refuse_one_name_for_many(label, found)
    warn_of_channels(one for new in found if isinstance(new, NewArticle) for one in new.channels)
    with open_library(loaded) as library, progress("Adding") as report:
        stored = iter(library.add_all([one for one in found if isinstance(one, NewArticle)], report))
        became = [next(stored) if isinstance(one, NewArticle) else one for one in found]
    if as_data:
        emit([as_json.added(one) for one in became], [], as_data=True)
    for new, one in zip(found, became, strict=True):
        if one.status == "refused":
            say(terminal.inert(f"refused: {_reason(new, one)}"))
        elif not as_data:
            terminal.show([terminal.line(_sentence(one))])
    return int(any(one.status == "refused" for one in became))


@click.command("list")
@json_option
def list_(as_data: bool) -> None:
    """List the articles: id, title, date, number of sentences.

    \b
    Examples:
      footnote list
      footnote list --json
    """
    loaded = settings()
    with open_library(loaded) as library:
        infos = library.articles()
    rows = [
        [one.article_id, one.title or "", one.date or "", str(one.sentences), ", ".join(sorted(one.channels))]
        for one in infos
    ]
    heads = ["ID", "TITLE", "DATE", "SENTENCES", "ONLY FOR CHANNELS"]
    if not any(one.channels for one in infos):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    lines = terminal.table(heads, rows) if rows else []
    emit([as_json.info(one) for one in infos], lines, as_data=as_data)
    if not infos and not as_data:
        say_if_no_library(loaded)
        if (loaded.home / "library.sqlite3").exists():
            say(f"The library in {loaded.home.absolute()} is empty. Add an article: footnote add FILE")


@click.command()
@click.argument("article", metavar="ID")
@json_option
def show(article: str, as_data: bool) -> None:
    """Show one article with its sentences numbered.

    The numbers are those that citations give. ID is an id, an unambiguous beginning of one, or a title.

    \b
    Examples:
      footnote show north-korea-kursk
      footnote show north --json
    """
    with open_library(settings()) as library:
        found = library.get(article)
    emit(as_json.article(found), terminal.article(found), as_data=as_data)


@click.command()
@click.argument("article", metavar="ID")
def remove(article: str) -> None:
    """Remove one article.

    No answer, quotation or count shows it again.

    \b
    Example:
      footnote remove north-korea-kursk
    """
    with open_library(settings()) as library:
        gone = library.remove(article)
    terminal.show([terminal.line(f"removed {gone.article_id}, {gone.sentences} sentences")])


def _web(url: str | None) -> str | None:
    if url is None or re.fullmatch(r"https?://[^\s/]+\S*", url):
        return url
    raise UsageError(f"--url {url!r}: must be an address such as https://example.com/article.")


def _iso(day: str | None) -> str | None:
    if day is None:
        return None
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise UsageError(f"--date {day!r}: must be a day such as 2026-02-10.") from None


def _read(item: str, label: Label, loaded: Settings) -> Iterator[NewArticle | Added]:
    """The articles an argument stands for; what cannot be read comes out refused, with its reason."""
    from index.readers import is_address, read_path, read_stdin
    from index.readers.files import MAX_TEXT_BYTES

    try:
        if item == "-":
            data = sys.stdin.buffer.read(MAX_TEXT_BYTES + 1)
            if len(data) > MAX_TEXT_BYTES:
                raise Unreadable(f"standard input: over {MAX_TEXT_BYTES:,} bytes. Add it in parts, as files.")
            if not data.strip():
                raise Unreadable("standard input: it is empty.")
            yield from (label.on(one) for one in read_stdin(data, label.title or _name_of(data)))
        elif is_address(item):
            found = _fetched(item, loaded)
            yield from (label.on(one) if isinstance(one, NewArticle) else one for one in found)
        elif _is_folder(item):
            for path in _files(Path(item)):
                yield from _read(str(path), label, loaded)
        else:
            yield from (label.on(one) for one in read_path(Path(item)))
    except Unreadable as fault:
        yield Added(None, None, item, "refused", f"{fault}{_perhaps_an_address(item)}")


def _perhaps_an_address(item: str) -> str:
    # A word like example.com or www.example.com/article that is no file: a browser takes it, we are asked.
    host = re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(/\S*)?", item, re.IGNORECASE)
    if host is None or Path(item).exists() or Path(item).suffix.lower() in _READ:
        return ""
    return f" If it is a web page: footnote add https://{item}"


def _fetched(address: str, loaded: Settings) -> Sequence[NewArticle | Added]:
    """The article at a web address, or those of the feed there."""
    from index.readers import read_address

    with progress("Fetching") as report:
        found = read_address(address, loaded.fetch_allow or frozenset(), report)
    if found.left_out:
        say(
            terminal.inert(
                f"{address}: the {len(found.articles)} newest entries of the feed were read, "
                f"{found.left_out} older ones were not."
            )
        )
    return found.articles


def _is_folder(item: str) -> bool:
    try:
        return Path(item).is_dir()
    except OSError:  # a name too long, a folder closed to us: the reader says which
        return False


def _files(folder: Path) -> Sequence[Path]:
    from index.readers import walk

    files = walk(folder)
    if not files:
        raise Unreadable(f"{folder}: no file in it can be read; .txt, .md, .html and .pdf can.")
    return files


def _name_of(data: bytes) -> str:
    # Without a title two different texts from standard input are two articles, not an update of one.
    return f"stdin-{hashlib.sha256(data).hexdigest()[:8]}"


def _refuse_one_name_for_many(label: Label, found: Sequence[NewArticle | Added]) -> None:
    if label.names_one and len(found) > 1:
        raise UsageError(
            f"--title and --url name one article, and {len(found)} were found. Add it on its own: "
            "footnote add FILE --title T"
        )


def _sentence(added: Added) -> str:
    return f"{added.status} {added.article_id}" + (f": {added.reason}" if added.reason else "")


def _reason(new: NewArticle | Added, added: Added) -> str:
    # What a reader refuses names its file already; what the library refuses does not.
    return str(added.reason) if isinstance(new, Added) else f"{new.origin}: {added.reason}"
