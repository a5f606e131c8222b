"""What a run leaves behind for its checker. Times are seconds of one monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass
class Asked:
    """Something sent to the bot. `place` is where its outcome belongs: a thread, or a response_url's number.

    `wanted`: whether it must have an outcome at all. `acked` is when Slack was first told that it is taken.
    """

    place: str
    user: str
    text: str
    wanted: bool
    at: float
    acked: float | None = None


@dataclass(frozen=True)
class Shown:
    """Something that became visible. `key` is what the post carries in its metadata."""

    place: str
    user: str
    at: float
    body: Body
    key: str | None = None

    @property
    def text(self) -> str:
        """What a notification shows of it."""
        return str(self.body["text"])


@dataclass(frozen=True)
class Met:
    """A call of the bot's that a fault met: the error's name, or "lost" where it took effect all the same."""

    place: str
    method: str
    how: str


@dataclass(frozen=True)
class Version:
    """A text that an article had, from before it was handed in until after the next one was in."""

    text: str
    since: float
    until: float


@dataclass
class Life:
    """One process of the bot; `rss` is the most memory it was seen to hold, in bytes."""

    since: float
    until: float = 0.0
    rss: int = 0
    exit_code: int | None = None


@dataclass
class History:
    """All of a run."""

    asked: list[Asked] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    log: str = ""
    output: list[str] = field(default_factory=list)
    unwell: list[str] = field(default_factory=list)  # what `footnote doctor --deep` finds at the end
    stuck: bool = False  # something was still open long after the last fault
