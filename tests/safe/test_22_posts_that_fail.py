"""22. Whatever Slack says to a post, it stands at most once, and the bot goes on with one line in its log."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.post import web_client
from bot.slack.read.incoming import Incoming
from bot.slack.shown import layout
from bot.slack.shown.layout import Rendered
from bot.slack.work import Outcome, work
from index.library import Library
from tests.fakes.slack_server import ANNA, BOT_TOKEN, GENERAL, TEAM, FakeSlack
from tests.safe.conftest import TellFigure

BECAUSE = layout.line("Because.")
ANSWER = Rendered("Because.", (layout.rich_text([BECAUSE]),), "Because.")

# What Slack does to the post, and how often it must stand afterwards.
FAULTS: dict[str, tuple[dict[str, object], int]] = {
    "429, Retry-After 1": ({"retry_after": 1}, 1),
    "429, Retry-After 30": ({"retry_after": 30}, 1),
    "429, twice": ({"retry_after": 5, "times": 2}, 1),
    "msg_too_long": ({"error": "msg_too_long"}, 1),
    "invalid_blocks": ({"error": "invalid_blocks"}, 1),
    "channel_not_found": ({"error": "channel_not_found"}, 0),
    "is_archived": ({"error": "is_archived"}, 0),
    "token_revoked": ({"error": "token_revoked"}, 0),
    "a word nobody knows": ({"error": "some_new_word", "times": 9}, 0),
    "reply lost": ({"status": 502, "after": True}, 1),
    "lost": ({"status": 502}, 1),
    "lost five times": ({"status": 502, "times": 3}, 1),
    "no JSON": ({"status": 200}, 1),
    "internal error, though it stands": ({"error": "internal_error", "after": True}, 1),
}
MOST_S = 35.0


@pytest.fixture
async def bot(slack: FakeSlack, home: Path) -> AsyncIterator[Bot]:
    with Library.open(home) as library, Records.open(home) as records:
        client = web_client(BOT_TOKEN, f"{slack.base}/api/")
        yield Bot(Desk(library, None, Settings()), records, client, Crew(), Pace(10))


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the product and the SDK would have waited; nobody does."""
    seconds: list[float] = []

    async def at_once(asked: float) -> None:
        seconds.append(asked)

    monkeypatch.setattr("slack_sdk.http_retry.builtin_async_handlers.asyncio", _WithSleep(at_once))
    monkeypatch.setattr("bot.slack.post.asyncio", _WithSleep(at_once))
    return seconds


class _WithSleep:
    """What of asyncio these modules use."""

    def __init__(self, sleep: object) -> None:
        self.sleep = sleep


async def decide(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    return Outcome(ANSWER)


async def test_each_fault_leaves_the_post_once_or_one_line(
    figure: TellFigure, slack: FakeSlack, bot: Bot, waited: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    wrong, slowest, lines, raised = [], 0.0, 0, 0
    for name, (fault, stands) in FAULTS.items():
        caplog.clear()
        waited.clear()
        met = slack.fault("chat.postMessage", **fault)
        ts = slack.say("why?")["event"]["ts"]
        taken = bot.records.claim(TEAM, [f"message:{ts}"], {})
        await work(bot, taken, Incoming("mention", TEAM, GENERAL, ANNA, "why?", ts, ts), decide)
        met.times = 0
        wrong += [name] if len(slack.posts(ts)) != stands else []
        slowest = max(slowest, sum(waited))
        given_up = [one for one in caplog.records if one.levelno >= logging.ERROR]
        lines += len(given_up) != (0 if stands else 1)
        raised += any(one.exc_info for one in caplog.records)
    figure("faults of a post", len(FAULTS), f"= {len(FAULTS)}")
    figure(f"faults that left it twice, or not at all {wrong or ''}".strip(), len(wrong), "= 0")
    figure("seconds waited for the slowest", slowest, f"<= {MOST_S}")
    figure("faults without exactly one line for a post given up", lines, "= 0")
    figure("tracebacks", raised, "= 0")
