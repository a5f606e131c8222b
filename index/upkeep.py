"""Holds what was derived from the texts (sentences, vectors, word index) against them, and makes it anew.

It never changes a text: where that is damaged, only its owner can help. Reads the whole file.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

import numpy as np

from index.errors import BrokenLibrary
from index.ingest import Ingest
from index.sentences import split
from index.stores import codes
from index.stores.sqlite import Record, Row, Store, checksum, digest_of, window_starts
from index.stores.terms import TOKENIZER, length_of
from index.types import NewArticle, Progress

Kind = Literal["file", "text", "sentences", "vectors", "words", "leftovers"]
Spans = tuple[tuple[int, int], ...]

# Four bits keep 0.987 and more of a vector (1,406 vectors of the news and docs folders), another text 0.5.
_LIKE = 0.9
_TAKEN = "SELECT coalesce(max(key + max(1, sentences)), 1) FROM articles"
_TABLES = ("texts", "signs", "planes")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was made. `article_id` None: it concerns the file as a whole."""

    kind: Kind
    article_id: str | None
    what: str

    @property
    def derived(self) -> bool:
        """Whether it can be made anew from the texts."""
        return self.kind != "text"


class Upkeep:
    """Looks over one library, and mends it. `embeds`: vectors are compared with freshly made ones."""

    def __init__(self, store: Store, ingest: Ingest, *, embeds: bool) -> None:
        self._store = store
        self._ingest = ingest
        self._embeds = embeds

    def faults(self, progress: Progress) -> list[Fault]:
        """Everything that is amiss, in one unchanging view of the file. `progress` gets (done, all)."""
        if not self._store.exists:
            return []
        with self._store.reading() as connection:
            found = list(_of_file(connection))
            rows = self._store.rows()
            for done, row in enumerate(rows, 1):
                found += self._of_article(connection, row)
                progress(done, len(rows))
            return [*found, *self._of_words(connection, rows), *_leftovers(connection)]

    def mend(self, faults: Sequence[Fault]) -> None:
        """Make anew, from the texts, what these faults concern; each article in a transaction of its own."""
        kinds = {fault.kind for fault in faults}
        if "file" in kinds:
            with self._store.writing() as connection:
                connection.execute("REINDEX")
                connection.execute(
                    f"UPDATE settings SET value = max(value, ({_TAKEN})) WHERE name = 'next_row'"  # noqa: S608
                )
        for article_id in dict.fromkeys(
            one.article_id for one in faults if one.kind in ("sentences", "vectors")
        ):
            self._renew(article_id or "")
        if "leftovers" in kinds:
            with self._store.writing() as connection:
                for table in _TABLES:
                    connection.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT key FROM articles)")  # noqa: S608
        if kinds & {"words", "sentences"}:
            self._index_words()

    def _of_article(self, connection: sqlite3.Connection, row: Row) -> list[Fault]:
        text = _text(connection, row)
        if text is None:
            return [Fault("text", row.article_id, "its text is not what was stored")]
        spans = tuple(split(text))
        if spans != self._spans(row):
            return [Fault("sentences", row.article_id, "its sentences are not those of its text")]
        wrong = self._of_vectors(connection, row, text, spans)
        return [Fault("vectors", row.article_id, wrong)] if wrong else []

    def _spans(self, row: Row) -> Spans | None:
        try:
            return self._store.text_of(row)[1]
        except BrokenLibrary:
            return None

    def _of_vectors(self, connection: sqlite3.Connection, row: Row, text: str, spans: Spans) -> str | None:
        """What is wrong with the vectors of an article, or None."""
        signs = _checked(connection, "SELECT lengths, sentences, windows, sum FROM signs WHERE key = ?", row)
        low = _checked(connection, "SELECT sentences, windows, sum FROM planes WHERE key = ?", row)
        if signs is None or low is None:
            return "its vectors are missing or damaged"
        if signs[0] != _lengths(row, text, spans):
            return "its counts of words are not those of its sentences"
        dimension = int(self._store.setting("dimension") or 0)
        counts, width = (len(spans), len(window_starts(len(spans)))), codes.plane_bytes(dimension)
        if [len(part) for part in (*signs[1:], *low)] != [
            count * width * planes for planes in (1, codes.LOW_PLANES) for count in counts
        ]:
            return "its vectors are not as many as its sentences"
        if self._embeds and not self._alike(
            _record_of(self._ingest, row, text, spans), signs[1:], low, dimension
        ):
            return "its vectors are not those of its sentences"
        return None

    @staticmethod
    def _alike(record: Record, signs: Sequence[bytes], low: Sequence[bytes], dimension: int) -> bool:
        for made, high, rest in zip((record.vectors, record.windows), signs, low, strict=True):
            stored = codes.unpack(_rows(high, len(made)), _rows(rest, len(made)), dimension)
            if float(np.einsum("ij,ij->i", stored, made).min(initial=1.0)) < _LIKE:
                return False
        return True

    def _of_words(self, connection: sqlite3.Connection, rows: Sequence[Row]) -> list[Fault]:
        """Whether sentences and titles are found by exactly their words."""
        try:
            held = [_fingerprints(connection, table) for table in ("words", "titles")]
        except sqlite3.DatabaseError as fault:
            return [Fault("words", None, f"the word index cannot be read ({fault})")]
        readable: set[int] = set()
        # "": a database of its own on the disk, deleted when it is closed.
        with closing(sqlite3.connect("", isolation_level=None)) as fresh:
            _fill(fresh, _noting(self._texts(rows), readable))
            made = [_fingerprints(fresh, table) for table in ("words", "titles")]
        # What cannot be read cannot be compared; it has a fault of its own.
        unknown = {at for row in rows if row.key not in readable for at in _range(row)}
        wrong = sum(
            one.get(at) != other.get(at)
            for one, other in zip(held, made, strict=True)
            for at in {*one, *other} - unknown
        )
        return [Fault("words", None, f"{wrong} entries of the word index are wrong")] if wrong else []

    def _texts(self, rows: Iterable[Row]) -> Iterator[tuple[Row, str, Spans]]:
        for row in rows:
            try:
                yield row, *self._store.text_of(row)
            except BrokenLibrary:
                continue

    def _renew(self, article_id: str) -> None:
        """Cut and embed a text again, and keep it under a new key: readers hold the old one in memory."""
        with self._store.writing() as connection:
            row = self._store.by_id(article_id)
            text = _text(connection, row) if row else None
            if row is None or text is None:
                return  # somebody removed or damaged it since
            self._store.put(_record_of(self._ingest, row, text, tuple(split(text))))

    def _index_words(self) -> None:
        with self._store.writing() as connection:
            for table in ("words", "titles"):
                connection.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")  # noqa: S608
            _insert(connection, self._texts(self._store.rows()))


def _record_of(ingest: Ingest, row: Row, text: str, spans: Spans) -> Record:
    new = NewArticle(row.origin, text, row.title, row.date, row.source, row.url, row.channels)
    return ingest.record(row.article_id, new, spans)


def _of_file(connection: sqlite3.Connection) -> Iterator[Fault]:
    for (said,) in connection.execute("PRAGMA integrity_check(5)"):
        if said != "ok":
            yield Fault("file", None, said)
    (free,) = connection.execute("SELECT value FROM settings WHERE name = 'next_row'").fetchone()
    (taken,) = connection.execute(_TAKEN).fetchone()
    if free < taken:
        yield Fault("file", None, f"the next row is {free}, but rows up to {taken - 1} are taken")


def _text(connection: sqlite3.Connection, row: Row) -> str | None:
    found = connection.execute("SELECT text FROM texts WHERE key = ?", (row.key,)).fetchone()
    try:
        text = zlib.decompress(found[0]).decode()
    except (TypeError, zlib.error, ValueError):
        return None
    return text if digest_of(text) == row.digest else None


def _checked(connection: sqlite3.Connection, query: str, row: Row) -> tuple[bytes, ...] | None:
    found = connection.execute(query, (row.key,)).fetchone()
    return found[:-1] if found is not None and checksum(*found[:-1]) == found[-1] else None


def _lengths(row: Row, text: str, spans: Spans) -> bytes:
    title = length_of(row.title or "")
    return np.array(
        [min(65_535, title + length_of(text[start:end])) for start, end in spans], "<u2"
    ).tobytes()


def _rows(packed: bytes, count: int) -> codes.Bytes:
    return np.frombuffer(packed, np.uint8).reshape(count, -1)


def _fingerprints(connection: sqlite3.Connection, table: str) -> Counter[int]:
    """For each row of a text index a number that its set of words gives."""
    connection.execute("DROP TABLE IF EXISTS temp.terms")
    connection.execute(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, {table}, instance)")
    found: Counter[int] = Counter()
    for term, row in connection.execute("SELECT term, doc FROM temp.terms"):
        found[row] += zlib.crc32(term.encode()) + 1
    return found


def _fill(connection: sqlite3.Connection, texts: Iterable[tuple[Row, str, Spans]]) -> None:
    for table, column in (("words", "body"), ("titles", "title")):
        connection.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5("
            f"{column}, content='', columnsize=0, detail=none, tokenize='{TOKENIZER}')"
        )
    connection.execute("BEGIN")
    _insert(connection, texts)
    connection.execute("COMMIT")


def _insert(connection: sqlite3.Connection, texts: Iterable[tuple[Row, str, Spans]]) -> None:
    for row, text, spans in texts:
        connection.executemany(
            "INSERT INTO words(rowid, body) VALUES (?, ?)",
            ((row.key + at, text[start:end]) for at, (start, end) in enumerate(spans)),
        )
        connection.execute("INSERT INTO titles(rowid, title) VALUES (?, ?)", (row.key, row.title or ""))


def _noting(texts: Iterable[tuple[Row, str, Spans]], keys: set[int]) -> Iterator[tuple[Row, str, Spans]]:
    for one in texts:
        keys.add(one[0].key)
        yield one


def _range(row: Row) -> range:
    """The rows of an article in the word index."""
    return range(row.key, row.key + max(1, row.sentences))


def _leftovers(connection: sqlite3.Connection) -> Iterator[Fault]:
    for table in _TABLES:
        query = f"SELECT count(*) FROM {table} WHERE key NOT IN (SELECT key FROM articles)"  # noqa: S608
        (count,) = connection.execute(query).fetchone()
        if count:
            yield Fault("leftovers", None, f"{table} holds {count} rows of no article")
