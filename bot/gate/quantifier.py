"""All, most, some, few, only: how many of a thing the sentence speaks of. Pure."""

from __future__ import annotations

from bot.gate.markers import over, unanswered
from bot.gate.match import Match
from bot.gate.reading import Part
from bot.gate.reasons import Reason
from bot.gate.units import FIGURE_WORDS
from bot.gate.words import by_word

_CLASSES = by_word(
    {
        "all": "all every each entire whole both always everyone everybody everything",
        "most": "most mostly mainly largely",
        "some": "some several various sometimes partly",
        "few": "few little rarely seldom",
        "many": "many much often",
        "only": "only solely",
        "any": "any",
        "half": "half",
    }
)


def check(match: Match) -> Reason | None:
    """Reject a quantifier lost, added or exchanged."""
    ours, theirs = over(match, quantifier_at)
    lost = unanswered(theirs, ours)
    if any(word.key == "among" for word in match.claim.words):
        lost = [marker for marker in lost if marker[0] != "some"]  # "among the best" is "some of the best"
    return "quantifier" if lost or unanswered(ours, theirs) or _loses_share(match) else None


def _loses_share(match: Match) -> bool:
    """Whether "a quarter of the customers" becomes the customers."""
    kept = {j for _, j in match.matched()}
    for n, item in enumerate(match.held.items[:-1]):
        after = match.held.words[item.last : item.last + 1]
        if item.quantity and n not in kept and n + 1 in kept and after and after[0].key == "of":
            return True
    return False


def quantifier_at(part: Part, position: int) -> str | None:
    """The class of a quantifier at a token, or None; "at most", "as many as" and "some 500" approximate
    instead.
    """
    words = part.words
    name = _CLASSES.get(words[position].key)
    if name is None or words[position].key == "half":
        return None
    before = words[position - 1].key if position else ""
    if before in ("at", "as", "the", "so", "too", "how") and name in ("most", "many"):
        return None
    after = words[position + 1] if position + 1 < len(words) else None
    if (
        name == "some"
        and after is not None
        and (after.kind == "number" or after.key in FIGURE_WORDS or after.key in "£$€")
    ):
        return None
    return name
