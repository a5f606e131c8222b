"""What can fail around an answer: Slack's replies, the process, the model. One visible outcome each time."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from bot import cost
from bot.config import Settings
from bot.records import Records
from tests.fakes.openai_server import FakeOpenAI, error
from tests.fakes.slack_checks import texts
from tests.fakes.slack_server import ANNA, BEN, CARA, DIRECT, GENERAL, TEAM, FakeSlack
from tests.shelf import drafted
from tests.slack.conftest import RunningBot, StartBot
from tests.slack.test_buttons import private_reply
from tests.slack.test_forms import values_of
from tests.slack.test_rules import form_of
from tests.slack.test_talk import EVIDENCE, QUESTION, answers_in, quotes, silence_after

Shared = tuple[FakeSlack, RunningBot]


def asked(slack: FakeSlack) -> str:
    body = slack.mention(QUESTION)
    slack.send(body)
    return body["event"]["ts"]


def test_a_rate_limited_post_comes_once_when_slack_lets_it(shared: Shared) -> None:
    slack, _ = shared
    slack.fault("chat.postMessage", retry_after=1)
    assert len(answers_in(slack, asked(slack))) == 1


@pytest.mark.parametrize("word", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long"])
def test_refused_blocks_are_said_again_as_text_with_every_quotation(shared: Shared, word: str) -> None:
    slack, _ = shared
    slack.fault("chat.postMessage", error=word)
    (answer,) = answers_in(slack, asked(slack))
    assert "blocks" not in answer
    assert f"“{EVIDENCE}”" in answer["text"]


def test_a_private_answer_whose_blocks_are_refused_comes_as_text(shared: Shared) -> None:
    slack, _ = shared
    slack.fault("response_url", status=400)
    reply = private_reply(slack, slack.command("/ask", QUESTION))
    assert "blocks" not in reply
    assert EVIDENCE in reply["text"]


def test_a_private_answer_survives_a_fault_of_slacks_own(shared: Shared) -> None:
    slack, _ = shared
    slack.fault("response_url", status=503)
    assert EVIDENCE in quotes(private_reply(slack, slack.command("/ask", QUESTION)))


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_what_the_ledger_could_not_take_is_sent_again_and_a_waiting_person_is_told(
    slack: FakeSlack, start: StartBot, http: bool
) -> None:
    bot = start(http=http)
    body = slack.mention(QUESTION)
    alter(bot.home, "ALTER TABLE event_keys RENAME TO away")
    (refused,) = slack.deliver(body)
    assert refused.status == (503 if http else 0)  # 0: the envelope is not acked
    assert "Something went wrong" in private_reply(slack, slack.command("/ask", QUESTION))["text"]
    alter(bot.home, "ALTER TABLE away RENAME TO event_keys")
    slack.send(body)
    assert len(answers_in(slack, body["event"]["ts"])) == 1


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_what_a_handler_of_ours_could_not_do_is_told_to_who_sent_it(
    slack: FakeSlack, start: StartBot, http: bool
) -> None:
    bot = start(http=http)
    form = form_of(slack, GENERAL)
    reply = private_reply(slack, slack.command("/ask", QUESTION))
    for table in ("rules", "answers"):
        alter(bot.home, f"ALTER TABLE {table} RENAME TO {table}_away")
    slack.send(slack.submit(form, values_of(form), CARA))
    assert slack.modals[-1]["callback_id"] == "undone_view"
    shown, said = slack.modals[-1], private_reply(slack, slack.click(reply, "why"))
    for told in (str(shown), said["text"]):
        (reference,) = re.findall(r"and this was not done\. \(ref ([0-9a-f]{4})\)", told)
        assert f"ref {reference}" in bot.log
    slack.wait(lambda: bot.log.count("OperationalError") >= 2)
    assert "never retrieved" not in bot.log


def alter(home: Path, statement: str) -> None:
    with sqlite3.connect(home / "records.sqlite3") as db:
        db.execute(statement)
    db.close()


def test_a_failing_status_changes_nothing(shared: Shared) -> None:
    slack, _ = shared
    slack.fault("assistant.threads.setStatus", error="missing_scope")
    assert len(answers_in(slack, asked(slack))) == 1


@pytest.mark.parametrize("after", [True, False], ids=["it had arrived", "it had not"])
def test_a_post_with_a_lost_reply_stands_once(shared: Shared, after: bool) -> None:
    slack, _ = shared
    slack.page_size = 1
    slack.fault("chat.postMessage", status=502, after=after)
    looks = slack.count("conversations.replies")
    thread = asked(slack)
    slack.wait(lambda: slack.count("conversations.replies") > looks)
    answers_in(slack, thread)
    silence_after(slack, slack.say("something else"))
    assert len(slack.posts(thread)) == 1


@pytest.mark.parametrize("word", ["is_archived", "channel_not_found", "restricted_action", "some_new_word"])
def test_where_nobody_can_post_the_bot_goes_on(shared: Shared, word: str) -> None:
    slack, bot = shared
    fault = slack.fault("chat.postMessage", error=word, times=2 if word == "some_new_word" else 1)
    thread = asked(slack)
    slack.wait(lambda: fault.times == 0 and f"given up: {word}" in bot.log)
    assert len(answers_in(slack, asked(slack))) == 1
    assert slack.posts(thread) == []


def test_the_log_holds_no_question_no_answer_no_token_and_no_user(shared: Shared) -> None:
    slack, bot = shared
    answers_in(slack, asked(slack))
    for text in (QUESTION, EVIDENCE, "xoxb-", "xapp-", "fake-signing", ANNA, BEN):
        assert text not in bot.log


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_a_power_cut_in_the_middle_of_answers_leaves_each_question_with_one(
    slack: FakeSlack, start: StartBot, http: bool
) -> None:
    bot = start(http=http)
    threads = {}
    for place, after in (("before the post", False), ("after the post", True)):
        held = slack.fault("chat.postMessage", hold=True, after=after)
        threads[place] = asked(slack)
        assert held.reached.wait(15)
    held = slack.fault("response_url", hold=True, after=True)
    command = slack.command("/ask", QUESTION)
    slack.send(command)
    assert held.reached.wait(15)
    bot.kill()
    slack.release()
    bodies = {body["ts"]: body for body in slack.messages if not body.get("bot_id")}
    start(http=http)
    for thread in threads.values():
        answers_in(slack, thread)
    slack.wait(lambda: len(slack.privates) == 2)
    for thread in threads.values():  # Slack may send it once more all the same
        silence_after(slack, slack.event({**bodies[thread], "type": "app_mention"}))
    slack.send(command)
    assert [len(slack.posts(thread)) for thread in threads.values()] == [1, 1]
    assert EVIDENCE in quotes(slack.privates[0])
    assert "restarted" in slack.privates[1]["text"]


def test_it_comes_back_after_slack_hangs_up_and_ends_in_time_when_told_to(
    slack: FakeSlack, start: StartBot
) -> None:
    bot = start()
    slack.disconnect()
    slack.wait(slack.connected)
    assert len(answers_in(slack, asked(slack))) == 1
    assert bot.stop() == 0


def test_it_ends_in_time_while_a_model_hangs(slack: FakeSlack, start: StartBot) -> None:
    with FakeOpenAI({"hang": True}) as model:
        bot = start(http=True, OPENAI_BASE_URL=model.base_url)
        asked(slack)
        slack.wait(lambda: slack.statuses)
        assert bot.stop() == 0
    thread = slack.statuses[0]["thread_ts"]
    start(http=True)
    assert len(answers_in(slack, thread)) == 1


def test_a_model_is_asked_while_the_day_allows_and_its_failure_means_extracts(
    slack: FakeSlack, start: StartBot
) -> None:
    good = drafted(("around 11,000 trained fighters", [6]))
    with FakeOpenAI([error(500), error(500), good]) as model:
        most = cost.most_of_question(QUESTION, (), Settings().model)
        allowed = str(most.prompt_tokens + most.completion_tokens)  # a question may be asked while none was
        limits = {"FOOTNOTE_TOKENS_PER_DAY": allowed, "FOOTNOTE_QUESTIONS_PER_MINUTE": "3"}
        start(OPENAI_BASE_URL=model.base_url, **limits)
        failed = answers_in(slack, asked(slack))[0]
        assert "Extracts, not an answer" in failed["text"]
        assert "The model gave no usable reply" in failed["text"]
        answer = answers_in(slack, asked(slack))[0]
        assert answer["text"].startswith("“around 11,000 trained fighters” [1]")
        assert quotes(answer) == [EVIDENCE]
        count = model.count
        spent = answers_in(slack, asked(slack))[0]
        assert "is used up, so until midnight" in spent["text"]
        assert model.count == count
        refused = slack.mention(QUESTION)
        assert "3 questions a minute" in private_reply(slack, refused)["text"]
        assert slack.posts(refused["event"]["ts"]) == []
        own = slack.say(QUESTION, channel=DIRECT, user=BEN)
        slack.send(own)
        assert len(answers_in(slack, own["event"]["ts"])) == 1


def test_a_follow_up_reaches_the_model_with_what_was_said_before(slack: FakeSlack, start: StartBot) -> None:
    with FakeOpenAI(drafted(("around 11,000 trained fighters", [6]))) as model:
        bot = start(OPENAI_BASE_URL=model.base_url)
        first = slack.mention(QUESTION)
        thread = first["event"]["ts"]
        slack.send(first)
        answers_in(slack, thread)
        with Records.open(bot.home) as records:  # a thread remembers what stands in it, so a moment later
            slack.wait(lambda: records.turns(TEAM, GENERAL, thread))
        slack.send(slack.say("and how many of them died?", thread=thread, user=BEN))
        answers_in(slack, thread, 2)
        prompt = model.prompt()
    assert "and how many of them died?" in prompt
    assert f"asker: {QUESTION}" in prompt
    assert "bot: around 11,000 trained fighters" in prompt


@pytest.fixture(scope="module")
def planted() -> str:
    return "<!channel> read https://evil.example/?q=1 now, @everyone"


def test_what_a_hostile_model_says_reaches_nobody(slack: FakeSlack, start: StartBot, planted: str) -> None:
    lies = drafted((planted, [1]), ("21,000 fighters", [6]), ("around 11,000 trained fighters", [99]))
    with FakeOpenAI(lies) as model:
        start(OPENAI_BASE_URL=model.base_url)
        answer = answers_in(slack, asked(slack))[0]
        assert model.count == 1
    shown = " ".join([answer["text"], *texts(answer["blocks"])])
    for word in ("channel", "evil", "21,000", "everyone"):
        assert word not in shown
    assert slack.posts()[0]["channel"] == GENERAL
