"""A process that was forked is as one that was started: its output, its folder, its end, its fence."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import nursery
from tests.inside import ATTEMPTS


@pytest.fixture(autouse=True, scope="module")
def one_of_ones_own() -> Iterator[None]:
    with nursery.nursery():
        yield


def forked(folder: Path, *arguments: str, **settings: str) -> tuple[str, int]:
    process = nursery.fork(arguments, {"FOOTNOTE_HOME": str(folder / "home"), **settings}, folder)
    with process.stdout:
        said = process.stdout.read()
    return said, process.wait(20)


def test_its_output_and_its_code_are_those_of_a_command(tmp_path: Path) -> None:
    assert forked(tmp_path, "--version")[1] == 0
    assert forked(tmp_path, "show", "nope")[1] == 1
    said, code = forked(tmp_path, "bogus")
    assert ("No such command 'bogus'" in said, code) == (True, 2)


def test_it_works_in_the_folder_it_was_given_with_these_settings_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The mill opened in 1904.", encoding="utf-8")
    assert forked(tmp_path, "add", "note.txt")[1] == 0
    assert '"article_id": "note"' in forked(tmp_path, "list", "--json")[0]
    elsewhere = str(tmp_path / "other")
    assert forked(tmp_path, "list", "--json", FOOTNOTE_HOME=elsewhere)[0] == "[]\n"


def test_it_stays_on_this_machine_and_tells_in_its_folder_of_every_attempt(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("The mill opened in 1904.", encoding="utf-8")
    outside = {"FOOTNOTE_EMBEDDING": "openai:m", "OPENAI_BASE_URL": "https://192.0.2.1/v1"}
    assert forked(tmp_path, "add", "note.txt", **outside)[1] == 1
    assert "192.0.2.1" in (tmp_path / ATTEMPTS).read_text(encoding="utf-8")


def test_an_end_is_waited_for_and_a_kill_is_told_as_one(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)  # nobody writes into it: who reads it waits
    process = nursery.fork(["add", str(held)], {"FOOTNOTE_HOME": str(tmp_path)}, tmp_path)
    with process.stdout:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)
        assert process.poll() is None
        process.kill()
        assert process.wait(20) == process.poll() == -signal.SIGKILL
