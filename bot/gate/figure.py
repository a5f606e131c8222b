"""Every figure of the claim, in digits or words, stands in the sentence. Pure."""

from __future__ import annotations

from itertools import pairwise

from bot.gate.match import Match
from bot.gate.reading import Part
from bot.gate.reasons import Reason


def check(match: Match) -> Reason | None:
    """Reject a figure whose value the sentence does not hold: "eleven thousand" is 11,000 is 11k, "half" is
    50 %.
    """
    for item, pair in zip(match.claim.items, match.pairs, strict=True):
        if item.quantity is not None and pair is None:
            return "figure"
    return "figure" if _halves_a_range(match) else None


def _halves_a_range(match: Match) -> bool:
    """Whether one end of "between 60% and 75%" or "six to eight" stands without the other."""
    kept = {j for _, j in match.matched()}
    return any((one in kept) != (one + 1 in kept) for one in _ranges(match.held))


def _ranges(part: Part) -> list[int]:
    """The items that begin a range; the item after each of them ends it."""
    found = []
    for n, (one, two) in enumerate(pairwise(part.items)):
        gap = [word.key for word in part.words[one.last : two.first]]
        before = part.words[one.first - 1].key if one.first else ""
        # "from 61% to 48%" is a way, and where it ended may be told alone
        joined = (gap == ["and"] and before == "between") or (
            gap in (["to"], ["-"], ["or"]) and before != "from"
        )
        if one.quantity and two.quantity and joined and one.quantity.unit == two.quantity.unit:
            found.append(n)
    return found
