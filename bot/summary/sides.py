"""The other side of what a summary tells: sentences that give another value for the same thing. Pure.

What differs is `bot.beside.conflict`'s to say; here is only which sentences are held against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot import extractive
from bot.beside import conflict
from bot.gate.units import FIGURE_WORDS
from bot.summary.company import by_age
from bot.summary.digest import Pool
from index.types import Article, Place, Sentence

_FIGURE = re.compile(r"\d")
_SHARED = 2  # words that two sentences must share before it is worth while to hold them against each other
_MOST = 40  # sentences held against one; near copies would make a book slow


def other_sides(
    sentences: Iterable[Sentence], pool: Pool, articles: Mapping[str, Article]
) -> dict[Place, tuple[Sentence, ...]]:
    """For each of the sentences that another one of the pool contradicts, those that do.

    What a newer article has updated needs the newer one, which stands alone: it says what was before.
    """
    age = {article.article_id: at for at, article in enumerate(by_age(tuple(articles.values())))}
    telling = [unit.sentence for unit in pool.units if _has_figure(pool.centre.words(unit.sentence))]
    known = conflict.Known(articles)
    found: dict[Place, tuple[Sentence, ...]] = {}
    for one in sentences:
        claim = extractive.whole(one, articles[one.article_id])
        others = conflict.others(claim, one.text, _like(one, telling, pool), known)
        sides = [
            other.figure.sentence for other in others if other.how != "updated" or _newer(other, one, age)
        ]
        if sides:
            found[one.place] = tuple(sides)
    return found


def _newer(other: conflict.Other, one: Sentence, age: Mapping[str, int]) -> bool:
    return age[other.figure.sentence.article_id] > age[one.article_id]


def _like(one: Sentence, others: Sequence[Sentence], pool: Pool) -> list[Sentence]:
    words = set(pool.centre.words(one))
    if not _has_figure(words):
        return []
    shared = ((len(words.intersection(pool.centre.words(other))), other) for other in others)
    near = [(count, other) for count, other in shared if count >= _SHARED]
    return [other for _, other in sorted(near, key=lambda pair: -pair[0])[:_MOST]]


def _has_figure(words: Iterable[str]) -> bool:
    return any(_FIGURE.search(word) or word in FIGURE_WORDS for word in words)
