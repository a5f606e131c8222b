"""19. Over HTTP only what Slack signed just now gets in, and nothing that it signed is answered twice."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack_server import BEN, SECRET, FakeSlack
from tests.safe.conftest import TellFigure
from tests.slack.conftest import StartBot
from tests.slack.test_talk import QUESTION, silence_after

STAMP = "X-Slack-Request-Timestamp"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@pytest.fixture
def listening(slack: FakeSlack, start: StartBot) -> FakeSlack:
    start(http=True)
    return slack


def bodies(slack: FakeSlack) -> dict[str, tuple[str, str]]:
    """One request of each kind that Slack sends, as it is sent."""
    command = slack.command("/ask", QUESTION)
    click = {"type": "block_actions", "team": {"id": "T0FAKE"}, "user": {"id": "U0ANNA"}, "actions": []}
    return {
        "event": (json.dumps(slack.mention(QUESTION)), JSON),
        "command": (urlencode(command), FORM),
        "click": (urlencode({"payload": json.dumps(click)}), FORM),
        "modal": (urlencode({"payload": json.dumps({**click, "type": "view_submission"})}), FORM),
    }


def headers(body: str, secret: str = SECRET, age_s: int = 0) -> dict[str, str]:
    """A signature as Slack makes it."""
    stamp = str(int(time.time()) - age_s)
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {STAMP: stamp, "X-Slack-Signature": signature or ""}


def falsified(body: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The request as no real Slack would send it, and what is wrong with it."""
    stale, early, right = headers(body, age_s=301), headers(body, age_s=-310), headers(body)
    return {
        "unsigned": (body, {}),
        "no signature": (body, {**right, "X-Slack-Signature": ""}),
        "another secret": (body, headers(body, "another")),
        "stale": (body, stale),
        "from the future": (body, early),
        "a fresh time on an old signature": (
            body,
            {**stale, "X-Slack-Request-Timestamp": str(int(time.time()))},
        ),
        "a changed body": (body.replace("U0ANNA", "U0BEN"), right),
        "one byte more": (body + " ", right),
    }


def status_of(slack: FakeSlack, body: str, kind: str, signed: dict[str, str]) -> int:
    """What the bot answers to it."""
    request = urllib.request.Request(
        str(slack.bot_url), body.encode(), {"Content-Type": kind, **signed}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_what_slack_did_not_sign_just_now_is_refused_and_answered_by_nobody(
    listening: FakeSlack, figure: TellFigure
) -> None:
    codes = [
        status_of(listening, changed, kind, signed)
        for body, kind in bodies(listening).values()
        for changed, signed in falsified(body).values()
    ]
    figure("falsified requests", len(codes), "= 32")
    figure("of them not refused with 401", sum(code != 401 for code in codes), "= 0")
    silence_after(listening, listening.say("among ourselves"))  # which has one answer, to its own question
    figure("answers to falsified requests", len(listening.posts()) + len(listening.privates) - 1, "= 0")


def test_a_replay_within_five_minutes_is_not_answered_again(listening: FakeSlack, figure: TellFigure) -> None:
    said = listening.mention(QUESTION)
    private = listening.command("/ask", QUESTION)
    for body in (said, private):
        listening.send(body)
    listening.wait(lambda: listening.posts() and listening.privates)
    for age_s in (0, 60, 240, 290):
        for body in (said, private):
            (ack,) = listening.deliver(body, age_s=age_s)
            assert ack.status == 200
    listening.send(later := listening.mention(QUESTION, user=BEN))
    listening.wait(lambda: listening.posts(later["event"]["ts"]))
    figure("second answers to 8 replays", len(listening.posts()) + len(listening.privates) - 3, "= 0")
