"""Other ways to say the same: the passive with its agent made active, an opening phrase put behind, an
apposition turned round. Pure; rewrites text, judges nothing.

The checks compare order, so a claim that only turned its sentence round is turned back here before it is
compared. A rewriting that cannot be sure of its pieces is left out: that costs the claim, never the truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.gate.frames import REPORTING, frames
from bot.gate.grammar import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    is_adverb,
    is_content,
    is_past,
    is_time_word,
    is_verb,
)
from bot.gate.hedges import HEDGES
from bot.gate.words import MAX_CHARS, Token, tokens, word_set

_HELPERS = AUXILIARIES - {"to"} | MODALS | NEGATIONS
_OPENERS = (PREPOSITIONS - word_set("than as like despite except unlike")) | word_set(
    "if when last next earlier yesterday today"
)
_BORDERS = word_set(', ; : " that and but while')
# Who these are is not who did it: "no judge ordered the release" makes no order.
_NO_AGENT = NEGATIONS | HEDGES | word_set("few only neither either who which whose what if whether to")
# "by the river", "by mistake", "by the deadline": behind "by" stands who did it only if these can act.
_AGENTS = word_set(
    "police court judge jury tribunal council government ministry minister mayor president parliament senate "
    "congress committee commission board party union company firm bank army navy troops soldiers rebels "
    "prosecutors prosecutor lawyers lawyer doctors doctor scientists researchers engineers officials "
    "officers officer inspectors regulator watchdog agency members voters shareholders directors workers "
    "staff man woman"
)
_NO_BEARER = word_set(
    "river lake street road avenue lane bridge station canal park sea bay loch thames square easter christmas"
)
_FIGURE = r"[£$€]?\d[\w.,%]*(?:\s(?:million|billion|per\scent|percent))?"
_TO_FROM = re.compile(rf"\bto\s({_FIGURE}(?:\s[a-z]+){{0,2}}?)\sfrom\s({_FIGURE})")
_RELATIVE = re.compile(r",\s(?:who|whose|which)\s[^,;:]*,(?=\s)")
# ", a brake engineer who is not related to the driver," is a brake engineer still
_ROLE_RELATIVE = re.compile(r"(,\san?\s[a-z-]+(?:\s[a-z-]+){0,3})\swho\s[^,;:]*,(?=\s)")
# "Bell promised Cox to resign": Cox was promised no resigning of his own.
_NO_TURN = REPORTING | word_set("promised offered vowed pledged threatened")
_MAX_OPENING = 14  # tokens

Words = tuple[Token, ...]


def forms(text: str) -> tuple[str, ...]:
    """Return the text said in other orders, each with exactly its meaning; none for most texts."""
    words = tokens(text) if len(text) <= MAX_CHARS else ()
    found = [*_put_behind(text, words), *_turned(text, words), *_active(text, words), *_from_to(text)]
    return tuple(dict.fromkeys(found))


def _from_to(text: str) -> Iterator[str]:
    """From "cut to 6p a share from 8.5p" to "cut from 8.5p to 6p a share"."""
    turned = _TO_FROM.sub(r"from \2 to \1", text)
    if turned != text:
        yield turned


def weaker(text: str) -> tuple[str, ...]:
    """Return what follows from the text, said without who did it, or without its ", who ...,"."""
    words = tokens(text) if len(text) <= MAX_CHARS else ()
    plain = _ROLE_RELATIVE.sub(r"\1,", _RELATIVE.sub("", text))
    return (*_passive(text, words), *([plain] if plain != text else []))


def _piece(text: str, words: Words, first: int, last: int) -> str:
    return text[words[first].start : words[last - 1].end] if first < last else ""


def _put_behind(text: str, words: Words) -> Iterator[str]:
    """From "In May, the dam broke, he said." to "the dam broke In May, he said."."""
    end = _opening_end(words)
    start = end + 1 if end < len(words) and words[end].key == "," else end
    if not 0 < end < start + 1 < len(words) or _tells(words, start):
        return
    opening, commas = (
        _piece(text, words, 0, end),
        [i for i in range(start, len(words)) if words[i].key == ","],
    )
    stop = len(words) - 1 if words[-1].key == "." else len(words)
    for at in dict.fromkeys([*commas[:1], *commas[-1:], stop]):
        rest = text[words[at - 1].end :]
        yield f"{_piece(text, words, start, at)} {opening}{rest}"


def _opening_end(words: Words) -> int:
    """The end of an opening phrase: at its comma, or behind its last word of time; 0 when there is none."""
    if not words or words[0].key not in _OPENERS:
        return 0
    end = 1
    while end < len(words) and (words[end].kind == "number" or is_time_word(words[end])):
        end += 1
    if any(is_time_word(word) for word in words[:end]):
        return end
    return next((i for i in range(1, min(_MAX_OPENING, len(words))) if words[i].key == ","), 0)


def _tells(words: Words, start: int) -> bool:
    """Whether the clause behind an opening tells what somebody said: then the opening is of the telling."""
    return any(frame.speaker[0] <= start for frame in frames(words))


def _turned(text: str, words: Words) -> Iterator[str]:
    """From "Ann Boyd, the coach, left." to "the coach, Ann Boyd, left."."""
    commas = [i for i, word in enumerate(words) if word.key == ","][:2]
    if len(commas) < 2 or commas[1] + 1 >= len(words):
        return
    one, other = (0, commas[0]), (commas[0] + 1, commas[1])
    if _is_noun_phrase(words, *one) and _is_noun_phrase(words, *other):
        rest = text[words[commas[1]].start :]
        yield f"{_piece(text, words, *other)}, {_piece(text, words, *one)}{rest}"


def _active(text: str, words: Words) -> Iterator[str]:
    """From "The plan was backed by the mayor in May." to "the mayor backed The plan in May."."""
    for verb in range(2, len(words) - 2):
        if words[verb + 1].key != "by" or not is_past(words[verb]):
            continue
        subject = _subject_before(words, verb)
        agent_end = _noun_phrase_end(words, verb + 2)
        helpers = words[subject[1] : verb] if subject else ()
        if not subject or not _can_act(words, verb + 2, agent_end) or not any(w.key in BE for w in helpers):
            continue
        parts = (
            text[: words[subject[0]].start].rstrip(),
            _piece(text, words, verb + 2, agent_end),
            _without_be(helpers),
            words[verb].text,
            _piece(text, words, *subject),
        )
        yield " ".join(filter(None, parts)) + text[words[agent_end - 1].end :]


def _can_act(words: Words, first: int, last: int) -> bool:
    """Whether the phrase behind "by" is a person or a body: a name, or a noun of the closed list."""
    phrase = words[first:last]
    start = 1 if phrase and phrase[0].key in DETERMINERS else 0
    head = next((i for i, word in enumerate(phrase) if word.key == "of"), len(phrase)) - 1
    if head < start:
        return False
    named = all(word.is_capital and word.key not in _NO_BEARER for word in phrase[start : head + 1])
    return phrase[head].key in _AGENTS or (named and start == 0)


def _passive(text: str, words: Words) -> Iterator[str]:
    """From "The judge ordered the city to pay." to "the city was ordered to pay."."""
    verb = next((i for i, word in enumerate(words) if i and is_past(word) and word.key not in _NO_TURN), 0)
    subject = _subject_before(words, verb) if verb else None
    end = _noun_phrase_end(words, verb + 1)
    if subject is None or end == verb + 1 or any(word.key in BE for word in words[subject[1] : verb]):
        return
    if any(word.key in _NO_AGENT for word in words[slice(*subject)]):
        return
    parts = (
        text[: words[subject[0]].start].rstrip(),
        _piece(text, words, verb + 1, end),
        _piece(text, words, subject[1], verb),
        "been" if subject[1] < verb and words[verb - 1].key in AUXILIARIES else "was",
        words[verb].text,
    )
    yield " ".join(filter(None, parts)) + text[words[end - 1].end :]


def _without_be(helpers: Words) -> str:
    """The helping verbs of the active: "was" none, "has been" has, "was not" did not."""
    kept = [word.text for word in helpers if word.key not in BE]
    negated = any(word.key in NEGATIONS for word in helpers)
    return " ".join(["did", *kept] if negated and len(kept) == 1 else kept)


def _subject_before(words: Words, verb: int) -> tuple[int, int] | None:
    """The plain noun phrase, from the start of its clause, before a verb and its helping verbs."""
    end = verb
    while end > 0 and (words[end - 1].key in _HELPERS or is_adverb(words[end - 1])):
        end -= 1
    start = end
    while start > 0 and words[start - 1].key not in _BORDERS | REPORTING:
        start -= 1
    return (start, end) if _is_noun_phrase(words, start, end) else None


def _is_noun_phrase(words: Words, first: int, last: int) -> bool:
    inside = words[first:last]
    if not inside or not is_content(inside[-1]) or inside[0].key in PREPOSITIONS:
        return False
    return not any(
        is_verb(word)
        or is_time_word(word)
        or word.key in MODALS | BE - {"'s"} | _NO_AGENT - HEDGES
        or (word.kind == "mark" and word.key not in "-&$£€%")
        for word in inside
    )


def _noun_phrase_end(words: Words, start: int) -> int:
    """The end of the noun phrase that begins here, its "of ..." included; `start` when none does."""
    end = start
    while end < len(words) and _continues(words, start, end):
        end += 1
    while end > start and not (words[end - 1].is_word and is_content(words[end - 1])):
        end -= 1
    return end


def _continues(words: Words, start: int, i: int) -> bool:
    word = words[i]
    if word.key in DETERMINERS:
        return i == start or words[i - 1].key == "of"
    if word.key in ("'s", "&", "of") or (word.key == "-" and word.glued):
        return i > start
    return is_content(word) and not is_verb(word) and not is_adverb(word) and not is_time_word(word)
