"""The judging of an answer: each expectation is met by what it says, and by nothing less."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.testing import judge
from bot.testing.case import Case, Cited
from bot.testing.judge import CaseError, holds, problems
from bot.testing.run import play
from bot.testing.shelf import Shelf
from tests.shelf import ScriptedModel, drafted
from tests.testing.files import RIGHT, cases, write


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was around 11,000 men.", "Around  11,000"),
        ("“the UK’s ministry”", "the UK's Ministry"),
        ("They left.", "left."),
        ("a\nb", "a b"),
        ("costs $4 million", "$4"),
        ("1914–18", "1914-18"),
    ],
)
def test_words_are_found_in_any_case_mark_and_spacing(text: str, words: str) -> None:
    assert holds(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("11,000 men", "1,000"),
        ("11,000 men", "11"),
        ("11,000 men", "000"),
        ("2.5 metres", "2"),
        ("2.5 metres", "5"),
        ("unable", "able"),
        ("able", "unable"),
        ("tables", "table"),
        ("a b", "a c"),
    ],
)
def test_words_and_figures_are_not_cut(text: str, words: str) -> None:
    assert not holds(text, words)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The right test of the small article."""
    return cases(write(tmp_path, RIGHT))[0]


def judged(case: Case, shelf: Shelf, reply: str) -> list[str]:
    made = play(case, shelf, ScriptedModel([reply]))
    return [one.wanted for one in problems(case, made, shelf.articles(case.articles))]


RIGHT_REPLY = drafted(("around 40 people were probably on board", [2]))


def test_a_right_answer_has_no_problem(case: Case, shelf: Shelf) -> None:
    assert judged(case, shelf, RIGHT_REPLY) == []


def test_each_expectation_that_is_not_met_is_a_problem(case: Case, shelf: Shelf) -> None:
    wrong = replace(
        case, ending="partly", says=("50 people",), never_says=("40 people",), cites=(Cited(4, None),)
    )
    assert judged(wrong, shelf, RIGHT_REPLY) == [
        "ending: partly",
        "says: “50 people”",
        "never says: “40 people”",
        "cites: [4] The boats were found on 3 March near Little Sarn.",
    ]


def test_what_is_refused_is_told_with_its_reason(case: Case, shelf: Shelf) -> None:
    made = play(case, shelf, ScriptedModel([drafted(("around 90 people", [2]))]))
    first = problems(case, made, shelf.articles(case.articles))[0]
    assert first.got == ("ending: not_verified", "left out, quote: “around 90 people”")


def test_a_model_that_failed_is_told(case: Case, shelf: Shelf) -> None:
    made = play(replace(case, ask="Who is the King of France?"), shelf, ScriptedModel(["no draft"]))
    assert "the model failed: malformed" in judge.reasons(made)


@pytest.mark.parametrize(
    ("cited", "what"),
    [
        (Cited(99, None), "there is no sentence 99; the article has 4"),
        (Cited(None, "around 50 people were on board"), "The nearest reads: “The coastguard said around 40"),
    ],
)
def test_a_citation_that_the_article_does_not_hold_is_an_error_of_the_test(
    cited: Cited, what: str, case: Case, shelf: Shelf
) -> None:
    with pytest.raises(CaseError, match=what):
        judged(replace(case, cites=(cited,)), shelf, RIGHT_REPLY)
