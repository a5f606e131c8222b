"""Where the statements of a sentence begin and end: at marks and contrasts. Pure."""

from __future__ import annotations

from bot.gate.words import Token, word_set

_BORDERS = frozenset(";:-")
CONTRAST = word_set("but while whereas although though")


def segment_start(words: tuple[Token, ...], index: int) -> int:
    """Where the segment of a token begins: after a dash, a semicolon, a colon, a contrast or ", and"."""
    for i in range(index - 1, -1, -1):
        key = words[i].key
        if (key in _BORDERS and not words[i].glued) or key == ";" or key == ":":
            return i + 1
        if key in CONTRAST and i > 0 and words[i - 1].kind == "mark":
            return i + 1
        if key == "and" and i > 0 and words[i - 1].key == ",":
            return i + 1
    return 0


def statement_start(words: tuple[Token, ...], index: int) -> int:
    """Where the statement of a speaker named at its end begins: all of it, back to a semicolon."""
    return next((i + 1 for i in range(index - 1, -1, -1) if words[i].key == ";"), 0)


def segment_end(words: tuple[Token, ...], start: int) -> int:
    """Where what was told ends: at a semicolon, a contrast or the full stop."""
    for i in range(start + 1, len(words)):
        if words[i].key == ";" or (
            words[i].key in CONTRAST and words[i - 1].key == "," and i + 2 < len(words)
        ):
            return i - 1 if words[i - 1].key == "," else i
    end = len(words)
    while end > start + 1 and words[end - 1].key == ".":
        end -= 1
    return end


def next_mark(words: tuple[Token, ...], start: int) -> int:
    """The first mark from `start` on, else the end; no hyphen, no "%"."""
    return next((i for i in range(start, len(words)) if _is_mark(words, i)), len(words))


def previous_mark(words: tuple[Token, ...], start: int) -> int:
    """The last mark before `start`, else -1."""
    return next((i for i in range(start - 1, -1, -1) if _is_mark(words, i)), -1)


def _is_mark(words: tuple[Token, ...], i: int) -> bool:
    word = words[i]
    if word.kind != "mark" or word.key in "&%$/":
        return False
    return not (word.key == "-" and word.glued)
