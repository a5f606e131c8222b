"""No word is left over where others were cut out: a preposition keeps the object that it has in the sentence.

Pure.
"""

from __future__ import annotations

from itertools import pairwise

from bot.gate.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)
from bot.gate.match import Match
from bot.gate.phrases import preposition
from bot.gate.reading import Part
from bot.gate.reasons import Reason
from bot.gate.words import Token, word_set

_ARTICLES = DETERMINERS - word_set("that this these those her")
_LEANING = (PREPOSITIONS - word_set("since after before until till than as like up down except")) | _ARTICLES
_NO_OBJECT = (
    (PREPOSITIONS - word_set("about over under between around up down"))
    | CONJUNCTIONS
    | MODALS
    | AUXILIARIES - word_set("having being doing do")
    | SUBJECT_PRONOUNS - {"it"}
    | (SUBORDINATORS - word_set("how what where whom which who whose when"))
    | word_set("when according compared")
)
_HELPED = word_set("have has had having 've 'd")
_NEAR = 4  # tokens: "has not yet been"
_ENDS = word_set(", ; : . ! ? )")


def check(match: Match) -> Reason | None:
    """Reject "fighting on in the war" and "on the war" for "fighting on Russia's behalf in the war"."""
    if _left_over(match.claim) - _left_over(match.held) or _moves_over(match) or _loses_owner(match):
        return "roles"
    return None


def _left_over(part: Part) -> set[str]:
    """Each preposition or article of the text that stands before no noun: the "off" of "was called off"."""
    return {part.words[n].key for n in part.inside if _leans_on_nothing(part.words, n)}


def _leans_on_nothing(words: tuple[Token, ...], n: int) -> bool:
    if words[n].key == "between":
        return all(word.key != "and" for word in words[n:])
    if words[n].key == "been":
        return all(word.key not in _HELPED for word in words[max(0, n - _NEAR) : n])
    if words[n].key == "that":
        return any(word.key in _HELPED for word in words[n + 1 : n + 2])
    alone = words[n].key in _LEANING and not _is_joined(words, n)
    return alone and _is_no_object(words[n + 1 : n + 2])


def _is_joined(words: tuple[Token, ...], n: int) -> bool:
    """Whether it is the end of one word with hyphens: "shoot-out"."""
    return n > 0 and words[n].glued and words[n - 1].key == "-"


def _is_no_object(after: tuple[Token, ...]) -> bool:
    return not after or after[0].key in _NO_OBJECT or after[0].key in _ENDS


def _moves_over(match: Match) -> bool:
    """Whether a noun takes its neighbour's preposition: "on the war" for "on her behalf in the war"."""
    for (_, last), (i, j) in pairwise(match.matched()):
        ours, theirs = match.claim.items[i], match.held.items[j]
        one, other = preposition(match.claim, ours), preposition(match.held, theirs)
        near = match.held.items[last:j]
        if None in (one, other) or one == other or ours.is_verb or theirs.is_verb:
            continue
        if any(not item.is_verb and preposition(match.held, item) == one for item in near):
            return True
    return False


def _loses_owner(match: Match) -> bool:
    """Whether a noun loses its owner and stands bare: "on behalf" for "on Russia's behalf"."""
    for i, j in match.matched():
        ours, theirs = match.claim.items[i].first, match.held.items[j].first
        owned = theirs > 0 and match.held.words[theirs - 1].key == "'s"
        if owned and ours > 0 and match.claim.words[ours - 1].key in PREPOSITIONS:
            return not match.claim.items[i].is_name
    return False
