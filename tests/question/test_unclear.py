"""Questions that do not say what they are about, and what they are asked back with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ask import Turn, ask
from bot.question.unclear import is_unclear
from bot.wording import UNCLEAR, answer_text
from index.types import NewArticle
from tests.shelf import SEED_TEXT, ScriptedModel, desk_with, drafted, seed_desk


@pytest.mark.parametrize(
    "question", ["How many?", "When?", "Who said so?", "What about it?", "Why?", "How long?", "Tell me more."]
)
def test_a_question_that_names_nothing_is_unclear(question: str) -> None:
    assert is_unclear(question)


@pytest.mark.parametrize(
    "question",
    ["How many troops?", "What happened?", "What does the article say?", "Kursk?", "Who died?", "Losses"],
)
def test_a_question_with_a_word_of_its_own_or_about_the_whole_is_not(question: str) -> None:
    assert not is_unclear(question)


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("How many?", ["around 11,000 trained fighters", "4,000 North Korean losses", "1,000 deaths"]),
        ("When?", ["in August", "From November onwards", "earlier this month"]),
        ("Why?", []),
    ],
)
def test_it_is_asked_back_with_pieces_of_the_article(
    tmp_path: Path, question: str, offered: list[str]
) -> None:
    answer = ask(question, seed_desk(tmp_path))
    assert (answer.status, answer.abstained, answer.claims) == ("not_in_source", True, ())
    assert [one.quoted for one in answer.meant] == offered
    for one in answer.meant:
        assert one.span is not None
        assert SEED_TEXT[one.span[0] : one.span[1]] == one.quoted
    text = answer_text(answer)
    assert text.startswith(UNCLEAR)
    assert all(f"“{piece}”" in text for piece in offered)


def test_no_model_is_asked_what_an_unclear_question_means(tmp_path: Path) -> None:
    desk = seed_desk(tmp_path, drafted(("around 11,000", [6])))
    assert ask("How many?", desk).status == "not_in_source"
    assert isinstance(desk.model, ScriptedModel)
    assert desk.model.asked == []


def test_in_a_thread_the_same_words_are_a_follow_up(tmp_path: Path) -> None:
    history = [Turn("user", "Did North Korea send troops?"), Turn("bot", "…")]
    answer = ask("How many?", seed_desk(tmp_path), history=history)
    assert answer.status == "answered"
    assert 6 in [claim.citations[0].sentence for claim in answer.claims]


def test_each_article_has_its_turn_among_the_meanings(tmp_path: Path) -> None:
    fire = NewArticle("fire.txt", "The fire closed 14 schools. It closed 9 shops. It closed 3 banks.")
    flood = NewArticle("flood.txt", "The flood wet 80 cellars.")
    answer = ask("How many?", desk_with(tmp_path, [fire, flood]))
    assert {one.article_id for one in answer.meant[:2]} == {"fire", "flood"}


@pytest.mark.parametrize(
    "day", ["3 March", "3 September", "3 October", "3 November", "3 December", "3 Sept.", "October 3"]
)
def test_a_day_of_a_month_is_no_count(tmp_path: Path, day: str) -> None:
    fire = NewArticle("fire.txt", f"The fire of {day} wrecked the mill. It closed 14 schools.")
    answer = ask("How many?", desk_with(tmp_path, [fire]))
    assert [one.quoted for one in answer.meant] == ["It closed 14 schools."]


def test_an_empty_library_is_not_asked_back_about(tmp_path: Path) -> None:
    answer = ask("How many?", desk_with(tmp_path, []))
    assert not answer.unclear
    assert answer.status == "not_in_source"
