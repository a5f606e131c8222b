"""`footnote doctor --deep`: holds what is derived against the texts, and mends it when told to.

It never changes the text of an article, nor what is kept of people.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.doctor import Check, safely
from bot.records.file import FILE_NAME
from bot.records.tables import TABLES
from index.types import Progress

if TYPE_CHECKING:
    from index.upkeep import Fault, Kind, Upkeep


REPAIR = "footnote doctor --deep --repair"
RESTORE = "Restore a backup: footnote restore FILE --replace"
_SHOWN = 5  # of what is wrong, in a line

# The checks, in the order they are shown: name, what each is called when all is well, what a repair does.
_KINDS: dict[Kind, tuple[str, str, str]] = {
    "file": ("library file", "SQLite finds nothing wrong", "indexes built anew"),
    "text": ("texts", "every text is as it was stored", ""),
    "sentences": ("sentences", "every sentence stands in its text", "cut again"),
    "vectors": ("vectors", "every sentence has its vectors", "embedded again"),
    "words": ("word index", "every sentence is found by its words", "built anew"),
    "leftovers": ("leftovers", "nothing is left of removed articles", "deleted"),
}
_JSON_COLUMNS = (("answers", "places"), ("answers", "blocks"), ("events", "body"))


def examine(settings: Settings, progress: Progress, *, repair: bool) -> list[Check]:
    """Look at the whole library and the records; with `repair` mend first what can be made anew."""
    return [
        *_safely_all("library", lambda: _library(settings, progress, repair=repair)),
        safely("records", lambda: _records(settings.home / FILE_NAME)),
    ]


def _safely_all(name: str, look: Callable[[], list[Check]]) -> list[Check]:
    found: list[Check] = []

    def first() -> Check:
        found.extend(look())
        return found[0]

    failed = safely(name, first)
    return found or [failed]


def _library(settings: Settings, progress: Progress, *, repair: bool) -> list[Check]:
    from index.library import Library

    library = Library.open(
        settings.home,
        embedding=settings.embedding,
        openai_api_key=settings.openai_api_key,
        openai_base_url=settings.openai_base_url,
    )
    with library:
        # An embedder other than the bundled one may cost money: it is asked for what is to be mended only.
        upkeep = library.upkeep(embeds=settings.embedding == "local")
        before = upkeep.faults(progress)
        after = _mended(upkeep, before, progress) if repair else before
    return [_check(kind, before, after) for kind in _KINDS]


def _mended(upkeep: Upkeep, faults: Sequence[Fault], progress: Progress) -> Sequence[Fault]:
    """What is left after a repair. A fault may hide another, so there are two rounds."""
    for _ in range(2):
        if not any(fault.derived for fault in faults):
            break
        upkeep.mend(faults)
        faults = upkeep.faults(progress)
    return faults


def _check(kind: Kind, before: Sequence[Fault], after: Sequence[Fault]) -> Check:
    name, fine, repaired = _KINDS[kind]
    left = [fault for fault in after if fault.kind == kind]
    if left:
        return Check(name, "fail", _listed(left), _cure(left[0]))
    mended = [fault for fault in before if fault.kind == kind]
    return Check(name, "ok", f"{repaired}: {_listed(mended)}" if mended else fine)


def _listed(faults: Sequence[Fault]) -> str:
    said = [f"{one.article_id}: {one.what}" if one.article_id else one.what for one in faults]
    more = len(said) - _SHOWN
    return "; ".join(said[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _cure(fault: Fault) -> str:
    if fault.kind == "file":
        return f"{REPAIR}; where that does not help: {RESTORE}"
    if fault.derived:
        return REPAIR
    return f"Remove the article and add it again: footnote remove {fault.article_id}. {RESTORE}"


def _records(path: Path) -> Check:
    if not path.exists():
        return Check("records", "ok", "there are none yet")
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            return Check("records", "fail", f"the file is damaged: {said}", RESTORE)
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if missing := [name for name in TABLES.tables if name not in there]:
            cure = "Start the bot once, which makes them."
            return Check("records", "fail", f"tables are missing: {', '.join(missing)}", cure)
        unreadable = list(_unreadable(db))
        (answers,) = db.execute("SELECT count(*) FROM answers").fetchone()
    if unreadable:
        cure = "Their buttons do not work. To be rid of them: footnote forget --before DATE"
        return Check("records", "warn", f"cannot be read: {', '.join(unreadable[:_SHOWN])}", cure)
    return Check("records", "ok", f"{answers} answers, each can be read")


def _unreadable(db: sqlite3.Connection) -> Iterator[str]:
    for table, column in _JSON_COLUMNS:
        for id, value in db.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL"):  # noqa: S608
            try:
                json.loads(value)
            except ValueError:
                yield f"{column} of {table} {id}"
