"""Markdown with front matter. The text below the front matter is kept as it came, markup and all."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from index.errors import Unreadable
from index.readers.text import decoded
from index.types import NewArticle

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)(?:\r?\n)?---[ \t]*(?:\r?\n|$)(?:[ \t]*\r?\n)*", re.DOTALL)
_HEADING = re.compile(r"^#[ \t]+(\S.*?)[ \t#]*$", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEYS = ("title", "date", "source", "url", "channels", "channel")
_SHORT = 5
MAX_FRONT_CHARS = 20_000  # of YAML; longer is not front matter


def read_markdown(data: bytes, origin: str) -> NewArticle:
    """Return the article; `title`, `date`, `source`, `url`, `channels` come from YAML front matter, if any.

    Without one the first `# heading` is the title. Raises Unreadable if it is not UTF-8 text, or if the front
    matter gives a date or channels that cannot be read, or a misspelt key: to leave them out would date or
    open it wrongly. Other keys are let be.
    """
    text = decoded(data, origin)
    front = _FRONT.match(text)
    known = _fields(front.group(1), origin) if front else None
    body = text[front.end() :] if front and known is not None else text
    known = _recognised(known or {}, origin)
    heading = _HEADING.search(body)
    return NewArticle(
        origin,
        body,
        title=_words(known.get("title")) or (heading.group(1) if heading else None),
        date=_date(known.get("date"), origin),
        source=_words(known.get("source")),
        url=_words(known.get("url")),
        channels=_channels(known.get("channels", known.get("channel")), origin),
    )


def _recognised(fields: dict[str, Any], origin: str) -> dict[str, Any]:
    """The keys in small letters; Unreadable when one is a slip of the pen for one that is not there."""
    known = {str(key).strip().casefold(): value for key, value in fields.items()}
    for key in known:
        meant = next((one for one in _KEYS if one not in known and _is_slip(key, one)), None)
        if meant and key not in _KEYS:
            raise Unreadable(f"{origin}: its front matter says {key!r}. Did you mean {meant}?")
    return known


def _is_slip(key: str, word: str) -> bool:
    """Whether a letter of a word is missing, too many, another or in its neighbour's place; a plural is none.

    Words as short as `url` have too many neighbours (`uri`): of those only the order may be wrong.
    """
    if key == f"{word}s":
        return False
    if len(word) < _SHORT:
        return sorted(key) == sorted(word)
    return abs(len(key) - len(word)) < 2 and bool(_shortened(key) & _shortened(word))


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _date(value: object, origin: str) -> str | None:
    read = day(value)
    if value is not None and read is None:
        raise Unreadable(f"{origin}: its front matter says date: {value!r}. Write a day such as 2026-02-10.")
    return read


def _channels(value: object, origin: str) -> frozenset[str]:
    listed: list[Any] = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(one, str) and one.strip() for one in listed):
        raise Unreadable(
            f"{origin}: its front matter says channels: {value!r}. Write a list such as [C0123456789]."
        )
    return frozenset(one.strip() for one in listed)


def day(value: object) -> str | None:
    """A date of any of YAML's kinds as ISO 8601 (`2026-02-10`), or None if it is none."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()[:10]
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(found.group()).isoformat() if found else None
    except ValueError:
        return None


def _fields(front: str, origin: str) -> dict[str, Any] | None:
    """What the front matter says; None if it is no YAML mapping, and so part of the text."""
    import yaml

    if len(front) > MAX_FRONT_CHARS:
        return None
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(front)):
            return None  # merged aliases can grow without bound
        held = yaml.safe_load(front)
        repr(held)  # a number of thousands of digits can be read but not written
    except (yaml.YAMLError, RecursionError):
        return None
    except Exception as error:  # of a value that its own tag cannot hold, yaml raises whatever comes up
        raise Unreadable(
            f"{origin}: its front matter holds a value that cannot be read, such as a day that does not "
            "exist or a number of thousands of digits. Mend or remove it."
        ) from error
    return held if isinstance(held, dict) else None


def _words(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) else None
