"""*Ask a person*, on both transports: passed on once, with nothing in it that may not be read there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.records import Records
from bot.records.rows import Kept
from bot.slack.handlers import person
from index.library import Library
from index.types import NewArticle
from tests.fakes import slack_checks as checks
from tests.fakes.slack_live import in_literal, in_mrkdwn
from tests.fakes.slack_server import ANNA, BEN, TEAM, FakeSlack
from tests.slack.conftest import RunningBot, StartBot
from tests.slack.test_buttons import private_reply
from tests.slack.test_rules import rules
from tests.slack.test_show_all import links
from tests.slack.test_talk import answers_in, quotes

Shared = tuple[FakeSlack, RunningBot]

ASKING, EXPERTS = "C0ASKING", "C0EXPERTS"
QUESTION = "how many trained fighters did Kim Jong Un send?"


@pytest.fixture
def named(shared: Shared) -> Iterator[Shared]:
    """A channel whose rules name another one, where the experts are."""
    slack, bot = shared
    for channel in (ASKING, EXPERTS):
        slack.channels.add(channel)
        slack.members.add(channel)
    name(bot, EXPERTS)
    yield slack, bot
    name(bot, "none")


def name(bot: RunningBot, whom: str) -> None:
    with Records.open(bot.home) as records:
        records.rules.set(TEAM, ASKING, {"person": whom})


def answered(slack: FakeSlack, question: str = QUESTION) -> dict:
    body = slack.mention(question, channel=ASKING)
    slack.send(body)
    return answers_in(slack, body["event"]["ts"])[0]


def passed_on(slack: FakeSlack, to: str = EXPERTS) -> list[dict]:
    return [one for one in slack.posts() if one["channel"] == to]


def test_a_click_passes_question_and_sentences_on_once_with_the_way_back(named: Shared) -> None:
    slack, _ = named
    message, before = answered(slack), len(passed_on(slack))
    assert private_reply(slack, slack.click(message, "person"))["text"] == person.ASKED
    post = passed_on(slack)[before]
    assert quotes(post) == [QUESTION, *quotes(message)]
    assert post["text"] == f"Anna Berg asks for a person’s answer:\n“{QUESTION}”"
    assert "thread_ts" not in post
    (link,) = links(post)
    assert link["url"] == f"https://fake.slack.com/archives/{ASKING}/p{message['thread_ts'].replace('.', '')}"
    assert private_reply(slack, slack.click(message, "person", user=BEN))["text"] == person.ALREADY
    assert len(passed_on(slack)) == before + 1


def test_two_people_who_press_at_the_same_moment_make_one_post(named: Shared) -> None:
    slack, _ = named
    message, before = answered(slack), (len(passed_on(slack)), len(slack.privates))
    clicks = [slack.click(message, "person", user=user) for user in (ANNA, BEN)]
    assert [ack.status for ack in slack.deliver_all(clicks)] == [200, 200]
    slack.wait(lambda: len(slack.privates) == before[1] + 2)
    assert sorted(one["text"] for one in slack.privates[before[1] :]) == sorted(
        [person.ASKED, person.ALREADY]
    )
    assert len(passed_on(slack)) == before[0] + 1


def test_a_refusal_is_passed_on_too_and_a_private_question_without_a_way_back(named: Shared) -> None:
    slack, _ = named
    reply = private_reply(slack, slack.command("/ask", "who painted the Mona Lisa?", channel=ASKING))
    before = len(passed_on(slack))
    assert private_reply(slack, slack.click(reply, "person"))["text"] == person.ASKED
    post = passed_on(slack)[before]
    assert quotes(post)[0] == "who painted the Mona Lisa?"
    assert links(post) == []


def test_what_the_other_channel_may_not_read_is_not_quoted_there(named: Shared) -> None:
    slack, bot = named
    secret = "The vault of Arden holds 77 barrels of Zubrowka."
    with Library.open(bot.home) as library:
        library.add(NewArticle("arden", secret, title="Arden", channels=frozenset({ASKING})))
    message, before = answered(slack, "how many barrels does the vault of Arden hold?"), len(passed_on(slack))
    assert secret in quotes(message)
    private_reply(slack, slack.click(message, "person"))
    post = passed_on(slack)[before]
    assert "Zubrowka" not in str(post)
    assert "Arden" not in str(post).replace("how many barrels does the vault of Arden hold?", "")


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel"])
def test_a_post_that_slack_refuses_is_told_and_can_be_pressed_again(named: Shared, error: str) -> None:
    slack, _ = named
    message, before = answered(slack), len(passed_on(slack))
    slack.fault("chat.postMessage", error=error)
    assert private_reply(slack, slack.click(message, "person"))["text"] == person.FAILED
    assert private_reply(slack, slack.click(message, "person"))["text"] == person.ASKED
    assert len(passed_on(slack)) == before + 1


def test_it_goes_to_a_person_by_direct_message_and_without_a_name_from_slack(named: Shared) -> None:
    slack, bot = named
    name(bot, BEN)
    message = answered(slack)
    stranger = slack.click(message, "person", user="U0STRANGER")
    slack.fault("users.info", error="user_not_found")
    assert private_reply(slack, stranger)["text"] == person.ASKED
    assert passed_on(slack, f"D0{BEN}")[-1]["text"].startswith("Somebody asks for a person’s answer:")


def test_where_nobody_is_named_there_is_no_button_and_an_old_one_says_so(named: Shared) -> None:
    slack, bot = named
    old = answered(slack)
    name(bot, "none")
    assert private_reply(slack, slack.click(old, "person"))["text"] == person.NOBODY
    assert "person" not in [
        one.get("action_id") for block in answered(slack)["blocks"] for one in block["elements"]
    ]
    gone = slack.click(old, "person", value="an id of long ago")
    assert private_reply(slack, gone)["text"] == person.GONE


def test_who_may_not_ask_there_passes_nothing_on(named: Shared) -> None:
    slack, bot = named
    message, before = answered(slack), len(passed_on(slack))
    with rules(bot, ASKING, askers=ANNA, person=EXPERTS):
        assert "only certain people" in private_reply(slack, slack.click(message, "person", user=BEN))["text"]
        assert private_reply(slack, slack.click(message, "person", user=ANNA))["text"] == person.ASKED
    assert len(passed_on(slack)) == before + 1


def test_a_question_is_quoted_inert_whatever_it_says() -> None:
    question = "<!channel> see https://evil.example @here " + "x" * 3_900
    kept = Kept("id", TEAM, ASKING, question, None, None, ())
    handover = person.Handover(kept, question, EXPERTS, ())
    rendered = person.passed_on(handover, "<@U1> evil.example", "https://fake.slack.com/archives/C/p1")
    assert checks.message({"text": rendered.text, "blocks": list(rendered.blocks)}) is None
    assert [text for text in checks.texts(list(rendered.blocks)) if in_literal(text)] == []
    assert in_mrkdwn(rendered.text) == in_mrkdwn(rendered.plain) == []


def died_while_posting(slack: FakeSlack, start: StartBot, *, arrived: bool) -> dict:
    """A click whose bot is killed before or after its post has reached Slack, and that starts anew."""
    bot = start()
    for channel in (ASKING, EXPERTS):
        slack.channels.add(channel)
        slack.members.add(channel)
    name(bot, EXPERTS)
    message = answered(slack)
    held = slack.fault("chat.postMessage", hold=True, after=arrived)
    slack.send(slack.click(message, "person"))
    assert held.reached.wait(15)
    bot.kill()
    slack.release()
    start()
    return message


@pytest.mark.parametrize("arrived", [False, True], ids=["before it arrived", "after it arrived"])
def test_a_crash_while_it_is_passed_on_makes_neither_two_posts_nor_none(
    slack: FakeSlack, start: StartBot, *, arrived: bool
) -> None:
    message = died_while_posting(slack, start, arrived=arrived)
    slack.wait(lambda: [one["text"] for one in slack.privates] == [person.ASKED])
    (post,) = passed_on(slack)
    assert quotes(post) == [QUESTION, *quotes(message)]


def test_where_slack_does_not_tell_after_a_crash_that_is_said(slack: FakeSlack, start: StartBot) -> None:
    slack.fault("conversations.history", error="missing_scope")
    died_while_posting(slack, start, arrived=True)
    slack.wait(lambda: [one["text"] for one in slack.privates] == [person.UNSURE])
    assert len(passed_on(slack)) == 1
