"""The claim has the sentence's polarity: not, never, no longer, fail to, deny. Pure."""

from __future__ import annotations

from bot.gate.grammar import NEGATIONS
from bot.gate.hedges import NEGATIVE_VERBS
from bot.gate.markers import over, unanswered
from bot.gate.match import Match
from bot.gate.reading import Part
from bot.gate.reasons import Reason
from bot.gate.words import word_set

_LIMITS = word_set("fewer less more")


def check(match: Match) -> Reason | None:
    """Reject a negation lost, added, or put over another word."""
    ours, theirs = over(match, negation_at)
    return "negation" if unanswered(ours, theirs) or unanswered(theirs, ours) else None


def negation_at(part: Part, position: int) -> str | None:
    """The class of a negation at a token, or None; "no fewer than" negates nothing."""
    key = part.words[position].key
    after = [word.key for word in part.words[position + 1 : position + 3]]
    if key == "no" and after[:1] and after[0] in _LIMITS and after[1:] == ["than"]:
        return None
    if key in ("rather", "instead") and after[:1] not in (["than"], ["of"]):
        return None  # "rather large"; "Instead, he left"
    return "not" if key in NEGATIONS | NEGATIVE_VERBS else None
