"""Where sentences begin and end. Pure: text in, offsets out; knows nothing of files, models or stores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# A statement longer than this helps nobody as a footnote; base64, minified code and missing full stops do.
MAX_SENTENCE_CHARS = 2_000

_MARKER = re.compile(r"\s*(?:(?:[-*+•–]|#{1,6}|\d{1,3}[.)])(?=\s)\s*)*")
_WORD = re.compile(r"\w")
_SPACE = re.compile(r"\s")
_NO_SPACE = re.compile(r"\S+")

# Wrapped prose: its lines fit a page or a screen, and most of them had no room for another word.
_MIN_WIDTH = 60
_MAX_WIDTH = 120
_RAGGED = 3
_MOST = 0.8
_TAIL = 40  # characters at the end of a line that tell whether the sentence stops there

_ALONE = re.compile(r"#{1,6}\s|\||```|~~~")
_ANEW = re.compile(r"[-*+•–]\s|#{1,6}\s|\d{1,3}[.)]\s|[>|]|```|~~~|[-=*_]{3}")
_CLOSED = re.compile(r"[.!?…:;][\"'”’»)\]*_]*$")
_LOWER_WORD = re.compile(r"(?<=\s)[a-z]")
_LOWER_LAST = re.compile(r"(?<!\S)[^\W\d_A-Z][^\W\d_]*$")
# In small letters only: "What We Stand For" is a heading. A comma with "and" or "or" ends an item of a list.
_UNFINISHED = re.compile(
    r",[\"'”’]?$|(?<!\S)(?<!,\s)(?:and|or)$|(?<!\S)(?:that|which|who|whom|whose|what|where|when|while|the|a|an|this|these|those|its|his|her"
    r"|their|our|my|your|of|to|in|on|by|for|from|with|without|into|about|over|under|between|against|after|before"
    r"|during|until|since|because|although|but|nor|not|no|never|is|are|was|were|be|been|being|has|have|had"
    r"|do|does|did|will|would|can|could|may|might|must|should|said|says|say|if|whether|unless|as|than|at|via|per"
    r"|only|more|most|less|about|around|nearly|denied|denies|claimed|claims)$"
)

# Where sentencex stops too early: a person's initials ("J.D. Okafor"; not "the U.S." or "9 p.m.", which do
# end sentences), abbreviations of quantity ("incl. 1,000"), and a list number on its own ("2. Second").
_GOES_ON = re.compile(
    r"(?:(?:^|\s)(?:(?!U\.S|U\.K|U\.N|E\.U|D\.C)(?:[A-Z]\.){2,}|incl\.|approx\.)|^\d{1,3}[.)])$"
)


def split(text: str) -> list[tuple[int, int]]:
    """Return the sentences of `text` as (start, end) in characters, in order, never overlapping.

    A line break ends a sentence unless the line is wrapped: it stops in mid-sentence and the next one goes
    on. White space around a sentence, list markers and Markdown heading signs before it are left out; so are
    pieces without a letter or digit.
    """
    return [
        span
        for start, end in _blocks(text)
        for piece in _pieces(text, start, end)
        for span in _bounded(text, *piece)
        if _WORD.search(text, *span)
    ]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines, wrapped ones joined, without the marker and the white space around them."""
    for lines in _paragraphs(text):
        full = _full_lines(text, lines)
        begun = lines[0][0]
        for at, (line, after) in enumerate(pairwise(lines)):
            if not _goes_on(text, line, after, is_full=full is not None and full[at]):
                yield from _unmarked(text, begun, line[1])
                begun = after[0]
        yield from _unmarked(text, begun, lines[-1][1])


def _full_lines(text: str, lines: list[tuple[int, int]]) -> list[bool] | None:
    """For each line but the last whether the next word had no room in it; None if most had room."""
    width = max(end - start for start, end in lines)
    if len(lines) < 3 or not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return None
    full = [
        end - start + _first_word(text, after) > width - _RAGGED for (start, end), after in pairwise(lines)
    ]
    return full if sum(full) >= _MOST * len(full) else None


def _first_word(text: str, line: tuple[int, int]) -> int:
    """Its length, with the space that would stand before it."""
    found = _NO_SPACE.match(text, *line)
    return 1 + (found.end() - found.start() if found else 0)


def _paragraphs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines with no empty one between, each line without the white space at its ends."""
    held: list[tuple[int, int]] = []
    # str.splitlines would also cut at \x0b, \x1c and \u2028; only these three end a line in a text file.
    for line in re.finditer(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)", text):
        kept = list(_trimmed(text, *line.span(1)))
        if held and not kept:
            yield held
            held = []
        held += kept
    if held:
        yield held


def _goes_on(text: str, line: tuple[int, int], after: tuple[int, int], *, is_full: bool) -> bool:
    """Whether a line stops in mid-sentence and the next one takes it up."""
    start, end = line
    tail = text[max(start, end - _TAIL) : end]
    if _ALONE.match(text, *line) or _ANEW.match(text, *after) or _CLOSED.search(tail):
        return False
    first = text[after[0]]
    if is_full or first.islower() or _UNFINISHED.search(tail):
        return True
    # "Kim sent / 11,000 men", not a headline over its date, nor rows of figures.
    return (
        first.isdigit()
        and text[start].isalpha()
        and _LOWER_LAST.search(tail) is not None
        and _LOWER_WORD.search(text, after[0], min(after[1], after[0] + _TAIL)) is not None
    )


def _unmarked(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    marker = _MARKER.match(text, start, end)
    yield from _trimmed(text, marker.end() if marker else start, end)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one block."""
    import sentencex  # type: ignore[import-untyped]

    begun = start
    # One for one, so that the offsets stay. sentencex panics at an initial, a no-break space and a full stop.
    block = _SPACE.sub(" ", text[start:end])
    for boundary in sentencex.get_sentence_boundaries("en", block):
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
