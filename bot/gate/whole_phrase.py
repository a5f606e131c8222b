"""Carry the edges of a piece on until no name, figure, share, time or owner is cut. Pure.

Each function takes the tokens of a sentence and a piece of it, and returns a piece that holds the given one.
"""

from __future__ import annotations

from bot.gate.clause import Range, clause_of
from bot.gate.grammar import (
    DETERMINERS,
    FUNCTION_WORDS,
    PREPOSITIONS,
    is_adverb,
    is_content,
    is_plural_noun,
    is_time_word,
    is_verb,
)
from bot.gate.hedges import APPROXIMATORS
from bot.gate.units import FIGURE_WORDS, UNIT_WORDS
from bot.gate.words import Token, word_set

_BEFORE_FIGURE = APPROXIMATORS | word_set("a between another further up down only just")
_AFTER_FIGURE = word_set("onwards onward ago later earlier")
_TIME_PREPOSITIONS = word_set("in on at from by until till since before after between during within for over")
_CURRENCY = frozenset("£$€¥")
_WITHIN_FIGURES = word_set("of the to and or -")
_SHARES = word_set(
    "most some many few several all none each part parts majority minority number one any both"
)
_RANGES = word_set("to and -")


def whole_word(words: tuple[Token, ...], piece: Range) -> Range:
    """Carry "known" back to "well-known", and "COVID" on to "COVID-19"."""
    first, last = piece
    while first > 1 and words[first].glued and words[first - 1].glued and words[first - 1].key == "-":
        first -= 2
    while last + 1 < len(words) and words[last].key == "-" and words[last].glued and words[last + 1].glued:
        last += 2
    return first, last


def whole_name(words: tuple[Token, ...], piece: Range) -> Range:
    """Carry "Oleksandr" on to "General Oleksandr Syrsky", and "500" back to "WarmLite 500"."""
    first, last = piece
    if _is_numbered(words, first) or words[first].is_capital:
        while first > 0 and _is_name_part(words, first - 1):
            first -= 1
    if words[last - 1].is_capital:
        while last < len(words) and _is_name_part(words, last):
            last += 1
    return first, last


def whole_share(words: tuple[Token, ...], piece: Range) -> Range:
    """Keep "most of" and "a quarter of" before what they are a part of."""
    first, last = piece
    while first > 0 and words[first - 1].key in DETERMINERS:
        first -= 1
    if (
        first > 1
        and words[first - 1].key == "of"
        and (is_figure(words[first - 2]) or words[first - 2].key in _SHARES)
    ):
        return first - 2, last
    return piece


def _is_numbered(words: tuple[Token, ...], i: int) -> bool:
    """Whether the figure ends a name: "WarmLite 500", "August 2025"."""
    return words[i].kind == "number" and i > 0 and words[i - 1].is_capital


def _is_name_part(words: tuple[Token, ...], i: int) -> bool:
    word = words[i]
    if word.is_capital:
        return i > 0 or word.key not in FUNCTION_WORDS
    joins = word.key in ("of", "&") and 0 < i < len(words) - 1
    return joins and words[i - 1].is_capital and words[i + 1].is_capital


def whole_figure(words: tuple[Token, ...], piece: Range) -> Range:
    """A figure keeps what stands before it ("around", "between") and the unit and noun after it."""
    first, last = piece
    if is_figure(words[first]) or words[first].key in _BEFORE_FIGURE | _CURRENCY:
        while first > 0 and (
            words[first - 1].key in _BEFORE_FIGURE | _CURRENCY
            or _ends_a_figure(words, first)
            or (words[first - 1].key == "to" and first > 1 and words[first - 2].key == "up")
        ):
            first -= 1
    figures = [i for i in range(first, last) if is_figure(words[i])]
    if not figures:
        return first, last
    end = figures[-1] + 1
    counted = _range_end(words, _counted_end(words, end))
    if counted == end and _stands_bare(words, end):
        return _join((first, last), clause_of(words, (first, last)))
    return first, max(last, counted)


def _join(one: Range, other: Range) -> Range:
    return min(one[0], other[0]), max(one[1], other[1])


def is_figure(word: Token) -> bool:
    """Whether it is a figure or a part of one in words."""
    return word.kind == "number" or word.key in FIGURE_WORDS


def _ends_a_figure(words: tuple[Token, ...], first: int) -> bool:
    """Whether a figure runs on across the start of the piece: "six to | eight", "70 mm and | 95"."""
    before = words[max(0, first - 3) : first]
    if not before or not any(is_figure(word) for word in before):
        return False
    return is_figure(before[-1]) or before[-1].key in UNIT_WORDS | _WITHIN_FIGURES | DETERMINERS


def _range_end(words: tuple[Token, ...], end: int) -> int:
    """Carry "between 70 mm" on to "and 95 mm of rain", and "from 61%" on to "to 48%"."""
    for i in range(end + 1, min(end + 3, len(words))):
        if words[end].key in _RANGES and is_figure(words[i]):
            return max(i + 1, _counted_end(words, i + 1))
        if words[i].key not in _CURRENCY:
            break
    return end


def _stands_bare(words: tuple[Token, ...], last: int) -> bool:
    return last >= len(words) or words[last].kind == "mark" or words[last].key in PREPOSITIONS - {"of"}


def _counted_end(words: tuple[Token, ...], last: int) -> int:
    """The end of the noun phrase that the figure before `last` counts; `last` when there is none."""
    i = last
    while i < len(words) and words[i].glued and words[i].kind != "mark":
        i += 1  # 30m, 11k, 89th
    while i < len(words) and words[i].key in UNIT_WORDS | {"or", "more"} - FUNCTION_WORDS | {"%", "°"}:
        i += 1
    if i + 1 < len(words) and words[i].key == "of" and words[i + 1].key != "which":
        i += 1
    while i < len(words) and words[i].key in DETERMINERS:
        i += 1
    end = noun_end(words, i)
    if end == i:
        return _last_unit(words, last, i)
    if words[end - 1].key in ("land", "territory", "area", "region", "population") and end + 1 < len(words):
        return _place_end(words, end)
    return end


def _last_unit(words: tuple[Token, ...], last: int, i: int) -> int:
    while i > last and words[i - 1].key in DETERMINERS | {"of"}:
        i -= 1
    return i


def noun_end(words: tuple[Token, ...], i: int) -> int:
    """The end of the noun phrase that goes on at token `i`; `i` when there is none."""
    start = i
    while i < len(words) and (is_content(words[i]) or words[i].key == "'s" or _is_hyphen(words, i)):
        if i > start and _ends_before(words, i):
            break
        i += 1
    return i


def _ends_before(words: tuple[Token, ...], i: int) -> bool:
    """Whether the noun phrase is over: at an adverb, a verb with no noun behind it, or after a plural."""
    if is_adverb(words[i]) or is_time_word(words[i]):
        return True
    if is_verb(words[i]) and not (i + 1 < len(words) and is_content(words[i + 1])):
        return True
    return is_plural_noun(words[i - 1]) and not (is_plural_noun(words[i]) or words[i].key == "'s")


def _is_hyphen(words: tuple[Token, ...], i: int) -> bool:
    return words[i].key == "-" and words[i].glued and i + 1 < len(words) and words[i + 1].glued


def _place_end(words: tuple[Token, ...], end: int) -> int:
    """Carry "the land" on to "the land in Kursk": the place says which land is meant."""
    if words[end].key not in ("in", "of", "around", "near"):
        return end
    i = end + 1
    while i < len(words) and (words[i].is_capital or words[i].key in DETERMINERS):
        i += 1
    return i if words[i - 1].is_capital else end


def whole_time(words: tuple[Token, ...], piece: Range) -> Range:
    """Keep the "in" of August, the "From ... onwards" of November, the "ago" of two weeks."""
    first, last = piece
    opens = is_time_word(words[first]) or words[first].key in ("last", "next", "this", "earlier")
    if opens and first > 0 and words[first - 1].kind == "number":
        first -= 1
    if (opens or is_figure(words[first])) and first > 0 and words[first - 1].key in _TIME_PREPOSITIONS:
        first -= 1
    if is_figure(words[last - 1]) or is_time_word(words[last - 1]) or words[last - 1].key in UNIT_WORDS:
        while last < len(words) and words[last].key in _AFTER_FIGURE:
            last += 1
    if is_time_word(words[last - 1]) and last < len(words) and words[last].kind == "number":
        last += 1
    return first, last


def whole_possessive(words: tuple[Token, ...], piece: Range) -> Range:
    """Carry "Russia" on to "Russia's behalf": that is what the sentence speaks of."""
    first, last = piece
    if last < len(words) and words[last].key == "'s" and words[last].glued:
        last += 1
    if words[last - 1].key == "'s":
        last = noun_end(words, last)
    return first, last
