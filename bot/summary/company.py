"""What each sentence of some articles needs beside it to be told: the one it points back at, the one that
takes it back. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.summary.corrections import corrected_by
from bot.summary.leaning import leans
from bot.summary.tellable import Standing, standings
from index.types import Article, Place, Sentence

_CHAIN = 2  # "They ...", "He ...", "It ...": what needs more than this before it is a last resort


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence with those it cannot be told without: `before` it, and what corrects it.

    `late`: only where there is nothing better.
    """

    sentence: Sentence
    before: tuple[Sentence, ...] = ()
    corrections: tuple[Sentence, ...] = ()
    late: bool = False

    @property
    def company(self) -> tuple[Sentence, ...]:
        """All it cannot be told without."""
        return (*self.before, *self.corrections)

    @property
    def members(self) -> tuple[Sentence, ...]:
        """The sentence, then its company."""
        return (self.sentence, *self.company)


@dataclass(frozen=True, slots=True)
class _Told:
    """A useful sentence as its text tells it."""

    sentence: Sentence
    standing: Standing
    leans: bool


def by_age(articles: Sequence[Article]) -> list[Article]:
    """The articles from the oldest to the newest; undated ones last, as they were named."""
    return sorted(articles, key=lambda article: (article.date is None, article.date or ""))


def units(articles: Sequence[Article]) -> tuple[Unit, ...]:
    """What a summary can be made of, oldest article first, each text in its order.

    No headline, no order to a machine, nothing twice; but whatever there is, where nothing else is there.
    """
    ordered, seen = by_age(articles), set[str]()
    useful = [list(_useful(article, seen)) for article in ordered]
    alone = [_unit(texts, at) for texts in useful for at in range(len(texts))]
    if not alone:
        return tuple(Unit(one, late=True) for article in ordered for one in article.sentences)
    return corrected(alone, corrected_by([[one.sentence for one in texts] for texts in useful]))


def owed(every: Sequence[Unit], shown: Collection[Place]) -> tuple[Sentence, ...]:
    """What takes back or tells anew the sentences `shown` and is not shown: they may not stand alone."""
    missing = (one for unit in every if unit.sentence.place in shown for one in unit.corrections)
    return tuple({one.place: one for one in missing if one.place not in shown}.values())


def corrected(every: Sequence[Unit], found: Mapping[Place, Sequence[Sentence]]) -> tuple[Unit, ...]:
    """The units with the corrections `found` for their sentences, and with what those point back at."""
    if not found:
        return tuple(every)
    by_place = {unit.sentence.place: unit for unit in every}
    return tuple(replace(unit, corrections=_corrections(unit, found, by_place)) for unit in every)


def _useful(article: Article, seen: set[str]) -> Iterator[_Told]:
    for sentence, standing in zip(article.sentences, standings(article), strict=True):
        if standing != "never" and sentence.text not in seen:
            seen.add(sentence.text)
            yield _Told(sentence, standing, leans(sentence.text))


def _unit(texts: Sequence[_Told], at: int) -> Unit:
    """The sentence with the one or two before it that it points back at, if it does."""
    first = at
    while first > 0 and texts[first].leans and at - first < _CHAIN:
        first -= 1
    before = texts[first:at]
    hangs = first > 0 and texts[first].leans  # in the air, even with what was taken along
    late = hangs or any(one.standing == "scrap" for one in (texts[at], *before))
    return Unit(texts[at].sentence, tuple(one.sentence for one in before), late=late)


def _corrections(
    unit: Unit, found: Mapping[Place, Sequence[Sentence]], by_place: Mapping[Place, Unit]
) -> tuple[Sentence, ...]:
    mine = [one.place for one in (*unit.before, unit.sentence)]
    others = [by_place[one.place] for at in mine for one in found.get(at, ())]
    every = [*unit.corrections, *(one for other in others for one in (*other.before, other.sentence))]
    return tuple(one for at, one in {one.place: one for one in every}.items() if at not in mine)
