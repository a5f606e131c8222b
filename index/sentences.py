"""Where sentences begin and end. Pure: text in, offsets out; knows nothing of files, models or stores."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A statement longer than this helps nobody as a footnote; base64, minified code and missing full stops do.
MAX_SENTENCE_CHARS = 2_000

_MARKER = re.compile(r"\s*(?:(?:[-*+•–]|#{1,6}|\d{1,3}[.)])(?=\s)\s*)*")
_WORD = re.compile(r"\w")

# Where sentencex stops too early: a person's initials ("J.D. Okafor"; not "the U.S." or "9 p.m.", which do
# end sentences), abbreviations of quantity ("incl. 1,000"), and a list number on its own ("2. Second").
_GOES_ON = re.compile(
    r"(?:(?:^|\s)(?:(?!U\.S|U\.K|U\.N|E\.U|D\.C)(?:[A-Z]\.){2,}|incl\.|approx\.)|^\d{1,3}[.)])$"
)


def split(text: str) -> list[tuple[int, int]]:
    """Return the sentences of `text` as (start, end) in characters, in order, never overlapping.

    A line break always ends a sentence. White space around a sentence, list markers and Markdown
    heading signs before it are left out; so are pieces without a letter or digit.
    """
    return [
        span
        for start, end in _lines(text)
        for piece in _pieces(text, start, end)
        for span in _bounded(text, *piece)
        if _WORD.search(text, *span)
    ]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Non-empty lines without their marker and the white space around them."""
    # str.splitlines would also cut at \x0b, \x1c and \u2028; only these three end a line in a text file.
    for line in re.finditer(r"[^\r\n]+", text):
        marker = _MARKER.match(text, *line.span())
        start = marker.end() if marker else line.start()
        yield from _trimmed(text, start, line.end())


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one line."""
    import sentencex  # type: ignore[import-untyped]

    begun = start
    for boundary in sentencex.get_sentence_boundaries("en", text[start:end]):
        stop = start + boundary["end_index"]
        # Only the tail is looked at: a whole sentence may have ten million characters.
        if stop < end and _GOES_ON.search(text[max(begun, stop - 30) : stop].rstrip()):
            continue
        yield from _trimmed(text, begun, stop)
        begun = stop


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut at the last space before the bound as often as it is too long."""
    while end - start > MAX_SENTENCE_CHARS:
        space = text.rfind(" ", start + 1, start + MAX_SENTENCE_CHARS)
        cut = space if space > 0 else start + MAX_SENTENCE_CHARS
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without the white space at its ends; nothing if nothing is left."""
    held = text[start:end]
    start += len(held) - len(held.lstrip())
    end = start + len(held.strip())
    if start < end:
        yield start, end
