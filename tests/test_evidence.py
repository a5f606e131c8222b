"""How the evidence that a model is given to read is counted."""

from __future__ import annotations

from pathlib import Path

from evals.evidence import recall

DATA = Path(__file__).parent.parent / "evals" / "data" / "seed_questions.jsonl"


def test_an_article_that_fits_is_all_shown_so_no_evidence_is_lost() -> None:
    shares = recall(DATA)
    assert {scope: share for scope, (share, _) in shares.items()} == {
        "its documents": 100.0,
        "whole file": 100.0,
    }
    assert all(400 < tokens < 600 for _, tokens in shares.values())
