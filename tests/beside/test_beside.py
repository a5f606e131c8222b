"""What an answer says beside its claims, on the whole road: whatever a model says, and without any."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from bot import extractive
from bot.answers import Answer
from bot.ask import ask
from bot.beside import Reading, completed, conflict
from bot.beside.figures import Figure, figures
from bot.wording import answer_text
from index.sentences import split
from index.types import Article, NewArticle, Sentence
from tests.shelf import ScriptedModel, desk_with, drafted, seed_desk

FIRST = NewArticle(
    "first.md",
    "The storm came ashore near Harle on Sunday. The storm killed at least nine people, police said. "
    "The council has counted 40 damaged homes, while insurers put the number at 65.",
    title="Storm hits Harle",
    date="2026-02-10",
)
LATER = NewArticle(
    "later.md",
    "The storm in Harle killed eleven people, up from the nine that were first reported. "
    "Work on the wall in Harle is expected to start in September.",
    title="Harle counts its dead",
    date="2026-03-17",
)


def asked(tmp_path: Path, question: str, *replies: str) -> Answer:
    model = ScriptedModel(list(replies)) if replies else None
    return ask(question, desk_with(tmp_path, [FIRST, LATER], model))


DEATHS = "How many people did the storm kill?"


@pytest.mark.parametrize(
    "reply", [drafted(("at least nine people", [2])), drafted(("eleven people", [4])), None]
)
def test_an_update_is_said_as_such_and_the_newer_article_stands_first(
    tmp_path: Path, reply: str | None
) -> None:
    answer = asked(tmp_path, DEATHS, *([reply] if reply else []))
    assert answer.differ == "updated"
    days = [claim.citations[0].date for claim in answer.claims]
    assert days[:2] == ["2026-03-17", "2026-02-10"]
    text = answer_text(answer)
    assert text.startswith("The newer article (2026-03-17) updates the earlier one (2026-02-10):")
    assert "eleven people" in text
    assert "nine people" in text


def test_a_model_that_shows_one_side_of_a_sentence_is_shown_whole(tmp_path: Path) -> None:
    answer = asked(tmp_path, "How many homes are damaged?", drafted(("40 damaged homes", [3])))
    assert [claim.kind for claim in answer.claims] == ["sentence"]
    assert answer_text(answer).startswith("Sources differ:\n“The council has counted 40 damaged homes, while")


def test_extracts_show_both_sides_too(tmp_path: Path) -> None:
    answer = asked(tmp_path, "How many homes are damaged?")
    assert answer.differ == "sources"
    assert "65" in answer_text(answer)


def test_figures_of_other_things_bring_no_other_side(tmp_path: Path) -> None:
    answer = asked(tmp_path, "When does work on the wall start?", drafted(("in September", [5])))
    assert (answer.differ, len(answer.claims)) == (None, 1)


def test_beside_an_undated_article_claims_stand_as_they_are(tmp_path: Path) -> None:
    undated = NewArticle("undated.md", "The storm in Harle killed twelve people.")
    model = ScriptedModel([drafted(("twelve people", [3]))])
    answer = ask(DEATHS, desk_with(tmp_path, [LATER, undated], model))
    assert answer.differ == "articles"
    assert [claim.citations[0].date for claim in answer.claims] == [None, "2026-03-17"]


HELD = "Police said 40 people were arrested. Organisers said 65 people were arrested."


def answered() -> Answer:
    sentences = tuple(
        Sentence("a", n, start, end, HELD[start:end]) for n, (start, end) in enumerate(split(HELD), 1)
    )
    article = Article("a", None, None, None, None, frozenset(), HELD, sentences)
    claims = tuple(extractive.whole(one, article) for one in sentences)
    answer = Answer("How many people were arrested?", "extractive", claims, ())
    return completed(answer, Reading(sentences, {"a": article}, lambda words: []))


def test_each_sentence_is_read_for_its_figures_once_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(sentence: Sentence) -> tuple[Figure, ...]:
        read.append(sentence.number)
        return figures(sentence)

    monkeypatch.setattr(conflict, "figures", counted)
    for _ in range(2):
        read.clear()
        assert answered().differ == "sources"
        assert sorted(read) == [1, 2]


def test_nothing_is_kept_of_a_sentence_when_the_answer_is_gone() -> None:
    answered()
    gc.collect()
    assert not [one for one in gc.get_objects() if isinstance(one, Sentence) and one.text in HELD]


def test_a_relative_time_is_resolved_beside_the_copied_words(tmp_path: Path) -> None:
    answer = asked(tmp_path, "When does work on the wall start?", drafted(("in September", [5])))
    (claim,) = answer.claims
    assert claim.notes == ("“September” = September 2026, from the article’s date, 2026-03-17",)
    assert answer_text(answer).endswith(f"({claim.notes[0]})")


def test_the_time_of_a_sentence_is_noted_where_a_time_is_asked(tmp_path: Path) -> None:
    (claim, *_) = asked(tmp_path, "When did the storm come ashore?").claims
    assert claim.notes == ("“Sunday” = 8 February 2026, from the article’s date, 2026-02-10",)
    assert all(not claim.notes for claim in asked(tmp_path, "Where did the storm come ashore?").claims)


def test_an_undated_article_gives_no_date(tmp_path: Path) -> None:
    answer = ask("When was the agreement signed?", seed_desk(tmp_path, drafted(("last year", [2]))))
    assert "“last year”: the article is undated" in answer_text(answer)
    assert not any(char.isdigit() for char in answer_text(answer))


@pytest.mark.parametrize("reply", [drafted(("around 11,000 trained fighters", [6])), None])
@pytest.mark.parametrize(
    ("question", "piece"),
    [
        ("Why did South Korea send 11,000 soldiers to help Russia?", "South Korea"),
        ("Why did Kim Jong Un send 21,000 trained fighters?", "21,000"),
    ],
)
def test_a_false_premise_is_told_first_then_what_the_article_says(
    tmp_path: Path, question: str, piece: str, reply: str | None
) -> None:
    answer = ask(question, seed_desk(tmp_path, *([reply] if reply else [])))
    assert (answer.status, answer.missing) == ("partly", piece)
    assert answer_text(answer).startswith(f"The article does not mention “{piece}”.")
    assert "around 11,000 trained fighters" in answer_text(answer)


def test_what_the_model_calls_missing_stands_before_what_code_finds(tmp_path: Path) -> None:
    reply = drafted(("around 11,000 trained fighters", [6]), missing="South Korea send")
    answer = ask("Why did South Korea send 21,000?", seed_desk(tmp_path, reply))
    assert answer.missing == "South Korea send"


def test_a_true_premise_is_answered_plainly(tmp_path: Path) -> None:
    question = "Why did North Korea send around 11,000 fighters to President Putin?"
    reply = drafted(("around 11,000 trained fighters", [6]))
    assert ask(question, seed_desk(tmp_path, reply)).status == "answered"


def test_a_refusal_mentions_nothing(tmp_path: Path) -> None:
    answer = ask("Why did South Korea send 21,000?", seed_desk(tmp_path, drafted()))
    assert (answer.status, answer.missing) == ("not_in_source", None)
