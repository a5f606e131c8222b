"""A grounding test as its author wrote it, and where it stands. Knows no file format, model or answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.ask import Turn

SUFFIX = ".footnote.yaml"
EXTRACTIVE = "extractive"  # in place of a model's name: answers are the articles' own sentences


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a test file; as text `kursk.footnote.yaml:12`."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a test file that cannot be meant, and what to do about it."""

    at: Place
    what: str


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file that a test asks about. `version` is what it was when the test was written, or None."""

    path: Path
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence that must be cited: by its number, or by a piece of its words (the other one is None)."""

    number: int | None
    words: str | None

    def __str__(self) -> str:
        return f"sentence {self.number}" if self.words is None else f"“{self.words}”"


@dataclass(frozen=True, slots=True)
class Told:
    """A reply written by a person in a model's place, and why it was written."""

    text: str
    why: str
    author: str


@dataclass(frozen=True, slots=True)
class Case:
    """One test. Either `ask` is a question, or `summary` the number of sentences wanted.

    `model` is whose recorded reply in `tapes` it is answered with, or EXTRACTIVE. `told` is what to record
    for it instead of asking a server.
    """

    name: str
    at: Place
    articles: tuple[ArticleFile, ...]
    model: str
    tapes: Path
    ask: str | None = None
    summary: int | None = None
    history: tuple[Turn, ...] = ()
    ending: str | None = None
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()
    cites: tuple[Cited, ...] = ()
    told: Told | None = None

    @property
    def asks_a_model(self) -> bool:
        """Whether it needs a recorded reply."""
        return self.model != EXTRACTIVE

    @property
    def asked(self) -> str:
        """What is asked, for people."""
        return self.ask if self.ask is not None else f"a summary in at most {self.summary} sentences"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What one test file holds: the tests that can be run, and what is wrong with the others."""

    path: Path
    cases: tuple[Case, ...]
    faults: tuple[Fault, ...]
