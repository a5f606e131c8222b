"""Follow-ups take over what they lean on; a question that stands alone is not touched by its thread."""

from __future__ import annotations

import pytest

from bot.question.followup import carried, is_empty, leans

LOSSES = "How many North Korean losses were there?"


@pytest.mark.parametrize(
    "question",
    [
        "And how many of them died?",
        "What about the deaths?",
        "When was that?",
        "Who said so?",
        "How many died?",
        "What did Syrsky say about it?",
        "Why?",
        "Where were they?",
        "What else was reported?",
        "Are you sure?",
    ],
)
def test_a_question_that_leans_takes_over_the_words_of_the_one_before(question: str) -> None:
    assert leans(question)
    assert carried(question, [LOSSES]) == "North Korean losses"


@pytest.mark.parametrize(
    "question",
    [
        "Who signed the defence agreement with Moscow?",
        "Is it true that Russia retook Kursk?",
        "Were there any talks between Moscow and Kyiv?",
        "Did Trump say that the war would end?",
        "Which ministry reported the language barrier?",
        "What is in Kursk?",
        "Isn’t it safer to let unrecognised callers leave a message on voicemail?",
        "And what did the ministry report about the language barrier between soldiers?",
    ],
)
def test_a_question_that_stands_alone_takes_over_nothing(question: str) -> None:
    assert carried(question, [LOSSES], "“Anonymous Western sources told the BBC”") == ""


def test_nothing_is_carried_where_nothing_was_asked_before() -> None:
    assert carried("And how many?", []) == ""


def test_a_chain_of_follow_ups_reaches_back_to_the_question_that_stands_alone() -> None:
    asked = ["What did Trump say?", LOSSES, "How many died?", "Who said so?"]
    assert carried("And when?", asked[:3]) == "North Korean losses died"
    assert "Trump" not in carried("And when?", asked)


def test_a_pronoun_may_mean_who_was_named_in_the_answer() -> None:
    asked, answered = ["Who leads the army?"], "“Ukraine’s commander General Oleksandr Syrsky”"
    assert "Oleksandr Syrsky" in carried("What did he say?", asked, answered)
    assert "Syrsky" not in carried("How many soldiers?", asked, answered)


def test_what_the_question_says_itself_is_not_said_twice() -> None:
    assert carried("And the losses?", [LOSSES]) == "North Korean"


def test_a_long_thread_does_not_drown_the_question() -> None:
    asked = [" ".join(f"Word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz") + "?"]
    assert len(carried("And why?", asked).split()) == 12


@pytest.mark.parametrize(
    ("question", "empty"),
    [("How many?", True), ("Who said so?", True), ("Tell me more.", True), ("How many troops?", False)],
)
def test_a_question_without_a_word_of_its_own_is_empty(question: str, empty: bool) -> None:
    assert is_empty(question) is empty
