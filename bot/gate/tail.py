"""No word is added: each word of the claim that says something has its like in the sentence. Pure."""

from __future__ import annotations

from bot.gate.match import Match
from bot.gate.names import unmatched_is_known
from bot.gate.reasons import Reason
from bot.gate.words import by_word, word_set

# Joining words that claim something themselves: a reason, a condition, a result.
_LINKS = by_word(
    {
        "because": "because",
        "so": "so therefore thus hence consequently",
        "if": "if unless",
        "despite": "despite although though notwithstanding",
        "due": "due",
    }
)
_STATED = word_set("because therefore thus hence consequently if unless despite due")


def check(match: Match) -> Reason | None:
    """Reject a word without its like, and a "because" or "if" that the sentence does not have."""
    for i, pair in enumerate(match.pairs):
        item = match.claim.items[i]
        if pair is None and item.quantity is None and not item.is_time and not item.is_name:
            return "tail"
        if pair is None and item.is_name and not unmatched_is_known(match, i):
            return None  # the names check speaks
    ours = {
        _LINKS[match.claim.words[i].key] for i in match.claim.inside if match.claim.words[i].key in _STATED
    }
    theirs = {_LINKS[match.held.words[i].key] for i in match.held.inside if match.held.words[i].key in _LINKS}
    return "tail" if ours - theirs else None
