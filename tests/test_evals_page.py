"""The wording of the results: what was measured, beside which floor, how sure, and what was not measured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from evals.page import Made, page
from evals.picture import draw

HERE = Made("make evals EVALS_DIR=rows", "2026-11-22, at commit abc")


def interval(mean: float, low: float, high: float, by: str = "documents") -> dict[str, Any]:
    verdict = "above" if low > 0 else "below" if high < 0 else "not established"
    return {"mean": mean, "low": low, "high": high, "by": by, "groups": 9, "verdict": verdict}


def column(f1: float, over: dict[str, Any], by: str = "documents", **more: object) -> dict[str, Any]:
    figures = {
        "n": 40,
        "cite_f1": f1,
        "quote_exact": 100.0,
        "recall@10": 97.0,
        "over_refusal": 2.5,
        "leak": 90.0,
    }
    return {"figures": figures, "cite_f1": interval(f1, f1 - 5, f1 + 5, by), "difference": over, **more}


def asked(**columns: dict[str, Any]) -> dict[str, Any]:
    low = {"figures": {"n": 40, "cite_f1": 65.3}, "sentences": 1, "titled": False}
    read = {"sent": 99.0, "sent_tokens": 490, "packed": 96.0, "packed_tokens": 300, "recall@10": 93.0}
    return {"questions": {"floor": low, "columns": columns, "evidence": {"whole file": read}}}


SEED = asked(extracts=column(76.5, interval(11.2, -1.5, 24.0), by="questions"))


def line_of(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"| {name} |"))


def test_each_set_has_one_line_with_floor_interval_and_verdict() -> None:
    text = page({"seed": SEED}, HERE)
    assert line_of(text, "seed").startswith(
        "| seed | 40 | 65.3 | 76.5 [71.5, 81.5]\\* | +11.2 [-1.5, +24.0] not established | 100.0 | 97.0 |"
    )
    assert "Made by `make evals EVALS_DIR=rows` on 2026-11-22, at commit abc." in text
    assert "| seed | floor | 40 |" in text


@pytest.mark.parametrize(
    ("low", "high", "words"), [(1.0, 9.0, "above"), (-9.0, -1.0, "below"), (-1.0, 9.0, "not established")]
)
def test_a_difference_says_whether_it_is_established(low: float, high: float, words: str) -> None:
    line = line_of(page({"s": asked(extracts=column(70.0, interval(4.0, low, high)))}, HERE), "s")
    assert f"] {words} |" in line


def test_what_was_not_there_is_said_to_be_missing() -> None:
    text = page({"seed": SEED}, HERE)
    assert "*reranked*: the reranker was not installed (`make rerank`)" in text
    assert "*model*: no model was configured" in text


def test_a_model_is_named_as_it_named_itself_with_the_rows_it_answered() -> None:
    by_model = column(80.0, interval(15.0, 2.0, 20.0), models=["served-7b"], by_model=31, rows=40)
    same = column(76.0, interval(1.0, -1.0, 2.0))
    with_model = asked(extracts=same, reranked=same, model=by_model)
    text = page({"seed": with_model}, Made("c", "d"))
    assert (
        "*model*: `served-7b`, as it names itself, answered 31 of 40 rows; where it failed stand extracts"
        in text
    )
    assert "*reranked*: no model, with the reranker" in text
    assert "The last five columns are those of *model*." in text


def test_a_model_that_never_answered_is_not_given_a_name() -> None:
    failed = asked(extracts=SEED["questions"]["columns"]["extracts"], model=column(76.0, interval(0, -1, 1)))
    assert "the configured one, as it names itself, answered 0 of 40 rows" in page(
        {"s": failed}, Made("c", "d")
    )


def test_claims_stand_beside_their_floor() -> None:
    gate = {"n": 72, "claim_bal": 97.2, "caught": 100.0, "false_alarm": 5.6, "claim_acc": 98.6}
    low = {"claim_bal": 63.0, "caught": 42.6, "false_alarm": 16.7}
    text = page({"flips": {"questions": {}, "claims": {"seed_flips": {"gate": gate, "floor": low}}}}, HERE)
    assert "| seed_flips | 72 | 97.2 | 63.0 | 100.0 | 42.6 | 5.6 | 16.7 | 98.6 |  |  |" in text
    assert "Citing" not in text


def test_the_mean_of_the_search_is_given_only_when_all_its_sets_were_measured() -> None:
    four = dict.fromkeys(("clapnq_dev", "squad2_dev_half", "wice", "multihoprag_facts500"), SEED)
    assert "Whole-library recall@10, mean of clapnq_dev, squad2_dev_half" in page(four, HERE)
    assert "Whole-library" not in page({"seed": SEED}, HERE)
    assert "mean of 1 sets 96.0, lowest 96.0 (seed)" in page({"seed": SEED}, HERE)


def test_summaries_and_attacks_have_their_lines() -> None:
    held = {"sentences": 5.0, "held": 53.8, "key_points": 26, "must_not_use_cited": 0}
    text = page(
        {
            "summaries": {"summaries": {"medium": held, "gate": {"faulty": 12, "passed": 0}}},
            "attacks": {"attacks": {"unsupported_shown": 0}},
        },
        HERE,
    )
    assert "| summaries | medium | 5.0 | 53.8 | 26 | 0 |" in text
    assert "lets through: 0 of 12." in text
    assert "| attacks | unsupported_shown | 0 |" in text


def test_every_row_of_a_table_has_as_many_cells_as_its_head() -> None:
    lines = page({"seed": SEED, "other": asked(extracts=column(1.0, interval(0, 0, 0)))}, HERE).splitlines()
    tables = re.split(r"\n(?!\|)", "\n".join(lines))
    widths = [{line.count("|") for line in table.split("\n") if line.startswith("|")} for table in tables]
    assert all(len(counts) <= 1 for counts in widths)
    assert sum(len(counts) for counts in widths) == 3


def test_the_picture_is_the_same_each_time_and_names_each_set(tmp_path: Path) -> None:
    results = {"seed": SEED, "other": asked(extracts=column(70.0, interval(4.0, 1.0, 9.0)))}
    for name in ("first.svg", "second.svg"):
        draw(results, tmp_path / name)
    first = (tmp_path / "first.svg").read_text(encoding="utf-8")
    assert first == (tmp_path / "second.svg").read_text(encoding="utf-8")
    assert ">seed<" in first
    assert ">BM25, the floor<" in first
    assert "<dc:date>" not in first


def test_without_a_set_that_has_evidence_there_is_no_picture(tmp_path: Path) -> None:
    draw({"flips": {"questions": {}, "claims": {}}}, tmp_path / "none.svg")
    assert not (tmp_path / "none.svg").exists()
