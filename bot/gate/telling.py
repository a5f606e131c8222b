"""The pieces of a telling: the verb that only reports, who tells, who is told, where the told words begin.

Pure.
"""

from __future__ import annotations

from bot.gate.grammar import (
    AUXILIARIES,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_adverb,
    is_time_word,
    is_verb,
)
from bot.gate.hedges import APPROXIMATORS
from bot.gate.words import Token, word_set

# Verbs that only report. "Denied", "expected" and "promised" say something themselves, so they are content.
SAY = word_set("say says said saying")
TELL = word_set("tell tells told")
REPORT = word_set(
    "report reports reported state states stated announce announces announced add adds added warn warns "
    "warned confirm confirms confirmed admit admits admitted insist insists insisted argue argues argued "
    "explain explains explained note notes noted reveal reveals revealed acknowledge acknowledges "
    "acknowledged write writes wrote claim claims claimed allege alleges alleged believe believes "
    "believed think thinks thought disclose disclosed conclude concludes concluded testify testified "
    "recall recalls recalled ask asks asked"
)
REPORTING = SAY | TELL | REPORT
OPENERS = word_set(
    "however but and also yet still then meanwhile nevertheless nonetheless moreover furthermore later "
    "earlier so"
)
# First words that cannot open a speaker. "I" and "we" speak inside a quotation; whose it is, is said outside.
_NO_SUBJECT = NEGATIONS | PREPOSITIONS | word_set("who which that to what i we")
_NO_SPEAKER = NEGATIONS | {"than", "as"}
RELATIVES = word_set("who which whose")
_LISTENING_PRONOUNS = word_set("him them me us you")
MAX_TAIL = 7  # tokens after the verb of ", X told the meeting on Tuesday"
MAX_SUBJECT = 24  # tokens of a subject with its apposition
_MAX_APPOSITION = 8  # tokens
_MAX_BARE_SUBJECT = 6  # tokens


def subject(words: tuple[Token, ...], start: int, verb: int) -> tuple[int, int] | None:
    """The noun phrase before the verb; openers, leading adverbials and auxiliaries are left out."""
    end = verb
    while end > start and (words[end - 1].key in AUXILIARIES or is_adverb(words[end - 1])):
        end -= 1
    if end > start and words[end - 1].key == ",":
        end -= 1
    start = _skip_openers(words, start, end)
    if start >= end or end - start > MAX_SUBJECT or words[start].key in _NO_SUBJECT:
        return None
    if words[end - 1].key in RELATIVES or _is_no_speaker(words, start, end):
        return None
    comma = next((i for i in range(start, end) if words[i].key == ","), end)
    end = next(
        (i for i in range(start, end - 1) if words[i].key == "," and words[i + 1].key in RELATIVES), end
    )
    if comma - start < end - start - _MAX_APPOSITION:
        end = comma  # it says more than who speaks
    return None if _holds_a_clause(words, start, comma) else (start, end)


def _is_no_speaker(words: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether a negation or a comparison stands in the subject itself: "than the office", "sources not"."""
    relative = next((i for i in range(start, end) if words[i].key in RELATIVES), end)
    return any(word.key in _NO_SPEAKER for word in words[start:relative])


def _holds_a_clause(words: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether a verb stands among the words outside "who ..."; "a leaked memo" holds none."""
    for i in range(start, end):
        if words[i].key in RELATIVES:
            return False
        if is_verb(words[i]) and not (i > start and words[i - 1].key in DETERMINERS):
            return True
    return False


def _skip_openers(words: tuple[Token, ...], start: int, end: int) -> int:
    while start < end and (words[start].key in OPENERS or words[start].kind == "mark"):
        start += 1
    if start < end and (
        words[start].key in PREPOSITIONS or is_time_word(words[start]) or words[start].key.endswith("ing")
    ):
        comma = next((i for i in range(start, end) if words[i].key == ","), None)
        if comma is not None:
            return comma + 1
    return start


def listener_of(words: tuple[Token, ...], index: int) -> tuple[int, int] | None:
    """Who was told: the words after "told", up to "that", a time word, a mark or a verb."""
    if words[index].key not in TELL:
        return None
    end = index + 1
    if end < len(words) and words[end].key in _LISTENING_PRONOUNS:
        return end, end + 1
    while end < len(words) and end - index <= MAX_TAIL and _in_listener(words, end, index):
        end += 1
    return (index + 1, end) if end > index + 1 else None


def _in_listener(words: tuple[Token, ...], i: int, index: int) -> bool:
    word = words[i]
    if not word.is_word or word.key in (
        "that",
        "of",
        "in",
        "on",
        "at",
        "how",
        "why",
        "about",
        "there",
        "it",
        "earlier",
        "last",
    ):
        return False
    if i > index + 1 and (word.key in DETERMINERS or word.key in SUBJECT_PRONOUNS):
        return False
    return not is_time_word(word)


def content_start(words: tuple[Token, ...], index: int, listener: tuple[int, int] | None) -> int | None:
    """Where the reported words begin, or None when the verb reports nothing ("reported a loss")."""
    after = listener[1] if listener else index + 1
    for i in range(after, min(after + MAX_TAIL, len(words))):
        if words[i].key == "that" or (words[i].key == ":" and i == after):
            return i + 1
        if words[i].key == '"' and (i == after or words[i - 1].kind == "mark"):
            return i
        if words[i].key in REPORTING and words[i - 1].key not in DETERMINERS | {","}:
            return after
        if words[i].kind == "mark" and words[i].key != ",":
            break
    if listener is not None and after < len(words):
        return after + 1 if words[after].key == "of" else after
    follows = (
        after < len(words)
        and words[after].kind != "mark"
        and (
            words[after].key not in PREPOSITIONS
            or _bounds_a_figure(words, after)
            or (words[index].key in SAY and _opens_a_statement(words, after))
        )
    )
    says_so = words[index].key in SAY or (
        follows
        and (
            (words[after].key in DETERMINERS | SUBJECT_PRONOUNS and _has_verb(words, after))
            or _is_statement(words, after)
        )
    )
    return after if follows and says_so else None


def _is_statement(words: tuple[Token, ...], start: int) -> bool:
    """Whether a bare subject and its helping verb follow: "claimed | managers had ignored it"."""
    for i in range(start, min(start + _MAX_BARE_SUBJECT, len(words))):
        if words[i].key in MODALS | AUXILIARIES - {"to", "'s", "having", "being"}:
            return i > start
        if words[i].kind == "mark" or words[i].key in RELATIVES or is_verb(words[i]):
            return False
    return False


def _has_verb(words: tuple[Token, ...], start: int) -> bool:
    return any(word.key in AUXILIARIES - {"to"} or is_verb(word) for word in words[start : start + 8])


def _bounds_a_figure(words: tuple[Token, ...], i: int) -> bool:
    """Whether it is the "over" of "said over 300 people died", no place or time of the saying."""
    figure = next((n for n in range(i + 1, min(i + 4, len(words))) if words[n].kind == "number"), None)
    return words[i].key in APPROXIMATORS | {"between"} and figure is not None and _has_verb(words, figure)


def _opens_a_statement(words: tuple[Token, ...], i: int) -> bool:
    """Whether a clause with a verb follows: "said after the storm 300 people died", not "said on Tuesday"."""
    return _has_verb(words, i + 1)
