"""23. The tests reach no other machine, need nothing of their surroundings, and none of them is skipped."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from tests.fakes.slack_server import FakeSlack
from tests.inside import ATTEMPTS, OutsideNetwork
from tests.safe.conftest import TellFigure
from tests.safe.defences import ROOT, python_path
from tests.safe.figures import Extent
from tests.shelf import SEED
from tests.slack.conftest import StartBot
from tests.slack.test_talk import QUESTION, answers_in

ELSEWHERE = ("192.0.2.1", 443)
SKIPPING = re.compile(r"pytest\.(?:skip|importorskip|xfail)|mark\.(?:skip|skipif|xfail)|unittest\.skip")
REACH_OUT = """
import socket
def connect(): socket.create_connection(("192.0.2.1", 443), 1)
def look_up(): socket.getaddrinfo("nowhere.invalid", 80)
for reach in (connect, look_up):
    try:
        reach()
        print("out")
    except OSError:
        print("in")
"""


def test_an_attempt_to_leave_fails_at_once_and_is_remembered(
    outside_attempts: list[str], figure: TellFigure
) -> None:
    refused = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        for attempt in (
            lambda: socket.create_connection(ELSEWHERE, 0.2),
            lambda: socket.getaddrinfo("nowhere.invalid", 443),
            lambda: datagrams.sendto(b"x", ELSEWHERE),
        ):
            try:
                attempt()
            except OSError as fault:
                refused += isinstance(fault, OutsideNetwork)
    figure("attempts to leave that were refused, of 3", refused, "= 3")
    figure("attempts that were remembered", len(outside_attempts), "= 3")
    outside_attempts.clear()


def test_a_started_program_stays_inside_too(tmp_path: Path, figure: TellFigure) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REACH_OUT],
        cwd=tmp_path, env={"PYTHONPATH": python_path()}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    figure("ways out of a started program", done.stdout.count("out"), "= 0")
    figure("attempts of it that were remembered", len((tmp_path / ATTEMPTS).read_text().splitlines()), "= 2")


def test_the_demonstration_needs_no_environment_and_no_network(
    home: Path, tmp_path: Path, figure: TellFigure
) -> None:
    bare = {"PYTHONPATH": python_path(), "FOOTNOTE_HOME": str(home)}
    for arguments in (["add", str(SEED)], ["ask", "how many troops did North Korea send?"]):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path, env=bare, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "11,000" in done.stdout
    figure("attempts to leave in add and ask", int((tmp_path / ATTEMPTS).exists()), "= 0")


def test_a_bot_reaches_slack_alone(slack: FakeSlack, start: StartBot, figure: TellFigure) -> None:
    bot = start()
    slack.send(said := slack.mention(QUESTION))
    answers_in(slack, said["event"]["ts"])
    assert bot.stop() == 0
    figure("other machines that a bot reached for", int((bot.home / ATTEMPTS).exists()), "= 0")


def test_no_test_is_skipped(figure: TellFigure) -> None:
    paths = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    assert len(paths) > 100
    found = [path.name for path in paths if SKIPPING.search(path.read_text("utf-8"))]
    figure(f"test files that skip something {found or ''}".strip(), len(found), "= 0")


def test_the_suite_passes_in_an_empty_environment(figure: TellFigure, extent: Extent) -> None:
    chosen = extent.pick(["tests/test_conftest.py"], ["tests", "--ignore=tests/safe", "-n", "2"])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *chosen],
        cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = done.stdout.strip().splitlines()[-1]
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}
    figure("tests passed in an empty environment", counts.get("passed", 0), extent.pick(">= 10", ">= 4000"))
    others = sum(counts.get(word, 0) for word in ("failed", "error", "errors", "skipped", "xfailed"))
    figure("of them failed or skipped", others, "= 0")
