"""The program that parses one page, PDF or feed, run by `parsing` in its own process: `python child.py KIND`.

Bytes on stdin, JSON on stdout: {"text", "title", "date", "source", "url"}, of a feed {"title", "total",
"entries": [{"title", "date", "link", "id", "text"}]}, or {"refused": reason}. Imports
nothing of ours, sees no environment, opens no file and no connection.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

MEMORY_BYTES = 300 * 1024 * 1024
CPU_S = 8

# What a browser does not show must not become a sentence of the article.
_HIDDEN = (
    "//script | //style | //template | //noscript | //iframe | //object | //comment() | //*[@hidden]"
    " | //*[@aria-hidden='true'] | //*[contains(translate(@style, ' ', ''), 'display:none')]"
    " | //*[contains(translate(@style, ' ', ''), 'visibility:hidden')]"
    " | //*[contains(translate(@style, ' ', ''), 'font-size:0')]"
    " | //*[contains(translate(@style, ' ', ''), 'opacity:0')]"
)
_ENDS_LINE = re.compile(r"[.!?:;…”\"')\]]$")
_BROKEN_WORD = re.compile(r"[a-z]-$")
Fields = dict[str, Any]


def parse_html(data: bytes) -> Fields:
    """The article of a page, without navigation, scripts and hidden parts."""
    from lxml import html  # type: ignore[import-untyped]
    from trafilatura import bare_extraction

    tree = html.fromstring(data.decode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    for element in tree.xpath(_HIDDEN):
        _drop(element)
    found: Any = bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        # A guessed date would be stated as the article's; only what the page says of itself counts.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or not found.body.xpath("string()").strip():
        return {"refused": "no article text was found in the page"}
    return {
        "text": "\n".join(_lines_of(found.body)),
        "title": found.title,
        "date": found.date,
        "source": found.sitename,
        "url": found.url,
    }


def _drop(element: Any) -> None:  # noqa: ANN401 - lxml has no types
    """Take an element out and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _lines_of(body: Any) -> list[str]:  # noqa: ANN401
    """One line for each paragraph, heading, item or cell."""
    return [line for part in body.iter() if (line := _own_text(part))]


_BLOCKS = {"p", "head", "item", "cell", "quote", "code", "body", "list", "table", "row", "div", "graphic"}


def _own_text(part: Any) -> str:  # noqa: ANN401
    """The text of a block without that of the blocks in it."""
    if part.tag not in _BLOCKS:
        return ""
    pieces = [part.text or ""]
    for child in part:
        if child.tag not in _BLOCKS:
            pieces.append("\n" if child.tag == "lb" else "".join(child.itertext()))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def parse_pdf(data: bytes) -> Fields:
    """The text of all pages, lines of a paragraph joined again."""
    from pypdf import PdfReader

    if not data.startswith(b"%PDF-"):
        return {"refused": "it is not a PDF, whatever its name says"}
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"refused": "it is protected by a password"}
    text = "\n\n".join(_unwrapped(page.extract_text()) for page in reader.pages)
    if not text.strip():
        return {"refused": "it holds no text; a scan must be recognised (OCR) first"}
    title = reader.metadata.title if reader.metadata else None
    return {"text": text, "title": title, "date": None, "source": None, "url": None}


def _unwrapped(page: str) -> str:
    """Join a line to the next where the page, not the writer, broke it: it is long and ends no sentence."""
    lines = [" ".join(line.split()) for line in page.split("\n")]
    longest = max(map(len, lines), default=0)
    joined = [""]
    for before, line in zip(["", *lines], lines, strict=False):
        if not before or not line or len(before) < longest // 2 or _ENDS_LINE.search(before):
            joined.append(line)
        elif _BROKEN_WORD.search(before) and line[0].islower():
            joined[-1] = joined[-1][:-1] + line
        else:
            joined[-1] += " " + line
    return "\n".join(line for line in joined if line)


MAX_ENTRIES = 50  # of a feed, the newest: some list thousands
# RSS 2.0, Atom and RSS 1.0 by their plain names; of the extensions, the two that are read.
_NAMESPACES = {
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
_BREAKS = {"p", "div", "br", "li", "tr", "dt", "dd", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}


def parse_feed(data: bytes) -> Fields:
    """The newest entries of an RSS or Atom feed. XML that declares a document type is refused unread."""
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        return {"refused": "it declares a document type (DOCTYPE), which no feed needs"}
    if _name(root) not in ("rss", "feed", _RDF):
        return {"refused": "it is XML, but neither RSS nor Atom"}
    found = [part for part in root.iter() if _name(part) in ("item", "entry")]
    found.sort(key=lambda part: when.timestamp() if (when := _when(part)) else 0.0, reverse=True)
    head = next((part for part in root if _name(part) == "channel"), root)
    return {
        "title": _words(_child(head, "title")),
        "total": len(found),
        "entries": [_entry(part) for part in found[:MAX_ENTRIES]],
    }


def _entry(part: Any) -> Fields:  # noqa: ANN401
    when = _when(part)
    return {
        "title": _words(_child(part, "title")),
        "date": when.date().isoformat() if when else None,
        "link": _link(part),
        "id": _words(_child(part, "id", "guid")),
        "text": _words(_child(part, "content:encoded", "content", "description", "summary")),
    }


def _name(part: Any) -> str:  # noqa: ANN401
    space, _, name = str(part.tag).rpartition("}")
    known = _NAMESPACES.get(space[1:]) if space else ""
    return str(part.tag) if known is None else known + name


def _child(part: Any, *names: str) -> Any:  # noqa: ANN401
    """The first child of the first of these names that any child bears."""
    return next((each for name in names for each in part if _name(each) == name), None)


def _when(part: Any) -> datetime | None:  # noqa: ANN401
    """When an entry appeared, in the time zone it names."""
    written = _child(part, "pubDate", "published", "dc:date", "updated")
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            when = read("" if written is None else (written.text or "").strip())
        except ValueError:
            continue
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    return None


def _link(part: Any) -> str | None:  # noqa: ANN401
    for each in part:
        if _name(each) == "link" and each.get("rel", "alternate") == "alternate":
            return (each.get("href") or each.text or "").strip() or None
    guid = _child(part, "guid")
    if guid is None or guid.get("isPermaLink", "true") != "true":
        return None
    return (guid.text or "").strip() or None


def _words(part: Any) -> str | None:  # noqa: ANN401
    """What an element says, without markup, a line for each block: plain, spelt-out HTML or nested XHTML."""
    if part is None:
        return None
    markup = _name(part) in ("description", "content:encoded") or part.get("type") in ("html", "text/html")
    if markup and (part.text or "").strip():
        part = _fragment(part.text)
    text = "".join(_pieces(part))
    if _name(part) == "title":
        text = unescape(text)  # many feeds escape a title twice
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line) or None


def _fragment(text: str) -> Any:  # noqa: ANN401
    from lxml import html

    tree = html.fragment_fromstring(text, create_parent="div")
    for element in tree.xpath(_HIDDEN):
        _drop(element)
    return tree


def _pieces(part: Any) -> Iterator[str]:  # noqa: ANN401
    yield part.text or ""
    for each in part:
        around = "\n" if str(each.tag).rpartition("}")[2] in _BREAKS else ""
        yield around
        yield from _pieces(each)
        yield around + (each.tail or "")


KINDS: dict[str, Callable[[bytes], Fields]] = {"html": parse_html, "pdf": parse_pdf, "feed": parse_feed}


def main(kind: str) -> None:
    """Parse stdin under the limits, whatever it holds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    sys.setrecursionlimit(5_000)
    try:
        fields = KINDS[kind](sys.stdin.buffer.read())
    except MemoryError:
        fields = {"refused": f"it needs more than {MEMORY_BYTES // 1024 // 1024} MB to be read"}
    except Exception as error:  # a parser fed by strangers may raise anything
        fields = {"refused": f"it cannot be parsed ({type(error).__name__})"}
    json.dump(fields, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
