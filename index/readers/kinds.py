"""What a web server sent: which kind of article it is, and in which encoding. Pure."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from index.readers.charset import utf8_from

Kind = Literal["html", "text", "markdown", "pdf", "feed"]
KINDS: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "application/pdf": "pdf",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/xml": "feed",
    "text/xml": "feed",
}
# By their suffix go only what a server could not name, and Markdown, which many call plain text.
_SUFFIXES: dict[tuple[str, str], Kind] = {
    ("text/plain", ".md"): "markdown",
    ("text/plain", ".markdown"): "markdown",
    ("application/octet-stream", ".md"): "markdown",
    ("application/octet-stream", ".pdf"): "pdf",
    ("application/octet-stream", ".rss"): "feed",
    ("application/octet-stream", ".atom"): "feed",
}
# Atomic, so that a page full of comments cannot make it try them in every grouping.
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?>(?:<\?[^>]{0,500}>\s*|<!--.{0,1000}?-->\s*){0,9})<(\w+:?\w*)", re.DOTALL
)
_FEED_ROOTS = {b"rss", b"feed", b"rdf:rdf"}


def kind_sent(sent_as: str, path: str) -> Kind | None:
    """The kind that a content type stands for, at an address of this path; None if nobody reads it."""
    sent_as = sent_as.lower()
    return _SUFFIXES.get((sent_as, PurePosixPath(path).suffix.lower())) or KINDS.get(sent_as)


def kind_told(kind: Kind, data: bytes) -> Kind:
    """A feed may be sent as HTML, and a page as XML: the first element says which."""
    root = _ROOT.match(data[:8192]) if kind in ("html", "feed") else None
    name = root.group(1).lower() if root else b""
    return "feed" if name in _FEED_ROOTS else "html" if name == b"html" else kind


def as_utf8(data: bytes, charset: str | None) -> bytes:
    """The text in UTF-8 if it is that, or as the server says; else as it came, for the reader to refuse."""
    named = ("utf-8", *([charset] if charset else []))
    read = (utf8_from(data, encoding) for encoding in named)
    return next((text for text in read if text is not None), data)
