"""Who says it, and to whom, is kept; nobody's statement is put into another's mouth. Pure."""

from __future__ import annotations

from itertools import takewhile

from bot.gate.grammar import AUXILIARIES, DETERMINERS, NEGATIONS, PREPOSITIONS, is_content
from bot.gate.likeness import keys_of
from bot.gate.match import Match
from bot.gate.names import given_names, loses_rank
from bot.gate.reasons import Reason
from bot.gate.words import Token, stem, word_set

_NEUTRAL = word_set(
    "say says said tell tells told report reports reported state states stated announce announces "
    "announced add adds added explain explains explained note notes noted write writes wrote"
)
_COLOURLESS = _NEUTRAL | DETERMINERS | AUXILIARIES | word_set("according that to of on in also who which")
_DOUBTFUL = word_set(
    "claim claims claimed allege alleges alleged believe believes believed think thinks thought"
)


def check(match: Match) -> Reason | None:
    """Reject a lost speaker or listener ("attribution") and another one ("speaker")."""
    ours, theirs = match.claim.chain, match.held.chain
    if not theirs and not ours:
        return None
    if not ours:
        return "attribution"
    if not theirs or len(ours) > len(theirs):
        return "speaker"
    if not all(_is_same(match, n) for n in range(len(ours))):
        return "speaker"
    if len(ours) < len(theirs) or any(_differs(match, n) for n in range(len(ours))):
        return "attribution"
    return None


def _differs(match: Match, n: int) -> bool:
    return _loses_listener(match, n) or _strengthens(match, n) or _adds_to_telling(match, n)


def _adds_to_telling(match: Match, n: int) -> bool:
    """Whether the claim's telling has a word that the sentence's has not: "said on Friday"."""
    ours, theirs = match.claim.chain[n].whole, match.held.chain[n].whole
    one, other = match.claim.words[slice(*ours)], match.held.words[slice(*theirs)]
    told = frozenset().union(*(keys_of(word.key) for word in other))
    added = any(
        word.kind != "mark" and word.key not in _COLOURLESS and keys_of(word.key).isdisjoint(told)
        for word in one
    )
    return added or _negated(one) != _negated(other) & {stem(word.key) for word in one}


def _negated(words: tuple[Token, ...]) -> set[str]:
    """What stands under a negation in a telling: "named" of "who asked not to be named"."""
    found: set[str] = set()
    for i, word in enumerate(words):
        if word.key in NEGATIONS:
            under = takewhile(lambda after: after.kind != "mark", words[i + 1 :])
            found |= {stem(after.key) for after in under if is_content(after)}
    return found


def speaks(match: Match) -> bool:
    """Whether the claim's outermost speaker speaks in the sentence's part."""
    return bool(match.claim.chain and match.held.chain) and _is_same(match, 0)


def _is_same(match: Match, n: int) -> bool:
    ours, theirs = match.claim.chain[n], match.held.chain[n]
    if not _names(match.claim.words, ours.speaker, match.held.words, theirs.speaker):
        return False
    if _is_ambiguous(match.claim.words, ours.speaker, match.article):
        return False
    if ours.listener is None:
        return True
    return theirs.listener is not None and _names(
        match.claim.words, ours.listener, match.held.words, theirs.listener
    )


def _names(
    ours: tuple[Token, ...], one: tuple[int, int], theirs: tuple[Token, ...], other: tuple[int, int]
) -> bool:
    """Whether every word of one is in the other, and the last of them is not a mere owner there ("Ukraine's
    ...").
    """
    wanted = [(i, keys_of(ours[i].key)) for i in range(*one) if is_content(ours[i])]
    held = [(i, keys_of(theirs[i].key)) for i in range(*other) if is_content(theirs[i])]
    if not wanted:
        return [word.key for word in ours[slice(*one)]] == [word.key for word in theirs[slice(*other)]]
    if not all(any(keys & key for _, key in held) for _, keys in wanted):
        return False
    if loses_rank(ours[slice(*one)], theirs[slice(*other)]):
        return False
    head, keys = wanted[-1]
    governed = _governor(ours, one, head)
    return any(
        key & keys and _governor(theirs, other, i) == governed and _is_head(theirs, other, i)
        for i, key in held
    )


def _is_head(words: tuple[Token, ...], where: tuple[int, int], i: int) -> bool:
    """Whether a word of a speaker is no mere part of another: "depot" of "a depot supervisor"."""
    after = words[i + 1 : where[1]][:1]
    return words[i].is_capital or not after or after[0].is_capital or not is_content(after[0])


def _is_ambiguous(words: tuple[Token, ...], speaker: tuple[int, int], article: str) -> bool:
    """Whether a bare surname is borne by two people of the article: "Hale" for Martin and Helen Hale."""
    surname = words[speaker[1] - 1]
    alone = speaker[1] - speaker[0] == 1 or not words[speaker[1] - 2].is_capital
    return surname.is_capital and alone and len(given_names(surname.text, article)) > 1


def _governor(words: tuple[Token, ...], where: tuple[int, int], i: int) -> str | None:
    """What makes a word of a speaker's title a mere part of it: "'s" behind it, or a preposition before its
    phrase.
    """
    if i + 1 < len(words) and words[i + 1].key == "'s":
        return "'s"
    while i > where[0] and (is_content(words[i - 1]) or words[i - 1].key in DETERMINERS | {"&"}):
        i -= 1
    return words[i - 1].key if i > where[0] and words[i - 1].key in PREPOSITIONS else None


def _loses_listener(match: Match, n: int) -> bool:
    """A listener with a name (a paper, a broadcaster) is part of where the statement comes from."""
    ours, theirs = match.claim.chain[n].listener, match.held.chain[n].listener
    return (
        ours is None
        and theirs is not None
        and any(word.is_capital for word in match.held.words[slice(*theirs)])
    )


def _strengthens(match: Match, n: int) -> bool:
    """Whether "claimed" becomes "said"; any other reporting verb may become "said"."""
    ours, theirs = match.claim.chain[n].verb, match.held.chain[n].verb
    if theirs >= 0 and match.held.words[theirs].key in _DOUBTFUL:
        return ours < 0 or match.claim.words[ours].key not in _DOUBTFUL
    if ours < 0:
        return False
    key = match.claim.words[ours].key
    return key not in _NEUTRAL and (
        theirs < 0 or keys_of(key).isdisjoint(keys_of(match.held.words[theirs].key))
    )
