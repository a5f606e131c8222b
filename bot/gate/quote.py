"""Find a copied span inside one stored sentence. Pure: no files, no network, no model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.gate.words import fold

# A quote may not cut one of these: "1,000" stands inside "11,000" but is another fact, and so does
# "27" inside "2026-27". A word keeps its apostrophes: "do" is not what "don't" says.
_WHOLE = re.compile(r"\d+(?:[.,:/-]\d+)*\w*|\w+(?:'\w+)*")
_MARKS = "\"'` "


def locate(span: str, sentence: str) -> tuple[int, int] | None:
    """Return where `span` stands in `sentence` (start, end in characters of `sentence`), or None.

    Straight and curly marks count as equal, and so do hyphens and dashes and kinds of space; nothing else
    does. What a model likes to give a quote (marks around it, a capital, a full stop) is taken off if needed.
    Why exact and not fuzzy: docs/decisions/0003-exact-quotes.md.
    """
    held = fold(sentence)
    for wanted in _readings(fold(span)):
        words = wanted.split()
        if not all(word in held for word in words):
            continue
        # A sentence of wrapped text holds line breaks where a model was shown spaces.
        for hit in re.finditer(r"\s+".join(map(re.escape, words)), held):
            if not cuts_a_token(held, *hit.span()):
                return hit.span()
    return None


def _readings(span: str) -> Iterator[str]:
    bare = span.strip()
    for reading in dict.fromkeys((bare, bare.strip(_MARKS), bare.rstrip("."), bare.strip(_MARKS + "."))):
        if re.search(r"\w", reading):
            yield reading
            yield reading[0].swapcase() + reading[1:]


def cuts_a_token(text: str, start: int, end: int) -> bool:
    """Whether [start, end) begins or ends inside a word or a figure of `text` (folded)."""
    if unicodedata.combining(text[end : end + 1] or " ") or unicodedata.combining(
        text[start : start + 1] or " "
    ):
        return True
    for whole in _WHOLE.finditer(text):
        if whole.start() < start < whole.end():
            return True
        if whole.start() < end < whole.end() and text[end : whole.end()] not in ("'s", "'S"):
            return True
    return False
