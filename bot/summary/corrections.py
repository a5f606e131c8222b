"""Which sentences are taken back or told anew by others: withdrawn figures, corrections, later counts.

Pure rules about language. Rather a pair too many than a withdrawn figure alone: a pair costs one line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.gate.grammar import MONTHS, is_content, is_time_word
from bot.gate.quantities import Quantity, quantities
from bot.gate.words import Token, stem, tokens, word_set
from index.types import Place, Sentence

_TAKES_BACK = re.compile(
    r"\b(?:withdrawn?|withdrew|retract\w*|correct(?:ed|ion|ing)|clarif\w+|amended|misstated|mistaken(?:ly)?|wrongly"
    r"|in error|erroneous(?:ly)?|(?:was|were|is|proved|turned out to be) (?:wrong|false|incorrect|untrue)"
    r"|no longer (?:true|valid|stands?)|earlier (?:versions?|figures?|reports?|counts?|estimates?|tolls?)"
    r"|backtracked|took back|walked back|apologi[sz]ed for)\b",
    re.IGNORECASE,
)
_TELLS_ANEW = re.compile(
    r"\b(?:(?:up|down) from|revis(?:ed?|ion)|updat(?:ed?|es)"
    r"|first (?:reported|said|thought|count(?:ed)?|figures?|estimated?|given)"
    r"|(?:earlier|previously|initially|originally|had) (?:said|reported|denied|expected|put|given|estimated"
    r"|told|counted|thought|it|announced)|who in \w+ (?:said|expected|denied|estimated)|no longer"
    r"|now (?:believes?d?|says?|said|puts?|thinks?|estimates?d?|counts?))\b",
    re.IGNORECASE,
)
# The figure that counts now: "corrected it to 2.50", "the figure is about £38".
_COUNTS_NOW = re.compile(
    r"(?:(?:figure|number|total|toll|it|that) (?:is|was|should be|should have been)|(?:corrected|amended"
    r"|revised)(?: it| that| this)? to|not \S+,? but|actually)(?: about| around| at| only| nearly)* *[£$€]?$",
    re.IGNORECASE,
)
_SAYING = word_set(
    "say said tell told report put give accord"
)  # told of everything: they tie nothing together
_SHARED_WITH_FIGURE = 2  # words, besides the figure itself
_SHARED = 4  # words without a common figure
_SHARE = 0.5  # of the words of the earlier sentence

Figure = tuple[Fraction, str | None]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says, for comparing. `outdated`: the figures less those it says count now."""

    sentence: Sentence
    words: frozenset[str]
    figures: frozenset[Figure]
    outdated: frozenset[Figure]
    takes_back: bool
    tells_anew: bool


def corrected_by(articles: Sequence[Sequence[Sentence]]) -> Mapping[Place, tuple[Sentence, ...]]:
    """For each sentence that is taken back or told anew, the sentences that do so.

    `articles` stand from the oldest to the newest. Within an article only what takes back counts, or every
    "had said" would make a pair; a newer article may also tell anew what an older one told.
    """
    if not any(_is_later(sentence.text) for article in articles for sentence in article):
        return {}
    said = [[_said(sentence) for sentence in article] for article in articles]
    found: dict[Place, list[Sentence]] = defaultdict(list)
    for age, article in enumerate(said):
        older = [one for before in said[:age] for one in before]
        for later in article:
            for one in _taken_back(later, article, older):
                found[one.sentence.place].append(later.sentence)
    return {place: tuple(sentences) for place, sentences in found.items()}


def _is_later(text: str) -> bool:
    return _TAKES_BACK.search(text) is not None or _TELLS_ANEW.search(text) is not None


def _taken_back(later: _Said, article: Sequence[_Said], older: Sequence[_Said]) -> Iterator[_Said]:
    if later.takes_back:
        yield from (one for one in article if not one.takes_back and _same_thing(one, later, 1))
    if later.takes_back or later.tells_anew:
        yield from (one for one in older if _same_thing(one, later, _SHARED_WITH_FIGURE))


def _same_thing(one: _Said, later: _Said, beside_figure: int) -> bool:
    shared = len(one.words & later.words)
    if shared >= beside_figure and not one.figures.isdisjoint(later.outdated):
        return True
    return shared >= _SHARED and shared >= _SHARE * len(one.words)


def _said(sentence: Sentence) -> _Said:
    words = tokens(sentence.text)
    found = quantities(words)
    counted = {at for one in found for at in range(one.first, one.last)}
    stems = frozenset(stem(word.key) for at, word in enumerate(words) if at not in counted and _tells(word))
    return _Said(
        sentence,
        stems - _SAYING,
        _values(found, words),
        _values([one for one in found if not _counts_now(one, words, sentence.text)], words),
        _TAKES_BACK.search(sentence.text) is not None,
        _TELLS_ANEW.search(sentence.text) is not None,
    )


def _values(found: Iterable[Quantity], words: Sequence[Token]) -> frozenset[Figure]:
    # "a year" and "an hour" read as one of them, and stand everywhere.
    return frozenset((one.value, one.unit) for one in found if one.value != 1 and not _is_date(one, words))


def _is_date(figure: Quantity, words: Sequence[Token]) -> bool:
    around = (*words[max(0, figure.first - 1) : figure.first], *words[figure.last : figure.last + 1])
    return figure.unit is None and any(word.key in MONTHS for word in around)


def _tells(word: Token) -> bool:
    return word.is_word and is_content(word) and not is_time_word(word)


def _counts_now(figure: Quantity, words: Sequence[Token], text: str) -> bool:
    return _COUNTS_NOW.search(text[: words[figure.first].start]) is not None
