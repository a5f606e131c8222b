"""What happens in a run, drawn from its seed: questions, and what goes wrong meanwhile. Pure.

The same seed, transport and length give the same plan. When things really happen is not in it: two runs of
one plan differ in their timing, as two days do.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Act = Literal[
    "ask", "slack", "model", "hold", "kill", "stop", "hang up", "full", "room", "clock", "feed", "remove"
]
Transport = Literal["socket", "http"]

ROUND_S = 5.0
TRANSPORTS: tuple[Transport, ...] = ("socket", "http")

# How a question comes in. "twin": the mention and its message event; "copies": four at the same moment, one
# later; "noise": people and bots among themselves, which must stay without an answer.
ASKS = ("mention", "twin", "copies", "late copy", "dm", "follow-up", "/ask", "/summary", "burst", "noise")

# The next call of the method fails like this; `after` means that it took effect all the same.
SLACK_FAULTS: dict[str, dict[str, Any]] = {
    "limited": {"method": "chat.postMessage", "retry_after": 1},
    "post 500": {"method": "chat.postMessage", "status": 500},
    "post not JSON": {"method": "chat.postMessage", "status": 200},
    "post lost": {"method": "chat.postMessage", "status": 502, "after": True},
    "post lost, then blind": {"method": "conversations.replies", "status": 500},
    "blocks": {"method": "chat.postMessage", "error": "invalid_blocks"},
    "too long": {"method": "chat.postMessage", "error": "msg_too_long"},
    "archived": {"method": "chat.postMessage", "error": "is_archived"},
    "no channel": {"method": "chat.postMessage", "error": "channel_not_found"},
    "no member": {"method": "chat.postMessage", "error": "not_in_channel"},
    "new word": {"method": "chat.postMessage", "error": "some_new_word"},
    "internal": {"method": "chat.postMessage", "error": "internal_error"},
    "status": {"method": "assistant.threads.setStatus", "error": "missing_scope"},
    "status limited": {"method": "assistant.threads.setStatus", "retry_after": 1},
    "private 503": {"method": "response_url", "status": 503},
    "private lost": {"method": "response_url", "status": 502, "after": True},
    "private refused": {"method": "response_url", "status": 400},
    "private limited": {"method": "response_url", "retry_after": 1},
}
_INCIDENTS: tuple[tuple[Act, str], ...] = (
    ("kill", ""),
    ("hold", "before"),
    ("hold", "after"),
    ("stop", ""),
    ("hang up", ""),
    ("full", ""),
    ("clock", "-200"),
    ("clock", "200"),
    ("clock", "90000"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, `pause_s` after the one before. `which` names a row of the tables above."""

    pause_s: float
    act: Act
    which: str = ""


def plan(seed: int, transport: Transport, seconds: float, cards: Sequence[str]) -> tuple[Step, ...]:
    """The steps of a run of about `seconds` seconds; `cards` are the names of what a model can do wrong."""
    dice = random.Random(f"{seed} {transport}")
    rounds = max(1, round(seconds / ROUND_S))
    return tuple(step for _ in range(rounds) for step in _round(dice, transport, cards))


def _round(dice: random.Random, transport: Transport, cards: Sequence[str]) -> list[Step]:
    """A few questions, a few faults around them and at most one incident, in any order."""
    acts: list[tuple[Act, str]] = [("ask", dice.choice(ASKS)) for _ in range(dice.randint(3, 7))]
    acts += [("slack", dice.choice(list(SLACK_FAULTS))) for _ in range(dice.randint(0, 2))]
    acts += [("model", dice.choice(cards)) for _ in range(dice.randint(0, 3))]
    acts += [dice.choice([("feed", ""), ("feed", ""), ("remove", "")])] if dice.random() < 0.4 else []
    acts += [_incident(dice, transport)] if dice.random() < 0.6 else []
    dice.shuffle(acts)
    steps = [Step(round(dice.uniform(0, 2 * ROUND_S / len(acts)), 2), act, which) for act, which in acts]
    return [more for step in steps for more in _with_its_end(step)]


def _incident(dice: random.Random, transport: Transport) -> tuple[Act, str]:
    # Over HTTP a clock that is a day off refuses every signature, as it should, and nothing would happen.
    fitting = [one for one in _INCIDENTS if not (transport == "http" and one[1] == "90000")]
    return dice.choice(fitting)


def _with_its_end(step: Step) -> list[Step]:
    """A full disk has room again after a while; a clock goes right again."""
    ends = {"full": Step(1.5, "room"), "clock": Step(2.0, "clock", "0")}
    return [step, ends[step.act]] if step.act in ends else [step]
