"""How fast Slack is told that an event has arrived, while the model takes ten seconds and 60 come at once.

`python -m tests.slack.measure_ack [ROUNDS]` starts the bot against the fakes on either transport, and prints
a line for each. Slack wants an ack within three seconds; ours should take less than half a second.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click
import numpy as np

from index.library import Library
from index.types import NewArticle
from tests.fakes.openai_server import FakeOpenAI, completion
from tests.fakes.slack_server import FakeSlack
from tests.shelf import SEED_TEXT, drafted
from tests.slack.conftest import start_bot

MODEL_S = 10.0
AT_ONCE = 60
GOAL_S = 0.5
QUESTION = "How many troops did North Korea send?"


def late(body: object) -> dict[str, object]:
    """A right draft, ten seconds late."""
    time.sleep(MODEL_S)
    return completion(drafted(("around 11,000 trained fighters", [6])))


def acks(slack: FakeSlack, rounds: int) -> list[float]:
    """Seconds to each ack. Every question is answered once before the next round begins."""
    found: list[float] = []
    for turn in range(rounds):
        bodies = [slack.mention(f"{QUESTION} {turn}.{n}", user=f"U{turn}{n:05d}") for n in range(AT_ONCE)]
        told = slack.deliver_all(bodies)
        assert {one.status for one in told} == {200}, told
        found += [one.seconds for one in told]
        slack.wait(lambda sent=bodies: all(slack.posts(one["event"]["ts"]) for one in sent), 120)
        assert [len(slack.posts(one["event"]["ts"])) for one in bodies] == [1] * AT_ONCE
    return found


def measured(rounds: int, *, http: bool) -> Sequence[float]:
    """Start a bot with a model that takes ten seconds, and take the acks."""
    with tempfile.TemporaryDirectory() as folder, FakeOpenAI(late) as model, FakeSlack() as slack:
        home = Path(folder)
        with Library.open(home) as library:
            library.add(NewArticle("seed", SEED_TEXT, title="North Korea in Kursk"))
        settings = {
            "OPENAI_API_KEY": "sk-fake",
            "OPENAI_BASE_URL": model.base_url,
            "FOOTNOTE_QUESTIONS_PER_MINUTE": "1000",
        }
        with ExitStack() as stack:
            start_bot(stack, slack, home, http, **settings)
            return acks(slack, rounds)


def main(rounds: int) -> int:
    """Print the figures; 1 where an ack took longer than it should."""
    worst = 0.0
    for name, http in (("Socket Mode", False), ("HTTP", True)):
        found = measured(rounds, http=http)
        p50, p99 = (float(np.percentile(found, at)) for at in (50, 99))
        worst = max(worst, p99)
        click.echo(
            f"{name}: {len(found)} acks, {AT_ONCE} at once, model {MODEL_S:.0f} s: "
            f"median {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, longest {max(found) * 1000:.0f} ms"
        )
    return int(worst >= GOAL_S)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
