"""Rules of a channel, on both transports: who is answered there, whether aloud, and about which articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bot.records import Records
from bot.slack.door import NOT_YOU
from bot.slack.work import NOT_PRIVATELY
from tests.fakes.slack_server import ANNA, BEN, DIRECT, GENERAL, PRIVATE, TEAM, FakeSlack
from tests.slack.conftest import RunningBot
from tests.slack.test_buttons import answer_id, private_reply
from tests.slack.test_talk import EVIDENCE, QUESTION, answers_in, quotes, silence_after

Shared = tuple[FakeSlack, RunningBot]


@contextmanager
def rules(bot: RunningBot, channel: str = GENERAL, **written: str) -> Iterator[None]:
    """Rules that hold for the time of a test."""
    with Records.open(bot.home) as records:
        records.rules.set(TEAM, channel, written)
        try:
            yield
        finally:
            records.rules.clear(TEAM, channel)


def called_in(slack: FakeSlack, user: str = ANNA) -> str:
    """A thread in which the bot has answered a mention."""
    body = slack.mention(QUESTION, user=user)
    slack.send(body)
    answers_in(slack, body["event"]["ts"])
    return str(body["event"]["ts"])


def test_who_may_not_ask_hears_so_once_and_alone_however_they_ask(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, askers=BEN):
        posts = len(slack.posts())
        asked = [
            slack.mention(QUESTION),
            slack.command("/ask", QUESTION),
            slack.command("/summary", "North Korea in Kursk"),
        ]
        for body in asked:
            said = private_reply(slack, body)
            assert said["text"] == NOT_YOU
        assert len(slack.posts()) == posts
        assert called_in(slack, BEN)


def test_a_mention_of_who_may_not_ask_does_not_call_the_bot_into_the_thread(shared: Shared) -> None:
    slack, bot = shared
    root = slack.say("Good morning")["event"]["ts"]
    slack.say("Good morning", user=BEN, thread=root)
    with rules(bot, askers=BEN):
        private_reply(slack, slack.mention(QUESTION, thread=root))
    silence_after(slack, slack.say(QUESTION, thread=root))


def test_in_a_thread_it_is_silent_to_who_may_not_ask_and_lets_them_send_it_away(shared: Shared) -> None:
    slack, bot = shared
    thread = called_in(slack, BEN)
    with rules(bot, askers=BEN):
        posts, privates = len(slack.posts(thread)), len(slack.privates)
        slack.send(slack.say(QUESTION, thread=thread))
        slack.send(slack.say(QUESTION, thread=thread, user=BEN))
        answers_in(slack, thread, posts + 1)
        slack.send(slack.mention("stop", thread=thread))
        assert "stay quiet" in answers_in(slack, thread, posts + 2)[-1]["text"]
        assert (len(slack.posts(thread)), len(slack.privates)) == (posts + 2, privates)


def test_who_may_not_ask_in_the_workspace_may_not_ask_in_a_direct_message(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, "*", askers=BEN):
        body = slack.say(QUESTION, channel=DIRECT)
        slack.send(body)
        (answer,) = answers_in(slack, body["event"]["ts"])
        assert answer["text"] == NOT_YOU


def test_where_mentions_only_are_answered_follow_ups_need_one(shared: Shared) -> None:
    slack, bot = shared
    thread = called_in(slack)
    with rules(bot, mention_only="yes"):
        silence_after(slack, slack.say(QUESTION, thread=thread))
        slack.send(slack.mention(QUESTION, thread=thread))
        assert len(answers_in(slack, thread, 2)) == 2
    slack.send(slack.say(QUESTION, thread=thread))
    assert len(answers_in(slack, thread, 3)) == 3


def test_in_a_direct_message_no_rule_asks_for_a_mention_or_hides_the_answer(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, "*", mention_only="yes", private="yes"):
        body = slack.say(QUESTION, channel=DIRECT)
        slack.send(body)
        (answer,) = answers_in(slack, body["event"]["ts"])
        assert EVIDENCE in quotes(answer)
        follow = slack.say(QUESTION, channel=DIRECT, thread=body["event"]["ts"])
        slack.send(follow)
        answers_in(slack, body["event"]["ts"], 2)


def test_a_private_answer_is_seen_by_the_asker_alone_until_they_share_it_once(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, private="yes"):
        posts, statuses = len(slack.posts()), len(slack.statuses)
        answer = private_reply(slack, slack.mention(QUESTION, user=BEN))
        assert (answer["user"], answer["channel"]) == (BEN, GENERAL)
        assert EVIDENCE in quotes(answer)
        assert (len(slack.posts()), len(slack.statuses)) == (posts, statuses)
        slack.send(slack.click(answer, "share", user=BEN))
        slack.wait(lambda: len(slack.posts()) == posts + 1)
        shared_post = slack.posts()[-1]
        assert shared_post["blocks"] == answer["blocks"][:-1]
        assert "already" in private_reply(slack, slack.click(answer, "share", user=BEN))["text"]


def test_a_follow_up_to_a_private_answer_is_private_too(shared: Shared) -> None:
    slack, bot = shared
    thread = called_in(slack)
    with rules(bot, private="yes"):
        answer = private_reply(slack, slack.say(QUESTION, thread=thread, user=BEN))
        assert (answer["user"], answer["thread_ts"]) == (BEN, thread)
        assert len(slack.posts(thread)) == 1


def test_a_private_answer_that_slack_does_not_let_through_is_told_to_nobody_else(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, private="yes"):
        slack.fault("chat.postEphemeral", error="user_not_in_channel")
        body = slack.mention(QUESTION)
        slack.send(body)
        (said,) = answers_in(slack, body["event"]["ts"])
        assert said["text"] == NOT_PRIVATELY
        assert not said.get("blocks")


def test_the_line_in_place_of_a_private_answer_is_not_taken_for_the_answers_message(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, private="yes"):
        answer = private_reply(slack, slack.mention(QUESTION))
        slack.fault("chat.postEphemeral", error="user_not_in_channel")
        body = slack.mention(QUESTION)
        slack.send(body)
        answers_in(slack, body["event"]["ts"])
    with closing(sqlite3.connect(bot.home / "records.sqlite3")) as db:
        latest = db.execute("SELECT id, message FROM answers ORDER BY at DESC LIMIT 2").fetchall()
    assert answer_id(answer) in dict(latest)
    assert [message for _, message in latest] == [None, None]


def test_what_was_answered_privately_explains_nothing_to_who_asks_next(shared: Shared) -> None:
    slack, bot = shared
    root = slack.say("Look")["event"]["ts"]
    slack.say("At what?", thread=root, user=BEN)
    with rules(bot, private="yes"):
        private_reply(slack, slack.mention(QUESTION, thread=root))
        slack.wait(lambda: turns(bot, root))
    assert turns(bot, root) == [("asker", QUESTION)]


def turns(bot: RunningBot, thread: str) -> list[tuple[str, str]]:
    with Records.open(bot.home) as records:
        return records.turns(TEAM, GENERAL, thread)


@pytest.mark.parametrize(("articles", "found"), [("plan", False), ("seed", True)])
def test_only_what_the_rules_name_is_asked_about(shared: Shared, articles: str, found: bool) -> None:
    slack, bot = shared
    with rules(bot, PRIVATE, articles=articles):
        answer = private_reply(slack, slack.command("/ask", QUESTION, channel=PRIVATE))
        assert (EVIDENCE in quotes(answer)) is found
        listed = private_reply(slack, slack.command("/footnote", "list", channel=PRIVATE))
        assert ("Kursk" in str(listed)) is found
        assert ("The plan" in str(listed)) is not found
