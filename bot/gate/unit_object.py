"""A figure keeps its unit and the thing it counts: 4,000 losses are not 4,000 deaths, 500 sq miles not 500 sq
km. Pure.
"""

from __future__ import annotations

from itertools import pairwise

from bot.gate.grammar import DETERMINERS
from bot.gate.match import Match
from bot.gate.reading import Item, Part
from bot.gate.reasons import Reason


def check(match: Match) -> Reason | None:
    """Reject a matched figure with another unit, or that counts something else than in the sentence."""
    for i, j in match.matched():
        ours, theirs = match.claim.items[i], match.held.items[j]
        if ours.quantity is None or theirs.quantity is None:
            continue
        if ours.quantity.unit != theirs.quantity.unit:
            return "unit_object"
        if not _counts_the_same(counted(match.claim, i), counted(match.held, j)):
            return "unit_object"
    return "unit_object" if _loses_sharer(match) else None


def _loses_sharer(match: Match) -> bool:
    """Whether one of two that share a figure is left out: "£3m in cash and shares" is not "£3m in cash".

    And whether one of two that are only offered as a choice is left out.
    """
    kept = {j for _, j in match.matched()}
    counts = any(match.held.items[j].quantity and not match.held.items[j].is_time for j in kept)
    for n, (one, two) in enumerate(pairwise(match.held.items)):
        joint = [match.held.words[k].key for k in range(one.last, two.first)]
        shared = (counts and joint[:1] == ["and"]) or joint[:1] == ["or"]
        plain = set(joint[1:]) <= DETERMINERS and not any(
            x.is_verb or x.quantity or x.is_time for x in (one, two)
        )
        if shared and plain and (n in kept) != (n + 1 in kept) and not _begins_clause(match.held, n + 1):
            return True
    return False


def _begins_clause(part: Part, index: int) -> bool:
    """Whether a verb of its own follows the noun phrase: "rose 3% in Asia and sales fell"."""
    if not any(item.is_verb for item in part.items[:index]):
        return False
    last = index
    while last + 1 < len(part.items) and part.items[last + 1].first == part.items[last].last:
        last += 1
        if part.items[last].is_verb:
            return True
    return False


def counted(part: Part, index: int) -> list[Item]:
    """The words of the noun phrase after a figure: "trained fighters" of "11,000 trained fighters"."""
    found: list[Item] = []
    position = part.items[index].last
    if position < len(part.words) and part.words[position].key == "of":
        position += 1
    while position < len(part.words) and part.words[position].key in DETERMINERS:
        position += 1
    for item in part.items[index + 1 :]:
        if item.first != position or item.quantity or (item.is_verb and found):
            break
        found.append(item)
        position = item.last
    return found


def _counts_the_same(ours: list[Item], theirs: list[Item]) -> bool:
    """Whether the thing counted, the last noun of ours, is among theirs; a figure with no noun counts
    anything.
    """
    if not ours:
        return True
    held = frozenset().union(*(item.keys for item in theirs))
    nouns = [item for item in ours if not item.is_verb] or ours
    return any(item.keys & held for item in nouns[-2:]) if theirs else not any(i.keys & held for i in ours)
