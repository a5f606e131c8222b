"""Every figure of the claim, in digits or words, stands in the sentence. Pure."""

from __future__ import annotations

from bot.gate.match import Match
from bot.gate.reasons import Reason


def check(match: Match) -> Reason | None:
    """Reject a figure whose value the sentence does not hold: "eleven thousand" is 11,000 is 11k, "half" is
    50 %.
    """
    for item, pair in zip(match.claim.items, match.pairs, strict=True):
        if item.quantity is not None and pair is None:
            return "figure"
    return None
