"""Saves an article again and again: killed, on a full disk, damaged afterwards, among many others.

`python -m tests.safe.saving FOLDER POINTS` prints what came of it as JSON. Its own process, for it forks.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from index.errors import UnwritableLibrary
from index.library import Library
from index.types import NewArticle
from tests.embedders import WORDS

FILE = "library.sqlite3"
ARTICLES = 6
WRITERS, READERS, EACH = 8, 50, 6
_VALUES = (("texts", "text"), ("texts", "spans"), ("signs", "sentences"), ("signs", "windows"))
_FOUND_BY = 24  # bytes of a stored value that tell where in the file it stands

# (how, where): killed after so many instructions of SQLite, killed by the kernel at the first byte written
# beyond so many of a file, or refused that byte.
Point = tuple[str, int]


def text(number: int, edition: int) -> str:
    """An article's text; no sentence stands in two editions."""
    lines = [f"Edition {edition} of article {number} counts {edition * 100 + n} boats." for n in range(30)]
    return "\n".join(lines)


def prepared(home: Path) -> None:
    """A library of the first editions."""
    with Library.open(home, embedding=WORDS) as library:
        library.add_all([NewArticle(f"/{n}.txt", text(n, 1)) for n in range(ARTICLES)])


def save(home: Path) -> None:
    """The save that is disturbed: the second edition of the first article, as Footnote does it."""
    with Library.open(home, embedding=WORDS) as library:
        library.add(NewArticle("/0.txt", text(0, 2)))


def dying_after(instructions: int) -> None:
    """Let SQLite kill this process once it has run so many instructions; 0 only counts them."""
    true_connect, counted = sqlite3.connect, 0

    def tick() -> int:
        nonlocal counted
        counted += 1
        if counted == instructions:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def connect(*args: Any, **named: Any) -> sqlite3.Connection:  # noqa: ANN401 - passed on
        made: sqlite3.Connection = true_connect(*args, **named)
        made.set_progress_handler(tick, 1)
        return made

    sqlite3.connect = connect


def disturbed(home: Path, point: Point) -> str:
    """Save in a child that is disturbed at the point; how it ended: "died", "refused" or "saved"."""
    how, where = point
    child = os.fork()
    if child == 0:
        if how == "killed":
            dying_after(where)
        else:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL if how == "cut" else signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (where, where))
        try:
            save(home)
        except UnwritableLibrary:
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return {0: "saved", 3: "refused"}.get(os.waitstatus_to_exitcode(status), "died")


def state(home: Path) -> str:
    """What the next start finds: the "old" or the "new" edition, all else whole, or what is wrong."""
    try:
        with Library.open(home, embedding=WORDS) as library:
            held = {one.article_id: library.get(one.article_id).text for one in library.articles()}
            faults = library.check() + [
                str(fault) for fault in library.upkeep(embeds=True).faults(lambda *_: None)
            ]
    except Exception as error:  # whatever it is, the library is not whole
        return f"broken: {type(error).__name__}"
    first = {text(0, 1): "old", text(0, 2): "new"}
    found = [first[one] for one in held.values() if one in first]
    others = sum(text(number, 1) in held.values() for number in range(1, ARTICLES))
    return found[0] if len(found) == 1 and others == ARTICLES - 1 and not faults else f"broken: {faults}"


def spread(most: int, count: int) -> list[int]:
    """Numbers from 1 to `most`, evenly."""
    return sorted({1 + most * at // count for at in range(count)})


def saves(folder: Path, points: int) -> list[tuple[str, str, str]]:
    """Each disturbed save: how, how it ended, what was there afterwards."""
    old = folder / "old"
    prepared(old)
    most_bytes = (old / FILE).stat().st_size
    third = max(1, points // 3)
    plan = [("killed", at) for at in spread(_instructions(folder, old), points - 2 * third)]
    plan += [(how, at) for how in ("cut", "full") for at in spread(most_bytes, third)]
    rows = []
    for number, point in enumerate(plan):
        home = folder / f"home{number}"
        shutil.copytree(old, home)
        ended = disturbed(home, point)
        rows.append((point[0], ended, state(home)))
        shutil.rmtree(home)
    return rows


def _instructions(folder: Path, old: Path) -> int:
    """How many instructions of SQLite an undisturbed save takes."""
    home = folder / "counted"
    shutil.copytree(old, home)
    low, high = 1, 2**20
    while low < high:  # the greatest number that still kills
        middle = (low + high + 1) // 2
        shutil.rmtree(home)
        shutil.copytree(old, home)
        low, high = (middle, high) if disturbed(home, ("killed", middle)) == "died" else (low, middle - 1)
    return low


def flips(folder: Path, count: int) -> tuple[int, int, int]:
    """Of single bits flipped in what is stored: how many, how many found, how many changed a shown text."""
    home = folder / "flipped"
    prepared(home)
    whole = (home / FILE).read_bytes()
    places = _places(home, whole)
    places = [places[at * len(places) // count] for at in range(count)]
    found = shown = 0
    texts = {text(number, 1) for number in range(ARTICLES)}
    for place in places:
        broken = bytearray(whole)
        broken[place] ^= 1
        (home / FILE).write_bytes(broken)
        found += _is_found(home)
        shown += _shows_other(home, texts)
    return len(places), found, shown


def _places(home: Path, whole: bytes) -> list[int]:
    """Where in the file stored values stand."""
    places = []
    with closing(sqlite3.connect(home / FILE)) as db:
        for table, column in _VALUES:
            for (value,) in db.execute(f"SELECT {column} FROM {table}"):
                part = value[len(value) // 3 :][:_FOUND_BY]
                at = whole.find(part)
                places += (
                    [at + len(part) // 3, at + 2 * len(part) // 3, at + len(part) // 2] if at > 0 else []
                )
    return places


def _is_found(home: Path) -> bool:
    try:
        with Library.open(home, embedding=WORDS) as library:
            return bool(library.check())
    except Exception:  # refused at the door is found, too
        return True


def _shows_other(home: Path, texts: set[str]) -> bool:
    with Library.open(home, embedding=WORDS) as library:
        for one in library.articles():
            try:
                if library.get(one.article_id).text not in texts:
                    return True
            except Exception:  # refused, and so not shown
                continue
    return False


def crowd(folder: Path) -> dict[str, int]:
    """Writers as processes, readers as threads, all at once in one library."""
    home = folder / "crowd"
    prepared(home)
    children = [_forked(lambda number=number: _write(home, number)) for number in range(WRITERS)]
    errors: list[str] = []
    left = threading.Event()
    with Library.open(home, embedding=WORDS) as library:
        readers = [threading.Thread(target=_read, args=(library, left, errors)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        left.set()
        for reader in readers:
            reader.join()
        kept = {one.article_id: library.get(one.article_id).text for one in library.articles()}
        faults = len(library.check())
    wanted = {text(100 + number, at) for number in range(WRITERS) for at in range(EACH)}
    lost = len(wanted - set(kept.values()))
    return {"failed": sum(code != 0 for code in codes), "errors": len(errors), "lost": lost, "faults": faults}


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


def _write(home: Path, number: int) -> None:
    with Library.open(home, embedding=WORDS) as library:
        for at in range(EACH):
            library.add(NewArticle(f"/{number}/{at}.txt", text(100 + number, at)))


def _read(library: Library, left: threading.Event, errors: list[str]) -> None:
    while not left.is_set():
        try:
            for hit in library.search("how many boats does edition 1 count?"):
                if hit.sentence.text not in library.get(hit.sentence.article_id).text:
                    errors.append("a sentence that its article does not hold")
        except Exception as error:  # any of them is one too many
            errors.append(repr(error))


def main(folder: Path, points: int) -> None:
    """Do it all."""
    told = {"saves": saves(folder, points), "flips": flips(folder, points), "crowd": crowd(folder)}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
