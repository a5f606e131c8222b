"""The claim has the sentence's polarity: not, never, no longer, fail to, deny. Pure."""

from __future__ import annotations

from itertools import pairwise

from bot.gate.grammar import CONJUNCTIONS, NEGATIONS
from bot.gate.hedges import NEGATIVE_VERBS
from bot.gate.markers import over, unanswered
from bot.gate.match import Match
from bot.gate.reading import Part
from bot.gate.reasons import Reason
from bot.gate.words import word_set

# Whom or until when it is not so; where and how it is not so matters less.
RESTRICTING = word_set("to for before until till under over")
_NEAR = 3  # tokens: "it to anyone", "before the"
_LIMITS = word_set("fewer less more")


def check(match: Match) -> Reason | None:
    """Reject a negation lost, added, or put over another word."""
    ours, theirs = over(match, negation_at)
    turned = unanswered(ours, theirs) or unanswered(theirs, ours) or _generalises(match)
    return "negation" if turned else None


def _generalises(match: Match) -> bool:
    """Whether "stopped selling it to anyone under 16" loses whom it was not sold to."""
    kept = {j for _, j in match.matched()}
    turns = [i for i in match.held.inside if negation_at(match.held, i)]
    lost = [
        one.first
        for n, (one, two) in enumerate(pairwise(match.held.items))
        if n in kept
        and n + 1 not in kept
        and any(word.key in RESTRICTING for word in match.held.words[one.last : two.first][:_NEAR])
    ]
    return any(_is_over(match.held, turn, position) for turn in turns for position in lost)


def _is_over(part: Part, turn: int, position: int) -> bool:
    """Whether no mark and no new clause stands between a negation and a word behind it."""
    between = range(turn + 1, position)
    ends = any(part.words[k].kind == "mark" or part.words[k].key in CONJUNCTIONS for k in between)
    return turn <= position and not ends and not any(border in between for border in part.borders)


def negation_at(part: Part, position: int) -> str | None:
    """The class of a negation at a token, or None; "no fewer than" negates nothing."""
    key = part.words[position].key
    after = [word.key for word in part.words[position + 1 : position + 3]]
    if key == "no" and after[:1] and after[0] in _LIMITS and after[1:] == ["than"]:
        return None
    if key in ("rather", "instead") and after[:1] not in (["than"], ["of"]):
        return None  # "rather large"; "Instead, he left"
    if key == "no" and after[:1] == ["longer"]:
        return "no longer"
    if key in ("not", "n't") and position and part.words[position - 1].key == "must":
        return "forbidden"  # "must not pay" is not "need not pay"
    return "not" if key in NEGATIONS | NEGATIVE_VERBS else None
