"""How long a summary is to be, in sentences or in words; that it is no longer, code counts and no model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.answers import Summary
from bot.ask import Choice
from bot.desk import Desk
from bot.llm import Failure, Model, Reply, Request
from bot.summarise import LENGTHS, MOST_SENTENCES, summarise_articles
from index.types import Article

FEWEST_WORDS, MOST_WORDS = 10, 500
_SHORT_SENTENCE = 12  # words; a budget of words is first tried with as many sentences as could fit

_SAID = re.compile(
    rf"(?:^|[\s,]+)(?:(?:in|to)\s+)?(?:(?:at most|up to|about|around)\s+)?"
    rf"(?:(?P<name>{'|'.join(LENGTHS)})|(?P<count>\d{{1,6}})[\s-]+(?P<unit>sentence|word)s?)[\s.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Length:
    """At most so many sentences and, if `words` is set, so many words."""

    sentences: int = LENGTHS["medium"]
    words: int | None = None

    @property
    def said(self) -> str:
        """The length as a person would say it; `length_in` reads it back."""
        return f"{self.sentences} sentences" if self.words is None else f"{self.words} words"

    @property
    def refusal(self) -> str | None:
        """Why nothing of this length is written, or None."""
        if self.words is not None and not FEWEST_WORDS <= self.words <= MOST_WORDS:
            return (
                f"{self.words} words: I write {FEWEST_WORDS} to {MOST_WORDS}. Say 100 words, or 5 sentences."
            )
        if not 1 <= self.sentences <= MOST_SENTENCES:
            return f"{self.sentences} sentences: I write 1 to {MOST_SENTENCES}. Say /summary 5 sentences."
        return None


MEDIUM = Length()


def in_words(words: int) -> Length:
    """At most so many words."""
    return Length(max(1, min(MOST_SENTENCES, words // _SHORT_SENTENCE)), words)


def length_in(text: str) -> tuple[str, Length]:
    """What stands before a length at the end of `text`, and that length; medium where none stands there."""
    found = _SAID.search(text)
    if found is None:
        return text.strip(), MEDIUM
    return text[: found.start()].strip(), _meant(found)


def _meant(found: re.Match[str]) -> Length:
    if found["name"]:
        return Length(LENGTHS[found["name"].lower()])
    count = int(found["count"])
    return in_words(count) if found["unit"].lower() == "word" else Length(count)


def words_in(summary: Summary) -> int:
    """How many words its statements have; what is quoted as evidence under them does not count."""
    return sum(len(claim.text.split()) for claim in summary.sentences)


def summarise_to(
    articles: Sequence[Article], desk: Desk, length: Length, *, mode: Choice = "auto"
) -> Summary:
    """Summarise the articles in at most this length; a model is asked once, however often it is shortened.

    Only a single sentence may be longer than the words asked for. Raises what `summarise_articles` raises.
    """
    if length.words is None:
        return summarise_articles(articles, desk, mode=mode, sentences=length.sentences)
    once = replace(desk, model=_Once(desk.model, desk.model.name)) if desk.model else desk

    def told_in(sentences: int) -> Summary:
        return summarise_articles(articles, once, mode=mode, sentences=sentences)

    first = told_in(length.sentences)
    made = _fitted(first, length, length.words, told_in)
    return replace(made, usage=first.usage, stages=first.stages, elapsed_ms=first.elapsed_ms)


def _fitted(made: Summary, length: Length, words: int, told_in: Callable[[int], Summary]) -> Summary:
    """The longest summary of at most so many words near a first guess: down until it fits, then up again."""
    count = length.sentences
    while (told := words_in(made)) > words and count > 1:
        count = max(1, min(count - 1, count * words // told))
        made = told_in(count)
    while count + 1 < length.sentences and words_in(longer := told_in(count + 1)) <= words:
        count, made = count + 1, longer
    return made


@dataclass(slots=True)
class _Once:
    """A model that is asked once and says the same again: checks and corrections then hold at any length."""

    model: Model
    name: str
    said: list[Reply | Failure] = field(default_factory=list)

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        if not self.said:
            self.said.append(self.model.complete(request, deadline_s))
        return self.said[0]
