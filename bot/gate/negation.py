"""The claim has the sentence's polarity: not, never, no longer, fail to, deny. Pure."""

from __future__ import annotations

from bot.gate.grammar import NEGATIONS
from bot.gate.hedges import NEGATIVE_VERBS
from bot.gate.markers import over, unanswered
from bot.gate.match import Match
from bot.gate.reading import Part
from bot.gate.reasons import Reason


def check(match: Match) -> Reason | None:
    """Reject a negation lost, added, or put over another word."""
    ours, theirs = over(match, negation_at)
    return "negation" if unanswered(ours, theirs) or unanswered(theirs, ours) else None


def negation_at(part: Part, position: int) -> str | None:
    """The class of a negation at a token, or None; "no fewer than" and "not only" negate nothing."""
    key = part.words[position].key
    after = part.words[position + 1].key if position + 1 < len(part.words) else ""
    if key in NEGATIONS and after not in ("fewer", "less", "more", "only", "later"):
        return "not"
    if key in ("rather", "instead") and after not in ("than", "of"):
        return None  # "rather large"; "Instead, he left"
    if key in NEGATIVE_VERBS:
        return "not"
    return None
