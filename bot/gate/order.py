"""When a claim may turn the sentence's order round without changing who did what. Pure."""

from __future__ import annotations

from bot.gate.grammar import BE, DETERMINERS, NEGATIONS, is_adverb, is_past
from bot.gate.match import Match
from bot.gate.phrases import HELPERS, between, preposition, subject_of
from bot.gate.reading import Item, Part
from bot.gate.words import word_set

_HAVE = word_set("have has had having 've 'd")
# "A signed a deal with B" says the same of A and of B.
_SYMMETRIC = word_set(
    "sign signed agree agreed meet met talk talked marry married share shared compete competed merge merged "
    "draw drew clash clashed cooperate cooperated"
)
_JOINTS = word_set("of , 's")


def may_go_back(match: Match, before: tuple[int, int], pair: tuple[int, int]) -> bool:
    """Whether the step from one pair (claim item, sentence item) back to an earlier one keeps the roles."""
    if before[1] == pair[1]:
        return False
    claimed = between(match.claim, match.claim.items[before[0]], match.claim.items[pair[0]])
    held = between(match.held, match.held.items[pair[1]], match.held.items[before[1]])
    if "among" in claimed and "including" in held:
        return True
    if (
        not claimed
        and is_partner(match, *before)
        and match.held.words[match.held.items[pair[1]].first].key in _SYMMETRIC
    ):
        return True
    return _swaps_sides(match, before, pair) and "of" not in claimed and not HELPERS & set(claimed)


def is_partner(match: Match, i: int, j: int) -> bool:
    """Whether claim item i is the B of "A and B signed", for "A signed ... with B"."""
    joined = match.claim.words[match.claim.items[i].first - 1].key == "and"
    verbs = {word.key for word in match.held.words} & _SYMMETRIC
    return joined and bool(verbs) and preposition(match.held, match.held.items[j]) == "with"


def _swaps_sides(match: Match, before: tuple[int, int], pair: tuple[int, int]) -> bool:
    """Whether the two stand on the two sides of one "of" or comma, where order tells no roles.

    "The region of Kursk" may be the Kursk region, and "the coach, Ann Boyd," be Ann Boyd, the coach. The
    later side must be kept whole, and no side may hold a word that could be a verb.
    """
    first, last = match.held.items[pair[1]], match.held.items[before[1]]
    region = range(first.last, last.first)
    joints = [k for k in region if match.held.words[k].key in _JOINTS]
    if len(joints) != 1 or any(
        item.is_verb or item.quantity for item in match.held.items[pair[1] : before[1] + 1]
    ):
        return False
    later = [n for n in range(pair[1], before[1] + 1) if match.held.items[n].first > joints[0]]
    kept = {j for _, j in match.matched()}
    plain = all(match.held.words[k].key not in DETERMINERS or k == joints[0] + 1 for k in region) and all(
        _is_inside(match, pair[1], before[1], k) for k in region if k != joints[0]
    )
    return plain and set(later) <= kept


def _is_inside(match: Match, low: int, high: int, position: int) -> bool:
    if match.held.words[position].key in DETERMINERS:
        return True
    return any(item.first <= position < item.last for item in match.held.items[low : high + 1])


def changes_voice(match: Match, pair: tuple[int, int]) -> bool:
    """Whether an active verb is made passive or the other way round, which would turn its sides round."""
    ours, theirs = match.claim.items[pair[0]], match.held.items[pair[1]]
    if not (ours.is_verb and theirs.is_verb):
        return False
    one, other = is_passive(match.claim, ours), is_passive(match.held, theirs)
    if one and not other:
        acts = match.held.words[theirs.first].key.endswith("ing")
        return acts or subject_of(match.held, theirs) is not None
    if other and not one and _has_done(match.claim, ours):
        return True
    after = match.claim.items[pair[0] + 1 : pair[0] + 2]
    return other and not one and any(item.first <= ours.last + 1 and not item.is_verb for item in after)


def _has_done(part: Part, verb: Item) -> bool:
    """Whether the verb is active for certain: "had paid", unlike the "paid" of "a sum paid"."""
    position = verb.first - 1
    while position in part.inside and is_adverb(part.words[position]):
        position -= 1
    return position in part.inside and part.words[position].key in _HAVE


def is_passive(part: Part, verb: Item) -> bool:
    """Whether a form of "be" helps a past form."""
    position = verb.first - 1
    while position in part.inside and (
        is_adverb(part.words[position]) or part.words[position].key in NEGATIONS
    ):
        position -= 1
    helped = position in part.inside and part.words[position].key in BE
    return helped and is_past(part.words[verb.first])
