"""Widen a located span until it says what its sentence says: with its hedge, unit, name and condition. Pure.

A span is widened, never changed: the result contains it and is a piece of the same sentence.
"""

from __future__ import annotations

from bot.gate.clause import Range, clause_of
from bot.gate.grammar import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    FUNCTION_WORDS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_content,
    is_past,
    is_verb,
)
from bot.gate.hedges import HEDGES, NEGATIVE_VERBS, RETRACTIONS
from bot.gate.negation import RESTRICTING
from bot.gate.whole_phrase import (
    is_figure,
    noun_end,
    whole_figure,
    whole_name,
    whole_possessive,
    whole_share,
    whole_time,
    whole_word,
)
from bot.gate.words import Token, tokens, word_set

MAX_WORDS = 25  # a longer piece reads no better than the whole sentence, which is then shown instead
_GOVERNORS = HEDGES | NEGATIONS | MODALS | NEGATIVE_VERBS
_PLAIN_MODALS = word_set("will would 'll must shall can")
_FINITE = (BE | MODALS | {"has", "have", "had"}) - {"'s"}
_INSIDE_SUBJECT = (PREPOSITIONS - word_set("since after before until till as than")) | DETERMINERS | {"'s"}
_CONDITIONS = word_set("unless if except excluding provided")
_EXCEPTIONS = (("other", "than"), ("apart", "from"), ("aside", "from"))
_CLOSING = {"(": ")", "[": "]"}
_PRONOUN_ENDS = word_set("him her it them us me himself herself itself themselves")


def widen(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the widened piece (start, end in characters), or None where only the whole sentence is safe."""
    words = tokens(sentence)
    piece = _covering(words, start, end)
    if piece is None or _is_retracted(words, piece):
        return None
    while True:
        wider = piece
        for step in (
            whole_word,
            whole_name,
            whole_share,
            whole_figure,
            whole_time,
            whole_possessive,
            _whole_subject,
            _governor,
            _predicate,
            _restriction,
            _condition,
            _infinitive,
            _sharers,
            _loose_end,
            _bracket,
        ):
            wider = step(words, wider)
        if wider == piece:
            break
        piece = wider
    if sum(word.kind != "mark" for word in words[piece[0] : piece[1]]) > MAX_WORDS or _is_empty(words, piece):
        return None
    return min(start, words[piece[0]].start), max(end, words[piece[1] - 1].end)


def _covering(words: tuple[Token, ...], start: int, end: int) -> Range | None:
    inside = [i for i, word in enumerate(words) if word.end > start and word.start < end]
    return (inside[0], inside[-1] + 1) if inside else None


def _is_retracted(words: tuple[Token, ...], piece: Range) -> bool:
    """Whether the sentence takes something back outside the piece, which alone would still say it."""
    return any(word.key in RETRACTIONS for i, word in enumerate(words) if not piece[0] <= i < piece[1])


def _is_empty(words: tuple[Token, ...], piece: Range) -> bool:
    return not any(is_content(word) for word in words[piece[0] : piece[1]])


def _whole_subject(words: tuple[Token, ...], piece: Range) -> Range:
    """A statement begins with its whole subject: not "Barker was arrested" of "A lawyer for Barker was
    arrested".
    """
    first, last = piece
    states = any(word.key in _FINITE or is_past(word) for word in words[first + 1 : last])
    cut = first > 0 and words[first - 1].key in _INSIDE_SUBJECT and not is_past(words[first])
    return (clause_of(words, piece)[0], last) if states and cut else piece


def _governor(words: tuple[Token, ...], piece: Range) -> Range:
    """Reach left to what governs the piece (not, may, denied), in its clause or before its "that"."""
    first = piece[0]
    start = clause_of(words, piece)[0]
    governed = [i for i in range(start, first) if _governs(words, i)]
    if governed:
        first = _with_auxiliaries(words, governed[0], start)
        start = clause_of(words, (first, first + 1))[0]
    if start > 0 and words[start - 1].key == "that":
        outer = clause_of(words, (start - 1, start - 1))[0]
        stances = [i for i in range(outer, start - 1) if _governs(words, i)]
        if stances:
            first = _with_auxiliaries(words, stances[0], outer)
    return first, piece[1]


def _predicate(words: tuple[Token, ...], piece: Range) -> Range:
    """Take a bare subject's predicate along where it is negated or hedged: "The 500 | is not affected"."""
    start, end = clause_of(words, piece)
    said = any(is_verb(word) or word.key in AUXILIARIES for word in words[start : piece[1]])
    turned = any(_governs(words, i) and words[i].key not in _PLAIN_MODALS for i in range(piece[1], end))
    return (piece[0], end) if turned and not said else piece


def _restriction(words: tuple[Token, ...], piece: Range) -> Range:
    """Not done to some is not undone to all: "stopped selling it | to anyone under 16"."""
    first, last = piece
    turned = any(word.key in NEGATIONS | NEGATIVE_VERBS for word in words[first:last])
    goes_on = last < len(words) and words[last].key in RESTRICTING
    return (first, clause_of(words, piece)[1]) if turned and goes_on else piece


def _governs(words: tuple[Token, ...], i: int) -> bool:
    if words[i].key == "may" and words[i].is_capital and i > 0:
        return False
    if words[i].key == "due":
        return i > 0 and words[i - 1].key in AUXILIARIES  # "is due to end", not "due to a delay"
    return words[i].key in _GOVERNORS


def _with_auxiliaries(words: tuple[Token, ...], i: int, start: int) -> int:
    """Take along what helps the governing word: "are" of "are no longer", "It's" of "It's thought"."""
    while i > start and (
        words[i - 1].key in AUXILIARIES | MODALS - {"to"} or words[i - 1].key in ("rather", "so")
    ):
        i -= 1
    if i > start and words[i - 1].key == "it":
        i -= 1
    return i


def _condition(words: tuple[Token, ...], piece: Range) -> Range:
    """A condition is part of what the piece says: "... unless the council renews it", "If it passes, ..."."""
    for i in range(piece[1], len(words)):
        if words[i].kind == "mark" and words[i].key in ",;:":
            break
        excepts = tuple(word.key for word in words[i : i + 2]) in _EXCEPTIONS
        if words[i].key in _CONDITIONS or excepts:
            return piece[0], clause_of(words, (i, i + 1))[1]
    for i in range(piece[0] - 1, -1, -1):
        if words[i].key in (";", ":"):
            break
        if words[i].key in _CONDITIONS and (i == 0 or words[i - 1].kind == "mark"):
            return i, piece[1]
    return piece


def _sharers(words: tuple[Token, ...], piece: Range) -> Range:
    """Who shares a figure comes along: "£3m in cash | and shares"; and any other choice: "Ann | or Bob"."""
    first, last = piece
    joints = ["or"] + ["and"] * any(word.kind == "number" for word in words[first:last])
    if last < len(words) and words[last].key in joints and is_content(words[last - 1]):
        end = noun_end(words, last + 1)
        if end > last + 1 and not _has_its_own(words, last + 1) and not _is_said(words[end : end + 1]):
            last = end
    if len(joints) > 1:
        last = max(last, _place_of_its_own(words, last))
    joined = first > 1 and words[first - 1].key in joints
    if joined and not _has_its_own(words, first) and not _is_said(words[first : first + 1]):
        first = clause_of(words, piece)[0]
    return first, last


def _place_of_its_own(words: tuple[Token, ...], last: int) -> int:
    """Carry "12 people" on to "in Peru", where "and three in Chile" follows."""
    for i in range(last, len(words) - 1):
        if words[i].key == "and" and is_figure(words[i + 1]):
            return i
        if words[i].kind == "mark" or _is_said(words[i : i + 1]):
            break
    return last


def _has_its_own(words: tuple[Token, ...], i: int) -> bool:
    """Whether the phrase has a figure of its own: "the 150 and | the 500"."""
    return any(is_figure(word) for word in words[i : i + 2])


def _is_said(words: tuple[Token, ...]) -> bool:
    return any(is_verb(word) or word.key in _FINITE for word in words)


def _loose_end(words: tuple[Token, ...], piece: Range) -> Range:
    """A piece that stops at "not", "might", "of" or "the" is carried to the end of its clause."""
    first, last = piece
    if words[last - 1].key in (FUNCTION_WORDS | _GOVERNORS) - {
        "'s",
        "there",
        "each",
        "both",
    } - _PRONOUN_ENDS and last < len(words):
        last = max(last, clause_of(words, (last - 1, last))[1])
    if words[first].key in SUBJECT_PRONOUNS and last - first == 1:
        return clause_of(words, (first, last))
    return first, last


def _infinitive(words: tuple[Token, ...], piece: Range) -> Range:
    """What is only to come is no fact: "resign" of "Mayor to resign", "sell it" of "to sell it"."""
    first, last = piece
    opens = first > 0 and words[first - 1].key == "to" and not words[first].is_capital
    verb = words[first].is_word and words[first].key not in DETERMINERS | PREPOSITIONS
    return (clause_of(words, piece)[0], last) if opens and verb else piece


def _bracket(words: tuple[Token, ...], piece: Range) -> Range:
    """No half of a bracket or of a quotation."""
    first, last = piece
    inside = [word.key for word in words[first:last]]
    for opening, closing in _CLOSING.items():
        if inside.count(opening) > inside.count(closing):
            last = next((i + 1 for i in range(last, len(words)) if words[i].key == closing), last)
        elif inside.count(closing) > inside.count(opening):
            first = next((i for i in range(first - 1, -1, -1) if words[i].key == opening), first)
    if inside.count('"') % 2:
        opens_inside = sum(word.key == '"' for word in words[:first]) % 2 == 0
        if opens_inside:
            last = next((i + 1 for i in range(last, len(words)) if words[i].key == '"'), last)
        else:
            first = next((i for i in range(first - 1, -1, -1) if words[i].key == '"'), first)
    return first, last
