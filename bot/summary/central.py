"""What a text is about, and how much of that a sentence tells which is not told yet. Pure, linear, no model.

Words and neighbouring words weigh by how many sentences hold them. Why so, and what it was compared with:
docs/decisions/0014-summaries.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence, Set
from itertools import pairwise

from bot.gate.grammar import content_stems
from index.types import Sentence

_LEAD = 1.0  # news tells the main thing first: the first sentence counts twice, the second half as much more
_FEWEST_WORDS = 3  # a heading or a fragment is no statement


class Centre:
    """The subject of some sentences: each word and each two neighbouring words, with their weights."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._words = {one.place: content_stems(one.text) for one in sentences}
        self._things = {at: frozenset(words) | _pairs(words) for at, words in self._words.items()}
        held = Counter(thing for told in self._things.values() for thing in told)
        self._weights = {thing: math.log1p(count) for thing, count in held.items()}

    def words(self, sentence: Sentence) -> Sequence[str]:
        """The stems of what says something in one of the sentences, in their order."""
        return self._words[sentence.place]

    def things(self, sentence: Sentence) -> frozenset[str]:
        """Its words and pairs of words."""
        return self._things[sentence.place]

    def worth(self, sentence: Sentence, *told: Set[str]) -> float:
        """How much it tells beyond what is told already; never more when more is told."""
        things = self.things(sentence)
        if len(self.words(sentence)) < _FEWEST_WORDS:
            return 0.0
        fresh = sum(self._weights[thing] for thing in things.difference(*told))
        # The root: a long sentence tells more, but not in proportion to what it takes to read.
        return fresh / math.sqrt(len(things)) * (1 + _LEAD / sentence.number)


def _pairs(words: Sequence[str]) -> frozenset[str]:
    return frozenset(f"{one} {two}" for one, two in pairwise(words))
