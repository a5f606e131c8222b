"""What a supervisor and a monitor see of a running bot."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.slack.monitor import Address
from tests.fakes.slack_server import FakeSlack
from tests.slack.conftest import RunningBot, StartBot
from tests.slack.test_talk import EVIDENCE, QUESTION, answers_in


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def place(running: RunningBot, http: bool) -> str:
    """The base address of what is served."""
    if http:
        return running.output[0].removeprefix("listening on ").removesuffix("/slack/events")
    return running.output[1].removeprefix("metrics on ").removesuffix("/metrics")


def broken(home: Path) -> None:
    with sqlite3.connect(home / "records.sqlite3") as db:
        db.execute("ALTER TABLE facts RENAME TO away")
    db.close()


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_a_monitor_sees_what_was_done_and_a_supervisor_what_is_wrong(
    slack: FakeSlack, start: StartBot, http: bool
) -> None:
    running = start(http=http, arguments=() if http else ("--metrics", "127.0.0.1:0"))
    slack.wait(lambda: http or len(running.output) == 2)
    base = place(running, http)
    assert get(f"{base}/healthz") == (200, '{"ok": true}')
    body = slack.mention(QUESTION)
    slack.send(body)
    answers_in(slack, body["event"]["ts"])
    _, text = get(f"{base}/metrics")
    for line in (
        'footnote_answers_total{mode="extractive",status="answered"} 1.0',
        'footnote_events_total{ending="said"} 1.0',
        'footnote_stage_seconds_count{stage="search"} 1.0',
        "footnote_articles 2.0",
    ):
        assert line in text.splitlines()
    for words in (QUESTION, EVIDENCE, body["event"]["channel"], body["event"]["user"], "seed"):
        assert words not in text
    broken(running.home)
    status, text = get(f"{base}/healthz")
    assert status == 503
    assert json.loads(text) == {
        "ok": False,
        "faults": ["the records cannot be written (OperationalError)"],
    }


def test_metrics_move_to_an_address_of_their_own_where_one_is_named(
    slack: FakeSlack, start: StartBot
) -> None:
    running = start(http=True, arguments=("--metrics", "127.0.0.1:0"))
    slack.wait(lambda: len(running.output) == 2)
    assert get(f"{place(running, True)}/metrics")[0] == 404
    assert get(f"{place(running, True)}/healthz")[0] == 200
    assert get(f"{place(running, False)}/metrics")[0] == 200
    assert get(f"{place(running, False)}/healthz")[0] == 200


def test_without_slack_it_is_not_well(slack: FakeSlack, start: StartBot) -> None:
    running = start(arguments=("--metrics", "127.0.0.1:0"))
    slack.wait(lambda: len(running.output) == 2)
    slack.fault("apps.connections.open", error="internal_error", times=99)
    slack.disconnect()
    url = f"{place(running, False)}/healthz"
    slack.wait(lambda: get(url) == (503, '{"ok": false, "faults": ["Slack is not connected"]}'))


def test_the_option_that_holds_a_wrong_address_is_named() -> None:
    with pytest.raises(UsageError, match="--metrics '9100': must be HOST:PORT"):
        Address.read("9100", "--metrics")
