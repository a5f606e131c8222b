"""Which sentences stand for the whole text: nearest to its centre of words, early ones first among equals.

Pure and linear in the text, so that a book costs no more a sentence than a note. No model.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from bot.gate.grammar import is_content
from bot.gate.words import stem, tokens
from index.types import Sentence

_LEAD = 0.3  # news tells the main thing first: what the first sentence of an article gets on top
_FEWEST_WORDS = 3  # a heading or a fragment is no statement
_MOST_SHARED = 0.6  # of the words of the shorter one: the same thing told twice


def pick(sentences: Sequence[Sentence], length: int) -> tuple[Sentence, ...]:
    """At most `length` sentences that say the most between them, in the order of the text."""
    chosen: list[Sentence] = []
    for sentence in ranked(sentences):
        if len(chosen) == length:
            break
        if not any(_repeats(sentence, other) for other in chosen):
            chosen.append(sentence)
    order = {id(sentence): place for place, sentence in enumerate(sentences)}
    return tuple(sorted(chosen, key=lambda sentence: order[id(sentence)]))


def ranked(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """All sentences, the most central first; fragments last."""
    bags = [Counter(_stems(sentence.text)) for sentence in sentences]
    common = Counter(word for bag in bags for word in bag)
    # The centre weighs a word by how many sentences speak of it; rare words are detail, not the subject.
    centre = {word: math.log1p(count) for word, count in common.items() if count > 1}

    def weight(place: int) -> tuple[bool, float]:
        bag, sentence = bags[place], sentences[place]
        about = sum(centre.get(word, 0.0) for word in bag) / math.sqrt(len(bag) or 1)
        lead = 1 + _LEAD / sentence.number
        return (len(bag) >= _FEWEST_WORDS, about * lead)

    return tuple(sentences[place] for place in sorted(range(len(sentences)), key=weight, reverse=True))


def _stems(text: str) -> list[str]:
    return [stem(token.key) for token in tokens(text) if is_content(token)]


def _repeats(one: Sentence, other: Sentence) -> bool:
    first, second = set(_stems(one.text)), set(_stems(other.text))
    return len(first & second) > _MOST_SHARED * min(len(first), len(second))
