"""The home tab, on both transports: what one may ask about, how, and what the day has cost."""

from __future__ import annotations

import pytest

from bot.answers import Usage
from bot.meter import Payer
from bot.records import Records
from bot.slack.shelf import home, listing, meter
from index.types import ArticleInfo
from tests.fakes import slack_checks as checks
from tests.fakes.slack_server import ANNA, BEN, DIRECT, GENERAL, TEAM, FakeSlack
from tests.slack.conftest import RunningBot
from tests.slack.test_talk import silence_after


def opening(slack: FakeSlack, tab: str = "home", user: str = ANNA) -> dict:
    event = {"type": "app_home_opened", "user": user, "channel": DIRECT, "tab": tab}
    return slack.event(event)


def test_the_tab_shows_what_one_may_ask_about_and_no_article_of_a_channel(
    shared: tuple[FakeSlack, RunningBot],
) -> None:
    slack, bot = shared
    with Records.open(bot.home) as records:
        records.meter.settle("1", Payer(TEAM, GENERAL, ""), Usage(1_000, 234, 0.5))
        tokens = records.meter.today().tokens
    slack.send(opening(slack))
    view = slack.wait(lambda: slack.homes.get(ANNA))
    said = "\n".join(checks.texts(view["blocks"]))
    for part in (
        "North Korea in Kursk",
        "15 sentences",
        "Ask me about the articles",
        f"{tokens:,} of 1,000,000",
    ):
        assert part in said
    assert "The plan" not in said


def test_the_other_tab_and_a_refusal_of_slack_leave_the_bot_silent_and_alive(
    shared: tuple[FakeSlack, RunningBot],
) -> None:
    slack, bot = shared
    silence_after(slack, opening(slack, "messages", BEN))
    assert BEN not in slack.homes
    slack.fault("views.publish", error="not_enabled")
    silence_after(slack, opening(slack, user=BEN))
    slack.wait(lambda: "the home tab was not shown: not_enabled" in bot.log)


@pytest.mark.parametrize("count", [0, 1, 40, 5_000])
def test_a_tab_and_a_list_of_any_library_are_what_slack_takes(count: int) -> None:
    infos = [ArticleInfo(f"{n:060}", "@<" * 145, None, None, None, frozenset(), 9) for n in range(count)]
    assert checks.home(home(infos, "Ask.", "1 token.")) is None
    said = listing(infos)
    assert checks.message({"text": said.text, "blocks": list(said.blocks)}) is None
    assert checks.message({"text": said.plain}) is None


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((1_000_000, 10.0), "1,234 of 1,000,000 tokens, 0.50 of 10.00 US dollars, until midnight UTC."),
        ((0, 0.0), "1,234 tokens, 0.50 US dollars, until midnight UTC."),
    ],
)
def test_the_meter_names_limits_where_there_are_any(limits: tuple[int, float], said: str) -> None:
    assert meter(1_234, 0.5, *limits) == said
