"""Which sentences are shown when no model answers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.extractive import MOST, pick
from bot.question.asked import is_statement, kind_asked
from bot.weighing import READ, Score
from index.types import Hit, Sentence


def hits(*rows: tuple[str, float, float], article: str = "a") -> list[Hit]:
    """Hits from (text, score, words), as the library would give them."""
    return [
        Hit(Sentence(article, number, 0, len(text), text), score, words, score)
        for number, (text, score, words) in enumerate(rows, 1)
    ]


def texts(
    question: str, *rows: tuple[str, float, float], title: str | None = None, score: Score | None = None
) -> list[str]:
    return [hit.sentence.text for hit in pick(question, hits(*rows), {"a": title}, score)]


def test_the_best_comes_first_and_what_comes_near_it_follows() -> None:
    rows = ("It was old.", 0.85, 0.9), ("The mill burned down.", 0.9, 1.0), ("It rained.", 0.2, 0.0)
    assert texts("What of it?", *rows) == ["The mill burned down.", "It was old."]


def test_never_more_than_the_most() -> None:
    rows = [(f"The mill has {number} wheels.", 0.9, 1.0) for number in range(9)]
    assert len(texts("How many were there?", *rows)) == MOST


def test_a_sentence_that_says_the_rest_of_the_question_goes_before_one_that_says_the_same_again() -> None:
    best, again = ("The mill burned in March.", 0.9, 1.0), ("The mill burned down.", 0.6, 0.8)
    rest = ("The owner fled.", 0.55, 0.4)
    question = "Why did the owner flee after the mill burned in March?"
    assert texts(question, best, again, rest) == [best[0], rest[0]]


@pytest.mark.parametrize(
    ("question", "title", "shown"),
    [
        ("what is an old mill good for", "Old mill", ["It ground corn.", "It made flour.", "It paid."]),
        ("what is an old mill good for", None, ["It made flour."]),
        ("what was flour made of", "Old mill", ["It made flour."]),  # a detail
        ("the old mill was very useful", "Old mill", ["It made flour."]),  # a statement to check
    ],
)
def test_a_question_about_the_subject_of_an_article_gets_a_passage_in_its_order(
    question: str, title: str | None, shown: list[str]
) -> None:
    rows = ("It ground corn.", 0.6, 0.1), ("It made flour.", 0.9, 0.1), ("It paid.", 0.6, 0.0)
    assert texts(question, *rows, title=title) == shown


def test_a_passage_is_of_one_article() -> None:
    found = hits(("It made flour.", 0.9, 0.1), ("It paid.", 0.6, 0.1)) + hits(("Hm.", 0.1, 0), article="b")
    question, titles = "what is an old mill good for", {"a": "Old mill", "b": None}
    assert [hit.sentence.text for hit in pick(question, found, titles)] == ["It made flour."]
    assert len(pick(question, found[:2], titles)) == 2


def test_a_second_article_is_a_second_witness() -> None:
    same, other = ("The mill was lost.", 0.58, 0.5), ("It was ashes.", 0.58, 0.0)
    best = hits(("The mill burned down.", 0.9, 1.0))
    question = "What of it?"
    assert len(pick(question, best + hits(("Never mind.", 0.0, 0.0), same)[1:])) == 1
    assert len(pick(question, best + hits(other, article="b"))) == 2


def reader(**logits: float) -> Score:
    """A reranker that gives the sum of the logits of the words a text holds."""

    def score(question: str, texts: Sequence[str]) -> list[float]:
        return [sum(logits.get(word.strip(".").lower(), 0.0) for word in text.split()) for text in texts]

    return score


def test_the_reranker_can_lift_a_sentence_over_the_first_of_the_search() -> None:
    rows = ("It was painted.", 0.9, 1.0), ("It burned.", 0.7, 0.5)
    assert texts("What of it?", *rows)[0] == "It was painted."
    assert texts("What of it?", *rows, score=reader(painted=-9, burned=9)) == ["It burned."]


@pytest.mark.parametrize(("logit", "shown"), [(1.9, 1), (2.0, 2), (-1.0, 1)])
def test_what_makes_the_answer_read_better_is_shown_too(logit: float, shown: int) -> None:
    rows = ("It burned.", 0.9, 1.0), ("Lightning struck.", 0.1, 0.0)
    assert len(texts("What of it?", *rows, score=reader(burned=5, lightning=logit))) == shown


@pytest.mark.parametrize(("logit", "shown"), [(0.1, 2), (-0.1, 1)])
def test_in_a_passage_anything_that_reads_better_is_shown(logit: float, shown: int) -> None:
    rows = ("It burned.", 0.9, 1.0), ("Lightning struck.", 0.1, 0.0)
    score = reader(burned=5, lightning=logit)
    assert len(texts("what is the old mill", *rows, title="Old mill", score=score)) == shown


def test_sentences_of_two_articles_are_not_read_in_a_row() -> None:
    found = hits(("It burned.", 0.9, 1.0)) + hits(("Lightning struck.", 0.1, 0.0), article="b")
    assert len(pick("What of it?", found, {}, reader(burned=5, lightning=4))) == 1


def test_the_reranker_reads_the_title_with_each_sentence_and_no_more_than_it_has_time_for() -> None:
    read: list[str] = []

    def score(question: str, texts: Sequence[str]) -> list[float]:
        read.extend(texts)
        return [0.0] * len(texts)

    texts("What of it?", *[(f"Wheel {number}.", 0.9, 1.0) for number in range(30)], title="Mill", score=score)
    assert read[:READ] == [f"Mill. Wheel {number}." for number in range(READ)]
    assert "Mill. Wheel 20." not in read


def test_no_text_is_read_twice() -> None:
    read: list[str] = []

    def score(question: str, texts: Sequence[str]) -> list[float]:
        read.extend(texts)
        return [float(len(text)) for text in texts]

    rows = [(f"Wheel {number} of {number**number}.", 0.9 - number / 9, 1.0) for number in range(8)]
    texts("What of it?", *rows, score=score)
    assert len(read) == len(set(read)) > len(rows)


def test_nothing_found_is_no_answer() -> None:
    assert texts("What happened to the mill?") == []


def test_no_word_shared_is_no_answer() -> None:
    assert texts("Who runs the ferry?", ("The mill burned down.", 0.9, 0.0)) == []


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        (
            "How many people worked at the mill?",
            "Around 300 people worked there.",
            "People worked there.",
        ),
        ("How many died?", "Eleven miners died.", "Miners died in the mill."),
        ("When did the mill close?", "The mill closed in 1961.", "The mill closed its gates."),
        ("In which month did it open?", "It opened in March.", "The mill did open."),
        ("Who owned the mill?", "The mill was owned by Ada Byrne.", "The mill was owned and run."),
    ],
)
def test_the_kind_of_thing_asked_for_comes_first(question: str, holds: str, lacks: str) -> None:
    assert texts(question, (lacks, 0.9, 1.0), (holds, 0.85, 0.5))[0] == holds
    assert texts(question, (lacks, 0.9, 1.0)) == [], "and where no sentence holds one, there is no answer"


@pytest.mark.parametrize(
    "question",
    ["When the mill burned, what did the owner do?", "The owner did what when the mill burned?"],
)
def test_a_when_that_only_joins_asks_for_no_time(question: str) -> None:
    assert kind_asked(question) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mill closed in 1961", True),
        ("the mill is not open", True),
        ("Did the mill close", False),
        ("isn't the mill open", False),
        ("the mill closed when", False),
        ("difference between mill and ferry", False),
    ],
)
def test_a_statement_is_told_from_a_question_without_its_mark(text: str, expected: bool) -> None:
    assert is_statement(text) is is_statement(text.upper()) is is_statement(f"{text}?") is expected
