"""6. Killed (SIGKILL) at any point between receipt and post, the bot answers each question once after all."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.slack_server import Body, FakeSlack
from tests.safe.conftest import TellFigure
from tests.safe.defences import python_path
from tests.safe.figures import Extent
from tests.slack.conftest import StartBot
from tests.slack.test_talk import QUESTION, answers_in

KILLING = Path(__file__).parent / "killing"

# In the order a question passes them.
POINTS = (
    "bot.slack.read.bodies:read call",
    "bot.records:Records.claim call",
    "bot.records:Records.claim return",
    "bot.slack.work:work call",
    "bot.slack.handlers.ask:decide call",
    "bot.records:Records.engage call",
    "bot.records:Records.engage return",
    "bot.records:Records.turns return",
    "bot.ask:ask call",
    "bot.extractive:pick return",
    "bot.ask:ask return",
    "bot.slack.shown.blocks:render_answer return",
    "bot.records:Records.keep_answer call",
    "bot.records:Records.keep_answer return",
    "bot.records:Records.sending call",
    "bot.records:Records.sending return",
    "bot.slack.post:post call",
    "bot.records:Records.posted call",
    "bot.records:Records.done call",
    "bot.records:Records.done return",
)
FEW = (POINTS[2], POINTS[10], POINTS[18])


def acked(slack: FakeSlack, body: Body) -> bool:
    """Deliver it to a bot that may die of it."""
    try:
        (ack,) = slack.deliver(body)
    except (aiohttp.ClientError, OSError):
        return False
    return ack.status == 200


def _all_answered(slack: FakeSlack, bodies: Sequence[Body]) -> bool:
    threads = {post["thread_ts"] for post in slack.posts()}
    return all(body["event"]["ts"] in threads for body in bodies)


@pytest.mark.parametrize("http", [pytest.param(False, marks=pytest.mark.full), True], ids=["socket", "http"])
def test_each_question_has_one_answer_whenever_the_bot_was_killed(
    figure: TellFigure, extent: Extent, slack: FakeSlack, start: StartBot, tmp_path: Path, http: bool
) -> None:
    points = extent.pick(FEW, POINTS)
    where = tmp_path / "kill"
    settings = {
        "PYTHONPATH": os.pathsep.join([str(KILLING), python_path()]),
        "FOOTNOTE_QUESTIONS_PER_MINUTE": "1000",
        "KILL_AT": str(where),
        "KILL_POINTS": "\n".join(POINTS),
    }
    bodies, killed = [], 0
    for point in points:
        bot = start(http=http, **settings)
        with suppress(AssertionError):  # what is not recovered is counted below
            slack.wait(partial(_all_answered, slack, [body for body, taken in bodies if taken]))
        where.write_text(point)
        body = slack.mention(QUESTION)
        bodies.append((body, acked(slack, body)))
        bot.process.wait(20)
        killed += 1
        where.write_text("")
    start(http=http, **settings)
    for body, taken in bodies:
        if not taken:
            slack.send(body)
    threads = [body["event"]["ts"] for body, _ in bodies]
    with suppress(AssertionError):  # what is missing is counted below
        slack.wait(partial(_all_answered, slack, [body for body, _ in bodies]))
    for body, _ in bodies:  # Slack may have missed the ack all the same
        slack.send(body)
    later = slack.mention(QUESTION)
    slack.send(later)
    answers_in(slack, later["event"]["ts"])
    answers = Counter(post["thread_ts"] for post in slack.posts())
    figure("points the bot was killed at", killed, f"= {len(points)}")
    figure("questions answered", sum(thread in answers for thread in threads), f"= {len(points)}")
    figure("questions answered twice", sum(answers[thread] > 1 for thread in threads), "= 0")
