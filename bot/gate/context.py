"""Would a piece of a sentence say something else without the rest of it? Pure.

The widening takes along what governs a piece nearby. What governs it from afar, by word or by shape, cannot
be cut out with it: then the whole sentence has to be shown. Refuses rather too often: that costs style only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.gate.clause import starts_clause
from bot.gate.frames import REPORTING, frames
from bot.gate.grammar import AUXILIARIES, BE, DETERMINERS, MODALS, PRONOUNS, is_past
from bot.gate.words import Token, fold, stem, tokens


def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


# By stem: "denied", "denies" and "denying" are one. Wherever these stand, they may be about the piece.
_TURNS = _stems(
    # it is not so, or nobody knows
    "absurd baseless bogus contradict debunk deny denial disagree disbelieve erroneous erroneously error "
    "mistake rebut discredit dismiss disprove dispute doubt fabricate "
    "fake false falsely hoax incorrect incorrectly lie liar lying misleading mistaken mistakenly myth "
    "nonsense refute reject ridicule rubbish rumour rumor unclear unconfirmed unfounded "
    "unlikely unproven untrue "
    # it is so only if, or only until
    "if unless once until till whether assuming provided providing permitting otherwise suppose hypothetical "
    "conditional conditionally pending theory theoretical theoretically "
    # it is so elsewhere
    "cartoon dream fiction fictional film imaginary mice mock movie novel parody satire satirical simulation"
)
# Before the piece they may govern it; behind it they speak of something else.
_OPENERS = _stems(
    "nobody none nothing never without little lack wrong wrongly unknown should "
    "nearly almost barely hardly scarcely yet far close avoid avert escape fail prevent joke pretend "
    "accuse acquit aim allege attempt blame charge clear demand exonerate expect fear hope imagine insist "
    "intend plan propose push seek suspect suspicion threaten try urge vow want warn wish invent "
    "acting game only play self-styled so-called story "
    "subject asked belonging dreamed dreamt pretended"
)
# Behind the piece, where no clause begins between, they narrow what it says.
_NARROWS = frozenset(
    [
        "except",
        "excepting",
        "excluding",
        "barring",
        "among",
        "belonging",
        "respectively",
        "provided",
        "subject",
    ]
)
_FINITE = (AUXILIARIES | BE | MODALS) - {"be", "been", "being"}
_LINKS = frozenset({"that", "and", "but", "or", "because", "while", "so", "then", "when", "where", "which"})
# A sign before a figure that changes it, and words that do.
_SIGN = re.compile(
    r"(?:[<>~±≤≥≈×÷'\u200b\u200c\u200d\u2060]|(?<!\w)-|\b(?:minus|up to|pre-|mid-|sub-))\s*$", re.I
)
_PEOPLE = frozenset(["patients", "people", "men", "women", "children", "adults", "smokers", "drinkers"])
_CLAUSE_OPENERS = frozenset({";", "but", "while", "whereas", "although", "though"})
_AGE = frozenset({"over", "under", "above", "below", "aged"})
# "All but three", "or so they say", "was to have closed": the piece alone says more than the sentence.
_PAIRS = frozenset(
    {("all", "but"), ("other", "than"), ("apart", "from"), ("or", "so"), ("was", "to"), ("were", "to")}
)
_INVERTED = frozenset({"had", "were", "should"})  # at the start of a sentence: "Had she known, ..."


def misleads_alone(sentence: str, start: int, end: int) -> bool:
    """Whether the piece [start, end), in characters, would say something else without its sentence."""
    words = tokens(sentence)
    inside = [word for word in words if start <= word.start and word.end <= end]
    before = {stem(word.key) for word in words if word.end <= start}
    behind = {stem(word.key) for word in words if end <= word.start}
    return (
        words[-1].key == "?"
        or bool((before | behind) & _TURNS or before & _OPENERS)
        or words[0].key in _INVERTED
        or _changes_figure(sentence, start)
        or _is_narrowed(words, start, end)
        or _lacks_its_subject(words, inside)
        or _is_only_an_idea(words, inside)
    )


def _is_finite(word: Token, after: Token | None) -> bool:
    """Whether it is a verb that needs its subject: "is", or "opened" with its object behind it."""
    acts = after is not None and after.key in DETERMINERS | PRONOUNS and is_past(word)
    return word.key in _FINITE or acts


def _changes_figure(sentence: str, start: int) -> bool:
    figure = sentence[start].isdigit() or sentence[start] in "£$€¥"
    return figure and _SIGN.search(fold(sentence[:start])) is not None


def _is_narrowed(words: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether it holds of some only ("among smokers"), of the others ("all but"), or was "to have been"."""
    near = _clause_around(words, start, end)
    outside = {word.key for word in near if not start <= word.start < end}
    pairs = {(one.key, two.key) for one, two in pairwise(near) if one.start < start or end < two.end}
    aged = any(one.key in _PEOPLE and two.key in _AGE and two.start >= end for one, two in pairwise(near))
    return bool(outside & _NARROWS or pairs & _PAIRS) or aged


def _clause_around(words: tuple[Token, ...], start: int, end: int) -> tuple[Token, ...]:
    """The words up to the next "but", "while" or semicolon on either side: beyond, nothing narrows it."""
    ends = [i for i, word in enumerate(words) if word.key in _CLAUSE_OPENERS and not _is_all_but(words, i)]
    first = max((i for i in ends if words[i].start < start), default=0)
    last = min((i for i in ends if words[i].start >= end), default=len(words))
    return words[first:last]


def _is_all_but(words: tuple[Token, ...], i: int) -> bool:
    return i > 0 and words[i - 1].key in ("all", "everyone", "everything")


def _is_only_an_idea(words: tuple[Token, ...], inside: Sequence[Token]) -> bool:
    """Whether the piece follows a "that" which no speaker's telling opens: "the idea that | it is safe"."""
    first = words.index(inside[0]) if inside else 0
    if first == 0 or words[first - 1].key != "that":
        return False
    return all(frame.content[0] != first for frame in frames(words))


def _lacks_its_subject(words: tuple[Token, ...], inside: Sequence[Token]) -> bool:
    """Whether the piece holds a verb whose subject may begin before it: "3 of the 50 | buses are running"."""
    if not inside or inside[0].key in _FINITE or not any(map(_is_finite, inside[1:], [*inside[2:], None])):
        return False
    first = words.index(inside[0])
    before = words[first - 1] if first else None
    return not (before is None or before.key in _LINKS | REPORTING or starts_clause(words, first))
