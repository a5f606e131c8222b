"""The rules of a channel: what may be asked about there, by whom, how it is answered, what a day may cost.

Pure. A rule is written as KEY and VALUE, in a form of Slack and on the command line alike, and read here.
What a channel does not say for itself, the workspace says for all its channels (`EVERYWHERE`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from bot.errors import UsageError

Number = TypeVar("Number", int, float)

EVERYWHERE = "*"  # in place of a channel: the workspace's own rules
ALL, EVERYBODY, NOBODY, NO_LIMIT = "all", "everybody", "none", "0"
MOST_NAMED = 100  # articles or people of one rule: what a form of Slack can show chosen


@dataclass(frozen=True, slots=True)
class Rule:
    """One key. `read` turns what is written into the value, or raises ValueError.

    `allowed` completes the sentence "must be ...".
    """

    meaning: str
    allowed: str
    read: Callable[[str], Any]


def _names(pattern: str, nothing: str) -> Callable[[str], frozenset[str]]:
    def read(raw: str) -> frozenset[str]:
        if raw == nothing:
            return frozenset()
        found = frozenset(one.strip() for one in raw.split(","))
        if len(found) > MOST_NAMED or not all(re.fullmatch(pattern, one) for one in found):
            raise ValueError
        return found

    return read


def _yes_or_no(raw: str) -> bool:
    return {"yes": True, "no": False}[raw]


def _person(raw: str) -> str:
    if raw != NOBODY and not re.fullmatch(r"[CGUW][A-Z0-9]+", raw):
        raise ValueError
    return "" if raw == NOBODY else raw


def _up_to(most: Number, kind: Callable[[str], Number]) -> Callable[[str], Number]:
    def read(raw: str) -> Number:
        value = kind(raw)
        if not 0 <= value <= most:  # also refuses nan
            raise ValueError
        return value

    return read


def _rule(nothing: str, meaning: str, allowed: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401 - a dataclass field stands for its value's type
    return field(default=read(nothing), metadata={"rule": Rule(meaning, allowed, read)})


def _limit(most: Number, of_what: str, kind: Callable[[str], Number]) -> Any:  # noqa: ANN401
    meaning = f"{of_what} a day (UTC); over it answers are extracts. 0: no limit."
    shape = "a whole number" if kind is int else "a number"
    return _rule(NO_LIMIT, meaning, f"{shape} from 0 to {most:.0f}", _up_to(most, kind))


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in one channel. Nothing said: all it may read, for everybody, in public, without limits.

    A user's limits count what they asked anywhere in the workspace, a channel's what was asked there.
    """

    articles: frozenset[str] = _rule(
        ALL,
        "The only articles that may be asked about there, of those it may read.",
        f"{ALL}, or up to {MOST_NAMED} ids of articles with commas",
        _names(r"[^\s,]+", ALL),
    )
    askers: frozenset[str] = _rule(
        EVERYBODY,
        "The only people who may ask there.",
        f"{EVERYBODY}, or up to {MOST_NAMED} user ids with commas, such as U0123456789",
        _names(r"[UW][A-Z0-9]+", EVERYBODY),
    )
    mention_only: bool = _rule(
        "no", "Whether it answers there only who mentions it, in threads too.", "yes or no", _yes_or_no
    )
    private: bool = _rule(
        "no", "Whether answers to mentions there go to the asker only.", "yes or no", _yes_or_no
    )
    person: str = _rule(
        NOBODY,
        "The person or channel that *Ask a person* writes to.",
        f"{NOBODY}, or the id of a user or channel, such as U0123456789",
        _person,
    )
    questions: int = _limit(1_000_000, "Questions of the channel", int)
    tokens: int = _limit(1_000_000_000, "Tokens of the channel", int)
    usd: float = _limit(100_000.0, "US dollars of the channel", float)
    user_questions: int = _limit(1_000_000, "Questions of one person", int)
    user_tokens: int = _limit(1_000_000_000, "Tokens of one person", int)
    user_usd: float = _limit(100_000.0, "US dollars of one person", float)

    def may_ask(self, user: str) -> bool:
        """Whether this user's questions are answered there."""
        return not self.askers or user in self.askers


KEYS: dict[str, Rule] = {one.name: one.metadata["rule"] for one in fields(Rules)}


def read(written: Mapping[str, str]) -> Rules:
    """The rules that are written, by key. Raises UsageError naming key, value and what is allowed."""
    return Rules(**{key: _read(key, value) for key, value in written.items()})


def known(key: str) -> Rule:
    """The rule of this key. Raises UsageError naming the keys there are."""
    if key in KEYS:
        return KEYS[key]
    near = difflib.get_close_matches(key, KEYS, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(f"{key!r} is not a rule.{hint} There are: {', '.join(KEYS)}.")


def _read(key: str, value: str) -> Any:  # noqa: ANN401 - the rule decides the type
    rule = known(key)
    try:
        return rule.read(value.strip())
    except (ValueError, KeyError):
        raise UsageError(f"{key} is {value!r}: must be {rule.allowed}.") from None
