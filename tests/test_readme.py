"""The README tells the truth: its commands run, and print what it shows."""

from __future__ import annotations

import re
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
