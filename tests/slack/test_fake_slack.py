"""The Slack on this machine, tried by hand: each line is answered, and no run is taken for another."""

from __future__ import annotations

from tests.fakes.slack_server import FakeSlack, said_to
from tests.slack.conftest import RunningBot
from tests.slack.test_talk import QUESTION

Shared = tuple[FakeSlack, RunningBot]


def test_what_the_bot_says_to_a_line_is_shown_to_all_or_in_private(shared: Shared) -> None:
    slack, _ = shared
    assert "around 11,000 trained fighters" in said_to(slack, QUESTION)
    assert said_to(slack, "tl;dr").startswith("(to you alone) I summarise the thread")


def test_a_bot_that_is_not_there_is_told_and_ends_nothing(slack: FakeSlack) -> None:
    assert said_to(slack, QUESTION) == "(no bot is connected)"


def test_an_answer_that_does_not_come_is_told_and_ends_nothing(shared: Shared) -> None:
    slack, _ = shared
    assert said_to(slack, QUESTION, seconds=0) == "(no answer within 0 s)"
    assert "around 11,000 trained fighters" in said_to(slack, QUESTION)


def test_another_run_has_other_ids_beside_the_same_records() -> None:
    with FakeSlack() as first, FakeSlack() as second:
        events = {slack.event({})["event_id"] for slack in (first, second)}
        files = {slack.file("a.txt", b"a")["id"] for slack in (first, second)}
    assert len(events) == len(files) == 2
