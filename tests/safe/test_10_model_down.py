"""10. While the model is down, questions get the extracts they get without one, at once; it is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ask import ask
from bot.config import Settings
from bot.desk import Desk
from bot.llm import Breaker
from index.library import Library
from tests.fakes.openai_server import FakeOpenAI, error
from tests.safe.conftest import TellFigure
from tests.safe.model_down import QUESTION, desk_at, given, seed_library
from tests.shelf import SEED_TEXT

QUESTIONS = 200


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with seed_library(home) as opened:
        ask(QUESTION, Desk(opened, None, Settings()))  # what is loaded once is not measured
        yield opened


def questions() -> list[str]:
    """Words of the article, six to ten of them from every place: each a question of its own."""
    words = SEED_TEXT.split()
    starts = range(0, len(words), max(1, len(words) // QUESTIONS))
    return [f"what about {' '.join(words[at : at + 6 + at % 5])}?" for at in starts if at + 6 < len(words)][
        :QUESTIONS
    ]


def test_two_hundred_questions_to_a_dead_model(figure: TellFigure, library: Library) -> None:
    asked = questions()
    figure("questions", len(asked), f"= {QUESTIONS}")
    with FakeOpenAI(error(500, None, retry_after="0")) as server:
        # Its clock stands still: the half minute after which it may be asked once more never ends.
        desk = desk_at(library, server.base_url, 10.0, Breaker(lambda: 0.0))
        answers = [given(desk, question) for question in asked]
        figure("requests to the dead model", server.count, "<= 10")
    plain = [ask(question, desk, mode="extractive") for question in asked]
    figure(
        "answers that are marked extracts", sum(one.is_marked_extract for one in answers), f"= {QUESTIONS}"
    )
    same = sum(one.answer.claims == other.claims for one, other in zip(answers, plain, strict=True))
    figure("answers that are what no model gives", same, f"= {QUESTIONS}")
    figure("seconds of the slowest answer", max(one.seconds for one in answers), "<= 3")
