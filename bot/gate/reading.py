"""Read a claim or a sentence into parts: who says it, and the words and figures that say something, in order.
Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.gate.frames import Frame, frames
from bot.gate.grammar import (
    AUXILIARIES,
    DETERMINERS,
    LIGHT_ADVERBS,
    MODALS,
    MONTHS,
    NEGATIONS,
    SUBJECT_PRONOUNS,
    WEEKDAYS,
    is_adverb,
    is_content,
    is_plural_noun,
    is_time_word,
    is_verb,
)
from bot.gate.hedges import APPROXIMATORS, HEDGES, STRENGTHENERS
from bot.gate.likeness import keys_of
from bot.gate.quantities import Quantity, quantities
from bot.gate.units import FIGURE_WORDS
from bot.gate.words import Token, tokens, word_set

_CLOCK_UNITS = word_set("second minute hour day week month year decade century clock")
_TIME_NOUNS = (
    word_set("onwards onward ago last next")
    | WEEKDAYS
    | word_set(
        "year month week day night morning afternoon evening today yesterday tomorrow tonight overnight "
        "noon midday midnight spring summer autumn winter weekend"
    )
)
_BEFORE_NOUN = word_set("'s of by on in with for")
_ALSO_NOUNS = word_set(
    "plan plans hope hopes aim aims claim claims estimate estimates forecast risk risks suspect suspects "
    "potential possibility fake mock"
)
_OUTSIDE = STRENGTHENERS | NEGATIONS | LIGHT_ADVERBS
_BEFORE_FINITE = word_set("which that who he she it")
_OBJECTS = word_set("him her it them us me one forward back away out off up down")
_BORDER_WORDS = word_set("but while whereas although though")


@dataclass(frozen=True, slots=True)
class Item:
    """One word or figure that says something: token range [first, last), and the keys under which it has its
    like.
    """

    first: int
    last: int
    keys: frozenset[str]
    quantity: Quantity | None
    is_name: bool
    is_verb: bool
    is_time: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What one speaker (or the article itself) says in a text.

    `words` are the tokens of the whole text; `inside` the positions that belong to this part; `borders` those
    positions at which a new clause with its own subject begins; `chain` the attributions over it, outer
    first.
    """

    words: tuple[Token, ...]
    inside: tuple[int, ...]
    borders: frozenset[int]
    items: tuple[Item, ...]
    chain: tuple[Frame, ...]


@lru_cache(maxsize=256)  # a sentence is read again for each claim and in each order that it is tried
def read(text: str) -> tuple[Part, ...]:
    """Return the parts of a text, one for each chain of speakers, in order."""
    words = tokens(text)
    found = frames(words)
    said = {i for frame in found for i in range(frame.whole[0], frame.whole[1]) if not _governed_by(frame, i)}
    figures = quantities(words)
    parts: dict[tuple[Frame, ...], list[int]] = {}
    for i in range(len(words)):
        if i not in said:
            parts.setdefault(tuple(f for f in found if _governed_by(f, i)), []).append(i)
    read_parts = [_part(words, inside, chain, figures) for chain, inside in parts.items()]
    return tuple(part for part in read_parts if part.items)


def clauses(part: Part) -> list[Part]:
    """Split a part at its borders, for a claim that joins two sentences."""
    starts = sorted(part.borders | {part.inside[0]})
    runs = [
        [i for i in part.inside if start <= i and (n + 1 == len(starts) or i < starts[n + 1])]
        for n, start in enumerate(starts)
    ]
    figures = quantities(part.words)
    split = [_part(part.words, run, part.chain, figures) for run in runs if run]
    return [clause for clause in split if clause.items]


def _governed_by(frame: Frame, i: int) -> bool:
    return frame.content[0] <= i < frame.content[1]


def _part(
    words: tuple[Token, ...], inside: Sequence[int], chain: tuple[Frame, ...], figures: Sequence[Quantity]
) -> Part:
    borders = frozenset(i for n, i in enumerate(inside) if n and _begins_clause(words, i))
    return Part(words, tuple(inside), borders, tuple(_items(words, set(inside), figures)), chain)


def _begins_clause(words: Sequence[Token], i: int) -> bool:
    """Whether a clause with a subject of its own begins at token `i`; ", and seizing" begins none."""
    before = words[i - 1].key
    if before in (";", ":") or (before == "-" and not (words[i].glued and words[i - 1].glued)):
        return words[i].key not in _BORDER_WORDS
    if before in _BORDER_WORDS or (before in ("and", "so") and i > 1 and words[i - 2].key == ","):
        return not _has_no_subject(words, i)
    return False


def _has_no_subject(words: Sequence[Token], i: int) -> bool:
    while i < len(words) and is_adverb(words[i]):
        i += 1
    return i >= len(words) or is_verb(words[i]) or words[i].key in HEDGES


def _items(words: Sequence[Token], inside: set[int], figures: Sequence[Quantity]) -> list[Item]:
    found: list[Item] = []
    starts = {figure.first: figure for figure in figures}
    i = 0
    while i < len(words):
        figure = starts.get(i)
        last = figure.last if figure else i + 1
        if i in inside and (figure or _says_something(words, i)):
            last = last if figure else i + _phrase_length(words, i)
            found.append(_item(words, i, last, figure))
        i = last
    return found


def _says_something(words: Sequence[Token], i: int) -> bool:
    if not is_content(words[i]):
        return False
    key = words[i].key
    if key == "one" and i and words[i - 1].key == "no":
        return False
    if key in APPROXIMATORS and any(_is_figure(word) for word in words[i + 1 : i + 4]):
        return False
    return not (key in _OUTSIDE or hedges(words, i)) or (words[i].is_capital and i > 0)


def hedges(words: Sequence[Token], i: int) -> bool:
    """Whether the word hedges here: "the plan" and the month of May do not, "plans to" and "may" do."""
    key = words[i].key
    if key not in HEDGES or (words[i].is_capital and i > 0):
        return False
    before = words[i - 1].key if i else ""
    after = words[i + 1].key if i + 1 < len(words) else ""
    if before == "'s" and i > 1 and words[i - 2].key in SUBJECT_PRONOUNS:
        before = "is"
    if key == "due":
        return before in AUXILIARIES
    noun = key in _ALSO_NOUNS and before in DETERMINERS | _BEFORE_NOUN
    return not noun or after in ("to", "that")


def _is_figure(word: Token) -> bool:
    return word.kind == "number" or word.key in FIGURE_WORDS or word.key in "£$€¥"


def _phrase_length(words: Sequence[Token], i: int) -> int:
    """How many tokens make one word: "came back" is one, like "returned"."""
    after = words[i + 1].key if i + 1 < len(words) else ""
    return (
        2
        if after == "back" and words[i].key in ("come", "came", "comes", "coming", "go", "went", "goes")
        else 1
    )


def _item(words: Sequence[Token], first: int, last: int, figure: Quantity | None) -> Item:
    word = words[first]
    if figure is not None:
        timely = figure.unit in _CLOCK_UNITS or _is_year(figure) or _is_day(words, first, last)
        return Item(first, last, frozenset([f"#{figure.value}"]), figure, False, False, timely)
    is_name = word.is_capital and (first > 0 and words[first - 1].key not in ('"', ".", ":"))
    timely = is_time_word(word) or word.key.removesuffix("s") in _TIME_NOUNS
    keys = keys_of(" ".join(w.key for w in words[first:last]))
    return Item(first, last, keys, None, is_name and not timely, _acts(words, first), timely)


def _acts(words: Sequence[Token], i: int) -> bool:
    """Whether the word is a verb here: by its form, or after a modal, "to", "who" or "it"."""
    before = words[i - 1] if i else None
    after = words[i + 1] if i + 1 < len(words) else None
    if before is not None and before.key in DETERMINERS - {"that", "this"} and not _is_noun_ahead(words, i):
        return False  # "voted against the cut"
    if is_verb(words[i]):
        # "11,000 trained fighters", "a leaked memo": a participle inside a noun phrase acts no longer.
        described = before is not None and (
            before.kind == "number" or before.key in DETERMINERS | FIGURE_WORDS
        )
        return not (described and after is not None and is_content(after))
    if before is None or words[i].is_capital or words[i].kind != "word":
        return False
    if before.key in MODALS | {"n't", "not"} or is_infinitive(words, i):
        return True
    return before.key in _BEFORE_FINITE and words[i].key.endswith("s") and not words[i].key.endswith("ss")


def _is_noun_ahead(words: Sequence[Token], i: int) -> bool:
    return i + 1 < len(words) and is_content(words[i + 1])


def is_infinitive(words: Sequence[Token], i: int) -> bool:
    """Whether the word at `i` is a verb after "to": "to retake around half", unlike "to homes in"."""
    if (
        i == 0
        or words[i - 1].key != "to"
        or not words[i].is_word
        or words[i].is_capital
        or is_plural_noun(words[i])
    ):
        return False
    after = words[i + 1] if i + 1 < len(words) else None
    return after is not None and (
        after.kind == "number"
        or after.is_capital
        or is_adverb(after)
        or after.key in DETERMINERS | FIGURE_WORDS | APPROXIMATORS | _OBJECTS
    )


def _is_day(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether the figure stands beside its month: 4 March, March 4."""
    beside = [*words[last : last + 1], *(words[first - 1 : first] if first else ())]
    return any(word.key in MONTHS and word.is_capital for word in beside)


def _is_year(figure: Quantity) -> bool:
    return figure.unit is None and figure.value.denominator == 1 and 1900 <= figure.value <= 2100
