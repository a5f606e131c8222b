"""One archive of the library and the records: made while the bot runs, put back whole or not at all.

A restore is decided by one rename: before it the old files stand, after it the new ones do. What a kill left
undone after that, `finish` does at the next start. Knows the files, never what stands in them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from bot import record_file
from bot.errors import FootnoteError
from index.errors import LibraryError

LIBRARY = "library.sqlite3"
FILES = (record_file.FILE_NAME, LIBRARY)  # an answer may cite an article: the library is copied last
FORMAT, VERSION = "footnote backup", 1
MANIFEST = "manifest.json"
PENDING = ".restore"  # in the home: files that only have to be put in place
_STAGING = ".restoring-"
_ASIDE = "old-"
_PIECE = 1 << 20  # bytes
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Held:
    """A file in an archive. `bytes` is its size as it was before packing."""

    name: str
    bytes: int
    sha256: str


def back_up(home: Path, target: Path) -> list[Held]:
    """Write the archive `target`, readable by its owner only; never over a file that is there.

    Each file is one consistent state, also while others write. Raises FootnoteError.
    """
    if target.exists():
        raise FootnoteError(f"{target} is there already. Name another file.")
    sources = [home / name for name in FILES if (home / name).exists()]
    if not sources:
        raise FootnoteError(f"{home} holds neither library nor records. Add an article: footnote add FILE")
    with tempfile.TemporaryDirectory(prefix=".footnote-backup-", dir=_parent(target)) as made:
        held = [_copied(source, Path(made) / source.name) for source in sources]
        archive = Path(made) / "archive"
        _pack(archive, Path(made), held)
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
        held = _unpacked(archive, staging)
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


def _pack(archive: Path, folder: Path, held: list[Held]) -> None:
    files = {one.name: {"bytes": one.bytes, "sha256": one.sha256} for one in held}
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "footnote": metadata.version("footnote"),
        "files": files,
    }
    with open(archive, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        # Vectors hardly shrink: the quickest level takes what there is to take.
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr(MANIFEST, json.dumps(manifest, indent=2))
            for one in held:
                packed.write(folder / one.name, one.name)
        out.flush()
        os.fsync(out.fileno())


def _unpacked(archive: Path, folder: Path) -> list[Held]:
    """The files of the archive in `folder`, each as it was packed and usable."""
    try:
        with zipfile.ZipFile(archive) as packed:
            held = _manifest(packed)
            for one in held:
                with packed.open(one.name) as source:
                    _write(source, folder / one.name, one)
    except _UNREADABLE as fault:
        raise FootnoteError(f"{archive} is no backup of Footnote, or damaged ({fault}).") from fault
    for one in held:
        _usable(folder / one.name, archive)
    return held


def _manifest(packed: zipfile.ZipFile) -> list[Held]:
    read: Any = json.loads(packed.read(MANIFEST))
    if not isinstance(read, dict) or read.get("format") != FORMAT or read.get("version") != VERSION:
        raise ValueError(f"its {MANIFEST} is not of format {FORMAT!r}, version {VERSION}")
    held = [Held(name, int(one["bytes"]), str(one["sha256"])) for name, one in read["files"].items()]
    names = {one.name for one in held}
    if not names or not names <= set(FILES) or sorted(packed.namelist()) != sorted([MANIFEST, *names]):
        raise ValueError("it holds other files than a backup does")
    return held


def _write(source: IO[bytes], to: Path, expected: Held) -> None:
    """Copy one file out of the archive. Raises ValueError unless it is byte for byte what was packed."""
    digest, left = hashlib.sha256(), expected.bytes
    with open(to, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        while piece := source.read(min(_PIECE, left + 1)):  # never more than was announced
            left -= len(piece)
            if left < 0:
                break
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if left or digest.hexdigest() != expected.sha256:
        raise ValueError(f"{expected.name} is not what was packed")


def _usable(path: Path, archive: Path) -> None:
    """Raise FootnoteError for a file this version cannot work with, before anything is replaced by it."""
    from index.library import Library

    try:
        with closing(_opened(path)) as db:
            _check(db, archive)
            if path.name == record_file.FILE_NAME:
                db.execute("SELECT value FROM facts WHERE name = 'salt'")
        if path.name == LIBRARY:
            Library.open(path.parent).close()
    except (sqlite3.Error, LibraryError) as fault:
        raise FootnoteError(f"{archive} holds a {path.name} that cannot be used ({fault}).") from fault


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
