"""What may not be left out or turned round: the direction of a comparison, a modal, a word that makes the
rest no plain fact, the noun that a verb is said of. Pure.

Whatever a claim leaves out of its sentence has to be harmless. The words of these lists are not: without
"except", "among", "pretended" or "was to" the same words say something else.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from bot.gate.grammar import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_adverb,
    is_past,
)
from bot.gate.hedges import APPROXIMATORS, FACTIVE
from bot.gate.match import Match
from bot.gate.phrases import between
from bot.gate.reading import Item, Part
from bot.gate.reasons import Reason
from bot.gate.words import Token, by_word, word_set

# Two classes that stand side by side are opposites; the words of one class may stand for each other.
_OPPOSITES = (
    by_word(
        {
            "+": "more higher above over greater larger bigger longer later better faster stronger up",
            "-": "less fewer lower below under smaller shorter sooner earlier worse slower weaker down",
        }
    ),
    by_word({"+": "after since following", "-": "before until till"}),
    by_word({"+": "for favour favor", "-": "against"}),
    by_word({"+": "with", "-": "without"}),
    by_word({"+": "on", "-": "off"}),
    by_word({"+": "in inside into", "-": "out outside"}),
    by_word({"+": "to", "-": "from"}),
    by_word({"+": "first", "-": "last"}),
    by_word({"+": "rise rises rose risen rising gain gains gained", "-": "fall falls fell fallen falling"}),
    by_word({"+": "open opens opened", "-": "close closes closed shut"}),
    by_word({"+": "win wins won", "-": "lose loses lost"}),
    by_word({"+": "buy buys bought", "-": "sell sells sold"}),
)
_AGAINST = word_set("against without")
_MODAL_CLASSES = {"might": "may", "'ll": "will", "wo": "will", "ca": "can", "sha": "shall"}
# Without these the rest is wider, or is said as a fact.
_GOVERNORS = word_set(
    "except excepting excluding excludes apart barring subject provided respectively belonging among "
    "so-called would-be self-styled dreamed dreamt dreams "
    "dreaming pretended pretends pretending wished wishes imagined imagines imagining nearly almost "
    "barely hardly narrowly hoax myth joked jokes invented fictional mistakenly wrongly falsely "
    "hypothetical simulated staged plans fears proposes mice rats "
    "cartoon film movie novel parody satire"
)
_NOT_YET = word_set("about set poised ready")
_INVERTED = word_set("were had should")
_DESCRIBING = word_set(
    "alleged accused suspected supposed proposed planned threatened rumoured rumored apparent mooted aborted"
)
_TWO_WORDS = frozenset({("all", "but"), ("other", "than"), ("everyone", "but"), ("everything", "but")})
_AGE = word_set("over under above below aged")
_PEOPLE = word_set("patients people men women children adults smokers pupils students voters drivers workers")
_RELATIVES = word_set("whom that which who")
_JOINTS = word_set("and or but")
_CLAUSE_OPENERS = word_set("but while whereas although though")


def check(match: Match) -> Reason | None:
    """Reject a direction turned round, another modal, a lost "except", a verb moved to another noun."""
    if _turns_round(match):
        return "negation"
    if _changes_modal(match) or _loses_a_governor(match) or _loses_a_future(match):
        return "hedge"
    return "roles" if _takes_other_subject(match) or _takes_other_pronoun(match) else None


def _keys(part: Part) -> list[str]:
    return [part.words[i].key for i in part.inside]


def _turns_round(match: Match) -> bool:
    """Whether the claim has one side of a pair where the sentence has the other."""
    ours, theirs = _keys(match.claim), _keys(match.held)
    return any(
        _turned(Counter(map(pair.get, ours)), Counter(map(pair.get, theirs))) for pair in _OPPOSITES
    ) or any(_faces_away(match, i, j) for i, j in match.matched())


def _turned(ours: Counter[str | None], theirs: Counter[str | None]) -> bool:
    """Whether the claim has a side more often, and the other less often, than the sentence."""
    return any(ours[one] > theirs[one] and theirs[two] > ours[two] for one, two in ("+-", "-+"))


def _faces_away(match: Match, i: int, j: int) -> bool:
    """Whether right before a word that both have stand opposite words."""
    ours, theirs = _before(match.claim, i), _before(match.held, j)
    if _AGAINST & set(theirs) - set(ours):
        return True
    return any(
        {pair.get(key) for key in ours} - {None} == {one}
        and {pair.get(key) for key in theirs} - {None} == {two}
        for pair in _OPPOSITES
        for one, two in ("+-", "-+")
    )


def _before(part: Part, index: int) -> list[str]:
    start = part.items[index - 1].last if index else part.inside[0]
    return [part.words[k].key for k in range(start, part.items[index].first)]


def _modals(part: Part, told: bool) -> Counter[str]:
    """The modals of a part, each by its class; in what is told, "would" is the "will" that was said."""
    classes = _MODAL_CLASSES | ({"would": "will"} if told else {})
    found = (part.words[i] for i in part.inside)
    return Counter(classes.get(w.key, w.key) for w in found if w.key in MODALS and not w.is_capital)


def _changes_modal(match: Match) -> bool:
    """Whether the claim has a modal that its sentence lacks: "could not" is no "might not"."""
    told = bool(match.claim.chain and match.held.chain)
    return bool(_modals(match.claim, told) - _modals(match.held, told))


def _governors(part: Part, where: frozenset[int]) -> Counter[str]:
    words = part.words
    found: list[str] = []
    for i in sorted(where):
        pair = (words[i].key, words[i + 1].key if i + 1 < len(words) else "")
        if _governs(part, i):
            found.append(words[i].key)
        if pair in _TWO_WORDS:
            found.append(" ".join(pair))
        if pair[0] in _PEOPLE and pair[1] in _AGE:
            found.append("aged")
        if pair[0] in _INVERTED and _opens_condition(words, i):
            found.append("if")
    return Counter(found)


def _governs(part: Part, i: int) -> bool:
    """Whether it takes the rest out of what is plain fact; "accused" only in "the accused killer"."""
    key = part.words[i].key
    if key in _DESCRIBING:
        return i == part.inside[0] or part.words[i - 1].key in (DETERMINERS | PREPOSITIONS - {"as", "than"})
    return key in _GOVERNORS and not _bounds(part, i)


def _bounds(part: Part, i: int) -> bool:
    """Whether it bounds a figure ("nearly 400"), which another check reads, or measures ("as planned")."""
    figure = any(item.quantity is not None and i < item.first <= i + 3 for item in part.items)
    return (part.words[i].key in APPROXIMATORS | {"barely", "hardly"} and figure) or (
        i > 0 and part.words[i - 1].key in ("as", "than")
    )


def _opens_condition(words: tuple[Token, ...], i: int) -> bool:
    """Whether "Were the vote to pass," or "Should it pass," begins here."""
    opens = i == 0 or words[i - 1].key in (",", ".")
    return opens and i + 1 < len(words) and words[i + 1].key in DETERMINERS | SUBJECT_PRONOUNS


def _loses_a_governor(match: Match) -> bool:
    spoken = frozenset(match.held.items[j].first for _, j in match.matched())
    near = frozenset(k for stretch in _stretches(match.held) if spoken & stretch for k in stretch)
    return bool(_governors(match.held, near) - _governors(match.claim, frozenset(match.claim.inside)))


def _stretches(part: Part) -> list[frozenset[int]]:
    """The clauses of a part: what is said in one narrows nothing in the next."""
    found: list[set[int]] = [set()]
    for i in part.inside:
        key = part.words[i].key
        last = [word.key for word in part.words[max(0, i - 2) : i + 1]]
        opens = i in part.borders or key == ";" or key in _CLAUSE_OPENERS
        if opens and _TWO_WORDS.isdisjoint(pairwise(last)):  # the "but" of "all but three" opens none
            found.append(set())
        found[-1].add(i)
    return [frozenset(one) for one in found]


def _loses_a_future(match: Match) -> bool:
    """Whether "was to sell" is told as done: "sold"."""
    return any(_is_to_be(match.held, j) and not _is_to_be(match.claim, i) for i, j in match.matched())


def _is_to_be(part: Part, index: int) -> bool:
    """Whether a form of "be" with "to" stands before the word: "was to sell", "was to have carried"."""
    at = part.items[index].first - 1
    while at in part.inside and (part.words[at].key in ("have", "be", "been") or is_adverb(part.words[at])):
        at -= 1
    return at > 0 and part.words[at].key == "to" and part.words[at - 1].key in BE | _NOT_YET


def _takes_other_subject(match: Match) -> bool:
    """Whether "the MP whom Bell accused was jailed" becomes "Bell was jailed"."""
    steps = pairwise(match.matched())
    return any(
        _is_predicate(match.claim, i, two) and _leaves_verb(match, j, other) for (i, j), (two, other) in steps
    )


def _takes_other_pronoun(match: Match) -> bool:
    """Whether "the man she accused fled" becomes "She fled"."""
    pronoun, pairs = match.claim.words[match.claim.inside[0]].key, match.matched()
    if pronoun not in SUBJECT_PRONOUNS or not pairs or pairs[0][0] != 0:
        return False
    first = match.held.items[pairs[0][1]].first
    at = max((i for i in match.held.inside if i < first and match.held.words[i].key == pronoun), default=-1)
    relative = at > match.held.inside[0] and match.held.words[at - 1].key not in _JOINTS | {",", "that"}
    skipped = [item for item in match.held.items if at < item.first < first and _acts(match.held, item)]
    return relative and bool(skipped)


def _is_predicate(part: Part, one: int, two: int) -> bool:
    """Whether the second item is said of the first: a verb, or behind a form of "be" or "have"."""
    gap = between(part, part.items[one], part.items[two])
    plain = all(key in AUXILIARIES | MODALS | NEGATIONS for key in gap)
    return plain and not part.items[one].is_verb and (part.items[two].is_verb or bool(gap))


def _leaves_verb(match: Match, j: int, other: int) -> bool:
    """Whether a verb of another noun stands between the noun and what is said of it."""
    held = match.held
    skipped = [item for item in held.items[j + 1 : other] if _acts(held, item)]
    if not skipped:
        return False
    return _in_relative(held, j) or not _is_aside(held, held.items[j], held.items[other], len(skipped))


def _acts(held: Part, item: Item) -> bool:
    if held.words[item.first].key in FACTIVE:
        return False
    return item.is_verb or is_past(held.words[item.first])


def _in_relative(part: Part, index: int) -> bool:
    """Whether "whom" or "that" stands right before the noun's phrase."""
    before = [part.words[k].key for k in range(max(0, part.items[index].first - 4), part.items[index].first)]
    return bool(_RELATIVES & set(before)) and not {",", "."} & set(before)


def _is_aside(part: Part, noun: Item, predicate: Item, skipped: int) -> bool:
    """Whether what lies between is set off by commas, or is one more thing that the same noun did."""
    gap = between(part, noun, predicate)
    core = [key for key in gap if key not in AUXILIARIES | MODALS | NEGATIONS | SUBJECT_PRONOUNS]
    if gap[0] in _RELATIVES:
        return True  # "the schools that were inspected | met the standard"
    joined = bool(core) and core[-1] in _JOINTS | {","}
    return joined and (skipped == 1 or gap[0] == "," or core[-2:-1] == [","])
