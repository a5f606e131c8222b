"""Carries a plan out: a real bot, a Slack and a model on this machine, and faults as they fall due."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bot.records import Records
from tests.chaos.check import ACK_S, MODEL_KEY
from tests.chaos.history import Asked, Body, History, Life
from tests.chaos.plan import SLACK_FAULTS, Step, Transport
from tests.chaos.slack import ChaosSlack
from tests.chaos.world import HARBOURS, Misbehaving, Shelf, question
from tests.embedders import WORDS
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.slack_server import DIRECT, GENERAL
from tests.safe.defences import python_path
from tests.shelf import SEED_TEXT
from tests.slack.conftest import RunningBot, start_bot

CHILD = Path(__file__).parent / "child"
TRIES = 60  # of a delivery, one a second: Slack gives up later than any run ends
HELD_S = 5.0
STOP_S = 30.0  # how soon it ends is not measured here, where the machine may be busy with much else
QUIET_S = 75.0  # it tries again every 30 s what it could not say
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Run:
    """One plan on one transport. `history` is filled as it goes."""

    def __init__(self, stack: ExitStack, folder: Path, transport: Transport, seed: int) -> None:
        self.history = History()
        self.slack = stack.enter_context(ChaosSlack())
        self.model = Misbehaving()
        self._dice = random.Random(seed)
        self._http = transport == "http"
        self._stack = stack
        self._home = folder / "home"
        self._home.mkdir()
        self._clock = folder / "clock"
        self._clock.write_text("0")
        server = stack.enter_context(FakeOpenAI(self.model))
        self._settings = {
            "OPENAI_BASE_URL": server.base_url,
            "OPENAI_API_KEY": MODEL_KEY,
            "FOOTNOTE_EMBEDDING": WORDS,
            "FOOTNOTE_DEADLINE_S": "3",
            "FOOTNOTE_QUESTIONS_PER_MINUTE": "1000",
            "FOOTNOTE_LOG": "DEBUG",
            "CHAOS_CLOCK": str(self._clock),
            "PYTHONPATH": os.pathsep.join([str(CHILD), python_path()]),
        }
        plain = {"PATH": os.environ["PATH"], "FOOTNOTE_HOME": str(self._home), "OMP_NUM_THREADS": "1"}
        self._shelf = Shelf(self._home, {**plain, **self._settings})
        self._couriers = ThreadPoolExecutor(32)
        self._errands = ThreadPoolExecutor(1)
        self._stack.callback(self._couriers.shutdown)
        self._over = threading.Event()
        self._stack.callback(self._over.set)
        self._asked = 0
        self.bot: RunningBot

    def carry_out(self, steps: Sequence[Step]) -> History:
        """Do every step, then wait until all is quiet, and look at what is left."""
        self._shelf.feed(HARBOURS[0])
        self._shelf.take("seed", SEED_TEXT)
        self._start()
        for step in steps:
            self._over.wait(step.pause_s)
            self._do(step)
            self._weigh()
        self._calm_down()
        return self._look()

    # steps

    def _do(self, step: Step) -> None:
        doing: dict[str, Callable[[], object]] = {
            "ask": lambda: self._ask(step.which),
            "slack": lambda: self.slack.fault(**SLACK_FAULTS[step.which]),
            "model": lambda: self.model.due.append(step.which),
            "hold": lambda: self._cut_while_posting(after=step.which == "after"),
            "kill": lambda: self._again(killed=True),
            "stop": lambda: self._again(killed=False),
            "hang up": self.slack.disconnect,
            "full": lambda: self._room(1),
            "room": lambda: self._room(resource.RLIM_INFINITY),
            "clock": lambda: self._clock.write_text(step.which),
            "feed": lambda: self._errands.submit(self._shelf.feed, self._dice.choice(HARBOURS)),
            "remove": lambda: self._errands.submit(self._shelf.remove, self._dice.choice(HARBOURS)),
        }
        doing[step.act]()

    def _cut_while_posting(self, *, after: bool) -> None:
        """Kill it while a post is on its way, before or after Slack has it."""
        held = self.slack.fault("chat.postMessage", hold=True, after=after)
        self._ask("mention")
        held.reached.wait(HELD_S)
        self._end(killed=True)
        held.times = 0
        self.slack.rearm()
        self._start()

    def _again(self, *, killed: bool) -> None:
        self._end(killed=killed)
        self._start()

    def _room(self, most_bytes: int) -> None:
        """How large a file may grow: 1 is a full disk."""
        _, hard = resource.prlimit(self.bot.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.bot.process.pid, resource.RLIMIT_FSIZE, (most_bytes, hard))

    # questions

    def _ask(self, how: str) -> None:
        for _ in range(6 if how == "burst" else 1):
            self._asked += 1
            user = f"U0CHAOS{self._asked:04d}"
            text = question(self._dice.choice(HARBOURS))
            self._send(how, user, text)

    def _send(self, how: str, user: str, text: str) -> None:
        if how in ("/ask", "/summary"):
            body = self.slack.command(how, text if how == "/ask" else "harbour 3 sentences", user=user)
            self._deliver(body["response_url"].rpartition("/")[2], user, text, [body])
        elif how == "dm":
            self._message(self.slack.say(text, channel=DIRECT, user=user), text)
        elif how == "noise":
            body = self.slack.say(text, user=user, **self._dice.choice([{}, {"bot_id": "B0OTHER"}]))
            self._message(body, text, wanted=False)
        elif how == "follow-up" and (thread := self._followed()):
            body = self.slack.say(text, user=user, thread=thread)
            self._deliver(thread, user, text, [body])
        else:
            self._mention(how, user, text)

    def _mention(self, how: str, user: str, text: str) -> None:
        body = self.slack.mention(text, user=user)
        copies = {"twin": [body, self.slack.twin(body)], "copies": [body] * 4, "late copy": [body]}
        self._message(body, text, copies=copies.get(how, [body]), late=how == "late copy")

    def _message(
        self,
        body: Body,
        text: str,
        *,
        wanted: bool = True,
        copies: Sequence[Body] = (),
        late: bool = False,
    ) -> None:
        event = body["event"]
        self._deliver(event["ts"], event["user"], text, copies or [body], wanted=wanted, late=late)

    def _followed(self) -> str | None:
        """A thread of the channel that has its answer, and so is followed."""
        posted = [one for one in self.slack.shown if one.key and one.body["channel"] == GENERAL]
        threads = [one.place for one in posted if "[1]" in one.text]
        return self._dice.choice(threads) if threads else None

    def _deliver(
        self,
        place: str,
        user: str,
        text: str,
        bodies: Sequence[Body],
        *,
        wanted: bool = True,
        late: bool = False,
    ) -> None:
        asked = Asked(place, user, text, wanted, time.monotonic())
        self.history.asked.append(asked)
        # In any order, as Slack's own machines are; a command is sent once only.
        for body in self._dice.sample(bodies, len(bodies)):
            self._couriers.submit(self._until_acked, asked, body, late)

    def _until_acked(self, asked: Asked, body: Body, late: bool) -> None:
        for number in range(TRIES if "event" in body else 1):
            if self._acked(body, number):
                asked.acked = asked.acked or time.monotonic()
                break
            if self._over.wait(1.0):
                return
        if late and not self._over.wait(4.0):
            self._acked(body, 1)

    def _acked(self, body: Body, retry: int) -> bool:
        how = {"retry": retry} if "event" in body else {}
        try:
            (ack,) = self.slack.deliver(body, **how) if self.slack.reachable() else [None]
        # No connection, or one that ends meanwhile: Slack would try again.
        except (aiohttp.ClientError, OSError, StopIteration, RuntimeError):
            return False
        return ack is not None and ack.status == 200 and ack.seconds < ACK_S

    # the process

    def _start(self) -> None:
        self.bot = start_bot(self._stack, self.slack, self._home, self._http, **self._settings)
        self.history.lives.append(Life(time.monotonic()))

    def _end(self, *, killed: bool) -> None:
        self.slack.bot_url = None
        life = self.history.lives[-1]
        if killed:
            self.bot.kill()
        else:
            self.bot.process.send_signal(signal.SIGTERM)
            life.exit_code = self.bot.process.wait(STOP_S)
        life.until = time.monotonic()
        self.history.output += self.bot.output

    def _weigh(self) -> None:
        """Note how much memory it holds."""
        pages = Path(f"/proc/{self.bot.process.pid}/statm").read_text().split()[1]
        life = self.history.lives[-1]
        life.rss = max(life.rss, int(pages) * _PAGE)

    # the end

    def _calm_down(self) -> None:
        """No more faults: all that was left open is answered, without another start."""
        self.model.due.clear()
        self._errands.shutdown()
        for fault in self.slack.faults:
            fault.times = 0
        self.history.stuck = not self._quiet(QUIET_S)
        self._end(killed=False)

    def _quiet(self, seconds: float) -> bool:
        """Whether every event is acked and closed within so many seconds."""
        until = time.monotonic() + seconds
        with Records.open(self._home) as records:
            while time.monotonic() < until:
                events = [one for one in self.history.asked if "." in one.place]
                if all(one.acked for one in events) and not records.open_events():
                    return True
                self._over.wait(0.2)
        return False

    def _look(self) -> History:
        self._shelf.close()
        found = self.history
        found.shown, found.met = self.slack.shown, self.slack.met
        found.versions = self._shelf.versions
        found.complaints = self.slack.complaints
        found.log = self.bot.log
        found.unwell = self._shelf.unwell()
        return found


def run(steps: Sequence[Step], transport: Transport, seed: int, keep: Path | None = None) -> History:
    """Carry the steps out and return what happened. `keep`: a folder to leave the bot's home in."""
    with TemporaryDirectory(prefix="footnote-chaos-") as folder, ExitStack() as stack:
        if keep:
            stack.callback(shutil.copytree, Path(folder) / "home", keep, dirs_exist_ok=True)
        return Run(stack, Path(folder), transport, seed).carry_out(steps)
