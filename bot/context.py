"""What a model reads: which sentences of the articles in scope, and under which numbers.

The figures behind the parameters: docs/decisions/0004-what-a-model-reads.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot import budget
from index.library import Library
from index.types import Article, Hit, Scope, Sentence
from prompts import render

WHOLE_TOKENS = 1_500  # articles that fit are read whole: no retrieval can lose what is all there
PACKED_TOKENS = 1_024  # else the best sentences, each with a neighbour either side
COMPARING_TOKENS = 2_048  # questions that compare need several articles more than they need neighbours
_LABEL_TOKENS = 4  # "[12] " and the line break
_MOST_SENTENCES = WHOLE_TOKENS // 5  # more cannot fit whole, so they are not even counted
_COMPARES = re.compile(
    r"\b(?:compare[ds]?|both|differ\w*|than|versus|vs|between .+ and|(?:dis)?agree\w*|contradict\w*|same)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Context:
    """Numbered sentences: `sentences[n - 1]` is the one the prompt shows as `[n]`."""

    sentences: tuple[Sentence, ...]
    articles: Mapping[str, Article]

    def cited(self, numbers: Iterable[int]) -> tuple[Sentence, ...] | None:
        """The sentences behind the numbers, or None if there are none or one of them does not exist."""
        wanted = tuple(dict.fromkeys(numbers))
        if not wanted or not all(1 <= n <= len(self.sentences) for n in wanted):
            return None
        return tuple(self.sentences[n - 1] for n in wanted)

    def shown(self) -> str:
        """The articles as the prompt shows them: each sentence on a line of its own behind its number."""
        numbered = enumerate(self.sentences, 1)
        blocks = (
            _block(self.articles[article_id], "\n".join(f"[{n}] {one_line(s.text)}" for n, s in group))
            for article_id, group in groupby(numbered, key=lambda pair: pair[1].article_id)
        )
        return "\n".join(blocks)


def _block(article: Article, sentences: str) -> str:
    return render(
        "article", title=one_line(article.name), date=article.date or "undated", sentences=sentences
    )


def one_line(text: str) -> str:
    """The text without line breaks, so that no article can forge a numbered line of its own."""
    return " ".join(text.split())


def whole(articles: Sequence[Article]) -> Context:
    """Every sentence of the articles, in order."""
    sentences = tuple(sentence for article in articles for sentence in article.sentences)
    return Context(sentences, {article.article_id: article for article in articles})


def choose(question: str, library: Library, scope: Scope, model: str) -> Context:
    """The sentences a model should read for the question: all in scope if they fit, else the best."""
    infos = library.articles(scope)
    if sum(info.sentences for info in infos) <= _MOST_SENTENCES:
        found = (library.by_id(info.article_id, scope) for info in infos)
        context = whole([article for article in found if article is not None])
        if sum(_tokens(sentence, model) for sentence in context.sentences) <= WHOLE_TOKENS:
            return context
    compares = _COMPARES.search(question) is not None
    reach, tokens = (0, COMPARING_TOKENS) if compares else (1, PACKED_TOKENS)
    return pack(library.search(question, scope), library, scope, reach=reach, tokens=tokens, model=model)


def pack(
    hits: Sequence[Hit], library: Library, scope: Scope, *, reach: int, tokens: int, model: str
) -> Context:
    """Take hits in rank order, each with `reach` neighbours either side, until `tokens` are used.

    Grouped by article (best first), each article's sentences in their own order.
    """
    articles: dict[str, Article] = {}
    taken: dict[str, dict[int, Sentence]] = {}
    for hit in hits:
        article_id = hit.sentence.article_id
        if article_id not in articles:
            article = library.by_id(article_id, scope)
            if article is None or hit.sentence not in article.sentences:
                continue  # somebody changed or removed it since the search
            articles[article_id] = article
        for sentence in _around(articles[article_id], hit.sentence, reach):
            if sentence.number in taken.setdefault(article_id, {}):
                continue
            tokens -= _tokens(sentence, model)
            if tokens < 0:
                return _grouped(articles, taken)
            taken[article_id][sentence.number] = sentence
    return _grouped(articles, taken)


def _around(article: Article, sentence: Sentence, reach: int) -> Iterator[Sentence]:
    """The sentence first, then its neighbours: when tokens run out, the hit itself is in."""
    yield sentence
    for distance in range(1, reach + 1):
        for number in (sentence.number - distance, sentence.number + distance):
            if 1 <= number <= len(article.sentences):
                yield article.sentences[number - 1]


def _grouped(articles: Mapping[str, Article], taken: Mapping[str, Mapping[int, Sentence]]) -> Context:
    sentences = tuple(found[number] for found in taken.values() for number in sorted(found))
    return Context(sentences, articles)


def _tokens(sentence: Sentence, model: str) -> int:
    return budget.count_tokens(sentence.text, model) + _LABEL_TOKENS
