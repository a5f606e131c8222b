"""What a message brings that could be indexed: files of kinds that are read, and links. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from index.readers.files import MAX_PDF_BYTES, MAX_TEXT_BYTES

Body = dict[str, Any]

NOT_READ = "I read text, Markdown, HTML and PDF files only."

_SUFFIXES = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".pdf"}
# For a name without a suffix that is known: what Slack found in the file.
_TYPES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/pdf": ".pdf",
}
_LINK = re.compile(r"<?(https?://[^\s<>|]+)(?:\|[^<>]*)?>?", re.IGNORECASE)
_VERBS = {"index", "add", "read", "save", "keep"}
_FILLERS = {
    *("please", "this", "that", "it", "these", "them", "the", "and", "too", "for", "us", "me", "to", "your"),
    *("library", "article", "articles", "page", "pages", "link", "links", "feed", "file", "files", "pdf"),
    *("can", "could", "you", "document", "here"),
}  # fmt: skip


def readable_files(event: Body) -> tuple[Body, ...]:
    """Of each file that could be read: id, name with a suffix of its kind, size in bytes."""
    found = [(one, file_name(one)) for one in event.get("files") or []]
    return tuple(
        {"id": str(one["id"]), "name": name, "size": int(one.get("size") or 0)}
        for one, name in found
        if name and one.get("id")
    )


def file_name(file: Body) -> str | None:
    """The file's name, with a suffix of its kind where it has none; None for a kind that nobody reads."""
    name = PurePosixPath(str(file.get("name") or file.get("title") or "file")).name
    if PurePosixPath(name).suffix.lower() in _SUFFIXES:
        return name
    suffix = _TYPES.get(str(file.get("mimetype")))
    return f"{name}{suffix}" if suffix else None


def most_bytes(name: str) -> int:
    """How long a file of that name may be."""
    return MAX_PDF_BYTES if name.lower().endswith(".pdf") else MAX_TEXT_BYTES


def too_big(name: str, size: int) -> str:
    """The line for a file over its limit; `size` counts bytes."""
    most = most_bytes(name) // 1024 // 1024
    return f"{name} has {size / 1024 / 1024:.1f} MB; I read up to {most} MB of its kind. Share it in parts."


def links_in(raw: str) -> tuple[str, ...]:
    """The web addresses in what Slack sent, each once, as they were typed."""
    return tuple(dict.fromkeys(found.replace("&amp;", "&") for found in _LINK.findall(raw)))


def without_links(raw: str) -> str:
    """The same text without its addresses and their labels."""
    return _LINK.sub(" ", raw)


def asks_to_index(words: str) -> bool:
    """Whether the words beside a link or a file say no more than "index this", or nothing at all."""
    said: Sequence[str] = re.findall(r"[^\W_]+", words.lower())
    return not said or bool(_VERBS.intersection(said) and set(said) <= _VERBS | _FILLERS)
