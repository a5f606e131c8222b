"""Which sentences are taken back or told anew by others."""

from __future__ import annotations

import pytest

from bot.summary.corrections import corrected_by
from index.types import Sentence


def text_of(article_id: str, *lines: str) -> list[Sentence]:
    return [Sentence(article_id, number, 0, len(line), line) for number, line in enumerate(lines, 1)]


def pairs(*articles: list[Sentence]) -> dict[tuple[str, int], list[tuple[str, int]]]:
    found = corrected_by(articles)
    return {at: [(one.article_id, one.number) for one in later] for at, later in found.items()}


@pytest.mark.parametrize(
    ("told", "taken_back"),
    [
        (
            "The storm killed 12 people in the county.",
            "The county withdrew the figure of 12 deaths on Monday.",
        ),
        (
            "The levy is £83 a year.",
            "Correction: an earlier version gave the levy as £83; the figure is £38.",
        ),
        (
            "The fire began at 3.20 a.m., she wrote.",
            "She corrected the time of the fire from 3.20 a.m. to 2.50 a.m.",
        ),
        (
            "The minister owns a house near the Ferrow quarry.",
            "The paper retracted its report that the minister owns a house near the Ferrow quarry.",
        ),
    ],
)
def test_what_an_article_takes_back_is_tied_to_what_it_told(told: str, taken_back: str) -> None:
    assert pairs(text_of("a", told, "The sun shone on Friday.", taken_back)) == {("a", 1): [("a", 3)]}


@pytest.mark.parametrize(
    ("told", "other"),
    [
        (
            "The levy is £38 a year.",
            "Correction: an earlier version gave the levy as £83; the figure is £38.",
        ),
        ("The bus cost £83, the firm said.", "Correction: it was wrongly said that the levy is £83."),
        ("The storm killed 12 people.", "In all 12 schools of the county were closed."),
        ("On 2 March the county closed a school.", "On 2 December the county withdrew its plan."),
        ("The club had said in May that 40 would come.", "The club had said in June that 40 would come."),
    ],
)
def test_what_stands_is_left_alone(told: str, other: str) -> None:
    assert pairs(text_of("a", told, other)) == {}


def test_a_newer_article_tells_anew_what_an_older_one_told() -> None:
    older = text_of("old", "The county has counted 1,140 damaged homes.", "The ferry runs again.")
    newer = text_of("new", "Inspections found 1,385 damaged homes in the county; the first count was 1,140.")
    assert pairs(older, newer) == {("old", 1): [("new", 1)]}
    assert pairs(newer, older) == {}, "an older article updates nothing"
