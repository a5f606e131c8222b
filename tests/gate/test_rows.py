"""How much the gate catches and keeps, on rows about the seed, fictional news and invented sentences."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any

import pytest

from bot.gate import (
    attribution,
    figure,
    hedge,
    kept,
    names,
    negation,
    quantifier,
    roles,
    stranded,
    supported,
    tail,
    times,
    unit_object,
    worded,
)
from tests.gate.shelf import rows, shelve

SETS = {name: rows(name) for name in ("seed_claims", "news_claims", "invented_claims", "reworded_claims")}
CHECKS = (
    attribution,
    figure,
    hedge,
    kept,
    names,
    negation,
    quantifier,
    roles,
    stranded,
    tail,
    times,
    unit_object,
)


def judged(row: dict[str, Any]) -> tuple[bool, tuple[str, ...]]:
    sentences, articles = shelve(*row["cited"])
    return supported(row["claim"], sentences, articles)


@cache
def lies_and_reasons() -> list[tuple[dict[str, Any], tuple[str, ...]]]:
    return [(row, judged(row)[1]) for found in SETS.values() for row in found if not row["supported"]]


def test_no_false_statement_of_any_set_is_supported() -> None:
    assert [row["claim"] for row, reasons in lies_and_reasons() if not reasons] == []


def test_every_honest_or_false_row_is_there() -> None:
    assert {name: len(found) for name, found in SETS.items()} == {
        "seed_claims": 72,
        "news_claims": 240,
        "invented_claims": 540,
        "reworded_claims": 492,
    }


@pytest.mark.parametrize(
    ("name", "kinds", "least"),
    [
        ("seed_claims", "true", 0.94),
        ("news_claims", "paraphrase_light", 0.85),
        ("invented_claims", "", 0.91),
        ("reworded_claims", "", 0.83),
    ],
)
def test_honest_shortenings_are_kept(name: str, kinds: str, least: float) -> None:
    honest = [row for row in SETS[name] if row["supported"] and row.get("kind", "").startswith(kinds)]
    assert sum(judged(row)[0] for row in honest) >= least * len(honest)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.rpartition(".")[2])
def test_without_any_one_check_a_lie_gets_through(check: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    caught_once = [row for row, reasons in lies_and_reasons() if len(reasons) == 1]
    kept = tuple(one for one in worded._CHECKS if one is not check.check)
    assert len(kept) == len(worded._CHECKS) - 1
    monkeypatch.setattr(worded, "_CHECKS", kept)
    assert any(judged(row)[0] for row in caught_once)
