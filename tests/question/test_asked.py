"""What a question asks for, and whether a sentence holds it."""

from __future__ import annotations

import pytest

from bot.question.asked import kind_asked


def may_answer_how_many(sentence: str) -> bool:
    holds = kind_asked("How many boats sank?")
    assert holds is not None
    return holds(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The city sent fifteen boats.",
        "Twenty-two of them sank.",
        "Ninety sank.",
        "It cost two million.",
        "Dozens sank.",
        "Nobody drowned.",
        "3 sank.",
    ],
)
def test_a_sentence_with_a_figure_may_answer_how_many(sentence: str) -> None:
    assert may_answer_how_many(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The city and the county signed a treaty.",
        "The party left the canteen.",
        "Safety is a duty of the velveteen faculty.",
    ],
)
def test_a_word_that_ends_like_a_number_is_no_figure(sentence: str) -> None:
    assert not may_answer_how_many(sentence)
