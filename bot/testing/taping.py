"""Record the replies that tests need: from a server, or as their author wrote them in the test file."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from bot.answers import FREE, Usage
from bot.budget import count_tokens
from bot.llm import Failure, Model, Reply, Request
from bot.recording import Recording, key_of, prompt_of, write
from bot.tape import holding
from bot.testing.case import Case, Told
from bot.testing.run import FAULTS, play
from bot.testing.shelf import Shelf

Fate = Literal["kept", "recorded", "changed", "same", "failed", "not asked"]
PATIENCE_S = 120.0  # nobody waits for an answer here, and a model on this machine may be slow
_DIFF_LINES = 12


class Source(Protocol):
    """Where replies come from."""

    @property
    def label(self) -> dict[str, str]:
        """Where its recordings say they came from."""
        ...

    def model(self, name: str) -> Model:
        """What to ask."""
        ...

    def replaces(self, recording: Recording) -> bool:
        """Whether a recording that is there already is made again."""
        ...


@dataclass(frozen=True)
class Server:
    """Replies of a server, which `named` says: a name and a version, never an address.

    `open` makes a client for a model. With `anew` what it said before is asked again; what a person wrote is
    only ever replaced by a person.
    """

    open: Callable[[str], Model]
    named: str
    anew: bool

    @property
    def label(self) -> dict[str, str]:
        """Where its recordings say they came from."""
        today = datetime.now(UTC).date().isoformat()
        return {"origin": "recorded", "server": self.named, "recorded": today}

    def model(self, name: str) -> Model:
        """A client for the model."""
        return self.open(name)

    def replaces(self, recording: Recording) -> bool:
        """Whether it was asked before, and may be asked again."""
        return self.anew and recording.label["origin"] == "recorded"


@dataclass(frozen=True)
class ByHand:
    """The reply that stands in the test file."""

    told: Told

    @property
    def label(self) -> dict[str, str]:
        """Who wrote it and why."""
        return {"origin": "authored", "author": self.told.author, "why": self.told.why}

    def model(self, name: str) -> Model:
        """A model that says it."""
        return _Says(name, self.told.text)

    def replaces(self, recording: Recording) -> bool:
        """Whether its author has changed it since."""
        return (recording.text, recording.label) != (self.told.text, self.label)


@dataclass
class _Says:
    name: str
    text: str

    def complete(self, request: Request, deadline_s: float) -> Reply:
        sent = sum(count_tokens(message.content, self.name) for message in request.messages)
        return Reply(self.text, self.name, Usage(sent, count_tokens(self.text, self.name), None))


@dataclass
class Keeper:
    """A model that gives the recorded reply if it may, else asks the source and writes the reply down."""

    name: str
    folder: Path
    source: Source
    fate: Fate = "not asked"
    usage: Usage = FREE
    detail: tuple[str, ...] = ()
    key: str = ""

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        """Reply, and remember where from."""
        self.key = key_of(request, self.name)
        place, before = next(holding(self.folder, self.key), (None, None))
        if before is not None and not self.source.replaces(before):
            self.fate = "kept"
            return Reply(before.text, self.name, before.usage)
        reply = self.source.model(self.name).complete(request, deadline_s)
        if isinstance(reply, Failure):
            self.fate, self.detail, self.usage = "failed", (reply.kind,), reply.usage
            return reply
        made = Recording(request, self.name, reply.text, reply.usage, self.source.label, prompt_of(request))
        written = write(made, self.folder)
        if place is not None and place != written:
            place.unlink()  # it was renamed, and would answer the same request beside the new one
        self._compare(before, made)
        return reply

    def _compare(self, before: Recording | None, made: Recording) -> None:
        self.usage = made.usage if made.label["origin"] == "recorded" else FREE
        if before is None:
            self.fate = "recorded"
        else:
            self.fate = "same" if before.text == made.text else "changed"
            self.detail = tuple(_difference(before.text, made.text))


@dataclass(frozen=True, slots=True)
class Taped:
    """What became of the recording of one test. `detail` is why it failed, or what changed, line by line.

    `key` is the recording's, or empty when no model was asked.
    """

    case: Case
    fate: Fate
    detail: tuple[str, ...] = ()
    usage: Usage = FREE
    key: str = ""


def tape(case: Case, shelf: Shelf, server: Source) -> Taped:
    """Record the reply that the case needs, unless it is there. A fault is told, not raised.

    A reply that stands in its test file is taken from there, all others from `server`.
    """
    return author(case, shelf) if case.told else _from(server, case, shelf)


def author(case: Case, shelf: Shelf) -> Taped:
    """Record the reply that stands in the test file."""
    if case.told is None:
        raise ValueError(f"{case.name!r} holds no reply")
    return _from(ByHand(case.told), case, shelf)


def clashes(made: Sequence[Taped]) -> list[str]:
    """The tests that want two replies to one request of one model, which can hold only one."""
    first: dict[tuple[Path, str], Case] = {}
    found = []
    for one in made:
        other = first.setdefault((one.case.tapes, one.key), one.case) if one.key else one.case
        if other.told and one.case.told and other.told != one.case.told:
            found.append(
                f"{one.case.at}: {one.case.name!r} asks {one.case.model!r} the same as {other.name!r}, "
                "and is told another reply. Give one of them a model of another name."
            )
    return found


def _from(source: Source, case: Case, shelf: Shelf) -> Taped:
    keeper = Keeper(case.model, case.tapes, source)
    try:
        play(case, shelf, keeper, PATIENCE_S)
    except FAULTS as fault:
        return Taped(case, "failed", (str(fault),))
    return Taped(case, keeper.fate, keeper.detail, keeper.usage, keeper.key)


def _difference(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(_pretty(before), _pretty(after), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))][:_DIFF_LINES]


def _pretty(reply: str) -> list[str]:
    try:
        claims = json.loads(reply)["claims"]
        return [f"{one['sentences']} {one['kind']}: {one['span']}" for one in claims]
    except (ValueError, TypeError, KeyError):
        return reply.split("\n")
