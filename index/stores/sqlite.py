"""The library's one file: articles, their words and their vectors in SQLite. Knows no llama_index, no model.

One article is written in one transaction: its text, its text index and its vectors stand or fall together.
A key is the row of an article's first sentence in the text index; sentence n has row key + n - 1. A key is
never used twice, so what a reader holds in memory under a key can be dropped but never go stale.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import BrokenLibrary
from index.stores import codes
from index.stores.file import File
from index.stores.terms import length_of

_LONGEST = 65_535  # words a sentence may count for BM25 (16 bits)

_ROW = "key, article_id, origin, title, date, source, url, channels, sentences, digest"


@dataclass(frozen=True, slots=True)
class Row:
    """What the file says of an article without its text. `key` names one version of its content."""

    key: int
    article_id: str
    origin: str
    title: str | None
    date: str | None
    source: str | None
    url: str | None
    channels: frozenset[str]
    sentences: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """An article ready to be kept: a row of `vectors` a sentence, of `windows` a window (`window_starts`)."""

    article_id: str
    origin: str
    title: str | None
    date: str | None
    source: str | None
    url: str | None
    channels: frozenset[str]
    text: str
    spans: tuple[tuple[int, int], ...]
    vectors: codes.Floats
    windows: codes.Floats


def window_starts(sentences: int) -> range:
    """Where the windows of four sentences begin, by sentence index from 0: every second one."""
    return range(0, max(1, sentences - 2), 2)


def digest_of(text: str) -> bytes:
    """What equal texts share."""
    return hashlib.sha256(text.encode()).digest()


class Store(File):
    """The articles in the file. Reading an empty home gives empty answers and creates nothing."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._held_rows: tuple[str | int | None, list[Row]] = (None, [])

    def rows(self) -> list[Row]:
        """All articles, in the order of their ids. Kept in memory until the file changes."""
        generation = self.setting("generation")
        held, rows = self._held_rows
        if held != generation or generation is None:
            rows = self._rows("ORDER BY article_id")
            self._held_rows = (generation, rows)
        return rows

    def by_id(self, article_id: str) -> Row | None:
        """The article of that id."""
        return self._one("article_id = ?", article_id)

    def by_origin(self, origin: str) -> Row | None:
        """The article that came from `origin`."""
        return self._one("origin = ?", origin)

    def of_digest(self, digest: bytes) -> list[Row]:
        """The articles of that text, the oldest first."""
        return self._rows("WHERE digest = ? ORDER BY key", digest)

    def by_key(self, key: int) -> Row:
        """The article of that key, which must exist."""
        return self._rows("WHERE key = ?", key)[0]

    def keys_of(self, article_ids: Sequence[str]) -> list[int]:
        """The keys of those of these articles that exist, ascending."""
        found = self.connection().execute(
            "SELECT key FROM articles WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY key",
            (json.dumps(list(article_ids)),),
        )
        return [key for (key,) in found]

    def ids(self) -> list[str]:
        """The ids of all articles, in order."""
        if not self.exists:
            return []
        return [found for (found,) in self.connection().execute("SELECT article_id FROM articles ORDER BY 1")]

    def _one(self, condition: str, value: object) -> Row | None:
        found = self._rows(f"WHERE {condition} ORDER BY key LIMIT 1", value)
        return found[0] if found else None

    def _rows(self, rest: str, *values: object) -> list[Row]:
        if not self.exists:
            return []
        # `rest` is our own words above, never a caller's.
        found = self.connection().execute(f"SELECT {_ROW} FROM articles {rest}", values)  # noqa: S608
        return [_row(values) for values in found]

    def text_of(self, row: Row) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text and the sentence spans of an article; BrokenLibrary if they are not what was stored."""
        connection = self.connection()
        found = connection.execute("SELECT text, spans FROM texts WHERE key = ?", (row.key,)).fetchone()
        try:
            text = zlib.decompress(found[0]).decode()
            spans = _unpack_spans(found[1])
        except (TypeError, zlib.error, ValueError) as error:
            raise BrokenLibrary(_damaged(row)) from error
        if (
            digest_of(text) != row.digest
            or len(spans) != row.sentences
            or (spans and spans[-1][1] > len(text))
        ):
            raise BrokenLibrary(_damaged(row))
        return text, spans

    def damaged(self) -> list[str]:
        """The ids of the articles that are not what was stored. Reads the whole file."""
        return [row.article_id for row in self.rows() if not self._is_whole(row)]

    def _is_whole(self, row: Row) -> bool:
        try:
            self.text_of(row)
        except BrokenLibrary:
            return False
        sums = (
            "SELECT lengths, sentences, windows, sum FROM signs WHERE key = ?",
            "SELECT sentences, windows, sum FROM planes WHERE key = ?",
        )
        found = [self.connection().execute(query, (row.key,)).fetchone() for query in sums]
        return all(held is not None and checksum(*held[:-1]) == held[-1] for held in found)

    def put(self, record: Record) -> int:
        """Write an article, in place of the one of the same id if there is one; return its key."""
        with self.writing() as connection:
            self.remove(record.article_id)
            (key,) = connection.execute("SELECT value FROM settings WHERE name = 'next_row'").fetchone()
            self._insert(connection, key, record)
            connection.execute(
                "UPDATE settings SET value = ? WHERE name = 'next_row'", (key + max(1, len(record.spans)),)
            )
            _count_change(connection)
        return int(key)

    def _insert(self, connection: sqlite3.Connection, key: int, record: Record) -> None:
        text = record.text.encode()
        bodies = [record.text[start:end] for start, end in record.spans]
        connection.execute(
            f"INSERT INTO articles({_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                key, record.article_id, record.origin, record.title, record.date, record.source, record.url,
                "\n".join(sorted(record.channels)), len(bodies), digest_of(record.text),
            ),
        )  # fmt: skip
        connection.execute(
            "INSERT INTO texts VALUES (?, ?, ?)", (key, zlib.compress(text, 9), _pack_spans(record.spans))
        )
        self._insert_vectors(connection, key, record, bodies)
        connection.executemany(
            "INSERT INTO words(rowid, body) VALUES (?, ?)",
            zip(range(key, key + len(bodies)), bodies, strict=True),
        )
        connection.execute("INSERT INTO titles(rowid, title) VALUES (?, ?)", (key, record.title or ""))

    @staticmethod
    def _insert_vectors(
        connection: sqlite3.Connection, key: int, record: Record, bodies: Sequence[str]
    ) -> None:
        title = length_of(record.title or "")
        lengths = np.array([min(_LONGEST, title + length_of(body)) for body in bodies], "<u2").tobytes()
        signs, low = codes.pack(record.vectors)
        window_signs, window_low = codes.pack(record.windows)
        memory = (lengths, signs.tobytes(), window_signs.tobytes())
        disk = (low.tobytes(), window_low.tobytes())
        connection.execute("INSERT INTO signs VALUES (?, ?, ?, ?, ?)", (key, *memory, checksum(*memory)))
        connection.execute("INSERT INTO planes VALUES (?, ?, ?, ?)", (key, *disk, checksum(*disk)))

    def describe(self, row: Row) -> None:
        """Change where an article is from and who may see it; its text, title and vectors stay."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE articles SET date = ?, source = ?, url = ?, channels = ? WHERE key = ?",
                (row.date, row.source, row.url, "\n".join(sorted(row.channels)), row.key),
            )
            _count_change(connection)

    def remove(self, article_id: str) -> bool:
        """Delete an article and everything found through it; False if there is none of that id."""
        if not self.exists:
            return False
        with self.writing() as connection:
            row = self.by_id(article_id)
            if row is None:
                return False
            self._remove_words(connection, row)
            for table in ("articles", "texts", "signs", "planes"):
                connection.execute(f"DELETE FROM {table} WHERE key = ?", (row.key,))  # noqa: S608
            _count_change(connection)
        return True

    def _remove_words(self, connection: sqlite3.Connection, row: Row) -> None:
        """Take an article out of the text index, which must be told what it held (SQLite before 3.43)."""
        try:
            text, spans = self.text_of(row)
        except BrokenLibrary:
            return  # its words stay, under a key that no article has and none will get: never found
        connection.executemany(
            "INSERT INTO words(words, rowid, body) VALUES ('delete', ?, ?)",
            ((row.key + i, text[start:end]) for i, (start, end) in enumerate(spans)),
        )
        connection.execute(
            "INSERT INTO titles(titles, rowid, title) VALUES ('delete', ?, ?)", (row.key, row.title or "")
        )


def _row(values: Sequence[Any]) -> Row:
    return Row(*values[:7], *(frozenset(filter(None, values[7].split("\n"))), *values[8:]))


def checksum(*parts: bytes) -> int:
    """A number that changes with any byte of `parts`: SQLite itself does not notice a flipped bit."""
    total = 0
    for part in parts:
        total = zlib.crc32(part, total)
    return total


def _count_change(connection: sqlite3.Connection) -> None:
    """Tell readers that their memory of the file is old."""
    connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")


def _pack_spans(spans: Sequence[tuple[int, int]]) -> bytes:
    """Spans as the distances between their ends, which are small and compress well."""
    return zlib.compress(np.diff(np.array(spans, np.int64).ravel(), prepend=0).astype("<u4").tobytes(), 9)


def _unpack_spans(packed: bytes) -> tuple[tuple[int, int], ...]:
    ends = np.cumsum(np.frombuffer(zlib.decompress(packed), "<u4").astype(np.int64)).reshape(-1, 2)
    return tuple((start, end) for start, end in ends.tolist())


def _damaged(row: Row) -> str:
    return (
        f"The stored text of {row.article_id!r} is damaged. "
        f"Remove the article and add it again: footnote remove {row.article_id}"
    )
