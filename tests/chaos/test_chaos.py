"""The run itself: the plan is its seed's, each rule of the checker finds what it is for, and seeds of old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.slack.work import RESTARTED
from tests.chaos.__main__ import kept
from tests.chaos.check import MODEL_KEY, MOST_RSS, faults
from tests.chaos.history import Asked, History, Life, Met, Shown, Version
from tests.chaos.plan import ROUND_S, SLACK_FAULTS, TRANSPORTS, Transport, plan
from tests.chaos.run import run
from tests.chaos.world import MODEL_FAULTS, article, question
from tests.fakes.slack_server import BOT_TOKEN

SENTENCE = article("Brindle", 1).splitlines()[0]
SHORT = [(seed, transport) for seed, transport, seconds in kept() if seconds <= ROUND_S]


def answer(text: str = "11 ships [1]", quote: str = SENTENCE, key: str = "k1", at: float = 2.0) -> Shown:
    leaf = [{"type": "text", "text": quote}]
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": leaf}]}]
    return Shown("1.1", "", at, {"text": text, "blocks": blocks}, key)


def clean() -> History:
    """A question in a thread and one by command, each with its answer."""
    asked = [
        Asked("1.1", "U0CHAOS1", question("Brindle"), True, 1.0, 1.1),
        Asked("7", "U0CHAOS2", question("Brindle"), True, 1.0, 1.1),
    ]
    private = replace(answer(), place="7", key=None)
    return History(
        asked, [answer(), private], versions=[Version(article("Brindle", 1), 0.0, 9.0)], lives=[Life(0.0)]
    )


def noisy(history: History) -> None:
    history.asked[0].wanted = False


def private_twice(history: History) -> None:
    history.shown.append(replace(history.shown[1], at=3.0))


FALSIFIED: dict[str, tuple[Callable[[History], object], str]] = {
    "no answer": (lambda one: one.shown.pop(0), "0 outcomes of 1"),
    "two answers": (lambda one: one.shown.append(answer(key="k2")), "2 outcomes of 1"),
    "the same answer twice": (lambda one: one.shown.append(answer()), "stands there twice"),
    "an answer to nobody": (noisy, "1 outcomes of 0"),
    "a line nobody asked for": (
        lambda one: one.shown.append(replace(answer(), place="8.8")),
        "8.8: 1 outcomes",
    ),
    "a private answer twice": (private_twice, "7: 2 outcomes"),
    "a doubt without a reason": (
        lambda one: one.shown.append(replace(answer(RESTARTED), key="k3")),
        "2 outcomes of 1",
    ),
    "no such sentence": (
        lambda one: one.shown.append(answer(quote="12 ships.")),
        "no article held '12 ships.'",
    ),
    "a sentence of later": (
        lambda one: one.versions.__setitem__(0, Version(article("Brindle", 1), 2.5, 9.0)),
        "no article held",
    ),
    "a sentence of before": (
        lambda one: one.versions.__setitem__(0, Version(article("Brindle", 1), 0.0, 0.5)),
        "no article held",
    ),
    "a ping in the text": (lambda one: one.shown.append(answer("<!channel>")), "live in Slack"),
    "a link in a block": (
        lambda one: one.shown.append(answer(quote="https://evil.example")),
        "live in Slack",
    ),
    "a traceback": (lambda one: one.shown.append(answer("Traceback (most recent")), "only a log may hold"),
    "a refusal of Slack's": (
        lambda one: one.complaints.append("chat.postMessage: no_text"),
        "refused unasked",
    ),
    "a token in the log": (lambda one: setattr(one, "log", f"x {BOT_TOKEN} y"), "a secret is told"),
    "a key on standard output": (lambda one: one.output.append(MODEL_KEY), "a secret is told"),
    "a question in the log": (lambda one: setattr(one, "log", question("Brindle")), "the log holds"),
    "a user in the log": (lambda one: setattr(one, "log", "U0CHAOS2"), "7: the log holds"),
    "too much memory": (lambda one: setattr(one.lives[0], "rss", MOST_RSS + 1), "process 0 held"),
    "a damaged library": (lambda one: one.unwell.append("texts: damaged"), "doctor --deep: texts"),
    "something left open": (lambda one: setattr(one, "stuck", True), "still open"),
    "a bad end": (lambda one: setattr(one.lives[0], "exit_code", 1), "ended with 1"),
}


def test_a_clean_history_has_no_fault() -> None:
    assert faults(clean()) == []


@pytest.mark.parametrize("what", FALSIFIED)
def test_the_checker_finds(what: str) -> None:
    history = clean()
    falsify, told = FALSIFIED[what]
    falsify(history)
    assert any(told in fault for fault in faults(history)), faults(history)


@pytest.mark.parametrize(
    ("met", "change"),
    [
        (Met("1.1", "chat.postMessage", "is_archived"), lambda one: one.shown.pop(0)),
        (Met("7", "response_url", "lost"), private_twice),
        (
            Met("1.1", "conversations.replies", "500"),
            lambda one: one.shown.append(answer(RESTARTED, quote=SENTENCE, key="k1")),
        ),
    ],
    ids=["nobody can post there", "a private answer whose reply was lost", "a thread that cannot be read"],
)
def test_what_slack_leaves_no_way_to_know_is_excused_where_it_happened_and_nowhere_else(
    met: Met, change: Callable[[History], object]
) -> None:
    history = clean()
    change(history)
    assert faults(history)
    history.met.append(met)
    assert faults(history) == []
    history.met[:] = [replace(met, place="9.9")]
    assert faults(history)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_seed_gives_its_plan_again_and_another_seed_another(transport: Transport) -> None:
    first = plan(1, transport, 60, MODEL_FAULTS)
    assert first == plan(1, transport, 60, MODEL_FAULTS)
    assert first != plan(2, transport, 60, MODEL_FAULTS)
    assert sum(step.pause_s for step in first) < 2 * 60


def test_every_fault_and_incident_comes_up() -> None:
    steps = plan(3, "socket", 60 * 60, MODEL_FAULTS)
    assert {step.which for step in steps if step.act == "slack"} == set(SLACK_FAULTS)
    assert {step.which for step in steps if step.act == "model"} == set(MODEL_FAULTS)
    assert {"kill", "hold", "stop", "hang up", "full", "room", "clock", "feed", "remove"} <= {
        step.act for step in steps
    }


def test_short_plans_are_kept_for_both_transports() -> None:
    assert {transport for _, transport in SHORT} == set(TRANSPORTS)


@pytest.mark.parametrize(("seed", "transport"), SHORT)
def test_a_short_plan_that_is_kept_goes_well(seed: int, transport: Transport) -> None:
    steps = plan(seed, transport, ROUND_S, MODEL_FAULTS)
    assert faults(run(steps, transport, seed)) == []
