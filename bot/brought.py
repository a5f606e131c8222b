"""What answers stand on that is not in the library: messages and pages read for one answer only. Pure.

How it is kept with the answer: `bot.records.brought_book`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.types import Article

PREFIX = "brought:"  # ids of the library are letters, digits and hyphens


def as_brought(article: Article) -> Article:
    """The article under an id that none in the library has."""
    article_id = article.article_id if is_brought(article.article_id) else PREFIX + article.article_id
    sentences = tuple(replace(one, article_id=article_id) for one in article.sentences)
    return replace(article, article_id=article_id, sentences=sentences)


def is_brought(article_id: str) -> bool:
    """Whether an answer's place is in something that was read for that answer only."""
    return article_id.startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class Spot:
    """The message that a sentence stands in: its `ts`, and the message that it replies to, if any."""

    sentence: int
    ts: str
    thread: str | None
