"""Has it happened, or is it to come? The tense that governs a piece of a sentence, or None where that is not
certain. Pure; guesses nothing: a present tense, a "would" and a "could" are not certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from bot.gate.grammar import AUXILIARIES, DETERMINERS, NEGATIONS, is_adverb, is_past
from bot.gate.words import Token, word_set

Tense = Literal["past", "future"]

_WILL = word_set("will 'll shall may might")
_UNSURE = word_set("would could can should must wo ca 'd")
_BORDERS = frozenset(",;:-()\"'") | word_set(
    "and but or while whereas although though which who that when where if because before after than"
)
_PLANNED = word_set(
    "expected expects expect due set scheduled likely plans plan planned hopes hope aims going intends"
)
_PRESENT_BE = word_set("am is are 'm 're 's")
_HAD = word_set("was were had been")
_SHORT_PASTS = word_set("died lied tied")  # too short to be known as verbs by their "-ed"
_LINKS = word_set("remain remains stay stays keep keeps stand stands sit sits lie lies")


def tense_at(words: Sequence[Token], first: int, last: int) -> Tense | None:
    """The tense of what the tokens [first, last) belong to: the nearest verb of their own clause.

    The verb before them counts first ("said on Tuesday it would close"), then the one after.
    """
    left, right = _clause(words, first, last)
    for found in (*_tenses(words, range(first - 1, left - 1, -1)), *_tenses(words, range(last, right))):
        return found if found != "unsure" else None
    if left == 0 and right < len(words) and words[right].key == ",":
        # "By noon on Thursday, 9,600 owners had registered": the opening phrase has no verb of its own.
        return tense_at(words, right + 1, right + 1)
    return None


def _clause(words: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    left, right = first, last
    if left > 0 and words[left - 1].key in ("before", "after"):
        left -= 1  # "before 23 February": a preposition here, no clause of its own
    while left > 0 and not _is_border(words, left - 1):
        left -= 1
    while right < len(words) and not _is_border(words, right):
        right += 1
    return left, right


def _is_border(words: Sequence[Token], i: int) -> bool:
    """Whether a new clause may begin here. A hyphen inside a word is no border."""
    return words[i].key in _BORDERS and not (words[i].key in "-'" and words[i].glued)


def _tenses(words: Sequence[Token], places: range) -> Iterator[Tense | Literal["unsure"]]:
    for i in places:
        key = words[i].key
        if key in _WILL and not words[i].is_capital:  # May is a month and a name
            yield "future"
        elif key in _UNSURE:
            yield "unsure"
        elif key == "to" and _is_infinitive(words, i):
            governing = _planned(words, i)
            if governing:
                yield governing
        elif key in _HAD | _SHORT_PASTS or (is_past(words[i]) and key not in _PLANNED):
            yield _of_verb(words, i, min(places[0], places[-1]))


def _is_infinitive(words: Sequence[Token], i: int) -> bool:
    after = words[i + 1] if i + 1 < len(words) else None
    return (
        after is not None and after.kind == "word" and not after.is_capital and after.key not in DETERMINERS
    )


def _planned(words: Sequence[Token], i: int) -> Tense | Literal["unsure"] | None:
    """What "to" makes of its verb: "is expected to run" is to come, "sent them to help" says nothing."""
    before = words[i - 1].key if i else ""
    if before in _PRESENT_BE:
        return "future"
    if before not in _PLANNED:
        return None
    helpers = _helpers(words, i - 1)
    return "future" if helpers & _PRESENT_BE or before in ("expects", "plans", "hopes", "aims") else "unsure"


def _of_verb(words: Sequence[Token], i: int, begin: int) -> Tense | Literal["unsure"]:
    helpers = _helpers(words, i)
    if helpers & _WILL:
        return "future"
    if helpers & _UNSURE or "to" in helpers:
        return "unsure"
    if helpers & (_HAD | {"has", "have", "'ve"}):
        return "past"
    # "is closed on Sunday" and "will remain closed until Sunday" are habits or plans, not reports.
    before = {word.key for word in words[begin:i] if not word.is_capital}
    planned = before & (_WILL | _UNSURE | _LINKS) or helpers & (_PRESENT_BE | {"be", "being", "do", "does"})
    return "unsure" if planned else "past"


def _helpers(words: Sequence[Token], i: int) -> set[str]:
    """The helping verbs right before a verb."""
    found: set[str] = set()
    known = AUXILIARIES | _WILL | _UNSURE | NEGATIONS
    while i > 0 and not words[i - 1].is_capital and (words[i - 1].key in known or is_adverb(words[i - 1])):
        i -= 1
        found.add(words[i].key)
    return found
