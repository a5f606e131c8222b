"""The log at its usual level says that the bot runs and answers, and nothing of what is said."""

from __future__ import annotations

import re

from tests.fakes.slack_server import FakeSlack
from tests.slack.conftest import RunningBot
from tests.slack.test_talk import QUESTION, answers_in

Shared = tuple[FakeSlack, RunningBot]


def test_the_start_and_each_answer_is_a_line_of_ids_and_times(shared: Shared) -> None:
    slack, bot = shared
    logged = len(bot.log)
    slack.send(asked := slack.mention(QUESTION))
    answers_in(slack, asked["event"]["ts"])
    lines = slack.wait(lambda: re.findall(r" INFO bot\.slack\.work (event .*)", bot.log[logged:]))
    assert re.fullmatch(r"event [0-9a-f]{16}: mention said in \d+ ms", lines[0])
    started = [line for line in bot.log.splitlines() if " INFO bot.slack.run started: " in line]
    assert len(started) == 1
    assert re.search(r"started: (connected|listening on http://127\.0\.0\.1:\d+/slack/events)$", started[0])
