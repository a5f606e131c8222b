"""A fake Slack and real bots: `python -m bot slack` as a process of its own, on either transport."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.library import Library
from index.types import NewArticle
from tests import nursery
from tests.fakes.slack_server import PRIVATE, FakeSlack
from tests.inside import ATTEMPTS
from tests.nursery import Forked
from tests.safe.defences import python_path
from tests.shelf import SEED_TEXT

START_S = 40.0
STOP_S = 5.0

SECRET_PLAN = "The secret plan of the board names Zubrowka as the next site. Nobody outside knows it."


@dataclass
class RunningBot:
    """A bot as a process. `output` grows as it speaks."""

    process: subprocess.Popen[str] | Forked
    home: Path
    output: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)

    @property
    def log(self) -> str:
        """What it has written to its log file so far."""
        path = self.home / "footnote.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def listen(self) -> None:
        """Read its output to the end; the first line of standard output means it takes events."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.output.append(line.strip())
            self.ready.set()
        self.ready.set()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end and return its exit code; it must be gone within five seconds."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_S)


StartBot = Callable[..., RunningBot]


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the seed article, and one article that only the private channel may read."""
    home = tmp_path_factory.mktemp("shelf")
    with Library.open(home) as library:
        library.add(NewArticle("seed", SEED_TEXT, title="North Korea in Kursk"))
        library.add(NewArticle("plan", SECRET_PLAN, title="The plan", channels=frozenset({PRIVATE})))
    return home


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack of one's own; whatever it refused unasked fails the test."""
    with FakeSlack() as fake:
        yield fake
        assert fake.complaints == []


def start_bot(
    stack: ExitStack,
    slack: FakeSlack,
    home: Path,
    http: bool,
    arguments: tuple[str, ...] = (),
    may_fork: bool = True,
    **settings: str,
) -> RunningBot:
    """Start a bot and wait until it takes events; it ends with `stack`. `may_fork`: tests/nursery.py."""
    transport = ["--http", "127.0.0.1:0"] if http else []
    command = [sys.executable, "-m", "bot", "slack", *transport, *arguments]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": python_path(),
        "OMP_NUM_THREADS": "1",
        "FOOTNOTE_HOME": str(home),
        **slack.environment,
        **settings,
    }
    process: subprocess.Popen[str] | Forked
    if may_fork and nursery.is_open() and environment["PYTHONPATH"] == nursery.PLAIN_PATH:
        process = nursery.fork(command[3:], environment, home)
    else:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        process = subprocess.Popen(command, env=environment, cwd=home, **pipes)
    bot = RunningBot(process, home)
    listener = threading.Thread(target=bot.listen)
    listener.start()

    def end() -> None:
        if process.poll() is None:
            process.kill()
        process.wait()
        listener.join()
        process.stdout.close()
        outside = home / ATTEMPTS
        assert not outside.exists(), f"the bot reached for another machine: {outside.read_text()}"

    stack.callback(end)
    assert bot.ready.wait(START_S), "the bot did not start"
    said = " ".join(bot.output)
    assert said.startswith("listening on " if http else "connected"), said
    slack.bot_url = bot.output[0].removeprefix("listening on ") if http else None
    return bot


@pytest.fixture
def start(slack: FakeSlack, shelf: Path, tmp_path: Path) -> Iterator[StartBot]:
    """Start bots of one's own: `start(http=False, arguments=(), **settings)`; the home is kept in between."""
    home = tmp_path / "home"
    shutil.copytree(shelf, home)
    with ExitStack() as stack:
        yield lambda *, http=False, **more: start_bot(stack, slack, home, http, **more)


@pytest.fixture(scope="session", params=["socket", "http"])
def running(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FakeSlack, RunningBot]]:
    """One Slack and one bot for all tests that harm neither, once on each transport."""
    home = tmp_path_factory.mktemp("bot") / "home"
    shutil.copytree(shelf, home)
    with FakeSlack() as slack, ExitStack() as stack:
        settings = {"FOOTNOTE_QUESTIONS_PER_MINUTE": "1000", "FOOTNOTE_LOG": "DEBUG"}
        yield slack, start_bot(stack, slack, home, request.param == "http", may_fork=False, **settings)


@pytest.fixture
def shared(running: tuple[FakeSlack, RunningBot]) -> Iterator[tuple[FakeSlack, RunningBot]]:
    """The running pair; each test talks in threads of its own, and what Slack refused unasked fails it."""
    yield running
    slack, _ = running
    complaints, slack.complaints[:] = list(slack.complaints), []
    assert complaints == []
