"""Suggested questions and the status line, on both transports: true to the library, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers import Answer
from bot.ask import ask
from bot.question.suggested import questions, suggested
from bot.slack.prompts_shown import Suggestions
from index.types import EVERYTHING, Article, NewArticle, Scope, Sentence
from tests.fakes.slack_server import DIRECT, FakeSlack
from tests.shelf import SEED_TEXT, desk_with
from tests.slack.conftest import RunningBot
from tests.slack.test_home import opening
from tests.slack.test_talk import QUESTION, answers_in, silence_after

Shared = tuple[FakeSlack, RunningBot]

BRIDGE = (
    "The Quill bridge carried 4,100 heavy lorries in May. Mara Tull opened it. "
    "Then Mara Tull left, and 7 days passed."
)
MILL = "Two fires broke out at the mill. Some 312 workers were sent home. The mill cost £40 million."


def article(*sentences: str) -> Article:
    rows = tuple(Sentence("a", n, 0, len(text), text) for n, text in enumerate(sentences, 1))
    return Article("a", None, None, None, None, frozenset(), " ".join(sentences), rows)


def test_opening_the_conversation_suggests_questions_of_what_may_be_read_there(shared: Shared) -> None:
    slack, _ = shared
    slack.prompts.clear()
    silence_after(slack, opening(slack, "messages"))
    prompts = slack.wait(lambda: slack.prompts.get(DIRECT))
    assert {
        "title": "How many trained fighters are mentioned?",
        "message": "How many trained fighters are mentioned?",
    } in prompts
    assert "Zubrowka" not in str(prompts)
    for prompt in prompts:
        body = slack.say(prompt["message"], channel=DIRECT)
        slack.send(body)
        (answer,) = answers_in(slack, body["event"]["ts"])
        assert "not say" not in answer["text"]


def test_a_refusal_of_slack_to_suggest_is_a_line_in_the_log(shared: Shared) -> None:
    slack, bot = shared
    slack.fault("assistant.threads.setSuggestedPrompts", error="missing_scope")
    silence_after(slack, opening(slack, "messages"))
    slack.wait(lambda: "no questions suggested: missing_scope" in bot.log)


def test_while_it_works_the_status_says_how_many_articles_are_read(shared: Shared) -> None:
    slack, _ = shared
    body = slack.mention(QUESTION)
    slack.send(body)
    answers_in(slack, body["event"]["ts"])
    told = slack.wait(lambda: [one for one in slack.statuses if one["thread_ts"] == body["event"]["ts"]])
    assert told[0]["status"].startswith("is reading ")
    assert told[0]["status"].endswith("article") or told[0]["status"].endswith("articles")
    assert 1 <= len(told[0]["loading_messages"]) <= 10


def test_what_only_one_person_sees_leaves_no_status_behind(shared: Shared) -> None:
    slack, _ = shared
    first = slack.mention(QUESTION)
    slack.send(first)
    thread = first["event"]["ts"]
    answers_in(slack, thread)
    slack.send(slack.mention("x" * 4_100, thread=thread))
    slack.wait(lambda: any(one["thread_ts"] == thread and one["status"] == "" for one in slack.statuses))


@pytest.mark.parametrize(
    ("sentences", "made"),
    [
        (("The Quill bridge carried 4,100 heavy lorries.",), ["How many heavy lorries are mentioned?"]),
        (
            ("It holds 4 million people and 900 cows.",),
            ["How many people are mentioned?", "How many cows are mentioned?"],
        ),
        (("It took 7 days and 500 square miles.", "It cost £40 million in 1999 and rose 3.5 per cent."), []),
        (("He sold 12 of them, 1 of those boats and 3 to friends.",), []),
        (("Mara Tull came.", "Mara Tull left with Bo."), ["What is said about Mara Tull?"]),
        (("Mara Tull came.",), []),
        (("The North Quill losses rose.", "North Quill losses fell."), []),
        (("It carried 40 heavy\nlorries and 50 wee\u202eping boats.",), []),
        (("See 40 <!channel> things.", "See 40 www.evil.example things."), []),
    ],
)
def test_questions_are_made_of_counted_things_and_of_the_name_that_stands_there_most(
    sentences: tuple[str, ...], made: list[str]
) -> None:
    assert questions(article(*sentences)) == made


def test_each_was_asked_and_answered_and_different_articles_come_first(tmp_path: Path) -> None:
    texts = {"bridge": BRIDGE, "mill": MILL, "seed": SEED_TEXT}
    desk = desk_with(tmp_path, [NewArticle(name, text) for name, text in texts.items()])
    found = suggested(desk, EVERYTHING)
    assert len(found) == 4
    answers = [ask(one, desk, mode="extractive") for one in found]
    assert {answer.status for answer in answers} == {"answered"}
    first = {answer.claims[0].citations[0].article_id for answer in answers[:3]}
    assert len(first) == 3


def test_what_is_answered_from_elsewhere_or_not_at_all_is_not_suggested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(tmp_path, [NewArticle("bridge", BRIDGE), NewArticle("mill", MILL)])
    elsewhere = ask("How many workers were sent home?", desk, mode="extractive")
    assert {one.article_id for claim in elsewhere.claims for one in claim.citations} == {"mill"}
    for given, made in ((elsewhere, ["How many workers are mentioned?"]), (Answer("?", "extractive"), [])):
        monkeypatch.setattr("bot.question.suggested.ask", lambda *_, given=given, **__: given)
        assert suggested(desk, EVERYTHING) == made


def test_they_are_worked_out_again_when_the_library_has_changed(tmp_path: Path) -> None:
    desk = desk_with(tmp_path, [NewArticle("bridge", BRIDGE, channels=frozenset({"C1"}))])
    known = Suggestions()
    assert known.of(desk, Scope(channel="C2")) == []
    first = known.of(desk, Scope(channel="C1"))
    assert first[0]["message"] == "How many heavy lorries are mentioned?"
    assert known.of(desk, Scope(channel="C1")) is first
    desk.library.add(NewArticle("bridge", MILL, channels=frozenset({"C1"})))
    assert [one["title"] for one in known.of(desk, Scope(channel="C1"))] == [
        "How many workers are mentioned?"
    ]
