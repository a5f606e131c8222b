"""Which sentences of one or several articles make a summary: they tell the most between them, can be read
where they stand, and come from each article in its share. Pure: no model, no library.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from bot.gate.units import FIGURE_WORDS
from bot.summary.central import Centre
from bot.summary.company import Unit, units
from index.types import Article, Place, Sentence

_MOST_SHARED = 0.6  # of the words of the shorter one: the same thing told twice
# Of several sentences that need each other: less than of as many that do not, for they are read as one.
_COST = 0.7
_FIGURE = re.compile(r"\d")

# In which order they are taken: good ones, those beyond the share of their article, last resorts, repeats.
_GOOD, _BEYOND, _LATE, _REPEAT = range(4)


@dataclass(frozen=True, slots=True)
class Pool:
    """What a summary can be made of, oldest article first, and what all of it is about."""

    units: tuple[Unit, ...]
    centre: Centre

    @classmethod
    def of(cls, articles: Sequence[Article]) -> Self:
        """The pool of these articles."""
        made = units(articles)
        return cls(made, Centre([unit.sentence for unit in made]))


def pick(pool: Pool, length: int, told: Collection[Place] = ()) -> tuple[Sentence, ...]:
    """`length` sentences of the pool beside those already `told`, in the pool's order.

    Fewer only where there are no more. A sentence comes with those it cannot be told without.
    """
    chosen = {one.place for one in best_first(pool, length, told)}
    return tuple(unit.sentence for unit in pool.units if unit.sentence.place in chosen)


def best_first(pool: Pool, length: int, told: Collection[Place] = ()) -> Iterator[Sentence]:
    """The sentences of `pick`, the most telling first."""
    choice = _Choice(pool, _shares(pool.units, length), told)
    while length > 0 and (fresh := choice.best(length)):
        length -= len(fresh)
        yield from fresh


def _shares(every: Sequence[Unit], length: int) -> Mapping[str, int]:
    """How many sentences each article may give before the others have given theirs: as equal as can be.

    What cannot be shared equally goes to the newest.
    """
    have = Counter(unit.sentence.article_id for unit in every if not unit.late)
    shares = Counter[str]()
    while shares.total() < min(length, have.total()):
        for article_id, count in reversed(have.items()):
            if shares[article_id] < count and shares.total() < length:
                shares[article_id] += 1
    return shares


class _Choice:
    """A queue of units by what they tell beyond what was chosen so far.

    Worth only falls as more is told, so a unit whose worth still stands when it comes up is the best there is
    (Minoux's lazy greedy): linear for a book, where weighing all units anew for each choice would not be.
    """

    def __init__(self, pool: Pool, shares: Mapping[str, int], told: Collection[Place]) -> None:
        every = pool.units
        self._units, self._centre, self._shares = every, pool.centre, shares
        self._chosen: dict[Place, Sentence] = {}
        self._told = set[str]()
        self._given = Counter[str]()
        self._waiting = defaultdict[Place, list[int]](list)
        for number, unit in enumerate(every):
            for one in unit.company:
                self._waiting[one.place].append(number)
        self._heap = [(_GOOD, float("-inf"), number) for number in range(len(every))]
        self._take(unit.sentence for unit in every if unit.sentence.place in told)

    def best(self, room: int) -> tuple[Sentence, ...]:
        """Choose the best unit of at most `room` new sentences and return these; none if there is none."""
        while self._heap:
            level, worth, number = heapq.heappop(self._heap)
            fresh = self._fresh(number)
            if not 0 < len(fresh) <= room:
                continue
            now = (self._level(number, fresh), -self._worth(fresh), number)
            if now <= (level, worth, number):
                self._take(fresh)
                self._given.update(one.article_id for one in fresh)
                return fresh
            heapq.heappush(self._heap, now)
        return ()

    def _fresh(self, number: int) -> tuple[Sentence, ...]:
        unit = self._units[number]
        if unit.sentence.place in self._chosen:
            return ()
        return tuple(one for one in unit.members if one.place not in self._chosen)

    def _take(self, fresh: Iterable[Sentence]) -> None:
        for one in fresh:
            self._chosen[one.place] = one
            self._told |= self._centre.things(one)
            # What waited for this one has become shorter, so it may be worth more than it was.
            for number in self._waiting[one.place]:
                heapq.heappush(self._heap, (_GOOD, float("-inf"), number))

    def _worth(self, fresh: Sequence[Sentence]) -> float:
        """What the sentences tell, for what they cost: company that tells little makes a unit dear."""
        total, said = 0.0, set[str]()
        for one in fresh:
            total += self._centre.worth(one, self._told, said)
            said |= self._centre.things(one)
        return total / math.pow(len(fresh), _COST)

    def _level(self, number: int, fresh: Sequence[Sentence]) -> int:
        if self._repeats(self._units[number].sentence):
            return _REPEAT
        if self._units[number].late:
            return _LATE
        wanted = Counter(one.article_id for one in fresh)
        beyond = any(self._given[one] + count > self._shares[one] for one, count in wanted.items())
        return _BEYOND if beyond else _GOOD

    def _repeats(self, sentence: Sentence) -> bool:
        mine = self._centre.words(sentence)
        return any(_same(mine, self._centre.words(other)) for other in self._chosen.values())


def _same(mine: Collection[str], others: Collection[str]) -> bool:
    """Whether one tells nothing beyond the other: most words shared, and no figure of its own."""
    first, second = set(mine), set(others)
    if any(_FIGURE.search(word) or word in FIGURE_WORDS for word in first - second):
        return False
    return len(first & second) > _MOST_SHARED * min(len(first), len(second))
