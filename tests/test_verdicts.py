"""Every word the gate has for a refusal is told in plain words."""

from __future__ import annotations

from typing import get_args

import pytest

from bot import verdicts
from bot.answers import Answer, Citation, Claim, ClaimKind, Coverage, Rejected, Stage, Summary, Usage
from bot.gate.reasons import Reason

HERE = Citation("a", None, None, None, None, 6, 0, 5, "Seven", (0, 5))


def test_every_reason_of_the_gate_has_its_sentence() -> None:
    assert set(get_args(Reason)) | {"unknown_sentence"} <= set(verdicts.REFUSED)
    assert len(set(verdicts.REFUSED.values())) == len(verdicts.REFUSED)


def test_several_reasons_are_told_each_once() -> None:
    told = verdicts.refused("figure,tail,figure")
    assert told == f"{verdicts.REFUSED['figure']} {verdicts.REFUSED['tail']}"
    assert verdicts.refused("word of another time") == "It did not pass the checks."


@pytest.mark.parametrize("kind", get_args(ClaimKind))
def test_every_kind_of_claim_says_why_it_is_shown(kind: ClaimKind) -> None:
    told = verdicts.shown(Claim("Seven", kind, "police", (HERE,)))
    assert told.startswith("sentence 6: ")
    assert ("speaker is named" in told) is (kind == "copied")


def test_several_sentences_are_named() -> None:
    assert verdicts.shown(Claim("x", "worded", None, (HERE, HERE))).startswith("sentences 6, 6: ")


CLAIM = Claim("Seven", "copied", None, (HERE,))


def test_why_tells_who_chose_what_was_checked_and_what_was_left_out() -> None:
    answer = Answer(
        "How many?",
        "llm",
        (CLAIM,),
        rejected=(Rejected("Eight", "figure"),),
        differ="sources",
        usage=Usage(1_500, 20, None),
        stages=(Stage("search", 12.4), Stage("check", 0.6)),
    )
    assert verdicts.why(answer) == (
        "A model chose the words (1,520 tokens); every statement was then checked.",
        "[1] sentence 6: copied word for word, with its hedges, figures, units and names.",
        "Left out: It holds a figure that its sentence does not.",
        "Another sentence gives another value for the same thing, so both are shown.",
        "Time: search 12 ms, check 1 ms.",
    )


def test_why_holds_no_word_of_an_article_a_question_or_a_model() -> None:
    summary = Summary(("Secret",), "llm", (CLAIM,), Coverage((6,), 9), (Rejected("Eight", "tail"),))
    told = "\n".join(verdicts.why(summary))
    assert not [word for word in ("Secret", "Seven", "Eight") if word in told]


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (Answer("?", "extractive", (CLAIM,)), "No model: the sentences that fit best."),
        (
            Answer("?", "extractive", (CLAIM,), failure="timeout"),
            "No model: the sentences that fit best after the model gave nothing usable.",
        ),
        (Answer("?", "llm", unclear=True), "The question names nothing to search for, so it was asked back."),
    ],
)
def test_why_says_who_chose_the_words(answer: Answer, line: str) -> None:
    assert verdicts.why(answer)[0] == line
