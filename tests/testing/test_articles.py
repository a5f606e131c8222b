"""The tests of our own sample articles: pytest runs them itself; here their recordings, and their lies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.testing import attack, reading
from bot.testing.shelf import Shelf
from bot.testing.tamper import RULES
from bot.testing.upkeep import check
from tests.testing.files import cases

FILES = sorted((Path(__file__).parent.parent / "articles").glob("*.footnote.yaml"))
MANY = 200  # falsified replies to the tests of one article, at least


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """One shelf for all: embedding the articles takes longer than asking about them."""
    with Shelf() as opened:
        yield opened


def test_there_are_tests_of_the_seed_and_of_each_news_article() -> None:
    assert [path.name.partition(".")[0] for path in FILES] == [
        "marrowby-budget",
        "north-korea-kursk",
        "storm-odalys",
        "union-cup-final",
        "warmlite-recall",
    ]


def test_their_recordings_are_whole_and_none_is_idle() -> None:
    # Stale? footnote tapes record tests/articles --prune
    assert check([case for path in FILES for case in reading.read(path).cases]) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition(".")[0])
def test_no_falsified_reply_is_shown(path: Path, shelf: Shelf) -> None:
    results = [attack.attack(case, shelf) for case in cases(path)]
    assert [problem for result in results for problem in result.problems] == []
    assert {result.outcome for result in results} == {"passed"}
    assert sum(result.tried for result in results) > MANY


def test_the_lies_of_these_articles_are_of_every_kind(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    told: set[str] = set()
    monkeypatch.setattr(attack, "_told", lambda lie, *others: told.add(lie.false.rule) or ())
    for path in FILES:
        for case in cases(path):
            attack.attack(case, shelf)
    assert told == {*RULES, "hedge", "sentence number", "cut"}
