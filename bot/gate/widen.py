"""Widen a located span until it says what its sentence says: with its hedge, unit, name and condition. Pure.

A span is widened, never changed: the result contains it and is a piece of the same sentence.
"""

from __future__ import annotations

from bot.gate.grammar import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    FUNCTION_WORDS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_adverb,
    is_content,
    is_past,
    is_plural_noun,
    is_time_word,
    is_verb,
)
from bot.gate.hedges import APPROXIMATORS, HEDGES, NEGATIVE_VERBS, RETRACTIONS
from bot.gate.quantities import FIGURE_WORDS, UNIT_WORDS
from bot.gate.words import Token, tokens, word_set

MAX_WORDS = 25  # a longer piece reads no better than the whole sentence, which is then shown instead

_BEFORE_FIGURE = APPROXIMATORS | word_set("between another further up down only just")
_AFTER_FIGURE = word_set("onwards onward ago later earlier")
_GOVERNORS = HEDGES | NEGATIONS | MODALS | NEGATIVE_VERBS
_PLAIN_MODALS = word_set("will would 'll must shall can")
_TIME_PREPOSITIONS = word_set("in on at from by until till since before after between during within for over")
_FINITE = (BE | MODALS | {"has", "have", "had"}) - {"'s"}
_INSIDE_SUBJECT = (PREPOSITIONS - word_set("since after before until till as than")) | DETERMINERS | {"'s"}
_CONDITIONS = word_set("unless if except provided")
_BORDERS = word_set("but while whereas although though because")
_CURRENCY = frozenset("£$€¥")
_WITHIN_FIGURES = word_set("of the to and or -")
_RANGES = word_set("to and -")
_CLOSING = {"(": ")", "[": "]"}

Range = tuple[int, int]


def widen(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the widened piece (start, end in characters), or None where only the whole sentence is safe."""
    words = tokens(sentence)
    piece = _covering(words, start, end)
    if piece is None or _is_retracted(words, piece):
        return None
    while True:
        wider = piece
        for step in (
            _name,
            _figure,
            _time,
            _possessive,
            _whole_subject,
            _governor,
            _predicate,
            _condition,
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


def clause_of(words: tuple[Token, ...], piece: Range) -> Range:
    """The clause around a piece, between commas, semicolons, dashes, "but", "that" and the like."""
    first, last = piece
    while first > 0 and not _is_border(words, first - 1):
        first -= 1
    while last < len(words) and not _is_border(words, last):
        last += 1
    return first, last


def _covering(words: tuple[Token, ...], start: int, end: int) -> Range | None:
    inside = [i for i, word in enumerate(words) if word.end > start and word.start < end]
    return (inside[0], inside[-1] + 1) if inside else None


def _is_border(words: tuple[Token, ...], i: int) -> bool:
    word = words[i]
    if word.kind == "mark":
        if word.key in ".!?":
            return i == len(words) - 1
        return word.key in ",;:()" or (
            word.key == "-" and not (word.glued and i + 1 < len(words) and words[i + 1].glued)
        )
    if word.key == "that":
        return not (i + 1 < len(words) and words[i + 1].key in PREPOSITIONS)
    return word.key in _BORDERS


def _is_retracted(words: tuple[Token, ...], piece: Range) -> bool:
    """Whether the sentence takes something back outside the piece, which alone would still say it."""
    return any(word.key in RETRACTIONS for i, word in enumerate(words) if not piece[0] <= i < piece[1])


def _is_empty(words: tuple[Token, ...], piece: Range) -> bool:
    return not any(is_content(word) for word in words[piece[0] : piece[1]])


def _name(words: tuple[Token, ...], piece: Range) -> Range:
    first, last = piece
    if _is_numbered(words, first) or words[first].is_capital:
        while first > 0 and _is_name_part(words, first - 1):
            first -= 1
    if words[last - 1].is_capital:
        while last < len(words) and _is_name_part(words, last):
            last += 1
    return first, last


def _is_numbered(words: tuple[Token, ...], i: int) -> bool:
    """Whether the figure ends a name: "WarmLite 500", "August 2025"."""
    return words[i].kind == "number" and i > 0 and words[i - 1].is_capital


def _is_name_part(words: tuple[Token, ...], i: int) -> bool:
    word = words[i]
    if word.is_capital:
        return i > 0 or word.key not in FUNCTION_WORDS
    joins = word.key in ("of", "&") and 0 < i < len(words) - 1
    return joins and words[i - 1].is_capital and words[i + 1].is_capital


def _figure(words: tuple[Token, ...], piece: Range) -> Range:
    """A figure keeps what stands before it ("around", "between") and the unit and noun after it."""
    first, last = piece
    if _is_figure(words[first]) or words[first].key in _BEFORE_FIGURE:
        while first > 0 and (
            words[first - 1].key in _BEFORE_FIGURE | _CURRENCY or _ends_a_figure(words, first)
        ):
            first -= 1
    figures = [i for i in range(first, last) if _is_figure(words[i])]
    if not figures:
        return first, last
    end = figures[-1] + 1
    counted = _range_end(words, _counted_end(words, end))
    if counted == end and _stands_bare(words, end):
        return _join((first, last), clause_of(words, (first, last)))
    return first, max(last, counted)


def _join(one: Range, other: Range) -> Range:
    return min(one[0], other[0]), max(one[1], other[1])


def _is_figure(word: Token) -> bool:
    return word.kind == "number" or word.key in FIGURE_WORDS


def _ends_a_figure(words: tuple[Token, ...], first: int) -> bool:
    """Whether a figure runs on across the start of the piece: "six to | eight", "70 mm and | 95"."""
    before = words[max(0, first - 3) : first]
    if not before or not any(_is_figure(word) for word in before):
        return False
    return _is_figure(before[-1]) or before[-1].key in UNIT_WORDS | _WITHIN_FIGURES | DETERMINERS


def _range_end(words: tuple[Token, ...], end: int) -> int:
    """Carry "between 70 mm" on to "and 95 mm of rain", and "from 61%" on to "to 48%"."""
    for i in range(end + 1, min(end + 3, len(words))):
        if words[end].key in _RANGES and _is_figure(words[i]):
            return max(i + 1, _counted_end(words, i + 1))
        if words[i].key not in _CURRENCY:
            break
    return end


def _stands_bare(words: tuple[Token, ...], last: int) -> bool:
    return last >= len(words) or words[last].kind == "mark" or words[last].key in PREPOSITIONS - {"of"}


def _counted_end(words: tuple[Token, ...], last: int) -> int:
    """The end of the noun phrase that the figure before `last` counts; `last` when there is none."""
    i = last
    while i < len(words) and words[i].glued and words[i].kind != "mark":
        i += 1  # 30m, 11k, 89th
    while i < len(words) and words[i].key in UNIT_WORDS | {"or", "more"} - FUNCTION_WORDS | {"%", "°"}:
        i += 1
    if i + 1 < len(words) and words[i].key == "of" and words[i + 1].key != "which":
        i += 1
    while i < len(words) and words[i].key in DETERMINERS:
        i += 1
    end = _noun_end(words, i)
    if end == i:
        return _last_unit(words, last, i)
    if words[end - 1].key in ("land", "territory", "area", "region", "population") and end + 1 < len(words):
        return _place_end(words, end)
    return end


def _last_unit(words: tuple[Token, ...], last: int, i: int) -> int:
    while i > last and words[i - 1].key in DETERMINERS | {"of"}:
        i -= 1
    return i


def _noun_end(words: tuple[Token, ...], i: int) -> int:
    start = i
    while i < len(words) and (is_content(words[i]) or words[i].key == "'s" or _is_hyphen(words, i)):
        if i > start and _ends_before(words, i):
            break
        i += 1
    return i


def _ends_before(words: tuple[Token, ...], i: int) -> bool:
    """Whether the noun phrase is over: at an adverb, a verb with no noun behind it, or after a plural."""
    if is_adverb(words[i]) or is_time_word(words[i]):
        return True
    if is_verb(words[i]) and not (i + 1 < len(words) and is_content(words[i + 1])):
        return True
    return is_plural_noun(words[i - 1]) and not (is_plural_noun(words[i]) or words[i].key == "'s")


def _is_hyphen(words: tuple[Token, ...], i: int) -> bool:
    return words[i].key == "-" and words[i].glued and i + 1 < len(words) and words[i + 1].glued


def _place_end(words: tuple[Token, ...], end: int) -> int:
    """Carry "the land" on to "the land in Kursk": the place says which land is meant."""
    if words[end].key not in ("in", "of", "around", "near"):
        return end
    i = end + 1
    while i < len(words) and (words[i].is_capital or words[i].key in DETERMINERS):
        i += 1
    return i if words[i - 1].is_capital else end


def _time(words: tuple[Token, ...], piece: Range) -> Range:
    """Keep the "in" of August, the "From ... onwards" of November, the "ago" of two weeks."""
    first, last = piece
    opens = is_time_word(words[first]) or words[first].key in ("last", "next", "this", "earlier")
    if opens and first > 0 and words[first - 1].kind == "number":
        first -= 1
    if (opens or _is_figure(words[first])) and first > 0 and words[first - 1].key in _TIME_PREPOSITIONS:
        first -= 1
    if _is_figure(words[last - 1]) or is_time_word(words[last - 1]) or words[last - 1].key in UNIT_WORDS:
        while last < len(words) and words[last].key in _AFTER_FIGURE:
            last += 1
    if is_time_word(words[last - 1]) and last < len(words) and words[last].kind == "number":
        last += 1
    return first, last


def _possessive(words: tuple[Token, ...], piece: Range) -> Range:
    """Carry "Russia" on to "Russia's behalf": that is what the sentence speaks of."""
    first, last = piece
    if last < len(words) and words[last].key == "'s" and words[last].glued:
        last += 1
    if words[last - 1].key == "'s":
        last = _noun_end(words, last)
    return first, last


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
        if words[i].key in _CONDITIONS:
            return piece[0], clause_of(words, (i, i + 1))[1]
    for i in range(piece[0] - 1, -1, -1):
        if words[i].key in (";", ":"):
            break
        if words[i].key in _CONDITIONS and (i == 0 or words[i - 1].kind == "mark"):
            return i, piece[1]
    return piece


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


_PRONOUN_ENDS = word_set("him her it them us me himself herself itself themselves")


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
