"""Markdown with front matter. The text below the front matter is kept as it came, markup and all."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from index.readers.text import decoded
from index.types import NewArticle

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)(?:\r?\n)?---[ \t]*(?:\r?\n|$)(?:[ \t]*\r?\n)*", re.DOTALL)
_HEADING = re.compile(r"^#[ \t]+(\S.*?)[ \t#]*$", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MAX_FRONT_CHARS = 20_000  # of YAML; longer is not front matter


def read_markdown(data: bytes, origin: str) -> NewArticle:
    """Return the article; `title`, `date`, `source` and `url` come from YAML front matter if there is any.

    Without one the first `# heading` is the title. Raises Unreadable if it is not UTF-8 text.
    """
    text = decoded(data, origin)
    front = _FRONT.match(text)
    known = _fields(front.group(1)) if front else None
    body = text[front.end() :] if front and known is not None else text
    known = known or {}
    heading = _HEADING.search(body)
    return NewArticle(
        origin,
        body,
        title=_words(known.get("title")) or (heading.group(1) if heading else None),
        date=day(known.get("date")),
        source=_words(known.get("source")),
        url=_words(known.get("url")),
    )


def day(value: object) -> str | None:
    """A date of any of YAML's kinds as ISO 8601 (`2026-02-10`), or None if it is none."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()[:10]
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(found.group()).isoformat() if found else None
    except ValueError:
        return None


def _fields(front: str) -> dict[str, Any] | None:
    """What the front matter says; None if it is no YAML mapping, and so part of the text."""
    import yaml

    if len(front) > MAX_FRONT_CHARS:
        return None
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(front)):
            return None  # merged aliases can grow without bound
        held = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) else None


def _words(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) else None
