"""A figure keeps its unit and the thing it counts: 4,000 losses are not 4,000 deaths, 500 sq miles not 500 sq
km. Pure.
"""

from __future__ import annotations

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
    return None


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
