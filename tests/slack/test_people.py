"""Who a person is, against a Slack on loopback: asked seldom, and nobody is an administrator by default."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.post import web_client
from bot.slack.read.people import KNOWN_S, People, Person, is_admin
from tests.fakes.slack_server import ANNA, BEN, BOT_TOKEN, CARA, TEAM, FakeSlack
from tests.shelf import desk_with


class Clock:
    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def bot(slack: FakeSlack, home: Path, clock: Clock) -> AsyncIterator[Bot]:
    desk = desk_with(home, [])
    with Records.open(home) as records:
        client = web_client(BOT_TOKEN, f"{slack.base}/api/")
        yield Bot(desk=desk, records=records, client=client, crew=Crew(), pace=Pace(10), people=People(clock))
    desk.library.close()


def with_admins(bot: Bot, *admins: str) -> Bot:
    settings = Settings(admins=frozenset(admins) or None)
    return replace(bot, desk=Desk(bot.desk.library, None, settings))


@pytest.mark.parametrize(
    ("user", "told", "expected"),
    [
        (CARA, {}, True),
        (ANNA, {}, False),
        (ANNA, {"is_owner": True}, True),
        (ANNA, {"is_admin": True, "team_id": "T0OTHER"}, False),
    ],
    ids=["an admin", "anybody", "an owner", "an admin of another workspace"],
)
async def test_who_runs_the_workspace_is_an_administrator(
    slack: FakeSlack, bot: Bot, user: str, told: dict, expected: bool
) -> None:
    slack.users[user] |= told
    assert await is_admin(bot, TEAM, user) is expected


async def test_whom_the_settings_name_is_an_administrator_without_a_question(
    slack: FakeSlack, bot: Bot
) -> None:
    assert await is_admin(with_admins(bot, BEN), TEAM, BEN)
    assert slack.count("users.info") == 0
    assert not await is_admin(with_admins(bot, BEN), TEAM, ANNA)
    assert await is_admin(with_admins(bot, BEN), TEAM, CARA)


async def test_when_slack_does_not_tell_nobody_is_an_administrator_until_it_does(
    slack: FakeSlack, bot: Bot
) -> None:
    slack.fault("users.info", error="missing_scope")
    assert not await is_admin(bot, TEAM, CARA)
    assert await is_admin(bot, TEAM, CARA)


async def test_slack_is_asked_once_in_a_few_minutes_for_each_workspace(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    for _ in range(3):
        assert await is_admin(bot, TEAM, CARA)
    assert slack.count("users.info") == 1
    assert not await is_admin(bot, "T0OTHER", CARA)
    assert slack.count("users.info") == 2
    slack.users[CARA] |= {"is_admin": False}
    clock.now_s += KNOWN_S
    assert not await is_admin(bot, TEAM, CARA)


async def test_a_person_has_a_name_and_a_time_zone(slack: FakeSlack, bot: Bot) -> None:
    assert await bot.people.person(bot.client, TEAM, ANNA) == Person("Anna Berg", "Europe/Oslo", False)
