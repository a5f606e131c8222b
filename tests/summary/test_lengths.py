"""A length in words is kept by counting, with and without a model, and the model is asked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers import Summary
from bot.llm import Failure
from bot.summary.lengths import Length, in_words, length_in, summarise_to, words_in
from index.library import Library
from index.types import Article
from tests.shelf import SEED_TEXT, ScriptedModel, drafted, seed_desk

LONGEST_SENTENCE = max(len(line.split()) for line in SEED_TEXT.split("\n") if line)
DRAFT = drafted(
    ("sent around 11,000 trained fighters to help Russia", [6]),
    ("Western officials earlier estimated that North Korea had suffered around 4,000 losses", [8]),
    ("North Korean troops are no longer fighting on the frontline in Russia’s western Kursk region", [1]),
    ("Kim Jong Un sent around 11,000 trained fighters to help Russia", [6]),
)


def article(library: Library) -> Article:
    (info,) = library.articles()
    return library.get(info.article_id)


def summary(home: Path, length: Length, *replies: str | Failure) -> tuple[Summary, ScriptedModel | None]:
    desk = seed_desk(home, *replies)
    return summarise_to([article(desk.library)], desk, length), desk.model  # type: ignore[return-value]


@pytest.mark.parametrize("words", [25, 40, 80, 150, 500])
def test_the_words_asked_for_are_never_passed_and_mostly_used(tmp_path: Path, words: int) -> None:
    made, _ = summary(tmp_path, in_words(words))
    assert 0 < words_in(made) <= words
    if words <= 150:  # more than the article has
        assert words - words_in(made) < LONGEST_SENTENCE


@pytest.mark.parametrize("reply", [DRAFT, "no draft at all", Failure("timeout", "")])
@pytest.mark.parametrize("words", [30, 60, 100])
def test_the_model_is_asked_once_however_often_its_draft_is_shortened(
    tmp_path: Path, words: int, reply: str | Failure
) -> None:
    made, model = summary(tmp_path, in_words(words), reply)
    assert model is not None
    assert len(model.asked) == 1
    assert 0 < words_in(made) <= words
    assert made.usage.prompt_tokens == (0 if isinstance(reply, Failure) else 100)


def test_a_single_sentence_may_be_longer_than_the_words_asked_for(tmp_path: Path) -> None:
    made, _ = summary(tmp_path, in_words(10))
    assert len(made.sentences) == 1
    assert words_in(made) > 10


@pytest.mark.parametrize("length", [Length(3), Length(20), in_words(100), in_words(15)])
def test_a_length_is_read_back_as_it_is_said(length: Length) -> None:
    assert length_in(f"kursk {length.said}") == ("kursk", length)


@pytest.mark.parametrize("length", [Length(0), Length(21), in_words(9), in_words(501)])
def test_a_length_that_cannot_be_says_why(length: Length) -> None:
    assert length.refusal
    assert "I write" in length.refusal


@pytest.mark.parametrize("length", [Length(1), Length(20), in_words(10), in_words(500)])
def test_a_length_at_the_edge_is_none_of_those(length: Length) -> None:
    assert length.refusal is None
