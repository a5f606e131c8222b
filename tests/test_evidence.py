"""How the evidence that is found, and that a model is given to read, is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.evaluate import read_rows, shelved
from evals.evidence import figures, main
from evals.score import rows
from tests.held_docs import ROOT

SEED = ROOT / "evals" / "data" / "seed_questions.jsonl"
MILL = "The mill opened in 1904."
# 121 sentences, more than a prompt holds; only one of them says anything about a mill.
LONG = " ".join(
    [MILL, *(f"Ship number {number} carried coal to the harbour of Leith." for number in range(120))]
)
GULLS = "Gulls nest on the cliffs of Fowlsheugh every spring."


def measured(data: Path) -> dict[str, Any]:
    with shelved(read_rows(data), Settings()) as shelf:
        return figures(shelf, rows(data))


def written(path: Path, gold: list[list[object]], text: str = LONG) -> Path:
    question = {"type": "question", "qid": "q", "question": "When did the mill open?", "kind": "question"}
    documents = [
        {"type": "document", "doc_id": doc_id, "title": None, "date": None, "text": said, "sentences": spans}
        for doc_id, said, spans in [
            ("long", text, [[0, 24], [25, 74]]),
            ("gulls", GULLS, [[0, len(GULLS)]]),
        ]
    ]
    asked = {**question, "doc_ids": ["long"], "answers": [], "answerable": True, "evidence_sets": gold}
    path.write_text("".join(json.dumps(row) + "\n" for row in [*documents, asked]), encoding="utf-8")
    return path


def test_an_article_that_fits_is_all_shown_so_no_evidence_is_lost() -> None:
    found = measured(SEED)
    assert {scope: one["sent"] for scope, one in found.items()} == {
        "its documents": 100.0,
        "whole file": 100.0,
    }
    assert all(400 < one["sent_tokens"] < 600 for one in found.values())


def test_of_a_long_article_the_best_sentences_are_packed_and_what_is_not_among_them_is_lost(
    tmp_path: Path,
) -> None:
    held = measured(written(tmp_path / "held.jsonl", [[["long", 0]]]))
    assert held["its documents"]["packed"] == held["whole file"]["recall@10"] == 100.0
    assert 900 < held["its documents"]["packed_tokens"] < 1_500
    lost = measured(written(tmp_path / "lost.jsonl", [[["long", 0], ["gulls", 0]]]))
    assert lost["its documents"]["packed"] == 50.0


def test_a_file_without_evidence_has_no_figure(tmp_path: Path) -> None:
    assert measured(written(tmp_path / "none.jsonl", [])) == {}


def test_one_line_a_scope_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SEED)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[:3] for line in lines[1:]] == [
        ["seed_questions", "its documents", "100.0"],
        ["seed_questions", "whole file", "100.0"],
    ]
