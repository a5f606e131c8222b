"""What could not be said is said later, while the bot runs: once, and never beside a post that stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.post import web_client
from bot.slack.read.incoming import Incoming
from bot.slack.shown.layout import note
from bot.slack.work import UNSURE, Outcome, once_more, work
from tests.fakes.slack_server import ANNA, BOT_TOKEN, GENERAL, TEAM, FakeSlack


@pytest.fixture
async def bot(slack: FakeSlack, home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setattr("bot.slack.post._PAUSES_S", (0.0,))
    with Records.open(home) as records:
        yield Bot(None, records, web_client(BOT_TOKEN, f"{slack.base}/api/"), Crew(), Pace(10))


async def because(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    return Outcome(note("Because."))


async def asked(bot: Bot, slack: FakeSlack, response_url: str = "") -> tuple[str, str]:
    """A question that was worked on: its claim and its thread."""
    ts = "" if response_url else slack.say("why?")["event"]["ts"]
    surface = "ask" if response_url else "mention"
    incoming = Incoming(surface, TEAM, GENERAL, ANNA, "why?", ts, ts, response_url=response_url)
    body = {name: getattr(incoming, name) for name in incoming.__dataclass_fields__}
    taken = bot.records.claim(TEAM, [f"message:{ts or response_url}"], body)
    assert taken
    await work(bot, taken, incoming, because)
    return taken, ts


async def try_again(bot: Bot) -> None:
    once_more(bot, {"mention": because, "ask": because})
    await bot.settle(5)


@pytest.mark.parametrize("after", [True, False], ids=["it had arrived", "it had not"])
async def test_an_answer_of_which_slack_did_not_tell_stands_once_when_slack_is_back(
    slack: FakeSlack, bot: Bot, after: bool
) -> None:
    slack.fault("chat.postMessage", status=502, after=after)
    blind = slack.fault("conversations.replies", status=500, times=9)
    taken, thread = await asked(bot, slack)
    await try_again(bot)
    assert bot.records.taken(taken).state == "working"
    blind.times = 0
    await try_again(bot)
    assert [one["text"] for one in slack.posts(thread)] == ["Because."]
    assert bot.records.taken(taken).state == "done"
    assert not bot.unsaid


async def test_what_a_full_disk_stopped_is_said_when_there_is_room(
    slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Records, "sending", full)
        taken, thread = await asked(bot, slack)
        await try_again(bot)
        assert slack.posts(thread) == []
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Records, "taken", full)
        await try_again(bot)
    await try_again(bot)
    assert [one["text"] for one in slack.posts(thread)] == ["Because."]
    assert bot.records.taken(taken).state == "done"


async def test_a_private_answer_that_may_have_arrived_is_not_given_twice_but_told_of(
    slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = slack.fault("response_url", status=502, times=9)
    taken, _ = await asked(bot, slack, slack.command("/ask", "why?")["response_url"])
    lost.times = 0
    await try_again(bot)
    assert [one["text"] for one in slack.privates] == [UNSURE]
    assert bot.records.taken(taken).state == "done"


async def test_what_was_closed_meanwhile_is_left_alone(slack: FakeSlack, bot: Bot) -> None:
    taken, thread = await asked(bot, slack)
    bot.unsaid.add(taken)
    await try_again(bot)
    assert len(slack.posts(thread)) == 1
    assert not bot.unsaid
