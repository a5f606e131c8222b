"""The fixed words of each ending, and that article words stand in quotation marks only."""

from __future__ import annotations

import pytest

from bot import wording
from bot.answers import Answer, Citation, Claim, Differ

OLD = Citation("a", "Fire", "2026-02-10", None, None, 1, 0, 12, "Nine people.", (0, 4))
NEW = Citation("b", "Count", "2026-03-17", None, None, 2, 0, 14, "Eleven people.", (0, 6))
UNDATED = Citation("c", "Page", None, None, None, 1, 0, 6, "Three.", (0, 5))


def claim(citation: Citation) -> Claim:
    return Claim(citation.quoted, "copied", None, (citation,))


@pytest.mark.parametrize(
    ("differ", "cited", "line"),
    [
        ("sources", (OLD, NEW), "Sources differ:"),
        ("articles", (OLD, UNDATED), "The articles differ:"),
        ("articles", (OLD, OLD), "The articles differ:"),
        (
            "articles",
            (NEW, OLD),
            "The articles differ; first the newer one (2026-03-17), then the earlier one (2026-02-10):",
        ),
        ("updated", (NEW, OLD), "The newer article (2026-03-17) updates the earlier one (2026-02-10):"),
    ],
)
def test_what_differs_is_said_in_one_line_above_both(
    differ: Differ, cited: tuple[Citation, ...], line: str
) -> None:
    answer = Answer("?", "llm", tuple(map(claim, cited)), differ=differ)
    assert wording.answer_text(answer).splitlines()[0] == line


@pytest.mark.parametrize(
    ("missing", "verb"),
    [
        ("South Korea", "mention"),
        ("21,000", "mention"),
        ("£5m", "mention"),
        ("South Korea send", "say"),
        ("and when", "say"),
    ],
)
def test_a_name_is_not_mentioned_and_a_statement_is_not_said(missing: str, verb: str) -> None:
    answer = Answer("?", "llm", (claim(OLD),), missing=missing, searched=("Fire",))
    assert wording.opening(answer) == [f"The article does not {verb} “{missing}”."]


def test_what_is_missing_stands_before_what_differs() -> None:
    answer = Answer("?", "llm", (claim(NEW), claim(OLD)), missing="Harle", differ="updated")
    first, second = wording.opening(answer)
    assert "Harle" in first
    assert "updates" in second


def test_the_refusals_and_the_question_back_share_no_wording() -> None:
    said = [
        wording.answer_text(Answer("?", "llm")),
        wording.answer_text(Answer("?", "llm", failure="timeout")),
        wording.answer_text(Answer("?", "llm", unclear=True)),
    ]
    assert len(set(said)) == len(said)
