"""What each found sentence is worth as an extract: its score, the kind of thing asked for, the reranker.

Pure: the reranker comes in as a function. Figures and reasons: docs/decisions/0007-extracts.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log

from bot.question.asked import content_words, kind_asked
from index.types import Hit

READ = 20  # hits weighed; the reranker's time grows with them
# All parameters here and in extractive.py were chosen together, for the set of questions that fares worst of
# nine; one step to either side hardly moves a figure.
KIND = 0.3  # for a sentence that holds the kind of thing asked for: the others hardly ever answer
COVER = 0.8  # for all of the question's words
RERANKED = 0.75  # the reranker's share; search alone has 1
LOGIT_MIDDLE, LOGIT_SCALE = 3.0, 2.0

Titles = Mapping[str, str | None]  # by article
Score = Callable[[str, Sequence[str]], Sequence[float]]  # how well each text answers the question: a logit


@dataclass(frozen=True)
class Candidate:
    """A hit as it is weighed, apart from the question's words, which count only where still unsaid."""

    hit: Hit
    title: str | None
    worth: float
    logit: float

    @property
    def article_id(self) -> str:
        return self.hit.sentence.article_id

    @property
    def text(self) -> str:
        return self.hit.sentence.text

    @cached_property
    def own_words(self) -> frozenset[str]:
        return content_words(self.text)

    @cached_property
    def title_words(self) -> frozenset[str]:
        return content_words(self.title or "")

    @property
    def words(self) -> frozenset[str]:
        """What the sentence speaks of: a title is said once and meant in every sentence."""
        return self.own_words | self.title_words


def weighed(question: str, hits: Sequence[Hit], titles: Titles, score: Score | None) -> list[Candidate]:
    """The hits with their worth, in their order. `score` None: there is no reranker."""
    holds = kind_asked(question)
    named = [titles.get(hit.sentence.article_id) for hit in hits]
    texts = [titled(title, hit.sentence.text) for title, hit in zip(named, hits, strict=True)]
    logits = score(question, texts[:READ]) if score else [0.0] * len(hits)
    return [
        Candidate(
            hit,
            title,
            hit.score
            + (KIND if holds and holds(hit.sentence.text) else 0.0)
            + (RERANKED / (1 + exp((LOGIT_MIDDLE - logit) / LOGIT_SCALE)) if score else 0.0),
            logit,
        )
        for hit, title, logit in zip(hits[:READ], named, logits, strict=False)
    ]


def titled(title: str | None, text: str) -> str:
    """What is read for a sentence: without the title "It opened in 1961" could be about anything."""
    return f"{title}. {text}" if title else text


def rarity(question: str, hits: Sequence[Hit], titles: Titles) -> dict[str, float]:
    """The share of each word in what the question asks, 1 together: the rarer among the hits, the more."""
    title_words = {key: content_words(title) for key, title in titles.items() if title}
    spoken = [
        content_words(hit.sentence.text) | title_words.get(hit.sentence.article_id, frozenset())
        for hit in hits
    ]
    held = {word: sum(word in words for words in spoken) for word in content_words(question)}
    found = {word: log(1 + (len(hits) - n + 0.5) / (n + 0.5)) for word, n in held.items() if n}
    whole = sum(found.values())
    return {word: weight / whole for word, weight in found.items()}


def covered(words: Iterable[str], shares: Mapping[str, float]) -> float:
    """What these words count as part of the question."""
    return COVER * sum(shares.get(word, 0.0) for word in words)
