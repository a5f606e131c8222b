"""What a question in a thread leans on: the words it leaves out because they were said before. Pure.

A thread helps to understand a question, and only where the question needs it; it is never evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.gate.grammar import AUXILIARIES, BE, MODALS, is_content, is_verb
from bot.gate.words import Token, stem, tokens, word_set

_OPENING = re.compile(
    r"(?i)\W*(?:and|but|so|or|also|then|what about|how about|what of|why(?: not| so)?\W*$|really"
    r"|are you sure)\b"
)
_PRONOUNS = word_set(
    "he she it they him her them his hers their theirs its himself herself itself themselves"
)
_POINTING = _PRONOUNS | word_set("these those such same other others another else former latter")
_DEMONSTRATIVES = word_set("this that")
_BEFORE_DEMONSTRATIVE = word_set("about of after before like by for with since than did does do")
_ASKING = word_set("what who whom whose which when where why how")
# Words that a question is asked with; they name nothing it could be about.
FILLERS = word_set(
    "please tell say says said know mean means explain describe give list show happen happened happens "
    "article articles text source story report question answer more detail details thing things exactly much "
    "many long old far big large often number amount figure person people someone something anyone anything "
    "about get got make made ok okay yes no thanks thank sure really true right ask asked want like yet "
    "still also so"
)
_ENOUGH = 3  # words of its own that make a question stand alone
_CARRIED = 12  # words; a whole paragraph would drown the question
_TURNS = 3  # questions back, where each leans on the one before
_NAMES = 3  # of the last answer, for "he" and "they"


def carried(question: str, asked: Sequence[str], answered: str = "") -> str:
    """The words of the thread that the question leans on, in order; empty where it stands alone.

    `asked` are the earlier questions, the oldest first; `answered` is the last answer, whose names a pronoun
    may mean.
    """
    if not asked or not leans(question):
        return ""
    own = {stem(word.key) for word in _telling(question)}
    words = [word for earlier in _leant_on(asked) for word in _telling(earlier)]
    if any(word.key in _PRONOUNS for word in tokens(question)):
        words += _names(answered)
    found = {stem(word.key): word.text for word in words if stem(word.key) not in own}
    return " ".join(list(found.values())[:_CARRIED])


def leans(question: str) -> bool:
    """Whether the question needs something said before: a pronoun, an opening "and", or too few words.

    A pronoun in a question with words enough mostly means something in the question itself.
    """
    words, own = tokens(question), _telling(question)
    if _OPENING.match(question) or _points(words):
        return len(own) <= _ENOUGH
    named = any(word.is_capital or word.kind == "number" for word in own if word is not words[0])
    return len(own) < _ENOUGH and not named


def is_empty(question: str) -> bool:
    """Whether the question has no word that says what it is about: "How many?", "Who said so?"."""
    return not _telling(question)


def _leant_on(asked: Sequence[str]) -> list[str]:
    """The last question that stands alone and those after it, the oldest first."""
    found: list[str] = []
    for earlier in reversed(asked[-_TURNS:]):
        found.insert(0, earlier)
        if not leans(earlier):
            break
    return found


def _telling(question: str) -> list[Token]:
    """The words that say what a question is about."""
    return [
        word
        for word in tokens(question)
        if is_content(word) and word.key not in FILLERS | _POINTING | _ASKING and len(word.key) > 1
    ]


def _points(words: Sequence[Token]) -> bool:
    return any(_is_pointing(words, i) for i in range(len(words)))


def _is_pointing(words: Sequence[Token], i: int) -> bool:
    key = words[i].key
    if key == "there":
        beside = {word.key for word in words[max(0, i - 1) : i + 2]}
        return not beside & (BE | MODALS | {"has", "have"})
    if key == "it" and i + 1 < len(words) and words[i + 1].key in ("true", "possible", "likely", "known"):
        return False
    if key in _DEMONSTRATIVES:
        after = words[i + 1] if i + 1 < len(words) else None
        alone = after is None or not after.is_word or after.key in AUXILIARIES | MODALS or is_verb(after)
        opens = i == 0 or words[i - 1].key in BE | _BEFORE_DEMONSTRATIVE
        return alone and opens
    return key in _POINTING


def _names(answer: str) -> list[Token]:
    """The words of the first names in the answer."""
    found: list[Token] = []
    runs = list(_runs(tokens(answer)))[:_NAMES]
    for run in runs:
        found += run
    return found


def _runs(words: Sequence[Token]) -> Iterator[list[Token]]:
    """Capitalised words in a row; a single one only inside a sentence, where its capital is its own."""
    run: list[Token] = []
    for i, word in enumerate([*words, None]):
        if word is not None and word.is_capital and is_content(word):
            run.append(word)
            continue
        begins = i - len(run) == 0 or words[i - len(run) - 1].key in (".", "?", "!", '"')
        if run and (len(run) > 1 or not begins):
            yield run
        run = []
