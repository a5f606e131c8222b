"""What could not be said is said later, while the bot runs: once, and never beside a post that stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.late import TRY_AGAIN_S, Late
from bot.slack.post import web_client
from bot.slack.read.incoming import Incoming
from bot.slack.shown.layout import note
from bot.slack.work import UNSURE, Decide, Outcome, once_more, recover, work
from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_server import ANNA, BOT_TOKEN, GENERAL, TEAM, FakeSlack


@pytest.fixture
async def bot(slack: FakeSlack, home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setattr("bot.slack.post._PAUSES_S", (0.0,))
    with Library.open(home) as library, Records.open(home) as records:
        client = web_client(BOT_TOKEN, f"{slack.base}/api/")
        yield Bot(Desk(library, None, Settings()), records, client, Crew(), Pace(10))


async def because(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    return Outcome(note("Because."))


async def asked(
    bot: Bot, slack: FakeSlack, response_url: str = "", decide: Decide = because
) -> tuple[str, str]:
    """A question that was worked on: its claim and its thread."""
    ts = "" if response_url else slack.say("why?")["event"]["ts"]
    surface = "ask" if response_url else "mention"
    incoming = Incoming(surface, TEAM, GENERAL, ANNA, "why?", ts, ts, response_url=response_url)
    body = {name: getattr(incoming, name) for name in incoming.__dataclass_fields__}
    taken = bot.records.claim(TEAM, [f"message:{ts or response_url}"], body)
    assert taken
    await work(bot, taken, incoming, decide)
    return taken, ts


async def try_again(bot: Bot, decide: Decide = because) -> None:
    once_more(bot, {"mention": decide, "ask": decide})
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
    bot.unsaid[taken] = Late()
    await try_again(bot)
    assert len(slack.posts(thread)) == 1
    assert not bot.unsaid


class Counted:
    """A decider that says how often it was asked."""

    def __init__(self, **outcome: bool) -> None:
        self.times = 0
        self._outcome = outcome

    async def __call__(self, bot: Bot, taken: str, incoming: Incoming) -> Outcome:
        self.times += 1
        return Outcome(note(f"Because {self.times}."), **self._outcome)


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [("nothing", "Because 1."), ("an article is added", "Because 2."), ("a rule is set", "Because 2.")],
)
async def test_what_was_decided_is_said_later_as_it_was_while_all_it_was_decided_by_holds(
    slack: FakeSlack, bot: Bot, meanwhile: str, said: str
) -> None:
    failing, decide = slack.fault("chat.postMessage", status=502, times=99), Counted()
    taken, thread = await asked(bot, slack, decide=decide)
    for _ in range(3):
        await try_again(bot, decide)
    assert decide.times == 1
    if meanwhile == "an article is added":
        bot.desk.library.add(NewArticle("report", "Eleven were sent."))
    elif meanwhile == "a rule is set":
        bot.records.rules.set(TEAM, GENERAL, {"articles": "report"})
    failing.times = 0
    await try_again(bot, decide)
    assert [one["text"] for one in slack.posts(thread)] == [said]
    assert bot.records.taken(taken).state == "done"


async def test_a_fault_that_could_not_be_told_is_no_outcome_to_tell_later(slack: FakeSlack, bot: Bot) -> None:
    async def broken(*_: object) -> Outcome:
        raise RuntimeError("the disk is full")

    slack.fault("chat.postMessage", status=502, times=2)
    _, thread = await asked(bot, slack, decide=broken)
    await try_again(bot)
    assert [one["text"] for one in slack.posts(thread)] == ["Because."]


def test_the_wait_grows_to_ten_minutes_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.late.time.monotonic", lambda: 0.0)
    late, waits = Late(), []
    for _ in range(40):
        late = late.once_more(None)
        waits.append(late.due)
    assert waits[:5] == [2 * TRY_AGAIN_S, 120.0, 240.0, 480.0, 600.0]
    assert set(waits[5:]) == {600.0}


async def test_what_is_not_due_is_left_waiting(slack: FakeSlack, bot: Bot) -> None:
    bot.unsaid.update({"now": Late(due=1.0), "later": Late(due=2.0)})
    once_more(bot, {}, 1.5)
    await bot.settle(5)
    assert list(bot.unsaid) == ["later"]


async def test_a_fault_while_it_recovers_leaves_the_question_to_be_tried_again(
    slack: FakeSlack, bot: Bot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Records, "done", full)
        taken, thread = await asked(bot, slack)  # it stands, and was not closed
    with Records.open(home) as records:
        later = replace(bot, records=records, unsaid={})
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(Records, "posted", full)
            await recover(later, {"mention": because})
            await later.settle(5)
        assert list(later.unsaid) == [taken]
        await try_again(later)
        assert records.taken(taken).state == "done"
    assert len(slack.posts(thread)) == 1


# Private lines ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["aside", "private"])
@pytest.mark.parametrize("after", [True, False], ids=["it had arrived", "it had not"])
async def test_a_private_line_of_which_slack_did_not_tell_is_said_again_and_never_to_all(
    slack: FakeSlack, bot: Bot, kind: str, after: bool
) -> None:
    slack.fault("chat.postEphemeral", status=502, after=after)
    taken, thread = await asked(bot, slack, decide=Counted(**{kind: True}))
    assert [one["text"] for one in slack.privates] == ["Because 1."] * (1 + after)
    assert slack.posts(thread) == []
    assert bot.records.taken(taken).state == "done"


@pytest.mark.parametrize("kind", ["aside", "private"])
async def test_a_private_line_that_slack_never_took_is_said_when_slack_is_back_to_that_person_alone(
    slack: FakeSlack, bot: Bot, kind: str
) -> None:
    slack.fault("chat.postEphemeral", status=502, times=2)
    decide = Counted(**{kind: True})
    taken, thread = await asked(bot, slack, decide=decide)
    assert bot.records.taken(taken).state == "working"
    await try_again(bot, decide)
    assert [one["text"] for one in slack.privates] == ["Because 1."]
    assert slack.posts(thread) == []
    assert bot.records.taken(taken).state == "done"


async def test_an_answer_whose_address_has_gone_and_that_may_not_have_been_shown_stays_open(
    slack: FakeSlack, bot: Bot
) -> None:
    url = slack.command("/ask", "why?")["response_url"]
    incoming = Incoming("message", TEAM, GENERAL, ANNA, "why?", response_url=url)
    slack.fault("response_url", status=404, times=9)
    slack.fault("chat.postEphemeral", status=502, times=2)
    taken = bot.records.claim(TEAM, ["message:1"], asdict(incoming))
    await work(bot, taken, incoming, because)
    assert bot.records.taken(taken).state == "working"
    once_more(bot, {"message": because})
    await bot.settle(5)
    assert [one["text"] for one in slack.privates] == [UNSURE]
    assert bot.records.taken(taken).state == "done"
