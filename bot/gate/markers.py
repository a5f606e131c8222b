"""Compare the small words that stand over others (not, may, most, will) between a claim and its sentence.
Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.gate.match import Match, governed_by
from bot.gate.reading import Part

Marker = Callable[[Part, int], str | None]

NOWHERE = (
    -9
)  # what a marker of the claim stands over that governs nothing: no marker of the sentence answers it
_NEAR = 1  # items: "not be permanent" and "not a permanent move" may be one item apart


def over(match: Match, marker: Marker) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return the claim's and the sentence's markers as (class, sentence item they stand over)."""
    matched = match.matched()
    claim_items = [match.claim.items[i] for i, _ in matched]
    held = sorted({j for _, j in matched})
    held_items = [match.held.items[j] for j in held]
    ours = [
        (name, NOWHERE if n is None else matched[n][1])
        for name, n in governed_by(match.claim, lambda p: marker(match.claim, p), claim_items)
    ]
    theirs = [
        (name, held[n])
        for name, n in governed_by(match.held, lambda p: marker(match.held, p), held_items)
        if n is not None  # it went with the words it stands over
    ]
    return ours, theirs


def unanswered(ones: list[tuple[str, int]], others: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the markers of `ones` that have no marker of their class near the same place in `others`, one
    for one.
    """
    free = list(others)
    left: list[tuple[str, int]] = []
    for name, j in ones:
        answer = next((other for other in free if other[0] == name and abs(other[1] - j) <= _NEAR), None)
        if answer is None:
            left.append((name, j))
        else:
            free.remove(answer)
    return left
