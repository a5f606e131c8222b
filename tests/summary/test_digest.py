"""Which sentences make a summary, and what comes with them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.summary.company import corrected, owed, units
from bot.summary.digest import Pool, best_first, pick
from index.passing import passing
from index.types import Article, NewArticle
from tests.shelf import SEED_TEXT

COUNCIL = [
    "The council of Marrowby approved a budget of 94 million pounds for the coming year.",
    "Councillors voted for the budget after the council debated the coming year for six hours.",
    "A dog barked outside during lunch.",
    "The budget for the coming year was approved by the council of Marrowby.",
    "Libraries keep their hours, and the council said the budget protects the libraries next year.",
    "They were closed on Saturdays last year.",
]
SIRENS = "The council said that all nine sirens of the city worked on the night of the storm."
NEWER = "The council now says that two of the city’s nine sirens had failed on the night of the storm."


def article(name: str, lines: Iterable[str], date: str | None = None) -> Article:
    return passing([NewArticle(f"{name}.txt", "\n".join(lines), date=date)])[0]


def numbers(articles: list[Article], length: int) -> list[tuple[str, int]]:
    return [one.place for one in pick(Pool.of(articles), length)]


def test_the_subject_comes_first_and_an_aside_late() -> None:
    order = [one.number for one in best_first(Pool.of([article("a", COUNCIL)]), 6)]
    assert order[0] == 1
    assert order.index(3) > order.index(2)


def test_what_is_picked_keeps_the_order_of_the_text_and_tells_nothing_twice() -> None:
    picked = [number for _, number in numbers([article("a", COUNCIL)], 3)]
    assert picked == sorted(picked)
    assert not {1, 4} <= set(picked), "4 only repeats 1"


@pytest.mark.parametrize("length", range(1, 16))
def test_the_length_asked_for_is_the_length_given(length: int) -> None:
    assert len(numbers([article("seed", SEED_TEXT.splitlines())], length)) == length


def test_a_text_shorter_than_asked_is_told_as_far_as_it_goes() -> None:
    assert numbers([article("a", COUNCIL[:1])], 5) == [("a", 1)]


def test_a_sentence_comes_with_the_one_it_points_back_at() -> None:
    for length in range(1, 7):
        picked = {number for _, number in numbers([article("a", COUNCIL)], length)}
        assert 6 not in picked or 5 in picked


def test_a_figure_that_is_withdrawn_does_not_stand_alone() -> None:
    told = [
        "The storm killed 12 people in the county of Wendle, the county said.",
        "The county opened three shelters.",
        "The figure of 12 dead in the county was withdrawn a day later.",
    ]
    for length in (1, 2, 3):
        picked = {number for _, number in numbers([article("a", told)], length)}
        assert 1 not in picked or 3 in picked


def test_each_article_has_its_share_and_the_newest_what_is_left() -> None:
    old = article("old", COUNCIL, "2026-01-01")
    new = article("new", SEED_TEXT.splitlines(), "2026-02-01")
    given = [name for name, _ in numbers([new, old], 5)]
    assert given == ["old"] * 2 + ["new"] * 3, "the older article first, whatever the order asked"


def test_a_short_article_leaves_what_it_cannot_fill_to_the_others() -> None:
    given = [
        name for name, _ in numbers([article("a", COUNCIL[:1]), article("b", SEED_TEXT.splitlines())], 6)
    ]
    assert given.count("a") == 1
    assert given.count("b") == 5


def test_what_two_articles_tell_in_the_same_words_is_told_once() -> None:
    both = [article("a", COUNCIL[:3]), article("b", COUNCIL[:3])]
    assert numbers(both, 6) == [("a", 1), ("a", 2), ("a", 3)]


def test_what_a_newer_article_tells_anew_brings_the_newer_side() -> None:
    old = article("old", [SIRENS, "The ferry resumed on Tuesday."], "2026-02-10")
    new = article("new", [NEWER, "Parking charges stay as they are."], "2026-03-17")
    pool = Pool.of([new, old])
    assert [one.place for one in owed(pool.units, {("old", 1)})] == [("new", 1)]
    assert owed(pool.units, {("old", 1), ("new", 1)}) == ()
    assert owed(pool.units, {("new", 1)}) == (), "the newer one says what was before"


def test_corrections_found_later_come_with_what_they_point_back_at() -> None:
    every = units([article("a", COUNCIL)])
    first, fifth, sixth = (every[at].sentence for at in (0, 4, 5))
    (unit, *_) = corrected(every, {first.place: (sixth,)})
    assert unit.corrections == (fifth, sixth)


def test_ten_thousand_sentences_take_no_more_each_than_one_thousand() -> None:
    """Counts the work and not the time: how often a unit was weighed."""
    weighed = [_weighed(count) for count in (1_000, 4_000)]
    assert weighed[1] < 6 * weighed[0]


def _weighed(sentences: int) -> int:
    told = [
        f"Ward {at} of the city counted {at * 7} ballots for candidate {at % 97}." for at in range(sentences)
    ]
    pool = Pool.of([article("book", told)])
    calls = 0
    worth = pool.centre.worth

    def counted(*given: object) -> float:
        nonlocal calls
        calls += 1
        return worth(*given)  # type: ignore[arg-type]

    pool.centre.worth = counted  # type: ignore[method-assign]
    assert len(pick(pool, 8)) == 8
    return calls
