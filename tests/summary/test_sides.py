"""Which sentences of a summary are held against each other."""

from __future__ import annotations

from bot.summary.digest import Pool
from bot.summary.sides import other_sides
from index.sentences import split
from index.types import Article, Sentence


def article(name: str, text: str) -> Article:
    sentences = (
        Sentence(name, n, start, end, text[start:end]) for n, (start, end) in enumerate(split(text), 1)
    )
    return Article(name, None, None, None, None, frozenset(), text, tuple(sentences))


def sides(*articles: Article) -> int:
    """How many sentences contradict the first one of the first article."""
    first = articles[0].sentences[0]
    by_id = {one.article_id: one for one in articles}
    found = other_sides([first], Pool.of(articles), by_id)
    return len(found.get((first.article_id, first.number), ()))


def organisers(count: int) -> Article:
    return article(
        "b", " ".join(f"Organisers said {100 + n} people were arrested at the march." for n in range(count))
    )


POLICE = article("a", "Police said 40 people were arrested at the march.")


def test_a_sentence_with_another_figure_is_another_side() -> None:
    assert sides(POLICE, organisers(3)) == 3


def test_a_book_of_near_copies_is_not_held_against_one_sentence_whole() -> None:
    assert sides(POLICE, organisers(60)) == 39, "it is one of the 40 itself"
