"""One question to a real language model behind a real server on this machine: the whole road, nothing faked.

The model is far too small to be right. What is tested is the road: the schema is taken, the reply is read,
and whatever it says, only the article's own words are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ask import ask
from bot.config import Settings
from bot.llm import Failure, Message, OpenAIModel, Request
from tests.fakes import llama_server
from tests.shelf import SEED_TEXT, seed_desk


@pytest.fixture(scope="module")
def model() -> Iterator[OpenAIModel]:
    """The model, served while these tests run."""
    with llama_server.serve() as base_url:
        served = OpenAIModel(None, base_url, llama_server.MODEL)
        yield served
        served.close()


def brief(max_tokens: int) -> Request:
    system = Message("system", "Reply in JSON with claims and missing.")
    return Request(
        (system, Message("user", "[1] Five boats left.\nQuestion: How many boats left?")), max_tokens
    )


def test_a_real_server_keeps_to_the_limit_and_half_a_draft_is_a_failure(model: OpenAIModel) -> None:
    outcome = model.complete(brief(4), 60)
    assert isinstance(outcome, Failure)
    assert outcome.kind == "cut_short"


def test_a_prompt_that_is_too_long_for_a_real_server_is_told_as_that(model: OpenAIModel) -> None:
    long = "word " * (llama_server.CONTEXT_TOKENS + 100)
    outcome = model.complete(Request((Message("user", long),), 10), 60)
    assert isinstance(outcome, Failure)
    assert outcome.kind == "too_long"


def test_a_question_to_a_real_model_shows_nothing_but_the_article(model: OpenAIModel, tmp_path: Path) -> None:
    desk = seed_desk(tmp_path)
    with desk.library:
        patient = replace(desk, model=model, settings=Settings(home=tmp_path, deadline_s=120.0))
        answer = ask("When did Kim Jong Un start sending fighters to Russia?", patient, mode="llm")
    # "rejected" or "malformed" would mean that the road is broken. On another kind of processor the model may
    # ramble past the limit instead of finishing: then there are extracts, and that is right too.
    assert answer.failure in (None, "cut_short")
    for citation in [*(one for claim in answer.claims for one in claim.citations), *answer.nearest]:
        assert SEED_TEXT[citation.start : citation.end] == citation.text
    assert all(claim.text in SEED_TEXT for claim in answer.claims)
