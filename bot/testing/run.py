"""Run tests: each asks its question of its own articles and a recorded model, offline, and is judged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any, Literal

from bot import as_json
from bot.answers import FREE, Answer, Summary
from bot.ask import ask
from bot.errors import FootnoteError
from bot.llm import Model, Reply, Request
from bot.summarise import summarise
from bot.tape import TapePlayer
from bot.testing.case import ArticleFile, Case, Place
from bot.testing.judge import Problem, problems, said
from bot.testing.shelf import Shelf
from bot.wording import answer_text
from index.errors import LibraryError
from prompts import PromptError

# What the files of a test can be wrong in. Anything else is a fault of ours, and ends the run.
FAULTS = (FootnoteError, LibraryError, PromptError)
Outcome = Literal["passed", "failed", "error"]
# Loading Footnote takes a process some 3 s, a test 11 ms (234 tests: 10.3 s of CPU in one, 12.8 s in two).
FEW = 500


@dataclass(frozen=True, slots=True)
class Result:
    """How a test came out. `why` is the reason of an error; `answer` is the row of `ask --json`.

    `tried` counts the falsified replies it was answered with, if any.
    """

    name: str
    at: Place
    asked: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    why: str | None = None
    answer: dict[str, Any] | None = None
    elapsed_s: float = 0.0
    tried: int = 0


@dataclass
class Says:
    """A model of one reply, which keeps what it was asked last, and costs nothing."""

    name: str
    text: str
    asked: Request | None = None

    def complete(self, request: Request, deadline_s: float) -> Reply:
        """Say it."""
        self.asked = request
        return Reply(self.text, self.name, FREE)


Runner = Callable[[Case, Shelf], Result]


def run_all(cases: Sequence[Case], jobs: int, runner: Runner, few: int) -> Iterator[Result]:
    """Give each test to `runner`, and yield the results in order.

    In `jobs` processes, where there are more than `few` tests.
    """
    _quieten()
    if jobs <= 1 or len(cases) <= few:
        with Shelf() as shelf:
            yield from (runner(case, shelf) for case in cases)
        return
    shares = _shares(cases, jobs)
    # Spawned, not forked: the libraries behind the search hold threads, which no fork survives.
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        done = {one.at: one for results in pool.map(partial(_share, runner), shares) for one in results}
    yield from (done[case.at] for case in cases)


def run(case: Case, shelf: Shelf) -> Result:
    """Run one test. What is wrong with it, its articles or its recording is an error of it, not raised."""
    began = time.perf_counter()
    try:
        made = play(case, shelf, player(case) if case.asks_a_model else None)
        found = problems(case, made, shelf.articles(case.articles))
    except FAULTS as fault:
        return Result(case.name, case.at, case.asked, "error", why=str(fault), elapsed_s=_since(began))
    outcome: Outcome = "failed" if found else "passed"
    return Result(case.name, case.at, case.asked, outcome, found, None, _row(made), _since(began))


def play(case: Case, shelf: Shelf, model: Model | None, deadline_s: float = 20.0) -> Answer | Summary:
    """What Footnote says to the case, drafted by `model` (None: extracts)."""
    articles = shelf.articles(case.articles)
    desk = shelf.desk(case.articles, model, deadline_s)
    mode: Literal["llm", "extractive"] = "llm" if model else "extractive"
    if case.ask is not None:
        return ask(case.ask, desk, mode=mode, history=case.history)
    return summarise([one.article_id for one in articles], desk, mode=mode, sentences=case.summary or 0)


def player(case: Case) -> TapePlayer:
    """The recordings that answer the case."""
    return TapePlayer(case.tapes, case.model, remedy(case))


def remedy(case: Case) -> str:
    """The one command that mends a recording that is missing."""
    return f"Record it: footnote tapes record {case.at.path}"


def _shares(cases: Sequence[Case], jobs: int) -> list[list[Case]]:
    """The tests in `jobs` lists; those of one set of articles stay together, so that it is embedded once."""
    groups: dict[tuple[ArticleFile, ...], list[Case]] = {}
    for case in cases:
        groups.setdefault(case.articles, []).append(case)
    shares: list[list[Case]] = [[] for _ in range(jobs)]
    for group in sorted(groups.values(), key=len, reverse=True):
        min(shares, key=len).extend(group)
    return shares


def _share(runner: Runner, cases: Sequence[Case]) -> list[Result]:
    _quieten()
    with Shelf() as shelf:
        return [runner(case, shelf) for case in cases]


def _quieten() -> None:
    # Without any handler Python writes warnings to the terminal, between the lines of the report.
    logging.getLogger("bot").addHandler(logging.NullHandler())


def _row(made: Answer | Summary) -> dict[str, Any]:
    if isinstance(made, Answer):
        return as_json.answer(made, answer_text(made))
    return as_json.summary(made, "\n".join(said(made)))


def _since(began: float) -> float:
    return time.perf_counter() - began
