"""What a summary is said to cost beforehand is near what it costs: within a fifth, in tokens and money."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import cost
from bot.answers import Usage
from bot.budget import price_usd
from bot.config import Settings
from bot.cost import LONG_TOKENS, is_long, likely, told
from bot.desk import Desk
from bot.llm import OpenAIModel
from bot.summary.lengths import Length, in_words, summarise_to
from index.library import Library
from index.passing import passing
from index.types import Article, NewArticle
from tests.fakes.copyist import copyist
from tests.fakes.openai_server import FakeOpenAI
from tests.shelf import SEED_TEXT

TOWNS = [
    first + last for first in ("Ald", "Bren", "Cor", "Dun", "Esk", "Far") for last in ("by", "ton", "wick")
]


def chronicle(years: int) -> str:
    """A long article of our own: no two of its sentences tell the same."""
    lines = [
        f"In {1700 + year} {TOWNS[year % len(TOWNS)]} paid {year * 37 + 11} crowns for a bridge, "
        f"and {year * 3 + 2} people moved to {TOWNS[(year * 5 + 3) % len(TOWNS)]} before the winter."
        for year in range(years)
    ]
    return "\n".join(lines)


SEED, BOOK = passing(
    [NewArticle("seed", SEED_TEXT), NewArticle("book", chronicle(400), title="The chronicle")]
)
MODELS = ["gpt-4o", "gpt-5", "gpt-4.1-mini"]  # which count alike and are priced differently


@pytest.mark.parametrize("share", [1.0, 0.6], ids=["whole sentences", "clauses"])
@pytest.mark.parametrize("length", [Length(3), Length(20), in_words(100)], ids=lambda one: one.said)
@pytest.mark.parametrize("article", [SEED, BOOK], ids=["short", "long"])
def test_the_cost_told_is_within_a_fifth_of_the_cost_charged(
    tmp_path: Path, article: Article, length: Length, share: float
) -> None:
    with FakeOpenAI(copyist(MODELS[0], share)) as server:
        model = OpenAIModel(None, server.base_url, MODELS[0])
        desk = Desk(Library.open(tmp_path), model, Settings(home=tmp_path))
        charged = summarise_to([article], desk, length).usage
    before = likely([article], length, MODELS[0])
    assert 0.8 * tokens(charged) <= tokens(before) <= 1.2 * tokens(charged)
    for model_name in MODELS:
        real = price_usd(model_name, charged)
        assert 0.8 * real <= price_usd(model_name, before) <= 1.2 * real


def tokens(usage: Usage) -> int:
    return usage.prompt_tokens + usage.completion_tokens


def test_only_what_costs_more_than_any_question_is_asked_about() -> None:
    assert not is_long(likely([SEED], Length(8), "gpt-4o"))
    assert is_long(likely([BOOK], Length(8), "gpt-4o"))
    assert is_long(Usage(1_000, 100, 0.06))
    assert tokens(cost.most_of_question("how many?", (), "gpt-4o")) < LONG_TOKENS


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (Usage(8_949, 300, 0.02612), "This takes about 9,200 tokens, about 0.026 US dollars."),
        (Usage(9_000, 0, 1.239), "This takes about 9,000 tokens, about 1.24 US dollars."),
        (Usage(9_000, 0, 0.0), "This takes about 9,000 tokens, about 0 US dollars."),
        (Usage(9_000, 0, None), "This takes about 9,000 tokens, at a price of qwen3 I do not know."),
    ],
)
def test_the_cost_is_said_plainly(usage: Usage, said: str) -> None:
    assert told(usage, "qwen3") == said


def test_a_source_without_a_sentence_costs_nothing() -> None:
    assert likely([], Length(3), "gpt-4o") == Usage()
