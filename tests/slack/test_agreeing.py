"""A long summary's price is agreed to first, privately, on both transports; what is kept where nothing is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.records import Records
from tests.fakes.copyist import copyist
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.slack_server import ANNA, GENERAL, FakeSlack
from tests.slack.conftest import RunningBot, StartBot, start_bot
from tests.slack.test_buttons import private_reply
from tests.slack.test_summaries import buttons, plain
from tests.slack.test_talk import answers_in, quotes
from tests.test_cost import chronicle


@dataclass
class Counting:
    """A workspace, its bot, and the model it pays for."""

    slack: FakeSlack
    bot: RunningBot
    model: FakeOpenAI

    def long_thread(self, lines: int = 280) -> dict:
        """The first message of a thread; 280 lines take some 10,000 tokens to read."""
        first = self.slack.say("What did the towns pay for their bridges?")["event"]
        self.go_on(first, 0, lines)
        return first

    def go_on(self, first: dict, since: int, upto: int) -> None:
        """Say these lines in the thread."""
        for line in chronicle(upto).split("\n")[since:]:
            self.slack.say(line, thread=first["ts"])

    def price(self) -> dict:
        """What the asker is told first."""
        return private_reply(self.slack, self.slack.shortcut("summarise_thread", self.long_thread()))

    @property
    def spent(self) -> tuple[int, float]:
        """Tokens and US dollars that the records hold for today."""
        with Records.open(self.bot.home) as records:
            today = records.meter.today()
            return today.tokens, today.usd


@pytest.fixture(scope="module", params=["socket", "http"])
def paying(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Counting]:
    home = tmp_path_factory.mktemp("agreeing") / "home"
    shutil.copytree(shelf, home)
    with FakeOpenAI(copyist("gpt-4o")) as model, FakeSlack() as slack, ExitStack() as stack:
        settings = {"OPENAI_BASE_URL": model.base_url, "FOOTNOTE_MODEL": "gpt-4o"}
        yield Counting(slack, start_bot(stack, slack, home, request.param == "http", **settings), model)


@pytest.fixture
def counting(paying: Counting) -> Iterator[Counting]:
    """The same, with no request counted yet; whatever Slack refused unasked fails the test."""
    paying.model.bodies.clear()
    yield paying
    assert paying.slack.complaints == []


def test_nothing_is_asked_of_the_model_before_the_price_is_agreed_to_and_then_once(
    counting: Counting,
) -> None:
    slack = counting.slack
    asked = counting.price()
    assert buttons(asked) == ["go_ahead", "never_mind"]
    found = re.fullmatch(
        r"This takes about ([\d,]+) tokens, about ([\d.]+) US dollars. Shall I\?", plain(asked)
    )
    assert found
    assert counting.model.count == 0
    before, privates = counting.spent, len(slack.privates)
    pressed = slack.click(asked, "go_ahead")
    slack.deliver_all([pressed, slack.click(asked, "go_ahead")])
    slack.wait(lambda: len(slack.privates) > privates)
    assert plain(slack.privates[-1]).startswith("281 messages by 1 person.\nSummary of “this thread”")
    assert len(quotes(slack.privates[-1])) == 5
    tokens, usd = (after - was for after, was in zip(counting.spent, before, strict=True))
    assert 0.8 * tokens <= int(found[1].replace(",", "")) <= 1.2 * tokens
    assert 0.8 * usd <= float(found[2]) <= 1.2 * usd
    short = private_reply(slack, slack.command("/summary", "kursk"))
    assert "Summary of" in plain(short)  # and nobody was asked about it
    assert counting.model.count == 2
    assert len(slack.privates) == privates + 2


def test_what_has_grown_since_it_was_agreed_to_is_asked_about_again(counting: Counting) -> None:
    slack, first = counting.slack, counting.long_thread(150)
    asked = private_reply(slack, slack.shortcut("summarise_thread", first))
    counting.go_on(first, 150, 300)
    again = private_reply(slack, slack.click(asked, "go_ahead"))
    assert plain(again).startswith("There is more to read by now. This takes about ")
    assert buttons(again) == ["go_ahead", "never_mind"]
    assert counting.model.count == 0
    summary = private_reply(slack, slack.click(again, "go_ahead"))
    assert "301 messages by 1 person." in plain(summary)
    assert counting.model.count == 1


def test_who_never_minds_pays_nothing(counting: Counting) -> None:
    asked, before = counting.price(), counting.spent
    said = private_reply(counting.slack, counting.slack.click(asked, "never_mind"))
    assert said["text"] == "All right: nothing was asked of the model."
    assert (counting.model.count, counting.spent) == (0, before)


def test_a_price_asked_in_a_thread_is_asked_of_one_and_the_summary_is_for_all(counting: Counting) -> None:
    slack, first = counting.slack, counting.long_thread()
    asked = private_reply(slack, slack.mention("tl;dr", thread=first["ts"]))
    assert asked["user"] == ANNA
    assert slack.posts(first["ts"]) == []
    slack.send(slack.click(asked, "go_ahead"))
    (answer,) = answers_in(slack, first["ts"])
    assert answer["channel"] == GENERAL
    assert plain(answer).startswith("281 messages by 1 person.\nSummary of “this thread”")


def test_where_nothing_is_kept_the_buttons_that_need_it_are_not_there(
    slack: FakeSlack, start: StartBot
) -> None:
    bot = start(FOOTNOTE_KEEP_DAYS="0")
    first = slack.say("The ferry to Zubrowka sank at the old pier on Monday.")["event"]
    reply = private_reply(slack, slack.shortcut("summarise_thread", first))
    assert len(quotes(reply)) == 1
    assert {"source", "share", "why"}.isdisjoint(buttons(reply))
    bot.stop()
    assert not any(b"ferry" in path.read_bytes() for path in bot.home.iterdir() if path.is_file())
