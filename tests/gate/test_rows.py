"""How much the gate catches and keeps, on rows about the seed, fictional news and invented sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from bot.gate import (
    supported,
    worded,
)
from tests.gate.shelf import rows, shelve

SETS = {name: rows(name) for name in ("seed_claims", "news_claims", "invented_claims", "reworded_claims")}


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


@pytest.mark.parametrize("check", worded._CHECKS, ids=lambda check: check.__module__.rpartition(".")[2])
def test_without_any_one_check_a_lie_gets_through(
    check: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    caught_once = [row for row, reasons in lies_and_reasons() if len(reasons) == 1]
    kept = tuple(one for one in worded._CHECKS if one is not check)
    monkeypatch.setattr(worded, "_CHECKS", kept)
    assert any(judged(row)[0] for row in caught_once)
