"""The clause around a piece of a sentence. Pure."""

from __future__ import annotations

from bot.gate.grammar import PREPOSITIONS
from bot.gate.words import Token, word_set

_BORDERS = word_set("but while whereas although though because")

Range = tuple[int, int]  # token positions [first, last)


def clause_of(words: tuple[Token, ...], piece: Range) -> Range:
    """The clause around a piece, between commas, semicolons, dashes, "but", "that" and the like."""
    first, last = piece
    while first > 0 and not _is_border(words, first - 1):
        first -= 1
    while last < len(words) and not _is_border(words, last):
        last += 1
    return first, last


def starts_clause(words: tuple[Token, ...], first: int) -> bool:
    """Whether a clause begins at the token: at the start, or behind a border or an opening quotation mark."""
    return first == 0 or _is_border(words, first - 1) or words[first - 1].key == '"'


def _is_border(words: tuple[Token, ...], i: int) -> bool:
    word = words[i]
    if word.kind == "mark":
        if word.key in ".!?":
            return i == len(words) - 1
        return word.key in ",;:()" or (
            word.key == "-" and not (word.glued and i + 1 < len(words) and words[i + 1].glued)
        )
    if word.key == "that":
        return not (i + 1 < len(words) and words[i + 1].key in PREPOSITIONS)
    return word.key in _BORDERS
