"""Who did what to whom: the claim's words keep the sentence's order, and none loses the words that give it its part. Pure.

Without a parser, order is the evidence: leaving words out keeps the roles as long as no verb loses its subject, no noun
its head or its preposition, and nothing is carried over the border of a clause.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from bot.gate.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_adverb,
)
from bot.gate.hedges import APPROXIMATORS, HEDGES
from bot.gate.likeness import keys_of
from bot.gate.match import Match
from bot.gate.reading import Item, Part, is_infinitive
from bot.gate.reasons import Reason
from bot.gate.words import by_word, word_set

_SYMMETRIC = word_set(
    "sign signed agree agreed meet met talk talked marry married share shared compete competed merge merged "
    "draw drew clash clashed cooperate cooperated border"
)
_METONYM = word_set(
    "leader president prime minister government troops soldiers forces army officials military police ministry state"
)
_LIGHT_HEADS = word_set(
    "move thing person way step matter issue inc ltd plc corp llc region district state city"
)
_PREPOSITION_CLASSES = by_word(
    {
        "in": "in within inside at on into onto upon during over",
        "about": "about around regarding concerning",
        "of": "of 's among including",
        "to": "to towards toward",
        "from": "from off",
    }
)
# "Since", "after" and the like open clauses as well as phrases; what they do to a time, times.py knows.
_GOVERNING = PREPOSITIONS - word_set("since after before until till as than like up down except")
_LIGHT_VERB_KEYS = frozenset().union(
    *(
        keys_of(verb)
        for verb in ("receive", "develop", "build", "form", "gain", "manage", "continue", "begin", "help")
    )
)
_HELPERS = AUXILIARIES | MODALS | NEGATIONS | HEDGES | {"longer"}


def check(match: Match) -> Reason | None:
    """Reject swapped sides, a verb without its own subject, a noun without its head, a statement spliced together."""
    pairs = [(i, j) for i, j in match.matched() if not match.claim.items[i].is_time]
    if not pairs:
        return None
    if _begins_with_other_pronoun(match) or _is_uprooted(match, pairs[0]):
        return "roles"
    furthest = pairs[0]
    for before, pair in pairwise(pairs):
        if pair[1] <= before[1] and not _may_go_back(match, before, pair):
            return "roles"
        if pair[1] > furthest[1]:
            if _is_spliced(match, furthest, pair) or _loses_subject(match, furthest, pair):
                return "roles"
            furthest = pair
    return (
        "roles"
        if any(_loses_head(match, i, j) or _changes_preposition(match, i, j) for i, j in pairs)
        else None
    )


def _begins_with_other_pronoun(match: Match) -> bool:
    """A pronoun that opens the claim must open the sentence's part too: nobody else says whom it means."""
    ours = match.claim.words[match.claim.inside[0]].key
    if ours not in SUBJECT_PRONOUNS - {"there"}:
        return False
    return ours not in [match.held.words[i].key for i in match.held.inside]


def _is_uprooted(match: Match, first: tuple[int, int]) -> bool:
    """Whether the claim begins in the middle of a clause, with a verb whose subject it leaves out."""
    item = match.held.items[first[1]]
    return match.claim.items[first[0]].is_verb and item.is_verb and _own_subject(match.held, item) is not None


def _may_go_back(match: Match, before: tuple[int, int], pair: tuple[int, int]) -> bool:
    if before[1] == pair[1]:
        return False
    claimed = _between(match.claim, match.claim.items[before[0]], match.claim.items[pair[0]])
    held = _between(match.held, match.held.items[pair[1]], match.held.items[before[1]])
    if "among" in claimed and "including" in held:
        return True
    if _is_symmetric(match, before, pair, claimed):
        return True
    return (
        _stays_in_phrase(match.held, pair[1], before[1], held)
        and "of" not in claimed
        and not _HELPERS & set(claimed)
    )


def _is_symmetric(match: Match, before: tuple[int, int], pair: tuple[int, int], claimed: list[str]) -> bool:
    """ "A and B signed" for "A signed ... with B"."""
    verb = match.held.items[pair[1]]
    partner = match.held.items[before[1]]
    joined = match.claim.words[match.claim.items[before[0]].first - 1].key == "and"
    return (
        joined
        and not claimed
        and match.held.words[verb.first].key in _SYMMETRIC
        and _preposition(match.held, partner) == "with"
    )


def _stays_in_phrase(held: Part, low: int, high: int, between: Iterable[str]) -> bool:
    """Whether the two words stand in one noun phrase, where order tells no roles: "the region of Kursk"."""
    if any(item.is_verb or item.quantity for item in held.items[low : high + 1]):
        return False
    return all(
        key in DETERMINERS | {"of", ",", "'s", "-"} or _is_item(held, low, high, key) for key in between
    )


def _is_item(held: Part, low: int, high: int, key: str) -> bool:
    return any(held.words[item.first].key == key for item in held.items[low : high + 1])


def _is_spliced(match: Match, before: tuple[int, int], pair: tuple[int, int]) -> bool:
    """Whether the step leaves one clause for the middle of another, or skips a verb to take its object."""
    one, two = match.held.items[before[1]], match.held.items[pair[1]]
    crossed = [b for b in match.held.borders if one.last <= b <= two.first]
    claimed = _between(match.claim, match.claim.items[before[0]], match.claim.items[pair[0]])
    if crossed:
        opens = all(item.first < crossed[-1] or item.first >= two.first for item in match.held.items)
        return not (opens and (set(claimed) & (CONJUNCTIONS | {",", ";"})))
    skipped = [item for item in match.held.items[before[1] + 1 : pair[1]] if _matters(match.held, item)]
    return bool(skipped) and not two.is_verb and not two.is_time and not set(claimed) & {",", "and"}


def _matters(held: Part, item: Item) -> bool:
    """Whether leaving out a verb changes what its object is to the rest: not for "after receiving training"."""
    return item.is_verb and keys_of(held.words[item.first].key).isdisjoint(_LIGHT_VERB_KEYS)


def _loses_subject(match: Match, before: tuple[int, int], pair: tuple[int, int]) -> bool:
    """Whether the verb stepped to has a subject of its own that the claim leaves out."""
    item = match.held.items[pair[1]]
    if not item.is_verb:
        return False
    subject = _own_subject(match.held, item)
    if subject is None or subject in {j for _, j in match.matched()}:
        return False
    return not _stands_for(match, before, pair)


def _stands_for(match: Match, before: tuple[int, int], pair: tuple[int, int]) -> bool:
    """ "North Korea" for "North Korean leader Kim Jong Un": a country for who acts in its name."""
    country = match.held.items[before[1]].keys & match.claim.items[before[0]].keys
    skipped = match.held.items[before[1] + 1 : pair[1]]
    titled = bool(skipped) and match.held.words[skipped[0].first].key in _METONYM
    return (
        titled and any(key.startswith("@") for key in country) and all(item.is_name for item in skipped[1:])
    )


def _own_subject(held: Part, verb: Item) -> int | None:
    """The item right before a verb and its helpers, unless a mark, "and", "to" or a pronoun stands there."""
    position = verb.first - 1
    while position in held.inside and (
        held.words[position].key in _HELPERS - {"to"} or is_adverb(held.words[position])
    ):
        position -= 1
    return next(
        (n for n, item in enumerate(held.items) if item.last - 1 == position and not item.is_verb), None
    )


def _loses_head(match: Match, i: int, j: int) -> bool:
    """ "peace" for "peace deal", "Smith" for "Smith's lawyer": the noun that was spoken of is gone."""
    ours, theirs = match.claim.items[i], match.held.items[j]
    if theirs.quantity is not None or theirs.is_verb:
        return False
    position = theirs.last
    owner = position < len(match.held.words) and match.held.words[position].key == "'s"
    if owner:
        position += 1
    head = next((item for item in match.held.items if item.first == position), None)
    if head is None or head.is_verb or head.quantity or is_adverb(match.held.words[head.first]):
        return False
    kept = any(match.held.items[k].first == position for _, k in match.matched())
    if kept:
        return False
    if not owner and match.held.words[head.first].key in _LIGHT_HEADS:
        return False
    return not (
        any(key.startswith("@") for key in theirs.keys & ours.keys)
        and match.held.words[head.first].key in _METONYM
    )


def _changes_preposition(match: Match, i: int, j: int) -> bool:
    ours = _preposition(match.claim, match.claim.items[i])
    theirs = _preposition(match.held, match.held.items[j])
    if match.claim.items[i].is_verb or match.held.items[j].is_verb:
        return False
    if theirs is not None and ours is None:
        return not _opens_relative(match.held, j) and not _is_partner(match, i, j)
    return ours is not None and theirs is not None and _class(ours) != _class(theirs)


def _is_partner(match: Match, i: int, j: int) -> bool:
    before = match.claim.words[match.claim.items[i].first - 1].key
    verbs = {word.key for word in match.held.words} & _SYMMETRIC
    return before == "and" and bool(verbs) and _preposition(match.held, match.held.items[j]) == "with"


def _class(preposition: str) -> str:
    return _PREPOSITION_CLASSES.get(preposition, preposition)


def _preposition(part: Part, item: Item) -> str | None:
    """The preposition that governs the noun phrase of an item, or None."""
    position = item.first - 1
    while position in part.inside:
        word = part.words[position]
        if word.key == "to" and is_infinitive(part.words, position + 1):
            return None
        if word.key in _GOVERNING and word.key not in APPROXIMATORS - {
            "about",
            "over",
            "under",
            "up",
            "at",
            "as",
        }:
            return word.key
        held = next((other for other in part.items if other.first <= position < other.last), None)
        passes = word.key in DETERMINERS | APPROXIMATORS | {"'s"} or (held is not None and not held.is_verb)
        if not passes and not is_adverb(word):
            return None
        position -= 1
    return None


def _opens_relative(held: Part, j: int) -> bool:
    """Whether "which" or "who" follows the noun phrase: then it is a subject of its own."""
    while (
        j + 1 < len(held.items)
        and held.items[j + 1].first == held.items[j].last
        and not held.items[j + 1].is_verb
    ):
        j += 1
    last = held.items[j].last
    return last < len(held.words) and held.words[last].key in ("which", "that", "who")


def _between(part: Part, one: Item, two: Item) -> list[str]:
    return [part.words[k].key for k in range(one.last, two.first)]
