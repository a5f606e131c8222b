"""The README tells the truth: its commands run, and print what it shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.held_docs import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def sessions(text: str) -> list[tuple[str, str]]:
    """Every `$ command` of the console blocks with the output shown under it, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    steps = [step for block in blocks for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, output) for command, _, output in (step.partition("\n") for step in steps)]


def run(command: str, folder: Path, home: Path) -> str:
    """What the command prints on standard output, run in `folder` with a library of its own."""
    program, *arguments = shlex.split(command)
    assert program == "footnote"
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PATH": "", "FOOTNOTE_HOME": str(home), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_console_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    steps = sessions(README)
    assert steps
    home = tmp_path / "home"
    assert [(command, run(command, ROOT, home)) for command, _ in steps] == steps


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_every_make_target_of_the_readme_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_demo_asks_without_a_model_whatever_the_environment_holds() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2].partition("\n\n")[0]
    assert "ask --mode extractive" in recipe
