"""Articles that are read once and not kept: cut into sentences, without a store, an embedder or vectors."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from index.errors import Unreadable
from index.ingest import prepared
from index.naming import article_id_for
from index.types import Article, NewArticle, Sentence


def passing(news: Iterable[NewArticle], taken: Collection[str] = ()) -> list[Article]:
    """The articles as the library would keep them, under ids that are not `taken`.

    They may be longer than what the library keeps. Raises Unreadable for one without words.
    """
    ids = set(taken)
    made: list[Article] = []
    for new in news:
        made.append(_article(new, ids))
        ids.add(made[-1].article_id)
    return made


def _article(new: NewArticle, taken: set[str]) -> Article:
    each = prepared(new, most_sentences=None)
    if each.refusal is not None:
        raise Unreadable(f"{each.new.source or each.new.origin}: {each.refusal}")
    clean = each.new
    article_id = article_id_for(clean.origin, clean.title, taken)
    sentences = tuple(
        Sentence(article_id, number, start, end, clean.text[start:end])
        for number, (start, end) in enumerate(each.spans, 1)
    )
    return Article(
        article_id, clean.title, clean.date, clean.source, clean.url, clean.channels, clean.text, sentences
    )
