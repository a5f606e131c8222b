"""5. However often, whenever and after whatever restart an event arrives, it is answered exactly once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from bot.records import Records
from bot.slack.read.bodies import keys
from bot.slack.read.incoming import team_of
from tests.fakes.slack_server import BOT_USER, GENERAL, TEAM, Body, FakeSlack
from tests.safe.conftest import TellFigure
from tests.slack.conftest import RunningBot, StartBot
from tests.slack.test_talk import QUESTION, answers_in

LATER_S = (0.0, 3.0, 60.0, 300.0)  # when Slack delivers again what it holds for lost
EVENTS = 1_000
AT_ONCE = 20


def event(number: int, name: str = "app_mention") -> Body:
    """One mention as Slack sends it; its `message` twin has an id of its own."""
    said = {"type": name, "channel": GENERAL, "user": "U0ANNA", "ts": f"1700000000.{number:06d}"}
    text = {"text": f"<@{BOT_USER}> why?"}
    return {"team_id": TEAM, "event_id": f"Ev{name}{number}", "event": said | text}


def test_of_a_thousand_events_the_ledger_takes_each_once(figure: TellFigure, home: Path) -> None:
    now = [1_000_000.0]
    taken: Counter[int] = Counter()

    def deliver(records: Records, number: int, name: str) -> None:
        body = event(number, name)
        claim = records.claim(team_of(body), keys(body), {})
        if claim:
            taken[number] += 1
            records.done(claim)

    rounds = [(seconds, name) for seconds in LATER_S for name in ("app_mention", "message")]
    for seconds, name in rounds:
        now[0] = 1_000_000.0 + seconds
        # Opened anew: each round comes after a restart.
        with Records.open(home, now=lambda: now[0]) as records, ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(deliver, [records] * EVENTS, range(EVENTS), [name] * EVENTS))
    figure("deliveries to the ledger", len(rounds) * EVENTS, f"= {8 * EVENTS}")
    figure("events taken", len(taken), f"= {EVENTS}")
    figure("events taken more than once", sum(count > 1 for count in taken.values()), "= 0")


def test_of_twenty_copies_at_once_one_is_answered(
    figure: TellFigure, shared: tuple[FakeSlack, RunningBot]
) -> None:
    slack, _ = shared
    mention = slack.mention(QUESTION)
    command = slack.command("/ask", QUESTION)
    privates = len(slack.privates)
    acks = slack.deliver(mention, copies=AT_ONCE) + slack.deliver(slack.twin(mention), copies=AT_ONCE)
    acks += slack.deliver(command, copies=AT_ONCE)
    for retry in (1, 2, 3):
        acks += slack.deliver(mention, retry=retry)
    figure("copies that were acked", sum(ack.status == 200 for ack in acks), f"= {3 * AT_ONCE + 3}")
    later = slack.mention(QUESTION)
    slack.send(later)
    answers_in(slack, later["event"]["ts"])
    slack.wait(lambda: len(slack.privates) > privates)
    figure("answers to the mention", len(answers_in(slack, mention["event"]["ts"])), "= 1")
    figure("answers to the command", len(slack.privates) - privates, "= 1")


@pytest.mark.full
def test_no_event_is_answered_twice_or_lost_while_the_bot_is_started_again(
    figure: TellFigure, slack: FakeSlack, start: StartBot
) -> None:
    count = 200
    settings = {"FOOTNOTE_QUESTIONS_PER_MINUTE": "1000"}
    bot = start(http=True, **settings)
    bodies = [slack.mention(QUESTION, user=f"U0ASKER{number % 50}") for number in range(count)]
    threads = [body["event"]["ts"] for body in bodies]
    for at in range(0, count, AT_ONCE):
        batch = bodies[at : at + AT_ONCE]
        slack.deliver_all(batch + batch)
        slack.wait(partial(_posted, slack, at + len(batch) // 2), 120)
    assert bot.stop() == 0
    start(http=True, **settings)
    for at in range(0, count, AT_ONCE):
        slack.deliver_all(bodies[at : at + AT_ONCE] * 2)
    slack.wait(lambda: {post["thread_ts"] for post in slack.posts()} >= set(threads), 120)
    answers = Counter(post["thread_ts"] for post in slack.posts())
    figure("events answered, with a restart between", len(answers), f"= {count}")
    figure("events answered twice", sum(number > 1 for number in answers.values()), "= 0")


def _posted(slack: FakeSlack, least: int) -> bool:
    return len(slack.posts()) >= least
