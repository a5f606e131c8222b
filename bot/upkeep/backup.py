"""One archive of the library and the records: made while the bot runs, put back whole or not at all.

A restore is decided by one rename: before it the old files stand, after it the new ones do. What a kill left
undone after that, `finish` does at the next start. Knows the files, never what stands in them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.errors import FootnoteError
from bot.records import file as record_file
from bot.upkeep.archive import FILES, LIBRARY, Held, pack, unpack
from index.errors import LibraryError

PENDING = ".restore"  # in the home: files that only have to be put in place
_STAGING = ".restoring-"
_ASIDE = "old-"


def back_up(home: Path, target: Path) -> list[Held]:
    """Write the archive `target`, readable by its owner only; never over a file that is there.

    Each file is one consistent state, also while others write. Raises FootnoteError.
    """
    if target.exists():
        raise FootnoteError(f"{target} is there already. Name another file.")
    if not _parent(target).is_dir():
        raise FootnoteError(f"{_parent(target)} is no folder. Make it first, or name another file.")
    sources = [home / name for name in FILES if (home / name).exists()]
    if not sources:
        raise FootnoteError(f"{home} holds neither library nor records. Add an article: footnote add FILE")
    with tempfile.TemporaryDirectory(prefix=".footnote-backup-", dir=_parent(target)) as made:
        held = [_copied(source, Path(made) / source.name) for source in sources]
        archive = Path(made) / "archive"
        pack(archive, Path(made), held)
        os.link(archive, target)  # unlike a rename it fails where somebody made the file meanwhile
        _settle(_parent(target))
    return held


def restore(archive: Path, home: Path, *, replace: bool = False) -> list[Held]:
    """Put the archive's files into `home`. What is there already is only replaced if told to.

    Raises FootnoteError for an archive that is damaged or not ours, and while another program has the files
    open; then nothing is changed.
    """
    finish(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in home.glob(f"{_STAGING}*"):  # of a restore that was killed before it was decided
        shutil.rmtree(left, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=home))
    try:
        held = unpack(archive, staging)
        for one in held:
            _usable(staging / one.name, archive)
        standing = [home / one.name for one in held if (home / one.name).exists()]
        if standing and not replace:
            names = " and ".join(path.name for path in standing)
            raise FootnoteError(
                f"{home} already has {names}. Say --replace to put the backup in its place, or restore "
                "elsewhere with FOOTNOTE_HOME."
            )
        for path in standing:
            _refuse_in_use(path)
        _settle(staging)
        staging.rename(home / PENDING)
        _settle(home)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    finish(home)
    return held


def finish(home: Path) -> None:
    """Put in place what a decided restore left waiting; does nothing where there is none."""
    pending = home / PENDING
    if not pending.is_dir():
        return
    with _alone(pending):
        for path in sorted(pending.iterdir()):
            if not path.name.startswith(_ASIDE):
                _put(path, home / path.name, pending / f"{_ASIDE}{path.name}")
        _settle(home)
        shutil.rmtree(pending)


def _put(path: Path, target: Path, aside: Path) -> None:
    if target.exists() and not aside.exists():
        os.link(target, aside)
    for ending in ("-wal", "-shm"):  # of the old file: SQLite would play it into the new one
        target.with_name(target.name + ending).unlink(missing_ok=True)
    path.replace(target)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two commands that start at once must not finish one restore both."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _copied(source: Path, to: Path) -> Held:
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(_opened(source)) as old, closing(_opened(to)) as new:
            old.backup(new)
            if to.name == record_file.FILE_NAME:
                # Whoever goes on from this copy later cannot know what was posted since: it has to look.
                new.execute("UPDATE events SET sending = 1 WHERE state <> 'done'")
                new.commit()
            _check(new, source)
    except sqlite3.Error as fault:
        raise FootnoteError(
            f"{source} cannot be copied ({fault}). Look at it: footnote doctor --deep"
        ) from fault
    return Held(to.name, to.stat().st_size, _sha256(to))


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)


def _check(db: sqlite3.Connection, path: Path) -> None:
    (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise FootnoteError(f"{path} is damaged ({said}). Look at it: footnote doctor --deep")


def _usable(path: Path, archive: Path) -> None:
    """Raise FootnoteError for a file this version cannot work with, before anything is replaced by it."""
    from index.library import Library

    try:
        with closing(_opened(path)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            _check(db, archive)
            _refuse_active(db, path, archive)
            if path.name == record_file.FILE_NAME:
                db.execute("SELECT value FROM facts WHERE name = 'salt'")
        if path.name == LIBRARY:
            Library.open(path.parent).close()
    except (sqlite3.Error, LibraryError) as fault:
        raise FootnoteError(f"{archive} holds a {path.name} that cannot be used ({fault}).") from fault


def _refuse_active(db: sqlite3.Connection, path: Path, archive: Path) -> None:
    """Raise FootnoteError for a trigger or a view: our files have none, and they would act on every use."""
    found = db.execute("SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')").fetchone()
    if found:
        kind, name = found
        raise FootnoteError(
            f"{archive} holds a {path.name} with a {kind} named {str(name)[:80]!r}, which Footnote never "
            "makes. Restore a backup that `footnote backup` made."
        )


def _refuse_in_use(path: Path) -> None:
    """Raise FootnoteError while another program has the file open; it would go on with the old one."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=1)) as db:
            # Leaving the write-ahead log takes that nobody else has the file open. Then back: a kill right
            # here must leave the old file as it was.
            db.execute("PRAGMA journal_mode = DELETE").fetchone()
            db.execute("PRAGMA journal_mode = WAL").fetchone()
    except sqlite3.OperationalError as fault:
        raise FootnoteError(
            f"{path} is in use ({fault}). Stop `footnote slack` and whatever else has it open, then restore."
        ) from fault
    except sqlite3.DatabaseError:
        return  # damaged: nobody can work with it, and it is what a restore is for


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parent(path: Path) -> Path:
    return path.absolute().parent


def _settle(folder: Path) -> None:
    """Have the folder's names on the disk: a file is not safe before its name is."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
