"""A desk over the seed article whose model is a server on this machine, and what an answer of it shows."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.answers import Answer
from bot.ask import ask
from bot.config import Settings
from bot.desk import Desk
from bot.llm import Breaker, OpenAIModel
from bot.slack.shown.blocks import render_answer
from index.library import Library
from index.types import NewArticle
from tests.fakes.openai_server import Body, FakeOpenAI
from tests.fakes.slack_checks import texts
from tests.shelf import SEED_TEXT

QUESTION = "How many troops did North Korea send?"
TRUTH = "around 11,000 trained fighters"
TRACES = ("Traceback", "Error", "Exception", "sk-proj")


class NeverOpen(Breaker):
    """Counts nothing, so that each question is really asked."""

    LIMIT = 10**9


@contextmanager
def serving(spec: Body | list[Body], longest_s: float) -> Iterator[FakeOpenAI]:
    """A server that answers so; what hangs or drips on it ends after `longest_s`, whoever still listens."""
    with FakeOpenAI(spec) as server:
        ending = threading.Timer(longest_s, server.closing.set)
        ending.start()
        try:
            yield server
        finally:
            ending.cancel()
            ending.join()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, all that Slack would show of it, and the seconds it took."""

    answer: Answer
    shown: str
    seconds: float

    @property
    def is_marked_extract(self) -> bool:
        """Whether it is sentences of the article, and says so."""
        return self.answer.mode == "extractive" and "Extracts, not an answer" in self.shown

    @property
    def tells_of_our_insides(self) -> bool:
        """Whether it shows what only a log may hold."""
        return any(word in self.shown for word in TRACES)


def seed_library(home: Path) -> Library:
    """A library with the seed article."""
    library = Library.open(home)
    library.add(NewArticle("seed", SEED_TEXT, title="North Korea in Kursk"))
    return library


def desk_at(library: Library, base_url: str, deadline_s: float, breaker: Breaker | None = None) -> Desk:
    """A desk whose model is the server at `base_url`, asked anew: no connection, no breaker of before."""
    model = OpenAIModel("sk-proj-neverlogthis123", base_url, "fake", breaker or NeverOpen())
    return Desk(library, model, Settings(deadline_s=deadline_s))


def given(desk: Desk, question: str = QUESTION) -> Given:
    """Ask, and render what comes of it as Slack would get it."""
    began = time.monotonic()
    answer = ask(question, desk)
    seconds = time.monotonic() - began
    rendered = render_answer(answer, "0123456789abcdef", "thread", ())
    shown = "\n".join([rendered.text, rendered.plain, *texts(list(rendered.blocks))])
    return Given(answer, shown, seconds)
