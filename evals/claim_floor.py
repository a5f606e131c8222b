"""The floor of the claim sets: a judge that only matches words. Pure.

A claim is refused when too few of its content words stand in its source, or when a figure or a name of it
does not. How few is too few is the best threshold on these very rows, which flatters it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from bm25s.stopwords import STOPWORDS_EN

from evals import claims
from evals.words import words

Row = Mapping[str, Any]
_THRESHOLDS = [step / 20 for step in range(6, 21)]
_WORD = re.compile(r"[^\W_][\w'’-]*")


def figures(data: Iterable[Row]) -> dict[str, dict[str, object]]:
    """The figures of the word matcher on the claim rows of each `set`, its `threshold` among them."""
    sets: dict[str, list[tuple[Row, float]]] = defaultdict(list)
    for row in data:
        if row["type"] == "claim":
            sets[row["set"]].append((row, _share_found(row)))
    return {name: _best(rows) for name, rows in sets.items()}


def _best(rows: list[tuple[Row, float]]) -> dict[str, object]:
    judged = (_at(threshold, rows) for threshold in _THRESHOLDS)
    return max(judged, key=lambda one: (one.get("claim_bal") or 0.0, one["claim_acc"]))


def _at(threshold: float, rows: list[tuple[Row, float]]) -> dict[str, Any]:
    made = [{"id": row["id"], "supported": share >= threshold} for row, share in rows]
    ((_, measured),) = claims.figures((row for row, _ in rows), made).items()
    return {**measured, "threshold": threshold}


def _share_found(row: Row) -> float:
    """The share of the claim's content words that the source holds; 0 when a figure or name is not in it."""
    held = _held(row["source"])
    told = [word for word in words(row["claim"]) if word not in STOPWORDS_EN]
    if not told or not _figures_and_names(row["claim"]) <= held:
        return 0.0
    return sum(word in held for word in told) / len(told)


@lru_cache(maxsize=1024)
def _held(source: str) -> frozenset[str]:
    return frozenset(words(source))


def _figures_and_names(claim: str) -> set[str]:
    # The first word has a capital whatever it is.
    names = {part for word in _WORD.findall(claim)[1:] if word[0].isupper() for part in words(word)[:1]}
    return names | {word for word in words(claim) if any(char.isdigit() for char in word)}
