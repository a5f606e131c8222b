"""Which sentences are shown when no model answers."""

from __future__ import annotations

import pytest

from bot.extractive import MOST, pick
from index.types import Hit, Sentence


def hits(*rows: tuple[str, float, float]) -> list[Hit]:
    """Hits from (text, score, words), as the library would give them."""
    return [
        Hit(Sentence("a", number, 0, len(text), text), score, words, score)
        for number, (text, score, words) in enumerate(rows, 1)
    ]


def texts(question: str, *rows: tuple[str, float, float]) -> list[str]:
    return [hit.sentence.text for hit in pick(question, hits(*rows))]


def test_the_best_and_what_comes_close_are_shown() -> None:
    rows = ("The mill burned down.", 0.9, 1.0), ("The mill was old.", 0.88, 0.9), ("It rained.", 0.2, 0.0)
    assert texts("What happened to the mill?", *rows) == ["The mill burned down.", "The mill was old."]


def test_never_more_than_the_most() -> None:
    rows = [(f"The mill has {number} wheels.", 0.9, 1.0) for number in range(9)]
    assert len(texts("How many wheels has the mill?", *rows)) == MOST


def test_nothing_found_is_no_answer() -> None:
    assert texts("What happened to the mill?") == []


def test_no_word_shared_is_no_answer() -> None:
    assert texts("Who runs the ferry?", ("The mill burned down.", 0.9, 0.0)) == []


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        (
            "How many people worked at the mill?",
            "Around 300 people worked there.",
            "People worked at the mill.",
        ),
        ("How many died?", "Eleven miners died.", "Miners died in the mill."),
        ("When did the mill close?", "It closed in 1961.", "The mill closed its gates."),
        ("In which month did it open?", "It opened in March.", "The mill did open."),
        ("Who owned the mill?", "It belonged to Ada Byrne.", "The mill was owned and run."),
    ],
)
def test_the_kind_of_thing_asked_for_comes_first(question: str, holds: str, lacks: str) -> None:
    assert texts(question, (lacks, 0.9, 1.0), (holds, 0.85, 0.5))[0] == holds
    assert texts(question, (lacks, 0.9, 1.0)) == [], "and where no sentence holds one, there is no answer"
