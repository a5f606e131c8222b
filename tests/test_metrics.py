"""The scorer gives the figures that were worked out by hand, and punishes what it should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals import claims, metrics
from evals.places import Document
from evals.score import figures, main, rows
from evals.words import in_a_row, words
from tests.held_docs import ROOT

CHECK = ROOT / "evals" / "data" / "metric_check"
MILL = "The mill opened in 1904. It closed in 1961 after a fire. The mill opened in 1904!"
DOCUMENT = Document(MILL, [[0, 24], [25, 56], [57, 81]])


def test_the_worked_example_gives_its_figures() -> None:
    expected = json.loads((CHECK / "expected.json").read_text(encoding="utf-8"))
    assert figures(CHECK / "data.jsonl", CHECK / "predictions.jsonl") == ({"data": expected}, {})


def test_the_figures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CHECK / "data.jsonl"), str(CHECK / "predictions.jsonl")]) == 0
    assert json.loads(capsys.readouterr().out)["questions"]["data"]["cite_f1"] == 41.7
    assert main([]) == 2


@pytest.mark.parametrize(
    ("cited", "stands_for"),
    [
        ("The mill opened in 1904.", {0}),
        ("the MILL opened, in 1904", {0}),
        ("opened in 1904", {0}),
        ("in 1904. It closed in 1961 after", {1}),
        (MILL, {0, 1}),
        ("mill opened in 190", set()),
        ("ill opened in 1904", set()),
        ("The mill opened in 1905.", set()),
        ("", set()),
        ("“”", set()),
    ],
)
def test_a_citation_stands_for_what_it_covers_by_half_or_lies_in(cited: str, stands_for: set[int]) -> None:
    assert DOCUMENT.stands_for(cited) == stands_for


def test_letters_are_compared_after_folding() -> None:
    document = Document("Der Fluß ﬂießt — cafe\u0301 um ½ acht.", [[0, 32]])
    assert document.stands_for("DER FLUSS FLIESST café um 1⁄2 acht") == {0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The 11,000 troops", ["11000", "troops"]),
        ("1,2 and 3,0000", ["1", "2", "and", "3", "0000"]),
        ("don’t — a “Test”!", ["don", "t", "test"]),
        ("", []),
    ],
)
def test_words_are_counted_alike_however_they_are_written(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_words_in_a_row_do_not_end_in_the_middle_of_one() -> None:
    assert in_a_row(["1", "000"], ["11", "000", "1", "000"])
    assert not in_a_row(["1", "2"], ["1", "3", "2"])
    assert not in_a_row([], ["anything"])


def question(**more: object) -> dict[str, Any]:
    row = {
        "type": "question",
        "qid": "q",
        "question": "?",
        "doc_ids": ["d"],
        "kind": "question",
        "answers": [],
    }
    return {**row, "answerable": True, "evidence_sets": [[["d", 0]]], **more}


def made(**more: object) -> dict[str, Any]:
    row = {"qid": "q", "answer": "Yes.", "abstained": False, "status": "answered"}
    return {**row, "citations": [{"doc_id": "d", "text": "The mill opened in 1904."}], **more}


def scored(asked: dict[str, Any], prediction: dict[str, Any]) -> dict[str, Any]:
    document = {"type": "document", "doc_id": "d", "text": MILL, "sentences": [[0, 24], [25, 56], [57, 81]]}
    return metrics.questions([document, asked], [prediction])


def test_a_quotation_of_another_document_is_one_wrong_item() -> None:
    wrong = {"doc_id": "x", "text": "The mill opened in 1904."}
    figures_ = scored(question(), made(citations=[*made()["citations"], wrong, wrong]))
    assert (figures_["cite_p"], figures_["cite_r"]) == (33.3, 100.0)


def test_sentences_of_the_same_letters_are_one() -> None:
    assert scored(question(evidence_sets=[[["d", 2]]]), made())["cite_f1"] == 100.0


@pytest.mark.parametrize(
    ("asked", "prediction", "expected"),
    [
        (question(kind="claim", label="SUPPORTS"), made(), {"verdict_bal": 100.0}),
        (question(kind="claim", label="REFUTES"), made(verdict="refuted"), {"verdict_bal": 100.0}),
        (question(kind="claim", label="not_supported"), made(answer="No."), {"verdict_bal": 0.0}),
        (question(label="PARTIAL"), made(status="partly"), {"partly_r": 100.0, "partly_p": 100.0}),
        (question(label="PARTIAL"), made(), {"partly_r": 0.0}),
        (question(accept_regex="yes", reject_regex="maybe"), made(), {"regex_ok": 100.0}),
        (question(accept_regex=None, reject_regex="YES"), made(), {"regex_ok": 0.0}),
        (
            question(),
            made(retrieved=[{"doc_id": "d", "text": "It closed in 1961 after a fire."}]),
            {"recall@10": 0.0},
        ),
        (question(), made(retrieved=[{"doc_id": "d", "text": MILL}]), {"recall@1": 100.0}),
        (
            question(correction="c", correction_sentences=[MILL[:24]]),
            made(),
            {"premise_safe": 100.0, "premise_ok": 0.0},
        ),
        (question(), made(status="not_in_source"), {"form_problems": 1}),
    ],
)
def test_each_figure_says_what_it_should(
    asked: dict[str, Any], prediction: dict[str, Any], expected: dict[str, Any]
) -> None:
    measured = scored(asked, prediction)
    assert {name: measured[name] for name in expected} == expected


def test_claims_are_scored_by_set_and_a_missing_one_counts_against_both() -> None:
    data = [
        {"type": "claim", "id": f"{set_}{n}", "set": set_, "supported": n < 2, "group": f"{set_}{n // 2}"}
        for set_ in "ab"
        for n in range(4)
    ]
    said = [{"id": f"a{n}", "supported": n < 2, "reasons": []} for n in range(4)]
    measured = claims.figures(data, said)
    assert measured["a"]["claim_bal"] == measured["a"]["group_bal"] == 100.0
    assert (measured["b"]["caught"], measured["b"]["false_alarm"], measured["b"]["missing"]) == (
        0.0,
        100.0,
        4,
    )


def test_only_a_line_feed_ends_a_row(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"a": "x\u2028y"}\n\n{"a": 2}\n', encoding="utf-8")
    assert [row["a"] for row in rows(tmp_path / "r.jsonl")] == ["x\u2028y", 2]
