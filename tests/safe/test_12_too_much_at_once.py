"""12. Twenty questions a second are answered; of more than that, the rest is refused politely and at once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.crew import WAITING, WORKERS, Busy, Crew
from bot.slack.work import BUSY
from tests.chaos.slack import ChaosSlack
from tests.fakes.openai_server import Body, FakeOpenAI
from tests.safe.conftest import TellFigure
from tests.shelf import drafted
from tests.slack.conftest import RunningBot, StartBot
from tests.slack.test_talk import QUESTION

MODEL_S = 1.0
A_SECOND = 20
SECONDS, OVER_S = 60, 10
WHOLE = drafted(("around 11,000 trained fighters", [6]))


@pytest.fixture
def slack() -> Iterator[ChaosSlack]:
    with ChaosSlack() as fake:
        yield fake
        assert fake.complaints == []


async def test_what_there_is_no_room_for_is_refused_while_the_rest_is_worked_on(figure: TellFigure) -> None:
    crew, gate = Crew(), threading.Event()
    room = WORKERS + WAITING

    async def refused_after() -> float | None:
        began = time.monotonic()
        try:
            await crew.run(gate.wait)
        except Busy:
            return time.monotonic() - began
        return None

    tasks = [asyncio.create_task(refused_after()) for _ in range(5 * room)]
    try:
        done, waiting = await asyncio.wait(tasks, timeout=0.5)
        refused = [task.result() for task in done]
        figure(
            "questions refused of five times too many", len(refused) - refused.count(None), f"= {4 * room}"
        )
        figure("seconds to the slowest refusal", max(one or 0.0 for one in refused), "<= 1")
    finally:
        gate.set()
    figure("questions lost of those with room", room - len(await asyncio.gather(*waiting)), "= 0")
    crew.dismiss()


@pytest.mark.full
def test_twenty_a_second_are_answered_and_five_times_as_many_refused_in_part(
    figure: TellFigure, slack: ChaosSlack, start: StartBot
) -> None:
    def slow(_: Body) -> str:
        time.sleep(MODEL_S)
        return WHOLE

    with FakeOpenAI(slow) as model:
        bot = start(http=True, OPENAI_BASE_URL=model.base_url, FOOTNOTE_QUESTIONS_PER_MINUTE="1000")
        asked = sent_at_a_pace(slack, A_SECOND, SECONDS)
        slack.wait(lambda: len(slack.posts()) >= len(asked), 60)
        at_rest = resident(bot)
        took = sorted(seen_after(slack, asked))
        figure("seconds to an answer, 95 of 100", took[int(len(took) * 0.95)], "<= 2")
        figure("questions lost", len(asked) - len(took), "= 0")
        more = sent_at_a_pace(slack, 5 * A_SECOND, OVER_S)
        slack.wait(lambda: len(slack.posts()) + len(slack.privates) >= len(asked) + len(more), 60)
        figure("megabytes grown under five times as many", (resident(bot) - at_rest) / 2**20, "< 50")
        refused = [one for one in slack.privates if one["text"] == BUSY]
        figure("questions refused politely", len(refused), "> 0")
        figure("questions lost of five times as many", len(asked) + len(more) - outcomes(slack), "= 0")


def sent_at_a_pace(slack: ChaosSlack, a_second: int, seconds: int) -> dict[str, float]:
    """Send so many mentions a second; when each thread began."""
    began, asked = time.monotonic(), {}
    for number in range(a_second * seconds):
        body = slack.mention(QUESTION, user=f"U0ASKER{number % 100}")
        time.sleep(max(0.0, began + number / a_second - time.monotonic()))
        asked[body["event"]["ts"]] = time.monotonic()
        slack.send(body)
    return asked


def seen_after(slack: ChaosSlack, asked: dict[str, float]) -> list[float]:
    """Seconds from each question to its answer."""
    return [shown.at - asked[shown.place] for shown in slack.shown if shown.place in asked]


def outcomes(slack: ChaosSlack) -> int:
    return len({post["thread_ts"] for post in slack.posts()}) + len(slack.privates)


def resident(bot: RunningBot) -> int:
    """Bytes of memory the bot holds."""
    return int(Path(f"/proc/{bot.process.pid}/statm").read_text().split()[1]) * 4096
