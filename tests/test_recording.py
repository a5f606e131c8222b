"""The form of a recording: every value of its kind, from a regular file of bounded size."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import recording
from bot.errors import TapeError
from bot.tape import TapePlayer, check
from tests import test_tape as tape

Stored = dict[str, Any]
OTHER_KINDS: dict[str, Callable[[Stored], object]] = {
    "an origin in a list": lambda one: one.update(origin=[1]),
    "an origin in a mapping": lambda one: one.update(origin={}),
    "an author that is a number": lambda one: one.update(author=1),
    "a model that is a number": lambda one: one.update(model=1),
    "a prompt that is a list": lambda one: one.update(prompt=[]),
    "a length in words": lambda one: one.update(max_tokens="many"),
    "a truth for a length": lambda one: one.update(max_tokens=True),
    "no messages": lambda one: one.update(messages=[]),
    "messages in a mapping": lambda one: one.update(messages={}),
    "a role that is a number": lambda one: one["messages"][0].update(role=1),
    "a content of one text": lambda one: one["messages"][0].update(content="text"),
    "a line that is a number": lambda one: one["messages"][0].update(content=[1]),
    "a reply that is a list": lambda one: one.update(reply=[]),
    "a reply of one text": lambda one: one["reply"].update(text="text"),
    "tokens without end": lambda one: one["reply"]["usage"].update(prompt_tokens=float("inf")),
    "tokens in words": lambda one: one["reply"]["usage"].update(completion_tokens="many"),
}


@pytest.mark.parametrize("change", OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_a_value_of_another_kind_costs_its_own_recording_and_no_other(
    change: Callable[[Stored], object], tmp_path: Path
) -> None:
    bad = recording.write(tape.recording("How long?"), tmp_path)
    stored = json.loads(bad.read_text("utf-8"))
    change(stored)
    bad.write_text(json.dumps(stored), encoding="utf-8")
    recording.write(tape.recording(), tmp_path)
    with pytest.raises(TapeError, match="cannot be read"):
        recording.read(bad)
    assert [one.file_name for one in check(tmp_path)] == [bad.name]
    player = TapePlayer(tmp_path, "m")
    assert player.complete(tape.request(), 1)
    with pytest.raises(TapeError, match=f"Not readable: {bad.name}"):
        player.complete(tape.request("Why?"), 1)


def test_a_number_of_6000_digits_is_named_and_not_shown(tmp_path: Path) -> None:
    bad = recording.write(tape.recording(), tmp_path)
    bad.write_text(bad.read_text("utf-8").replace('"max_tokens": 100', f'"max_tokens": {"9" * 6_000}'))
    (fault,) = check(tmp_path)
    assert fault.what.startswith(f"Recording {bad.name} cannot be read (ValueError: ")


@pytest.mark.parametrize("content", [b"\xff" * 99_999, b"[" * 99_999, b"9" * 99_999])
def test_what_is_wrong_is_told_without_the_whole_file(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(content)
    (fault,) = check(tmp_path)
    assert len(fault.what) < 300


def test_a_pipe_a_folder_and_a_ring_of_links_are_named_and_hang_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "ring.json").symlink_to(tmp_path / "ring.json")
    recording.write(tape.recording(), tmp_path)
    assert TapePlayer(tmp_path, "m").complete(tape.request(), 1)
    whats = {one.file_name: one.what for one in check(tmp_path)}
    assert sorted(whats) == ["folder.json", "pipe.json", "ring.json"]
    assert "not a regular file" in whats["pipe.json"]


def test_no_more_of_a_file_is_read_than_a_recording_may_hold(tmp_path: Path) -> None:
    with (tmp_path / "long.json").open("wb") as file:
        file.truncate(1 << 40)  # a hole: it takes no room on the disk, but would in memory
    with pytest.raises(TapeError, match="over 100000 bytes"):
        recording.read(tmp_path / "long.json")
