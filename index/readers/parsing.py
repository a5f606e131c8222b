"""HTML and PDF, parsed in a process that can be killed: large parsers, hostile input."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from index.errors import Unreadable
from index.readers.charset import utf8_from
from index.readers.markdown import day
from index.types import NewArticle

TIMEOUT_S = 9.0
_CHILD = Path(__file__).with_name("child.py")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


def read_html(data: bytes, origin: str) -> NewArticle:
    """Return the article in a page, with what the page says of itself. Raises Unreadable."""
    return _article("html", _as_utf8(data, origin), origin)


def read_pdf(data: bytes, origin: str) -> NewArticle:
    """Return the text of a PDF. It is undated: a file's date is not an article's. Raises Unreadable."""
    return _article("pdf", data, origin)


def parsed(kind: str, data: bytes, origin: str, timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
    """Run the parser over `data`. Raises Unreadable if it refuses, dies, or takes longer than `timeout_s`."""
    try:
        # -I: nothing of the caller's folder or environment reaches the child, secrets least of all.
        done = subprocess.run(  # noqa: S603 - our own program, no shell, no word of the caller
            [sys.executable, "-I", str(_CHILD), kind],
            input=data,
            capture_output=True,
            timeout=timeout_s,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            f"{origin}: reading it took longer than {timeout_s:g} s. Add it as plain text."
        ) from error
    try:
        fields: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise Unreadable(f"{origin}: the parser stopped on it. Add it as plain text.") from error
    if "refused" in fields:
        raise Unreadable(f"{origin}: {fields['refused']}.")
    return fields


def _article(kind: str, data: bytes, origin: str) -> NewArticle:
    fields = parsed(kind, data, origin)
    return NewArticle(
        origin,
        fields["text"],
        title=fields["title"],
        date=day(fields["date"]),
        source=fields["source"],
        url=fields["url"],
    )


def _as_utf8(data: bytes, origin: str) -> bytes:
    """The page in UTF-8: as it is, or by the encoding it declares. None is ever guessed."""
    declared = _DECLARED.search(data[:4096])
    for encoding in ("utf-8-sig", *([declared.group(1).decode()] if declared else [])):
        text = utf8_from(data, encoding)
        if text is not None:
            return text.replace(b"\x00", b"")
    raise Unreadable(f"{origin}: it is neither UTF-8 nor in the encoding it declares. Save it as UTF-8.")
