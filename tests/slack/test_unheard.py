"""A digest that would reach nobody, or that nobody wants any more, costs nothing and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.schedule import DAY_S, HOUR_S
from bot.slack.app import DECIDERS
from bot.slack.bot import Bot
from bot.slack.clock import Clock
from bot.slack.crew import Crew, Pace
from bot.slack.handlers.follow import later
from bot.slack.post import web_client
from bot.slack.shown import standing
from bot.slack.work import work
from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_server import BOT_TOKEN, ELSEWHERE, GENERAL, PRIVATE, TEAM, FakeSlack
from tests.shelf import ScriptedModel, drafted
from tests.slack.test_clock import NOON, Now, say, spoken, ticked

TEXT = "The harbour master confirmed on Tuesday that the crane lifts forty tonnes."


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel([drafted(("the crane lifts forty tonnes", [0]))] * 9)


@pytest.fixture
def bot(slack: FakeSlack, home: Path, now: Now, model: ScriptedModel) -> Iterator[Bot]:
    with Library.open(home) as library, Records.open(home, now=now) as records:
        library.add(NewArticle("crane", TEXT, title="Crane"))
        desk = Desk(library, model, Settings())
        yield Bot(desk, records, web_client(BOT_TOKEN, f"{slack.base}/api/"), Crew(), Pace(1000))


def digest_of(bot: Bot, channel: str) -> None:
    bot.records.schedules.set_digest(TEAM, channel, "short", "daily at 12:00", "UTC", NOON, 0)


@pytest.mark.parametrize("wish", ["digest daily at 09:00", "digest now"])
async def test_no_digest_is_promised_where_the_bot_cannot_post(bot: Bot, slack: FakeSlack, wish: str) -> None:
    assert await say(bot, slack, wish, ELSEWHERE) == standing.NOT_INVITED
    assert bot.records.schedules.digest(TEAM, ELSEWHERE) is None


async def test_a_digest_that_would_reach_nobody_is_not_made_and_comes_when_it_can(
    bot: Bot, slack: FakeSlack, now: Now, model: ScriptedModel
) -> None:
    digest_of(bot, ELSEWHERE)
    for times in (1, 2):
        await ticked(bot)
        one = bot.records.schedules.digest(TEAM, ELSEWHERE)
        assert (model.asked, one.seen, one.failing.times) == ([], 0, times)
        now.now += DAY_S
    assert standing.NOT_ARRIVING in await say(bot, slack, "digest", ELSEWHERE)
    slack.members.add(ELSEWHERE)
    await ticked(bot)
    (said,) = spoken(slack, ELSEWHERE)
    assert "Digest: 1 article" in said
    one = bot.records.schedules.digest(TEAM, ELSEWHERE)
    assert (len(model.asked), one.failing) == (1, None)
    assert one.seen > 0


async def test_where_slack_does_not_tell_the_digest_is_made(bot: Bot, slack: FakeSlack) -> None:
    digest_of(bot, PRIVATE)
    await ticked(bot)
    assert len(spoken(slack, PRIVATE)) == 1


async def test_a_digest_that_is_switched_off_while_it_is_under_way_is_not_posted(
    bot: Bot, slack: FakeSlack, model: ScriptedModel
) -> None:
    digest_of(bot, GENERAL)
    one = bot.records.schedules.digest(TEAM, GENERAL)
    taken, incoming = Clock(bot, DECIDERS)._claimed(one)
    assert await say(bot, slack, "digest off") == standing.DIGEST_OFF
    await work(bot, taken, incoming, DECIDERS["digest"])
    assert (spoken(slack), model.asked, bot.records.open_events()) == ([], [], 0)


async def test_what_is_switched_off_is_not_switched_on_by_putting_it_off(bot: Bot, slack: FakeSlack) -> None:
    digest_of(bot, GENERAL)
    await say(bot, slack, "digest off")
    off = bot.records.schedules.digest(TEAM, GENERAL)
    await later(bot, off)
    bot.records.schedules.put_off(off, NOON + HOUR_S)
    assert bot.records.schedules.digest(TEAM, GENERAL).due is None
