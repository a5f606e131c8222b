"""The buttons of an answer that stands on what was read for it alone: in its channel, while that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.handlers.source import all_stands, page
from bot.slack.post import web_client
from bot.slack.read.people import People, Person
from bot.slack.read.sources import still_said
from bot.slack.summing import MOST_NAMES, names_of
from tests.fakes.slack_checks import texts
from tests.shelf import seed_desk
from tests.test_brought import kept


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    with Records.open(tmp_path) as records:
        yield Bot(seed_desk(tmp_path), records, web_client("xoxb", "http://127.0.0.1:9/"), Crew(), Pace(10))


def test_it_stands_in_the_channel_it_was_given_in_and_in_no_other(bot: Bot) -> None:
    kept(bot.records)
    answer = bot.records.answer("a1")
    assert all_stands(bot, answer, "C1")
    assert not all_stands(bot, answer, "C2")


def test_show_in_source_shows_what_was_read_as_long_as_it_is_kept(bot: Bot) -> None:
    kept(bot.records)
    assert "The ferry sank at Zubrowka pier." in list(texts(page(bot, "T1", "a1", None)))
    bot.records.brought.purge(before=4e9)
    assert not all_stands(bot, bot.records.answer("a1"), "C1")
    assert "past the time it is kept" in "".join(texts(page(bot, "T1", "a1", None)))


async def test_what_slack_does_not_show_any_more_is_not_said_to_stand(bot: Bot) -> None:
    kept(bot.records)
    assert not await still_said(bot, bot.records.answer("a1"))  # nobody answers at that address
    kept(bot.records, "a2", messages=())
    assert await still_said(bot, bot.records.answer("a2"))


class Namesakes(People):
    """Everybody is called by their id; counts how often Slack would be asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    async def person(self, client: object, team: str, user: str) -> Person:
        self.asked += 1
        return Person(user, "", is_admin=False)


async def test_no_more_people_are_looked_up_than_one_answer_is_worth(bot: Bot) -> None:
    people = Namesakes()
    users = [f"U{number}" for number in range(100)]
    names = await names_of(replace(bot, people=people), "T1", [*users, *users])
    assert (people.asked, len(names)) == (MOST_NAMES, MOST_NAMES)
