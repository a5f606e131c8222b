"""Questions that an article answers, made of its own words by two rules, each asked before it is offered.

A figure that counts things gives "How many NOUN are mentioned?", the name that stands in it most often "What
is said about NAME?". Names and nouns are taken as they stand, letters only: nothing else travels in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from bot.ask import ask
from bot.desk import Desk
from bot.gate.grammar import FUNCTION_WORDS, is_plural_noun, is_verb
from bot.gate.units import FIGURE_WORDS, UNIT_WORDS
from bot.gate.words import Token, stem, tokens
from index.types import Article, ArticleInfo, Scope

MOST = 4  # docs.slack.dev, assistant.threads.setSuggestedPrompts
ARTICLES_READ = 8
OF_EACH = 3
_NOUN_WORDS = 3  # "North Korean losses"
_MAX_CHARS = 75
_NAME = re.compile(r"\b(?:the )?[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+){1,2}\b")
_PLAIN = re.compile(r"(?:[^\W\d_]|[ ’'-])+")


def suggested(desk: Desk, scope: Scope) -> list[str]:
    """Up to four questions that the articles in scope answer, of different articles first, newer ones before.

    Each was asked, on the way without a model, and answered with a sentence of the article it is made of.
    """
    read = [desk.library.by_id(one.article_id, scope) for one in _newest(desk.library.articles(scope))]
    plain = replace(desk, model=None)
    each = [_answered(article, plain, scope) for article in read if article is not None]
    found = (one for round_ in zip_longest(*each) for one in round_ if one is not None)
    return list(islice(dict.fromkeys(found), MOST))


def questions(article: Article) -> list[str]:
    """What could be asked about an article, by the two rules; the counts before the name."""
    counted = (f"How many {noun} are mentioned?" for s in article.sentences for noun in _counted(s.text))
    named = (f"What is said about {name}?" for name in _named(article))
    made = [*islice(dict.fromkeys(counted), OF_EACH - 1), *named]
    return [one for one in made if len(one) <= _MAX_CHARS and _PLAIN.fullmatch(one[:-1])][:OF_EACH]


def _newest(articles: Sequence[ArticleInfo]) -> list[ArticleInfo]:
    return sorted(articles, key=lambda one: one.date or "", reverse=True)[:ARTICLES_READ]


def _answered(article: Article, desk: Desk, scope: Scope) -> Iterator[str]:
    for question in questions(article):
        answer = ask(question, desk, scope=scope, mode="extractive")
        cited = {citation.article_id for claim in answer.claims for citation in claim.citations}
        if answer.status == "answered" and article.article_id in cited:
            yield question


def _counted(sentence: str) -> Iterator[str]:
    """The nouns that a figure counts: "11,000 trained fighters"; no years, no money, no measures."""
    found = tokens(sentence)
    for at, token in enumerate(found):
        if token.kind == "number" and token.text not in ("0", "1"):
            after = found[at + 1 :]
            scaled = after[:1] and after[0].key in FIGURE_WORDS  # "4 million people"
            noun = _noun(after[1:] if scaled else after)
            if noun:
                yield sentence[noun[0].start : noun[-1].end]


def _noun(after: Sequence[Token]) -> Sequence[Token]:
    for count, token in enumerate(after[:_NOUN_WORDS], 1):
        if not token.is_word or token.key in FUNCTION_WORDS | UNIT_WORDS or not stem(token.key).isalpha():
            return ()
        if is_plural_noun(token) and not is_verb(token):
            return after[:count]
    return ()


def _named(article: Article) -> list[str]:
    """The name that stands there most often, if it does so more than once."""
    names = Counter(
        found[0]
        for sentence in article.sentences
        for found in _NAME.finditer(sentence.text)
        if _ends_there(sentence.text[found.end() :])
    )
    return [name for name, count in names.most_common(1) if count > 1]


def _ends_there(after: str) -> bool:
    """Whether a name is whole before these words: in "North Korean losses" it only describes."""
    following = tokens(after)[:1]
    return not any(one.is_word and one.key not in FUNCTION_WORDS and not is_verb(one) for one in following)
