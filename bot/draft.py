"""The form a model must fill, and the reading of what it sent. Pure; trusts nothing, repairs nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

MAX_TEXT_CHARS = 100_000
MAX_CLAIMS = 20
MAX_SPAN_CHARS = 1_000
MAX_NUMBERS = 50

# Never changes from question to question: servers cache the grammar they build from it.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "span": {"type": "string"},
                    "sentences": {"type": "array", "items": {"type": "integer"}},
                    "kind": {"type": "string", "enum": ["copied", "worded"]},
                },
                "required": ["span", "sentences", "kind"],
                "additionalProperties": False,
            },
        },
        "missing": {"type": ["string", "null"]},
    },
    "required": ["claims", "missing"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """One claim as the model made it. `sentences` are the numbers the prompt gave; they may not exist."""

    span: str
    sentences: tuple[int, ...]
    kind: Literal["copied", "worded"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply that has the asked form. Nothing in it is checked against an article yet."""

    claims: tuple[DraftClaim, ...]
    missing: str | None


@dataclass(frozen=True, slots=True)
class BadDraft:
    """A reply that has not. `reason` is ours and quotes nothing of it."""

    reason: str


class _Bad(Exception):
    """Carries the reason out of the reading; never leaves this module."""


def parse(text: str) -> Draft | BadDraft:
    """Read a model's reply. Never raises; any deviation from SCHEMA or its limits is a BadDraft.

    A claim repeated word for word counts once.
    """
    try:
        return _draft(_json(text))
    except _Bad as bad:
        return BadDraft(str(bad))


def _json(text: str) -> object:
    if len(text) > MAX_TEXT_CHARS:
        raise _Bad(f"reply of {len(text)} characters, more than {MAX_TEXT_CHARS}")
    try:
        return json.loads(text, object_pairs_hook=_object)
    # RecursionError: "[[[[..." nests deeper than the reader can; ValueError: not JSON, or a number too long.
    except (ValueError, RecursionError) as error:
        raise _Bad(f"not JSON ({type(error).__name__})") from error


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # JSON allows a key twice and readers differ on which one counts, so it must not count at all.
    if len({key for key, _ in pairs}) < len(pairs):
        raise _Bad("a key stands twice in one object")
    return dict(pairs)


def _draft(value: object) -> Draft:
    fields = _fields(value, ("claims", "missing"), "reply")
    claims = _list(fields["claims"], MAX_CLAIMS, "claims")
    missing = None if fields["missing"] is None else _text(fields["missing"], "missing")
    return Draft(tuple(dict.fromkeys(_claim(claim) for claim in claims)), missing)


def _claim(value: object) -> DraftClaim:
    fields = _fields(value, ("span", "sentences", "kind"), "claim")
    if fields["kind"] not in ("copied", "worded"):
        raise _Bad("kind is neither copied nor worded")
    numbers = tuple(_number(number) for number in _list(fields["sentences"], MAX_NUMBERS, "sentences"))
    return DraftClaim(_text(fields["span"], "span"), numbers, fields["kind"])


def _fields(value: object, keys: tuple[str, ...], what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _Bad(f"{what} is not an object")
    if set(value) != set(keys):
        raise _Bad(f"{what} does not have exactly the keys {', '.join(keys)}")
    return value


def _list(value: object, limit: int, what: str) -> list[object]:
    if not isinstance(value, list):
        raise _Bad(f"{what} is not a list")
    if len(value) > limit:
        raise _Bad(f"{len(value)} {what}, more than {limit}")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise _Bad(f"{what} is not a string")
    if len(value) > MAX_SPAN_CHARS:
        raise _Bad(f"{what} of {len(value)} characters, more than {MAX_SPAN_CHARS}")
    # "\ud800" is legal JSON, but half a character: it could be neither stored nor posted.
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise _Bad(f"{what} holds half a character")
    return value


def _number(value: object) -> int:
    # True is an int to Python, but it is no sentence number.
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Bad("a sentence number is not a whole number")
    return value
