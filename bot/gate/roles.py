"""Who did what to whom: the claim's words keep the sentence's order, and none loses the words that give it
its part. Pure.

Without a parser, order is the evidence: leaving words out keeps the roles as long as no verb loses its
subject, no noun
its head or its preposition, and nothing is carried over the border of a clause.
"""

from __future__ import annotations

from itertools import pairwise

from bot.gate.grammar import BE, CONJUNCTIONS, SUBJECT_PRONOUNS
from bot.gate.likeness import keys_of
from bot.gate.match import Match
from bot.gate.order import changes_voice, is_partner, may_go_back
from bot.gate.phrases import between, opens_relative, phrase_end, preposition, subject_of, verb_over
from bot.gate.reading import Item, Part
from bot.gate.reasons import Reason
from bot.gate.words import by_word, word_set

Pair = tuple[int, int]  # claim item, sentence item

_METONYM = word_set(
    "leader president prime minister government troops soldiers forces army officials military police "
    "ministry state"
)
_LIGHT_HEADS = word_set(
    "move thing person way step matter issue inc ltd ltd. plc corp llc sa ag nv gmbh kc qc group "
    "holdings securities region district state city"
)
_LINKS = BE | {"has", "have", "had"}
_JOINTS = word_set(", and ;")
_LIGHT_VERB_KEYS = frozenset().union(
    *(
        keys_of(verb)
        for verb in ("receive", "develop", "build", "form", "gain", "manage", "continue", "begin", "help")
    )
)
_CLASSES = by_word(
    {
        "in": "in within inside at on into onto upon during over",
        "about": "about around regarding concerning",
        "of": "of 's among including",
        "to": "to towards toward",
        "from": "from off",
    }
)


def check(match: Match) -> Reason | None:
    """Reject swapped sides, a verb without its own subject, a noun without its head, a statement spliced
    together.
    """
    pairs = ordered(match)
    if not pairs:
        return None
    if _begins_with_other_pronoun(match) or _is_uprooted(match, pairs[0]) or _goes_wrong(match, pairs):
        return "roles"
    cut = any(
        _loses_head(match, i, j) or _changes_preposition(match, i, j) or changes_voice(match, (i, j))
        for i, j in pairs
    )
    return "roles" if cut else None


def ordered(match: Match) -> list[Pair]:
    """The pairs whose order counts. A single time may stand anywhere; several belong to what they stand
    beside.
    """
    times = [item for item in match.held.items if item.is_time]
    single = all(two.first - one.last <= 1 for one, two in pairwise(times))
    return [(i, j) for i, j in match.matched() if not (single and match.claim.items[i].is_time)]


def _goes_wrong(match: Match, pairs: list[Pair]) -> bool:
    furthest = pairs[0]
    for before, pair in pairwise(pairs):
        if pair[1] <= before[1] and not may_go_back(match, before, pair):
            return True
        if pair[1] > furthest[1]:
            if _is_spliced(match, furthest, pair) or _loses_subject(match, furthest, pair):
                return True
            furthest = pair
    return False


def _begins_with_other_pronoun(match: Match) -> bool:
    """A pronoun that opens the claim must open the sentence's part too: nobody else says whom it means."""
    ours = match.claim.words[match.claim.inside[0]].key
    if ours not in SUBJECT_PRONOUNS - {"there"}:
        return False
    return ours not in [match.held.words[i].key for i in match.held.inside]


def _is_uprooted(match: Match, first: Pair) -> bool:
    """Whether the claim begins with a verb without its subject, or with the object of a left-out verb."""
    item = match.held.items[first[1]]
    if item.is_verb:
        return match.claim.items[first[0]].is_verb and subject_of(match.held, item) is not None
    verb = verb_over(match.held, first[1])
    return verb is not None and verb not in {j for _, j in match.matched()}


def _is_spliced(match: Match, before: Pair, pair: Pair) -> bool:
    """Whether the step leaves one clause for the middle of another, or skips a verb to take its object."""
    if _equates(match, before, pair):
        return True
    if pair[1] == before[1] + 1 and pair[0] == before[0] + 1:
        return False  # nothing was left out
    one, two = match.held.items[before[1]], match.held.items[pair[1]]
    claimed = set(between(match.claim, match.claim.items[before[0]], match.claim.items[pair[0]]))
    crossed = [border for border in match.held.borders if one.last <= border <= two.first]
    if crossed and pair[1] > before[1] + 1:
        opens = not any(crossed[-1] <= item.first < two.first for item in match.held.items)
        return not (opens and claimed & (CONJUNCTIONS | {",", ";"}))
    if _hangs_on_left_out(match, before, pair):
        return True
    skipped = any(_acts(match.held, item) for item in match.held.items[before[1] + 1 : pair[1]])
    if not skipped or two.is_verb or two.is_time or is_partner(match, *pair):
        return False
    return not (_JOINTS & claimed and _JOINTS & set(between(match.held, one, two)))


def _equates(match: Match, before: Pair, pair: Pair) -> bool:
    """Whether the claim says that one "was" or "had" the other, and the sentence does not."""
    if match.claim.items[pair[0]].is_verb:
        return False
    claimed = between(match.claim, match.claim.items[before[0]], match.claim.items[pair[0]])
    held = between(match.held, match.held.items[before[1]], match.held.items[pair[1]])
    return bool(_LINKS & set(claimed)) and not (_LINKS | {","}) & set(held)


def _hangs_on_left_out(match: Match, before: Pair, pair: Pair) -> bool:
    """Whether the phrase stepped to belongs to a left-out second thing: "40% in Asia and 25% | in Europe"."""
    two = match.held.items[pair[1]]
    if preposition(match.held, two) is None or two.is_time or pair[1] == before[1] + 1:
        return False
    last = match.held.items[pair[1] - 1]
    gap = between(match.held, match.held.items[before[1]], last)
    follows = between(match.held, last, two)
    return bool({"and", "or"} & set(gap)) and "," not in follows


def _acts(held: Part, item: Item) -> bool:
    """Whether leaving out a verb changes the part its object plays: not for "after receiving training"."""
    return item.is_verb and keys_of(held.words[item.first].key).isdisjoint(_LIGHT_VERB_KEYS)


def _loses_subject(match: Match, before: Pair, pair: Pair) -> bool:
    """Whether the verb stepped to has a subject of its own that the claim leaves out."""
    verb = match.held.items[pair[1]]
    subject = subject_of(match.held, verb) if verb.is_verb else None
    if subject is None or _is_kept(match, subject):
        return False
    return not _stands_for(match, before, pair)


def _is_kept(match: Match, index: int) -> bool:
    """Whether an item, or the head of the phrase it stands in, is in the claim."""
    kept = {j for _, j in match.matched()}
    return index in kept or phrase_end(match.held, index) in kept


def _stands_for(match: Match, before: Pair, pair: Pair) -> bool:
    """Whether a country stands for who acts in its name: North Korea for North Korean leader Kim Jong Un."""
    country = match.held.items[before[1]].keys & match.claim.items[before[0]].keys
    skipped = match.held.items[before[1] + 1 : pair[1]]
    titled = bool(skipped) and match.held.words[skipped[0].first].key in _METONYM
    named = all(item.is_name for item in skipped[1:])
    return titled and named and any(key.startswith("@") for key in country)


def _loses_head(match: Match, i: int, j: int) -> bool:
    """Whether the noun that was spoken of is gone: "peace" for "peace deal", "Smith" for "Smith's lawyer"."""
    ours, theirs = match.claim.items[i], match.held.items[j]
    if theirs.quantity is not None or theirs.is_verb:
        return False
    kept = {k for _, k in match.matched()}
    owns = theirs.last < len(match.held.words) and match.held.words[theirs.last].key == "'s"
    if owns:
        owned = next((n for n, item in enumerate(match.held.items) if item.first == theirs.last + 1), None)
        return owned is not None and phrase_end(match.held, owned) not in kept
    head = phrase_end(match.held, j)
    if (
        head == j
        or {j + 1, head} & kept
        or match.held.words[match.held.items[j + 1].first].key in _LIGHT_HEADS
    ):
        return False
    lost = match.held.items[j + 1 : head + 1]
    if all(item.is_name for item in lost) and not theirs.is_name:
        return False  # "the treasurer" for "the treasurer Ann Boyd"
    country = any(key.startswith("@") for key in theirs.keys & ours.keys)
    return not (country and match.held.words[lost[0].first].key in _METONYM)


def _changes_preposition(match: Match, i: int, j: int) -> bool:
    ours, theirs = match.claim.items[i], match.held.items[j]
    if ours.is_verb or theirs.is_verb:
        return False
    one, other = preposition(match.claim, ours), preposition(match.held, theirs)
    if other is None or one is None:
        return other is not None and not opens_relative(match.held, j) and not is_partner(match, i, j)
    return _CLASSES.get(one, one) != _CLASSES.get(other, other)
