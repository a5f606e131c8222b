"""The README tells the truth: its commands run, and print what it shows."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.console import run, steps
from tests.held_docs import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_console_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    shown = list(steps(README))
    assert shown
    assert [(command, run(command, ROOT, tmp_path / "home")) for command, _ in shown] == shown


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_every_make_target_of_the_readme_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_the_demo_asks_without_a_model_whatever_the_environment_holds() -> None:
    recipe = MAKEFILE.partition("\ndemo:")[2].partition("\n\n")[0]
    assert '/footnote ask "$(QUESTION)" --mode extractive' in recipe


def test_installing_adds_no_article_and_the_demo_begins_with_it(tmp_path: Path) -> None:
    venv = f"VENV={tmp_path / 'venv'}"  # as on a machine that has none
    # Below `make test` another make would name the folders it enters.
    outside_make = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    install, demo = (
        subprocess.run(
            ["make", "--dry-run", venv, what],
            cwd=ROOT,
            env=outside_make,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for what in ("install", "demo")
    )
    assert "--require-hashes -r requirements.lock" in install
    assert f"The command is {tmp_path / 'venv'}/bin/footnote" in install
    assert "footnote add" not in install
    assert demo.startswith(install)
    assert "footnote add seeds" in demo


def test_the_page_about_slack_installs_before_it_calls_the_command() -> None:
    page = (ROOT / "docs/slack.md").read_text(encoding="utf-8")
    assert 0 < page.find("\nmake install\n") < page.find("\nfootnote ")
