"""One SQLite file, opened by many threads and processes. Knows its tables, never what stands in them."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import BrokenLibrary, UnwritableLibrary
from index.stores.terms import TOKENIZER

APPLICATION_ID = 0x466E6F74  # "Fnot": tells our file from any other SQLite file
SCHEMA_VERSION = 1
BUSY_TIMEOUT_S = 30.0  # how long a second writer waits for the first

# `sum` stands beside each row of vectors because SQLite does not notice a flipped bit.
SCHEMA = f"""
CREATE TABLE settings(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO settings VALUES ('generation', 0), ('next_row', 1);
CREATE TABLE articles(
  key INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL UNIQUE, title TEXT,
  date TEXT, source TEXT, url TEXT, channels TEXT NOT NULL, sentences INTEGER NOT NULL, digest BLOB NOT NULL);
CREATE INDEX articles_by_digest ON articles(digest);
CREATE TABLE texts(key INTEGER PRIMARY KEY, text BLOB NOT NULL, spans BLOB NOT NULL);
CREATE TABLE signs(
  key INTEGER PRIMARY KEY, lengths BLOB NOT NULL, sentences BLOB NOT NULL, windows BLOB NOT NULL,
  sum INTEGER NOT NULL);
CREATE TABLE planes(
  key INTEGER PRIMARY KEY, sentences BLOB NOT NULL, windows BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
  body, content='', columnsize=0, detail=none, tokenize='{TOKENIZER}');
CREATE VIRTUAL TABLE titles USING fts5(
  title, content='', columnsize=0, detail=none, tokenize='{TOKENIZER}');
"""  # noqa: S608


class File:
    """The file. Every thread has its own connection; nothing is created before the first write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        if path.exists():
            self._check_ours()

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the file for as long as the block lasts."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; waits for other writers. A block inside a block belongs to the outer one."""
        if not self.exists:
            with self._cures_named((sqlite3.Error, OSError)):
                self._create()
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self.connection()
        if connection.in_transaction:
            yield connection
            return
        with self._cures_named():
            try:
                connection.execute(begin)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _cures_named(self, faults: tuple[type[Exception], ...] = (sqlite3.Error,)) -> Iterator[None]:
        """Say what to do about a fault of the machine; one of the file or of ours passes as it is."""
        try:
            yield
        except faults as error:
            cure = _cure(error)
            if cure is None:
                raise
            raise UnwritableLibrary(
                f"{self.path} could not be written ({error}). Nothing was changed by this step. {cure}"
            ) from error

    def connection(self) -> sqlite3.Connection:
        """This thread's own connection."""
        held: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if held is None:
            held = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=BUSY_TIMEOUT_S,
                isolation_level=None,
                check_same_thread=False,
            )
            # NORMAL keeps every commit through a killed process; only a power cut may take the last ones.
            held.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = held
            with self._lock:
                self._opened.append(held)
        return held

    def _check_ours(self) -> None:
        try:
            with self._cures_named():
                connection = self.connection()
                (application,) = connection.execute("PRAGMA application_id").fetchone()
                (version,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error as error:
            raise BrokenLibrary(_no_library(self.path, str(error))) from error
        if application != APPLICATION_ID:
            raise BrokenLibrary(_no_library(self.path, "it was not made by Footnote"))
        if version != SCHEMA_VERSION:
            raise BrokenLibrary(
                f"{self.path} has library format {version}; this version of Footnote reads {SCHEMA_VERSION}. "
                "Use the version that made it, or add the articles to a new home."
            )

    def _create(self) -> None:
        """Make the folder and the file, readable by the owner alone; another process may do so at once."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}.{threading.get_ident()}")
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")
                connection.execute("PRAGMA journal_mode = WAL")
            os.link(fresh, self.path)  # fails if another process was first; its file is as good
        except FileExistsError:
            pass
        finally:
            fresh.unlink()

    def setting(self, name: str) -> str | int | None:
        """What was stored under `name`."""
        if not self.exists:
            return None
        found = self.connection().execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def set_setting(self, name: str, value: str | int) -> None:
        """Store `value` under `name`."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))


# By SQLite's primary result code. A full disk is FULL, or IOERR where a quota or a limit on files is met.
_CURES = {
    sqlite3.SQLITE_FULL: "Free space on its disk and do it again.",
    sqlite3.SQLITE_IOERR: "Free space on its disk and do it again; with space left, look at the disk itself.",
    sqlite3.SQLITE_READONLY: "Make the folder and the files in it writable, or set FOOTNOTE_HOME to another.",
    sqlite3.SQLITE_CANTOPEN: "Make the folder and the files in it writable, or set FOOTNOTE_HOME to another.",
    sqlite3.SQLITE_BUSY: "Another program is writing to it: wait for that one and do it again.",
}


def _cure(error: Exception) -> str | None:
    """What to do about it, if it is the machine's fault."""
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        return _CURES[sqlite3.SQLITE_FULL if full else sqlite3.SQLITE_CANTOPEN]
    return _CURES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)  # the bits above say where it happened


def _no_library(path: Path, why: str) -> str:
    return (
        f"{path} cannot be opened as a library ({why}). Move it away, or set FOOTNOTE_HOME to another folder."
    )
