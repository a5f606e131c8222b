"""16. No file and no name reads or writes outside the store, crashes, or takes more than it may."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from bot.config import Settings
from bot.desk import open_desk
from bot.feeding import feed_file
from bot.slack.shown import shelf
from index.errors import LibraryError, Unreadable
from index.library import Library
from index.readers import read_path
from index.types import NewArticle
from tests.fakes.slack_live import in_message
from tests.safe.conftest import TellFigure
from tests.safe.defences import ROOT, python_path
from tests.safe.figures import Extent

HOSTILE = Path(__file__).parents[1] / "hostile"
NAMES = HOSTILE / "ingest_names.jsonl"
# The embedder alone takes 270 MB of the bot; what a file may add to that is the reader's and the splitter's.
MOST_MB, MOST_S = 350, 10.0
LARGEST = ("abbrev_2MB.txt", "same_line_20k.txt", "html.html", "quotes_2MB.txt")

# Reads one file as `footnote add` does; prints its seconds of work without the start, and its peak of MB.
PROBE = r"""
import re, resource, sys, tempfile, time
from pathlib import Path
from index.errors import LibraryError
from index.library import Library
from index.readers import read_path
from index.types import NewArticle
with Library.open(Path(tempfile.mkdtemp()) / "home") as library:
    library.add(NewArticle("first", "It starts the embedder."))
    began = time.process_time()
    try:
        said = [(each.status, each.reason) for each in library.add_all(read_path(Path(sys.argv[1])))]
    except LibraryError as error:
        said = [("refused", str(error))]
    took = time.process_time() - began
# Not RUSAGE_SELF: a new program starts with the peak of the process it was forked from.
own = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
used = [own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]
assert all(status == "added" or reason for status, reason in said), said
print(took, max(used) // 1024)
"""

_opened: list[tuple[str, int]] = []
_watching = False


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if _watching and event == "open" and isinstance(args[0], str | bytes | os.PathLike):
        _opened.append((os.fsdecode(args[0]), int(args[2] or 0)))


sys.addaudithook(_watch)


@contextmanager
def opened_outside(*inside: Path) -> Iterator[list[str]]:
    """The files opened meanwhile that lie neither in these folders nor in Python, or are written there."""
    global _watching
    outside: list[str] = []
    _opened.clear()
    _watching = True
    try:
        yield outside
    finally:
        _watching = False
    own = [*map(Path.resolve, inside)]
    python = [Path(one).resolve() for one in (ROOT, *sysconfig.get_paths().values(), sys.base_prefix)]
    for name, flags in _opened:
        path = Path(os.path.abspath(name.replace("\0", "")))
        written = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        allowed = own if written else [*own, *python, Path("/dev"), Path("/proc/self")]
        if not any(path.is_relative_to(one) for one in allowed):
            outside.append(name)


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("bad") / "files"
    command = [sys.executable, str(HOSTILE / "make_bad_files.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(folder.iterdir())


def probe(path: Path, cwd: Path) -> tuple[float, int]:
    """Seconds and megabytes that one file takes, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)],
        cwd=cwd,
        env={"PYTHONPATH": python_path(), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{path.name}: {done.stderr}"
    took, megabytes = done.stdout.split()
    return float(took), int(megabytes)


def test_every_bad_file_is_refused_with_a_reason_or_read(bad_files: list[Path], figure: TellFigure) -> None:
    figure("bad files", len(bad_files), "= 51")
    unnamed, crashes, longest = 0, [], 0.0
    with opened_outside(bad_files[0].parent) as outside:
        for path in bad_files:
            began = perf_counter()
            try:
                (article,) = read_path(path)
                unnamed += not isinstance(article.text, str)
            except Unreadable as refused:
                unnamed += str(path) not in str(refused)
            except Exception as fault:  # whatever it is, it is the finding
                crashes.append(f"{path.name}: {fault!r}")
            longest = max(longest, perf_counter() - began)
    figure(f"crashes {crashes or ''}".strip(), len(crashes), "= 0")
    figure("refusals that do not name their file", unnamed, "= 0")
    figure(f"files read or written outside {sorted(set(outside)) or ''}".strip(), len(outside), "= 0")
    figure("seconds for the slowest to be read", longest, f"<= {MOST_S}")


def test_no_bad_file_takes_more_time_and_memory_than_it_may(
    bad_files: list[Path], tmp_path: Path, figure: TellFigure, extent: Extent
) -> None:
    chosen = extent.pick([path for path in bad_files if path.name in LARGEST[:2]], bad_files)
    used = [probe(path, tmp_path) for path in chosen]
    figure("files read and kept, each by a process", len(used), extent.pick("= 2", "= 51"))
    slow = [path.name for path, (took, _) in zip(chosen, used, strict=True) if took > MOST_S]
    figure(f"of them that take more than 10 s {slow or ''}".strip(), len(slow), "= 0")
    figure(
        "megabytes of the largest, the embedder's 270 among them", max(mb for _, mb in used), f"<= {MOST_MB}"
    )


def make(row: dict[str, str], folder: Path) -> Path:
    """The path of a row, with what stands there: below the folder, whatever the name wants."""
    path = folder / row["text"].lstrip("/").replace("\0", "\ufffd")
    kind, _, target = row["make"].partition(":")
    if kind == "symlink":
        path.symlink_to(target)
    elif kind == "directory":
        path.mkdir()
    elif kind == "device":
        return Path(row["text"])
    elif re.sub(r"[./]", "", row["text"]) and len(path.name.encode()) < 200:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Kim sent 11,000.")
    return Path(f"{folder}/{row['text'].lstrip('/')}")


def test_hostile_names_are_refused_or_read_and_nothing_else_is_opened(
    tmp_path: Path, figure: TellFigure
) -> None:
    rows = [json.loads(line) for line in NAMES.read_text("utf-8").split("\n") if line]
    figure("hostile names", len(rows), "= 33")
    inside = tmp_path / "in"
    inside.mkdir()
    paths = [make(row, inside) for row in rows]
    other = []
    home = tmp_path / "home"
    with Library.open(home) as library:
        library.add(NewArticle("first", "It starts the embedder."))
        with opened_outside(tmp_path) as outside:
            for path in paths:
                try:
                    (article,) = read_path(path)
                except Unreadable as refused:
                    other += [] if str(refused) else [path]
                    continue
                added = library.add(article)
                other += [] if article.text == "Kim sent 11,000." and added.status != "refused" else [path]
    outside[:] = [one for one in outside if one != "/dev/zero"]  # opened to be looked at, and refused unread
    figure("names neither refused with a reason nor read", len(other), "= 0")
    figure(f"files read or written outside {sorted(set(outside)) or ''}".strip(), len(outside), "= 0")
    figure("files in the store by the names of others", len(names_in(home, rows)), "= 0")


def test_a_file_from_slack_is_kept_under_no_name_of_its_own(tmp_path: Path, figure: TellFigure) -> None:
    rows = [json.loads(line) for line in NAMES.read_text("utf-8").split("\n") if line]
    home, live, crashes = tmp_path / "home", [], []
    desk = open_desk(Settings(home=home))
    desk.library.add(NewArticle("first", "It starts the embedder."))
    with desk.library, opened_outside(tmp_path) as outside:
        for number, row in enumerate(rows):
            try:
                fed = feed_file(desk, b"Kim sent 11,000.", row["text"], f"slack:F{number}", "C1")
            except LibraryError as fault:
                crashes.append(repr(fault))
                continue
            message = shelf.became(fed)
            live += in_message({"text": message.text, "blocks": list(message.blocks)})
    figure("names handed in with a file in Slack", len(rows), "= 33")
    figure(f"of them that fail {crashes or ''}".strip(), len(crashes), "= 0")
    figure("live tokens in what is told of them", len(live), "= 0")
    figure(f"files opened outside {sorted(set(outside)) or ''}".strip(), len(outside), "= 0")
    figure("files in the store by their names", len(names_in(home, rows)), "= 0")


def names_in(home: Path, rows: list[dict[str, str]]) -> list[str]:
    """What lies in the store besides its own three files, by name."""
    wanted = {Path(row["text"].replace("\0", "")).name for row in rows} - {"", ".", ".."}
    return [path.name for path in home.rglob("*") if path.name in wanted]
