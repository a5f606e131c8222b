"""Messages that go wrong, on both transports: one visible outcome each, or a logged reason where none can be.

Never two answers, and never a traceback, neither shown nor logged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.slack import post
from bot.slack.shown.layout import note
from tests.fakes.slack_server import ANNA, BEN, BOT_TOKEN, BOT_USER, DIRECT, GENERAL, FakeSlack
from tests.slack.conftest import RunningBot
from tests.slack.test_buttons import answer_id, answered, feedback
from tests.slack.test_talk import QUESTION, answers_in, silence_after

Shared = tuple[FakeSlack, RunningBot]
CAROL = "U0CAROL"  # nobody else's test speaks as her


def to_carol(slack: FakeSlack) -> list[dict]:
    """What only she sees: private lines and direct messages."""
    direct = [one for one in slack.posts() if one["channel"] == f"D0{CAROL}"]
    return [*(one for one in slack.privates if one.get("user") == CAROL), *direct]


def outcomes(slack: FakeSlack, body: dict) -> list[dict]:
    return [*slack.posts(body["event"]["ts"]), *to_carol(slack)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * 40_000, "40,000 characters"),
        ("👍", "Ask me about the articles"),
        (":tada: :+1:", "Ask me about the articles"),
        ("\u202e\u0000\u2060", "Ask me about the articles"),
    ],
    ids=["40,000 characters", "an emoji", "emoji as Slack writes them", "marks nobody can see"],
)
def test_what_is_no_question_gets_one_plain_line(shared: Shared, text: str, told: str) -> None:
    slack, bot = shared
    before, logged = len(to_carol(slack)), len(bot.log)
    body = slack.mention(text, user=CAROL)
    slack.send(body)
    slack.wait(lambda: len(outcomes(slack, body)) > before)
    silence_after(slack, {**body, "event_id": f"{body['event_id']}again"})
    (said,) = outcomes(slack, body)[: len(outcomes(slack, body)) - before]
    assert told in said["text"]
    assert "Traceback" not in bot.log[logged:]


@pytest.mark.parametrize("how", ["message_changed", "message_deleted"])
def test_a_question_that_is_edited_or_deleted_while_it_is_answered_keeps_its_one_answer(
    shared: Shared, how: str
) -> None:
    slack, bot = shared
    logged = len(bot.log)
    held = slack.fault("assistant.threads.setStatus", error="missing_scope")
    body = slack.mention(QUESTION)
    slack.send(body)
    slack.wait(held.reached.is_set)
    old = body["event"]
    changed = {"type": "message", "subtype": how, "channel": GENERAL, "channel_type": "channel"}
    new = {"message": {**old, "text": f"<@{BOT_USER}> how many died?", "edited": {"user": ANNA}}}
    slack.send(slack.event({**changed, "ts": f"{old['ts']}9", "previous_message": old, **new}))
    silence_after_answer(slack, old["ts"])
    assert "Traceback" not in bot.log[logged:]


def silence_after_answer(slack: FakeSlack, thread: str) -> None:
    answers_in(slack, thread)
    later = slack.mention(QUESTION)
    slack.send(later)
    answers_in(slack, later["event"]["ts"])
    assert len(slack.posts(thread)) == 1


def test_another_bot_that_asks_in_a_followed_thread_is_not_answered(shared: Shared) -> None:
    slack, _ = shared
    thread = answered(slack)["thread_ts"]
    silence_after(slack, slack.say(QUESTION, thread=thread, user="U0BOTTOO", bot_id="B0OTHER"))
    silence_after(slack, slack.mention(QUESTION, thread=thread, user="U0BOTTOO", bot_id="B0OTHER"))


def test_where_the_bot_was_removed_the_asker_is_told_by_direct_message(shared: Shared) -> None:
    slack, _ = shared
    before = len(to_carol(slack))
    slack.fault("chat.postMessage", error="not_in_channel")
    body = slack.mention(QUESTION, user=CAROL)
    slack.send(body)
    slack.wait(lambda: len(to_carol(slack)) > before)
    assert "Invite me" in to_carol(slack)[-1]["text"]
    assert slack.posts(body["event"]["ts"]) == []


@pytest.mark.parametrize(
    "word",
    [
        "is_archived",
        "channel_not_found",
        "token_revoked",
        "account_inactive",
        "thread_locked",
        "no_permission",
    ],
)
def test_where_slack_lets_nothing_be_posted_one_line_is_logged_and_the_next_is_answered(
    shared: Shared, word: str
) -> None:
    slack, bot = shared
    logged = len(bot.log)
    fault = slack.fault("chat.postMessage", error=word, times=9)
    body = slack.mention(QUESTION, user=CAROL)
    slack.send(body)
    slack.wait(lambda: f"given up: {word}" in bot.log[logged:])
    fault.times = 0
    answered(slack)
    assert slack.posts(body["event"]["ts"]) == []
    assert bot.log[logged:].count("given up") == 1
    assert "Traceback" not in bot.log[logged:]


@pytest.mark.parametrize("where", [GENERAL, DIRECT], ids=["by mention", "by direct message"])
def test_a_file_of_a_kind_that_nobody_reads_is_refused_in_one_line(shared: Shared, where: str) -> None:
    slack, _ = shared
    file = slack.file("setup.exe", b"MZ\x90\x00", "application/x-dosexec")
    text = "" if where == DIRECT else f"<@{BOT_USER}>"
    privates = len(slack.privates)
    body = slack.drop(file, text=text, channel=where, user=BEN)
    slack.send(body)

    def said() -> list[dict]:
        return [*slack.posts(body["event"]["ts"]), *slack.privates[privates:]]

    slack.wait(said)
    silence_after(slack, slack.twin(body) if where == GENERAL else body)
    (line,) = said()
    assert "I read text, Markdown, HTML and PDF files only" in line["text"]
    assert slack.downloads == [] or all(id != file["id"] for id, _ in slack.downloads)


def test_a_modal_that_is_sent_off_twice_is_kept_once_and_says_nothing_twice(shared: Shared) -> None:
    slack, bot = shared
    answer, logged = answered(slack), len(bot.log)
    modals = len(slack.modals)
    slack.send(slack.click(answer, "feedback", value=f"down:{answer_id(answer)}"))
    slack.wait(lambda: len(slack.modals) > modals and feedback(bot, answer))
    values = {
        "reason": {"reason": {"selected_option": {"value": "wrong_fact"}}},
        "words": {"words": {"value": "It says 11,000."}},
    }
    sent = slack.submit(slack.modals[-1], values)
    assert [ack.status for ack in slack.deliver(sent, copies=2)] == [200, 200]
    slack.send(sent)
    slack.wait(lambda: feedback(bot, answer) and feedback(bot, answer)[0]["reason"])
    assert len(feedback(bot, answer)) == 1
    assert "Traceback" not in bot.log[logged:]


@pytest.mark.parametrize("seconds", [1, 30])
async def test_slack_is_waited_for_as_long_as_it_asks_and_the_post_stands_once(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    waited: list[float] = []
    true_sleep: Callable[[float], object] = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await true_sleep(0)

    monkeypatch.setattr("slack_sdk.http_retry.builtin_async_handlers.asyncio.sleep", sleep)
    slack.fault("chat.postMessage", retry_after=seconds)
    root = slack.say("why?")["event"]["ts"]
    client = post.web_client(BOT_TOKEN, f"{slack.base}/api/")
    sent = await post.post(client, GENERAL, root, note("Because."), "key")
    assert sent.fate == "posted"
    assert len(slack.posts(root)) == 1
    assert sum(waited) >= seconds
    assert max(waited) < seconds + 5
