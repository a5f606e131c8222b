"""Restores an archive again and again, each time killed (SIGKILL) before another of its steps.

`python -m tests.killed ARCHIVE OLD_HOME FOLDER` prints a JSON list with a row for each kill, the last one not
killed: what each file held right after it, and what it held once the next start had finished the work.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bot.upkeep import backup
from index.library import Library  # so that the import is not among the steps

_STEPS = ("open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect")
_READS = {"library.sqlite3": "SELECT article_id FROM articles", "records.sqlite3": "SELECT id FROM answers"}


def die_at(step: int, home: Path) -> None:
    """Kill this process right before its `step`th operation on a file of the home."""
    left = step

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal left
        if event in _STEPS and str(home) in str(args[0]):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def restored(archive: Path, home: Path, step: int) -> bool:
    """Whether a restore that is to be killed at `step` lived."""
    child = os.fork()
    if child == 0:
        die_at(step, home)
        backup.restore(archive, home, replace=True)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def held(home: Path) -> list[str]:
    """What tells the files apart, and that they are whole."""
    found = []
    for name, query in _READS.items():
        with closing(sqlite3.connect(home / name)) as db:
            found.append(
                " ".join([*db.execute("PRAGMA integrity_check").fetchone(), *db.execute(query).fetchone()])
            )
    return found


def main(archive: Path, old: Path, folder: Path) -> None:
    """Kill at every step there is."""
    with Library.open(old):
        pass
    rows, lived, step = [], False, 0
    while not lived:
        step += 1
        home = folder / f"home{step}"
        shutil.copytree(old, home)
        lived = restored(archive, home, step)
        right_after = held(home)
        backup.finish(home)
        rows.append(
            {"right after": right_after, "at next start": held(home), "left": len(list(home.iterdir()))}
        )
    print(json.dumps(rows))  # noqa: T201 - its output


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
