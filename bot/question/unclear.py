"""Questions that do not say what they are about ("How many?"), and what the articles offer them to mean.

Pure.

Precision first: a question with a single word of its own is searched for, not asked back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest

from bot import gate
from bot.answers import Citation
from bot.beside.dates import expressions
from bot.gate.frames import REPORTING
from bot.gate.grammar import MONTHS, is_content, is_time_word
from bot.gate.quantities import Quantity, quantities
from bot.gate.units import CURRENCIES, FIGURE_WORDS, SPANS_OF_TIME
from bot.gate.words import MAX_CHARS, Token, tokens
from bot.question.followup import is_empty
from index.types import Article, Sentence

MOST = 4  # meanings offered; more is a list to read, not a question back
_LONGEST = 90  # characters of a meaning

# These ask for the whole: there is nothing to be clearer about.
_OVERVIEW = re.compile(r"(?i)\b(?:articles?|text|story|report|source|news|happen\w*|summar\w*)\b")

_Places = Iterator[tuple[int, int]]


def is_unclear(question: str) -> bool:
    """Whether nothing in the question, read alone, says what it is about."""
    return is_empty(question) and _OVERVIEW.search(question) is None


def meanings(
    question: str, sentences: Sequence[Sentence], articles: Mapping[str, Article]
) -> tuple[Citation, ...]:
    """Up to four pieces of the sentences, of the kind that the question asks for, each a different one.

    In the order of the sentences; of several articles, each has its turn.
    """
    places = _places_asked(question)
    if places is None:
        return ()
    by_article: dict[str, dict[str, Citation]] = {}
    for sentence in sentences:
        found = by_article.setdefault(sentence.article_id, {})
        for start, end in places(sentence.text) if len(sentence.text) <= MAX_CHARS else ():
            meant = _readable(sentence, start, end, articles)
            if meant is not None and _tells(meant.quoted) and len(found) < MOST:
                found.setdefault(meant.quoted.casefold(), meant)
    in_turn = zip_longest(*(found.values() for found in by_article.values()))
    return tuple(one for turn in in_turn for one in turn if one is not None)[:MOST]


def _readable(sentence: Sentence, start: int, end: int, articles: Mapping[str, Article]) -> Citation | None:
    """The piece as a copied claim would show it: with its hedge, its unit and what it counts."""
    verdict = gate.judge(sentence.text[start:end], "copied", [sentence], articles)
    if verdict.outcome == "drop":
        return None
    first, last = verdict.spans[0][1:] if verdict.spans else (sentence.start, sentence.end)
    if last - first > _LONGEST:
        return None
    return Citation.of(articles[sentence.article_id], sentence, (first, last))


def _tells(piece: str) -> bool:
    """Whether a reader knows what it is of: "18%" and "it says" could be anything."""
    told = [word for word in tokens(piece) if is_content(word) and word.is_word]
    return any(is_time_word(word) or word.key not in FIGURE_WORDS | REPORTING for word in told)


def _places_asked(question: str) -> Callable[[str], _Places] | None:
    for asks, places in _KINDS:
        if asks.search(question):
            return places
    return None


def _counts(text: str) -> _Places:
    return _figures(text, lambda unit: unit is None)


def _amounts(text: str) -> _Places:
    return _figures(text, lambda unit: unit in CURRENCIES.values() or unit in ("share", "percentage point"))


def _lengths_of_time(text: str) -> _Places:
    return _figures(text, lambda unit: unit in SPANS_OF_TIME)


def _figures(text: str, wanted: Callable[[str | None], bool]) -> _Places:
    words = tokens(text)
    for found in quantities(words):
        if wanted(found.unit) and not _is_a_date(found, text, words):
            yield words[found.first].start, words[found.last - 1].end


def _is_a_date(found: Quantity, text: str, words: Sequence[Token]) -> bool:
    """Whether it is the figure of a year or of a day, which count nothing."""
    end = words[found.last - 1].end
    beside = (*words[max(0, found.first - 1) : found.first], *words[found.last : found.last + 1])
    is_year = found.unit is None and 1000 <= found.value <= 2100 and "," not in text[max(0, end - 5) : end]
    return is_year or any(word.is_capital and word.key in MONTHS for word in beside)


def _times(text: str) -> _Places:
    for found in expressions(text, None):
        yield found.start, found.end


def _speakers(text: str) -> _Places:
    speaker = gate.speaker_of(text)
    if speaker:
        start = text.index(speaker)
        yield start, start + len(speaker)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], _Places]], ...] = (
    (re.compile(r"(?i)\bhow long\b"), _lengths_of_time),
    (re.compile(r"(?i)\bhow much\b"), _amounts),
    (re.compile(r"(?i)\bhow many\b|\bwhat (?:number|figure)\b"), _counts),
    (re.compile(r"(?i)\bwhen\b"), _times),
    (re.compile(r"(?i)\bwho(?:m|se)?\b"), _speakers),
)
