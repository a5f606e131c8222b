"""What a search keeps in memory of the file: the signs of all vectors, and which sentence each belongs to.

72 bytes a sentence. Grows by what was added since it was read last, whoever added it; knows no question.
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import BrokenLibrary
from index.stores import codes
from index.stores.sqlite import checksum, window_starts

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[Any]

_DEAD_SHARE = 0.1  # rebuilt when more than this share of the sentences was removed


@dataclass(frozen=True, slots=True)
class View:
    """One state of the library. A position counts sentences in the order they were added, from 0.

    Articles: `keys` and where each begins (`starts`, one more than keys). Sentences: their `rows` in the text
    index, their `lengths` in words with the title, their sign words, and the first and last window that holds
    them. `alive` says which articles still exist, `everything` is the positions of all their sentences.
    """

    generation: int
    keys: Ints
    starts: Ints
    alive: npt.NDArray[np.bool_]
    rows: Ints
    owners: Numbers
    lengths: Numbers
    sentences: codes.Words
    windows: codes.Words
    first_window: Numbers
    last_window: Numbers
    window_starts: Ints
    everything: Ints

    def positions(self, keys: Ints) -> Ints:
        """The positions of all sentences of the articles `keys`, ascending; unknown keys have none."""
        at = places(self.keys, np.sort(keys))
        return self.spread(at[self.alive[at]])

    def spread(self, articles: Ints) -> Ints:
        """The positions of all sentences of the articles at these places, which must ascend."""
        return _spread(self.starts, articles)


class _Column:
    """An array that grows at its end without being copied each time; `axis` -1 is the growing one."""

    def __init__(self, dtype: str, width: int | None = None) -> None:
        self._shape = () if width is None else (width,)
        self._room: Numbers = np.empty((*self._shape, 0), dtype)
        self.size = 0

    def extend(self, values: Numbers) -> None:
        needed = self.size + values.shape[-1]
        if needed > self._room.shape[-1]:
            grown = np.empty((*self._shape, needed + needed // 4), self._room.dtype)
            grown[..., : self.size] = self._room[..., : self.size]
            self._room = grown
        self._room[..., self.size : needed] = values
        self.size = needed

    @property
    def view(self) -> Numbers:
        return self._room[..., : self.size]


class Memory:
    """Keeps a View up to date. One for all threads."""

    def __init__(self, dimension: int) -> None:
        self._bytes = codes.plane_bytes(dimension)
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        words = self._bytes // 8
        self._keys, self._starts = _Column("i8"), _Column("i8")
        self._rows, self._owners, self._lengths = _Column("i8"), _Column("i4"), _Column("u2")
        self._sentences, self._windows = _Column("u8", words), _Column("u8", words)
        self._first, self._last, self._window_starts = _Column("i4"), _Column("i4"), _Column("i8")
        self._starts.extend(np.zeros(1, np.int64))
        self._window_starts.extend(np.zeros(1, np.int64))
        self._held: View | None = None

    def view(self, connection: sqlite3.Connection) -> View:
        """The state of the file as `connection` sees it inside its transaction."""
        (generation,) = connection.execute("SELECT value FROM settings WHERE name = 'generation'").fetchone()
        with self._lock:
            if self._held is None or self._held.generation != generation:
                self._held = self._refreshed(connection, generation)
            return self._held

    def _refreshed(self, connection: sqlite3.Connection, generation: int) -> View:
        current = np.array(
            connection.execute("SELECT key FROM articles ORDER BY key").fetchall(), np.int64
        ).ravel()
        kept = np.isin(self._keys.view, current)
        counts = np.diff(self._starts.view)
        if counts[~kept].sum() > _DEAD_SHARE * counts.sum():
            self._forget()
        self._read_new(connection)
        alive = np.isin(self._keys.view, current)
        return View(
            generation,
            self._keys.view,
            self._starts.view,
            alive,
            self._rows.view,
            self._owners.view,
            self._lengths.view,
            self._sentences.view,
            self._windows.view,
            self._first.view,
            self._last.view,
            self._window_starts.view,
            _spread(self._starts.view, np.flatnonzero(alive)),
        )

    def _read_new(self, connection: sqlite3.Connection) -> None:
        """Append the articles whose keys are above all that were read; keys only ever rise."""
        last = int(self._keys.view[-1]) if self._keys.size else 0
        rows = connection.execute(
            "SELECT key, lengths, sentences, windows, sum FROM signs WHERE key > ? ORDER BY key", (last,)
        ).fetchall()
        if not rows:
            return
        for key, *parts, total in rows:
            if checksum(*parts) != total:
                raise BrokenLibrary(damaged_vectors(connection, key))
        keys = np.array([row[0] for row in rows], np.int64)
        counts = np.array([len(row[1]) // 2 for row in rows], np.int64)
        self._append_sentences(keys, counts)
        self._append_windows(counts)
        self._lengths.extend(np.frombuffer(b"".join(row[1] for row in rows), "<u2"))
        self._sentences.extend(self._columns(b"".join(row[2] for row in rows)))
        self._windows.extend(self._columns(b"".join(row[3] for row in rows)))

    def _append_sentences(self, keys: Ints, counts: Ints) -> None:
        begun, articles = self._rows.size, self._keys.size
        inside = _count_up(counts)
        self._keys.extend(keys)
        self._starts.extend(begun + np.cumsum(counts))
        self._rows.extend(np.repeat(keys, counts) + inside)
        self._owners.extend(np.repeat(articles + np.arange(len(keys)), counts))

    def _append_windows(self, counts: Ints) -> None:
        """Sentence i of an article stands in windows i // 2 - 1 and i // 2, as far as there are such."""
        windows = np.array([len(window_starts(int(count))) for count in counts], np.int64)
        begins = self._windows.size + np.cumsum(windows) - windows
        inside = _count_up(counts)
        last = np.minimum(inside // 2, np.repeat(windows, counts) - 1)
        first = np.minimum(np.maximum(inside // 2 - 1, 0), last)
        self._first.extend(np.repeat(begins, counts) + first)
        self._last.extend(np.repeat(begins, counts) + last)
        self._window_starts.extend(begins + windows)

    def _columns(self, packed: bytes) -> codes.Words:
        """Rows of bytes as columns of words."""
        words: codes.Words = np.frombuffer(packed, np.uint64).reshape(-1, self._bytes // 8).T
        return words


def places(known: Ints, wanted: Ints) -> Ints:
    """Where `wanted` stand in the ascending `known`; those that do not are left out."""
    at = np.searchsorted(known, wanted)
    inside = at < len(known)
    at, wanted = at[inside], wanted[inside]
    found: Ints = at[known[at] == wanted]
    return found


def _spread(starts: Ints, articles: Ints) -> Ints:
    counts = starts[articles + 1] - starts[articles]
    if not len(counts):
        return np.empty(0, np.int64)
    return np.repeat(starts[articles], counts) + _count_up(counts)


def _count_up(counts: Ints) -> Ints:
    """0, 1, ... for each count, one after another."""
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1])) - np.repeat(ends - counts, counts)


def damaged_vectors(connection: sqlite3.Connection, key: int) -> str:
    """What to tell about the article of that key, whose vectors are not what was stored."""
    (name,) = connection.execute("SELECT article_id FROM articles WHERE key = ?", (key,)).fetchone()
    cure = f"Remove the article and add it again: footnote remove {name}"
    return f"The stored vectors of {name!r} are damaged. {cure}"
