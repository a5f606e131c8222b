"""Find the attribution frames of a sentence: "X told Y that", ", X said", "according to X". Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.gate.grammar import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    PRONOUNS,
    SUBJECT_PRONOUNS,
    is_adverb,
    is_time_word,
    is_verb,
)
from bot.gate.words import Token, word_set

# Verbs that only report. "Denied", "expected" and "promised" say something themselves, so they are content.
_SAY = word_set("say says said saying")
_TELL = word_set("tell tells told")
_REPORT = word_set(
    "report reports reported state states stated announce announces announced add adds added warn warns "
    "warned confirm confirms confirmed admit admits admitted insist insists insisted argue argues argued "
    "explain explains explained note notes noted reveal reveals revealed acknowledge acknowledges "
    "acknowledged write writes wrote claim claims claimed allege alleges alleged believe believes "
    "believed think thinks thought disclose disclosed conclude concludes concluded testify testified "
    "recall recalls recalled ask asks asked"
)
REPORTING = _SAY | _TELL | _REPORT
_BORDERS = frozenset(";:-")
_CONTRAST = word_set("but while whereas although though")
_OPENERS = word_set(
    "however but and also yet still then meanwhile nevertheless nonetheless moreover furthermore later "
    "earlier so"
)
# First words that cannot open a speaker. "I" and "we" speak inside a quotation; whose it is, is said outside.
_NO_SUBJECT = NEGATIONS | PREPOSITIONS | word_set("who which that to what i we")
_NO_SPEAKER = NEGATIONS | {"than", "as"}
_RELATIVES = word_set("who which whose")
_LISTENING_PRONOUNS = word_set("him them me us you")
_NOT_BEFORE = (
    BE | MODALS | DETERMINERS - {"this", "that"} | {"to", "get", "got", "'s", "of", "from", "by", "as"}
)
_NOT_IN_TAIL = frozenset(["that", '"']) | AUXILIARIES - {"to"} | MODALS | SUBJECT_PRONOUNS
_NOT_INVERTED = word_set('that " : last on in')
_MAX_TAIL = 7  # tokens after the verb of ", X told the meeting on Tuesday"
_MAX_APPOSITION = 8  # tokens
_MAX_BARE_SUBJECT = 6  # tokens
_MAX_SUBJECT = 24  # tokens of a subject with its apposition


@dataclass(frozen=True, slots=True)
class Frame:
    """One attribution, in token positions. `content` is the part of the sentence it governs.

    `speaker` and `listener` are half-open token ranges; `phrase` runs from the speaker to the end of the
    telling and is a contiguous piece of the sentence. `verb` is -1 for "according to".
    """

    speaker: tuple[int, int]
    listener: tuple[int, int] | None
    verb: int
    phrase: tuple[int, int]
    whole: tuple[int, int]
    content: tuple[int, int]


def frames(words: tuple[Token, ...]) -> list[Frame]:
    """Return every attribution of the sentence, the outer before the inner."""
    found: list[Frame] = []
    for index, token in enumerate(words):
        frame = _according(words, index) if token.key == "according" else None
        if frame is None and token.key in REPORTING and token.is_word and not token.is_capital:
            frame = (
                _tail(words, index)
                or _inverted(words, index)
                or _front(words, index, found)
                or _relative(words, index)
            )
        if frame is not None and frame.content[0] < frame.content[1]:
            found.append(frame)
    return sorted(found, key=lambda f: (f.content[0] - f.content[1], f.speaker[0]))


def _according(words: tuple[Token, ...], index: int) -> Frame | None:
    if index + 2 >= len(words) or words[index + 1].key != "to":
        return None
    end = _next_mark(words, index + 2)
    while words[end - 1].kind == "mark" and end > index + 3:
        end -= 1
    start = _statement_start(words, index)
    end = next((i for i in range(index + 3, end) if _starts_afresh(words, i)), end)
    opening = all(not word.is_word or word.key in _OPENERS for word in words[start:index])
    if opening:
        content = (min(end + (words[end : end + 1] != () and words[end].key == ","), len(words)), len(words))
    else:
        content = (_statement_start(words, index), index)
        if words[content[1] - 1].key == ",":
            content = (content[0], content[1] - 1)
    return Frame((index + 2, end), None, -1, (index, end), (index, end), content)


def _starts_afresh(words: tuple[Token, ...], i: int) -> bool:
    """Whether a noun phrase of its own begins: "according to the Crown | his phone was off"."""
    opens = words[i].key in DETERMINERS | SUBJECT_PRONOUNS
    return opens and words[i - 1].is_word and words[i - 1].key not in PREPOSITIONS | DETERMINERS


def _front(words: tuple[Token, ...], index: int, outer: list[Frame]) -> Frame | None:
    """Read "X said (that) ...": the subject runs from the start of the segment to the verb."""
    if _is_passive(words, index):
        return None
    listener = _listener(words, index)
    content = _content_start(words, index, listener)
    if content is None:
        return None
    inner = [f.content[0] for f in outer if f.content[0] <= index < f.content[1] and f.verb < index]
    start = max([_segment_start(words, index), *inner])
    speaker = _subject(words, start, index)
    if speaker is None:
        return None
    phrase_end = (
        listener[1]
        if listener
        else speaker[1]
        if words[index].key in _SAY and not _is_pronoun(words, speaker)
        else index + 1
    )
    phrase_start = speaker[0]
    return Frame(
        speaker,
        listener,
        index,
        (phrase_start, phrase_end),
        (speaker[0], content),
        (content, _segment_end(words, content)),
    )


def _tail(words: tuple[Token, ...], index: int) -> Frame | None:
    """Read "..., X said on Tuesday." or "..., X told the meeting.": comma, subject, verb, end."""
    end = _next_mark(words, index + 1)
    rest = words[index + 1 : end]
    if len(rest) > _MAX_TAIL or any(word.key in _NOT_IN_TAIL for word in rest):
        return None
    if end < len(words) and words[end].key not in (",", ".", ";", "!", "?"):
        return None
    comma = _opening_comma(words, index)
    if comma < 1 or index - comma > _MAX_SUBJECT or _is_passive(words, index):
        return None
    start = _statement_start(words, comma)
    if start >= comma or _is_apposition(words, comma, start):
        return None
    speaker = _subject(words, comma + 1, index)
    if speaker is None or speaker[0] != comma + 1:
        return None
    listener = _listener(words, index)
    phrase_end = (
        listener[1]
        if listener
        else speaker[1]
        if words[index].key in _SAY and not _is_pronoun(words, speaker)
        else index + 1
    )
    return Frame(speaker, listener, index, (speaker[0], phrase_end), (comma, end), (start, comma))


def _opening_comma(words: tuple[Token, ...], verb: int) -> int:
    """The mark before the subject of ", X said", or of ", its director, X, said"; -1 when there is none."""
    comma = _previous_mark(words, verb)
    if comma == verb - 1 and comma > 0 and words[comma].key == ",":
        comma = _previous_mark(words, _previous_mark(words, comma))
    return comma if comma > 0 and words[comma].key in (",", '"', "?", "!") else -1


def _is_apposition(words: tuple[Token, ...], comma: int, start: int) -> bool:
    """Whether what stands before the comma is only a name or title: "Hale, police said" does not end a
    statement.
    """
    return not any(
        is_verb(word)
        or word.key in AUXILIARIES
        or word.key in ("will", "may", "might", "would", "could", "can")
        or word.kind == "number"
        or word.key == '"'
        for word in words[start:comma]
    )


def _inverted(words: tuple[Token, ...], index: int) -> Frame | None:
    """Read ", said X": the verb right after a comma or a closing quotation mark."""
    if index < 2 or words[index - 1].key not in (",", '"') or index + 1 >= len(words):
        return None
    if words[index].key not in _SAY | _REPORT or words[index + 1].key in _NOT_INVERTED:
        return None
    end = _next_mark(words, index + 1)
    said_more = words[index + 1].key in SUBJECT_PRONOUNS and end > index + 2  # ", said she forgave him"
    if end == index + 1 or said_more or any(word.key in _NOT_IN_TAIL for word in words[index + 2 : end]):
        return None
    return Frame(
        (index + 1, end),
        None,
        index,
        (index + 1, end),
        (index - 1, len(words)),
        (_statement_start(words, index), index - 1),
    )


def _relative(words: tuple[Token, ...], index: int) -> Frame | None:
    """Read "... that sources reported to the BBC" at the end: the subject is between "that" and the verb."""
    end = _next_mark(words, index)
    opener = next(
        (i for i in range(index - 1, max(-1, index - _MAX_TAIL), -1) if words[i].key in ("that", "which")), -1
    )
    if opener < 2 or opener + 1 == index or end - index > _MAX_TAIL or words[opener - 1].key in REPORTING:
        return None
    speaker = _subject(words, opener + 1, index)
    if speaker is None or _is_passive(words, index):
        return None
    listener = (index + 2, end) if index + 2 < end and words[index + 1].key == "to" else None
    if listener is None and end != index + 1:
        return None
    return Frame(
        speaker, listener, index, (speaker[0], end), (opener, end), (_segment_start(words, opener), opener)
    )


def _is_passive(words: tuple[Token, ...], index: int) -> bool:
    before = index - 1
    while before >= 0 and (is_adverb(words[before]) or words[before].key in ("not", "n't")):
        before -= 1
    return before < 0 or words[before].key in _NOT_BEFORE


def _is_pronoun(words: tuple[Token, ...], speaker: tuple[int, int]) -> bool:
    return speaker[1] - speaker[0] == 1 and words[speaker[0]].key in PRONOUNS


def _listener(words: tuple[Token, ...], index: int) -> tuple[int, int] | None:
    """Who was told: the words after "told", up to "that", a time word, a mark or a verb."""
    if words[index].key not in _TELL:
        return None
    end = index + 1
    if end < len(words) and words[end].key in _LISTENING_PRONOUNS:
        return end, end + 1
    while end < len(words) and end - index <= _MAX_TAIL and _in_listener(words, end, index):
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


def _content_start(words: tuple[Token, ...], index: int, listener: tuple[int, int] | None) -> int | None:
    """Where the reported words begin, or None when the verb reports nothing ("reported a loss")."""
    after = listener[1] if listener else index + 1
    for i in range(after, min(after + _MAX_TAIL, len(words))):
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
    follows = after < len(words) and words[after].kind != "mark" and words[after].key not in PREPOSITIONS
    says_so = words[index].key in _SAY or (
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
        if words[i].kind == "mark" or words[i].key in _RELATIVES or is_verb(words[i]):
            return False
    return False


def _has_verb(words: tuple[Token, ...], start: int) -> bool:
    return any(word.key in AUXILIARIES - {"to"} or is_verb(word) for word in words[start : start + 8])


def _subject(words: tuple[Token, ...], start: int, verb: int) -> tuple[int, int] | None:
    """The noun phrase before the verb; openers, leading adverbials and auxiliaries are left out."""
    end = verb
    while end > start and (words[end - 1].key in AUXILIARIES or is_adverb(words[end - 1])):
        end -= 1
    if end > start and words[end - 1].key == ",":
        end -= 1
    start = _skip_openers(words, start, end)
    if start >= end or end - start > _MAX_SUBJECT or words[start].key in _NO_SUBJECT:
        return None
    if words[end - 1].key in _RELATIVES or _is_no_speaker(words, start, end):
        return None
    comma = next((i for i in range(start, end) if words[i].key == ","), end)
    end = next(
        (i for i in range(start, end - 1) if words[i].key == "," and words[i + 1].key in _RELATIVES), end
    )
    if comma - start < end - start - _MAX_APPOSITION:
        end = comma  # it says more than who speaks
    return None if _holds_a_clause(words, start, comma) else (start, end)


def _is_no_speaker(words: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether a negation or a comparison stands in the subject itself: "than the office", "sources not"."""
    relative = next((i for i in range(start, end) if words[i].key in _RELATIVES), end)
    return any(word.key in _NO_SPEAKER for word in words[start:relative])


def _holds_a_clause(words: tuple[Token, ...], start: int, end: int) -> bool:
    """Whether a verb stands among the words outside "who ..."; "a leaked memo" holds none."""
    for i in range(start, end):
        if words[i].key in _RELATIVES:
            return False
        if is_verb(words[i]) and not (i > start and words[i - 1].key in DETERMINERS):
            return True
    return False


def _skip_openers(words: tuple[Token, ...], start: int, end: int) -> int:
    while start < end and (words[start].key in _OPENERS or words[start].kind == "mark"):
        start += 1
    if start < end and (
        words[start].key in PREPOSITIONS or is_time_word(words[start]) or words[start].key.endswith("ing")
    ):
        comma = next((i for i in range(start, end) if words[i].key == ","), None)
        if comma is not None:
            return comma + 1
    return start


def _segment_start(words: tuple[Token, ...], index: int) -> int:
    for i in range(index - 1, -1, -1):
        key = words[i].key
        if (key in _BORDERS and not words[i].glued) or key == ";" or key == ":":
            return i + 1
        if key in _CONTRAST and i > 0 and words[i - 1].kind == "mark":
            return i + 1
        if key == "and" and i > 0 and words[i - 1].key == ",":
            return i + 1
    return 0


def _statement_start(words: tuple[Token, ...], index: int) -> int:
    """Where the statement of a speaker named at its end begins: all of it, back to a semicolon."""
    return next((i + 1 for i in range(index - 1, -1, -1) if words[i].key == ";"), 0)


def _segment_end(words: tuple[Token, ...], start: int) -> int:
    for i in range(start + 1, len(words)):
        if words[i].key == ";" or (
            words[i].key in _CONTRAST and words[i - 1].key == "," and i + 2 < len(words)
        ):
            return i - 1 if words[i - 1].key == "," else i
    end = len(words)
    while end > start + 1 and words[end - 1].key == ".":
        end -= 1
    return end


def _next_mark(words: tuple[Token, ...], start: int) -> int:
    return next((i for i in range(start, len(words)) if _is_mark(words, i)), len(words))


def _previous_mark(words: tuple[Token, ...], start: int) -> int:
    return next((i for i in range(start - 1, -1, -1) if _is_mark(words, i)), -1)


def _is_mark(words: tuple[Token, ...], i: int) -> bool:
    word = words[i]
    if word.kind != "mark" or word.key in "&%$/":
        return False
    return not (word.key == "-" and word.glued)
