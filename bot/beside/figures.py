"""The figures of a sentence with what they count, and whether two of them are values of one thing. Pure.

Precision first: 11,000 fighters and 4,000 losses are no two values of anything, nor are seven dead in one
town and two in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.gate.frames import REPORTING, Frame, frames
from bot.gate.grammar import (
    DETERMINERS,
    FUNCTION_WORDS,
    is_content,
    is_plural_noun,
    is_time_word,
    is_verb,
)
from bot.gate.quantities import Quantity, quantities
from bot.gate.words import MAX_CHARS, Token, stem, tokens, word_set
from index.types import Sentence

_NO_VALUES = frozenset({"ordinal", "clock", "second", "minute", "hour", "day", "week", "month", "year"})
_BORDERS = frozenset(",;:") | word_set("while but whereas although and including from")
_HEDGES = word_set("about around some nearly almost roughly approximately least most over under up than")
_ROUGHLY = word_set("about around some nearly almost roughly approximately")
_CLOSE = Fraction(5, 100)
_EMPTY = word_set("number figure total count put puts toll estimate amount")
# Part of something, or one more of it: another thing than the whole.
_PART = word_set("further another other others more additional extra remaining rest each per average of")
_OTHER_TIME = re.compile(
    r"(?i)\b(?:last|previous|earlier|next) (?:year|month|week|season|time|final)|\ba year ago\b"
    r"|\b(?:19|20)\d\d\b"
)
_MEASURES = 2  # words that two amounts of money or miles must share to be amounts of one thing


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure [start, end) of its sentence. `counts` is the noun after it, `of_a_kind` what describes it.

    `about` are the stems of its clause, `names` those with a capital, `times` its months and days.
    `roughly`: "about", "nearly". `apart`: it tells of a part of something or of another time.
    """

    sentence: Sentence
    start: int
    end: int
    value: Fraction
    unit: str | None
    counts: str
    of_a_kind: frozenset[str]
    about: frozenset[str]
    names: frozenset[str]
    times: frozenset[str]
    roughly: bool
    apart: bool
    speaker: str | None


def figures(sentence: Sentence) -> tuple[Figure, ...]:
    """Every figure that is a value of something: no dates, clock times, spans of time or ordinals."""
    if len(sentence.text) > MAX_CHARS:
        return ()
    words = tokens(sentence.text)
    values = [
        found for found in quantities(words) if found.unit not in _NO_VALUES and not _is_year(words, found)
    ]
    told = frames(words) if values else ()
    return tuple(_figure(sentence, words, found, _speaker(words, told, found.first)) for found in values)


def same_thing(one: Figure, two: Figure, names: frozenset[str]) -> bool:
    """Whether two figures are values of one thing. `names` are what both articles speak of throughout."""
    if one.unit != two.unit or one.counts != two.counts or one.of_a_kind != two.of_a_kind:
        return False
    if one.apart or two.apart or (one.names ^ two.names) - names:
        return False
    if one.times and two.times and one.times.isdisjoint(two.times):
        return False  # the march on Monday, and the one on Tuesday
    shared, fewest = len(one.about & two.about), min(len(one.about), len(two.about))
    if one.counts:
        return shared >= 1 and 2 * shared > fewest
    return shared >= _MEASURES and 4 * shared > 3 * fewest


def differ(one: Figure, two: Figure) -> bool:
    """Whether the values differ by more than "about" allows."""
    apart = abs(one.value - two.value)
    if one.roughly or two.roughly:
        return apart > _CLOSE * max(one.value, two.value)
    return apart > 0


def _speaker(words: tuple[Token, ...], told: Sequence[Frame], at: int) -> str | None:
    for frame in told:
        if frame.content[0] <= at < frame.content[1]:
            return " ".join(word.key for word in words[slice(*frame.speaker)])
    return None


def _figure(sentence: Sentence, words: Sequence[Token], found: Quantity, speaker: str | None) -> Figure:
    counted = list(_counted(words, found.last)) if found.unit is None else []
    left, right = _clause(words, found.first, found.last + len(counted))
    clause = [*words[left : found.first], *words[found.last + len(counted) : right]]
    telling = [word for word in clause if _tells(word)]
    before = {word.key for word in words[max(0, found.first - 3) : found.first]}
    return Figure(
        sentence,
        words[found.first].start,
        words[found.last - 1].end,
        found.value,
        found.unit,
        stem(counted[-1].key) if counted else "",
        frozenset(stem(word.key) for word in counted[:-1]),
        frozenset(stem(word.key) for word in telling if not word.is_capital),
        frozenset(stem(word.key) for word in telling if word.is_capital and word is not words[0]),
        frozenset(word.key for word in clause if word.is_capital and is_time_word(word)),
        bool(before & _ROUGHLY),
        _is_apart(words, found, before, sentence.text),
        speaker,
    )


def _counted(words: Sequence[Token], i: int) -> Iterator[Token]:
    """The words of the noun phrase after a figure: "trained fighters" of "11,000 trained fighters"."""
    last: Token | None = None
    for word in words[i:]:
        verb_after_noun = last is not None and is_verb(word) and is_plural_noun(last)
        if not word.is_word or word.key in FUNCTION_WORDS or verb_after_noun or is_time_word(word):
            return
        yield word
        last = word


def _clause(words: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    left, right = first, last
    while left > 0 and words[left - 1].key not in _BORDERS:
        left -= 1
    while right < len(words) and words[right].key not in _BORDERS:
        right += 1
    return left, right


def _tells(word: Token) -> bool:
    return (
        word.is_word
        and is_content(word)
        and not is_time_word(word)
        and word.key not in REPORTING | _HEDGES | DETERMINERS | _EMPTY
    )


def _is_apart(words: Sequence[Token], found: Quantity, before: set[str], text: str) -> bool:
    after = {word.key for word in words[found.last : found.last + 2]}
    return bool(before & _PART - {"of"}) or bool(after & _PART) or _OTHER_TIME.search(text) is not None


def _is_year(words: Sequence[Token], found: Quantity) -> bool:
    """Whether it is the figure of a year, or of a day of the month."""
    text = words[found.first].text
    if found.unit is None and len(text) == 4 and text.isdigit() and text[:2] in ("18", "19", "20"):
        return True
    beside = [*words[max(0, found.first - 1) : found.first], *words[found.last : found.last + 1]]
    return any(is_time_word(word) for word in beside)
