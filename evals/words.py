"""Texts compared as words, the way every answer metric compares them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_ARTICLES = frozenset({"a", "an", "the"})


def words(text: str) -> list[str]:
    """The words of `text`: NFKC, case folded, thousands commas and punctuation gone, `a an the` dropped."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return [word for word in re.sub(r"[^\w\s]|_", " ", text).split() if word not in _ARTICLES]


def in_a_row(wanted: Sequence[str], given: Sequence[str]) -> bool:
    """Whether all of `wanted` stand in `given`, next to each other and in order. Nothing stands nowhere."""
    size = len(wanted)
    return size > 0 and any(
        list(given[at : at + size]) == list(wanted) for at in range(len(given) - size + 1)
    )


def overlap_f1(gold: Sequence[str], given: Sequence[str]) -> float:
    """The F1 of two bags of words, 0 to 1."""
    shared = (Counter(gold) & Counter(given)).total()
    return f1(shared / len(given), shared / len(gold)) if shared else 0.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean; 0 when both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
