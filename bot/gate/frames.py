"""Find the attribution frames of a sentence: "X told Y that", ", X said", "according to X". Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.gate.grammar import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    SUBJECT_PRONOUNS,
    is_adverb,
    is_verb,
)
from bot.gate.segments import next_mark, previous_mark, segment_end, segment_start, statement_start
from bot.gate.telling import (
    MAX_SUBJECT,
    MAX_TAIL,
    OPENERS,
    REPORTING,
    SAY,
    TELL,
    content_start,
    listener_of,
    subject,
)
from bot.gate.words import Token, word_set

__all__ = ["REPORTING", "Frame", "frames"]

_NOT_BEFORE = (
    BE | MODALS | DETERMINERS - {"this", "that"} | {"to", "get", "got", "'s", "of", "from", "by", "as"}
)
_NOT_IN_TAIL = frozenset(["that", '"']) | AUXILIARIES - {"to"} | MODALS | SUBJECT_PRONOUNS
_NOT_INVERTED = word_set('that " : last on in')


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
    end = next_mark(words, index + 2)
    while words[end - 1].kind == "mark" and end > index + 3:
        end -= 1
    start = statement_start(words, index)
    end = next((i for i in range(index + 3, end) if _starts_afresh(words, i)), end)
    opening = all(not word.is_word or word.key in OPENERS for word in words[start:index])
    if opening:
        content = (min(end + (words[end : end + 1] != () and words[end].key == ","), len(words)), len(words))
    else:
        content = (statement_start(words, index), index)
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
    listener = listener_of(words, index)
    content = content_start(words, index, listener)
    if content is None:
        return None
    inner = [f.content[0] for f in outer if f.content[0] <= index < f.content[1] and f.verb < index]
    start = max([segment_start(words, index), *inner])
    speaker = subject(words, start, index)
    if speaker is None:
        return None
    phrase_end = (
        listener[1]
        if listener
        else speaker[1]
        if words[index].key in SAY and not _is_pronoun(words, speaker)
        else index + 1
    )
    phrase_start = speaker[0]
    return Frame(
        speaker,
        listener,
        index,
        (phrase_start, phrase_end),
        (speaker[0], content),
        (content, segment_end(words, content)),
    )


def _tail(words: tuple[Token, ...], index: int) -> Frame | None:
    """Read "..., X said on Tuesday." or "..., X told the meeting.": comma, subject, verb, end."""
    end = next_mark(words, index + 1)
    rest = words[index + 1 : end]
    if len(rest) > MAX_TAIL or any(word.key in _NOT_IN_TAIL for word in rest):
        return None
    if end < len(words) and words[end].key not in (",", ".", ";", "!", "?"):
        return None
    comma = _opening_comma(words, index)
    if comma < 1 or index - comma > MAX_SUBJECT or _is_passive(words, index):
        return None
    start = statement_start(words, comma)
    if start >= comma or _is_apposition(words, comma, start):
        return None
    speaker = subject(words, comma + 1, index)
    if speaker is None or speaker[0] != comma + 1:
        return None
    listener = listener_of(words, index)
    phrase_end = (
        listener[1]
        if listener
        else speaker[1]
        if words[index].key in SAY and not _is_pronoun(words, speaker)
        else index + 1
    )
    return Frame(speaker, listener, index, (speaker[0], phrase_end), (comma, end), (start, comma))


def _opening_comma(words: tuple[Token, ...], verb: int) -> int:
    """The mark before the subject of ", X said", or of ", its director, X, said"; -1 when there is none."""
    comma = previous_mark(words, verb)
    if comma == verb - 1 and comma > 0 and words[comma].key == ",":
        comma = previous_mark(words, previous_mark(words, comma))
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
    if words[index].key not in REPORTING - TELL or words[index + 1].key in _NOT_INVERTED:
        return None
    end = next_mark(words, index + 1)
    said_more = words[index + 1].key in SUBJECT_PRONOUNS and end > index + 2  # ", said she forgave him"
    if end == index + 1 or said_more or any(word.key in _NOT_IN_TAIL for word in words[index + 2 : end]):
        return None
    return Frame(
        (index + 1, end),
        None,
        index,
        (index + 1, end),
        (index - 1, len(words)),
        (statement_start(words, index), index - 1),
    )


def _relative(words: tuple[Token, ...], index: int) -> Frame | None:
    """Read "... that sources reported to the BBC" at the end: the subject is between "that" and the verb."""
    end = next_mark(words, index)
    opener = next(
        (i for i in range(index - 1, max(-1, index - MAX_TAIL), -1) if words[i].key in ("that", "which")), -1
    )
    if opener < 2 or opener + 1 == index or end - index > MAX_TAIL or words[opener - 1].key in REPORTING:
        return None
    speaker = subject(words, opener + 1, index)
    if speaker is None or _is_passive(words, index):
        return None
    listener = (index + 2, end) if index + 2 < end and words[index + 1].key == "to" else None
    if listener is None and end != index + 1:
        return None
    return Frame(
        speaker, listener, index, (speaker[0], end), (opener, end), (segment_start(words, opener), opener)
    )


def _is_passive(words: tuple[Token, ...], index: int) -> bool:
    before = index - 1
    while before >= 0 and (is_adverb(words[before]) or words[before].key in ("not", "n't")):
        before -= 1
    return before < 0 or words[before].key in _NOT_BEFORE


def _is_pronoun(words: tuple[Token, ...], speaker: tuple[int, int]) -> bool:
    return speaker[1] - speaker[0] == 1 and words[speaker[0]].key in PRONOUNS
