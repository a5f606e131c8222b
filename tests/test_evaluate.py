"""The eval runner: rows in, predictions out, and nothing of the gold is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.config import Settings
from bot.errors import FootnoteError
from bot.evaluate import predictions, read_rows
from tests.held_docs import ROOT

Answered = Callable[..., list[dict[str, Any]]]
MILL = "The mill opened in 1904. It closed in 1961 after a fire."
RIVER = "The river Aln is 20 km long.\nIt floods in spring."


def document(doc_id: str, text: str) -> dict[str, Any]:
    return {
        "type": "document",
        "doc_id": doc_id,
        "title": None,
        "date": None,
        "text": text,
        "sentences": [[0, 3]],
    }


def question(qid: str, text: str, *doc_ids: str, **more: object) -> dict[str, Any]:
    return {"type": "question", "qid": qid, "question": text, "doc_ids": list(doc_ids), **more}


def written(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def answered(tmp_path: Path) -> Answered:
    """Run rows through the runner without a model."""

    def run(*rows: dict[str, Any]) -> list[dict[str, Any]]:
        read = read_rows(written(tmp_path / "rows.jsonl", *rows))
        return list(predictions(read, Settings(home=tmp_path / "home"), "extractive"))

    return run


def test_each_question_gets_one_prediction_of_the_promised_form(answered: Answered) -> None:
    made = answered(
        document("set:a/1", MILL), question("q1", "When did the mill open?", "set:a/1", history=[])
    )
    (row,) = made
    assert {"qid", "answer", "abstained", "status", "citations"} <= set(row)
    assert row["abstained"] is False
    assert {"doc_id": "set:a/1", "text": "The mill opened in 1904."} in row["citations"]
    assert all(one["text"] in MILL for one in row["citations"] + row["retrieved"])


def test_only_the_named_documents_are_searched_and_none_named_means_all(answered: Answered) -> None:
    rows = [document("a", MILL), document("b", RIVER)]
    asked = "When does the river flood?"
    inside, outside, everywhere = answered(
        *rows, question("1", asked, "b"), question("2", asked, "a"), question("3", asked)
    )
    assert {one["doc_id"] for one in inside["retrieved"]} == {"b"}
    assert {one["doc_id"] for one in outside["retrieved"]} <= {"a"}
    assert "b" in {one["doc_id"] for one in everywhere["retrieved"]}


def test_two_documents_of_one_text_keep_their_names(answered: Answered) -> None:
    rows = [document("first", MILL), document("second", MILL)]
    asked = "When did the mill open?"
    made = answered(*rows, question("1", asked, "first"), question("2", asked, "second"))
    assert [{one["doc_id"] for one in row["citations"]} for row in made] == [{"first"}, {"second"}]


def test_a_document_that_cannot_be_kept_leaves_its_question_unanswered(answered: Answered) -> None:
    (row,) = answered(
        document("a", " \n"), document("b", MILL), question("1", "When did the mill open?", "a")
    )
    assert (row["status"], row["citations"]) == ("not_in_source", [])


def test_a_question_without_words_is_not_answered_and_stops_nothing(answered: Answered) -> None:
    made = answered(document("a", MILL), question("1", "?"), question("2", "When did the mill open?"))
    assert [row["abstained"] for row in made] == [True, False]


def test_claims_are_judged_against_their_source(answered: Answered) -> None:
    claim = {"type": "claim", "source": MILL, "set": "s", "supported": True}
    made = answered(
        {**claim, "id": "1", "claim": "The mill opened in 1904.", "cited": ["The mill opened in 1904."]},
        {**claim, "id": "2", "claim": "The mill opened in 1914.", "cited": ["The mill opened in 1904."]},
        {**claim, "id": "3", "claim": "The mill opened in 1904."},
        {**claim, "id": "4", "claim": "The mill never opened."},
        {**claim, "id": "5", "claim": "It opened.", "source": " "},
    )
    assert [row["supported"] for row in made] == [True, False, True, False, False]
    assert all(set(row) == {"id", "supported", "reasons"} for row in made)
    assert all(row["reasons"] for row in made if not row["supported"])


def test_the_gold_is_stripped_before_anything_looks(tmp_path: Path) -> None:
    gold = {"answers": ["1904"], "evidence_sets": [[["a", 0]]], "answerable": True, "accept_regex": "1904"}
    path = written(tmp_path / "r.jsonl", document("a", MILL), question("q", "?", "a", **gold))
    kept = [set(row) for row in read_rows(path)]
    assert kept == [{"type", "doc_id", "title", "date", "text"}, {"type", "qid", "question", "doc_ids"}]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"type": "poem"}', '{"type": "document", "doc_id": "a"}', "\x00"]
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "r.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(FootnoteError, match="line 2"):
        read_rows(tmp_path / "r.jsonl")


def test_the_command_writes_the_predictions_and_counts_the_endings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    out = tmp_path / "out.jsonl"
    data = ROOT / "evals/data/metric_check/data.jsonl"
    assert main(["eval", str(data), "--predictions", str(out), "--limit", "3"]) == 0
    assert [json.loads(row)["qid"] for row in out.read_text().splitlines()] == ["q01", "q02", "q03"]
    assert "3 predictions in" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()
