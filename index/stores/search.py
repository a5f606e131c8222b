"""Finding sentences for a question: words (BM25) and meaning (vectors), mixed. Knows no llama_index.

Every candidate gets an estimate from memory first; the best are scored again from the vectors on disk.
The parameters below were measured on the public question sets; the figures are in benchmarks/RESULTS.md.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.errors import BrokenLibrary
from index.stores import codes
from index.stores.memory import Ints, Memory, View, damaged_vectors, places
from index.stores.sqlite import Store, checksum
from index.stores.terms import Stems, words_of

Floats = npt.NDArray[np.float32]

K1, B = 1.5, 0.75  # BM25, as in the baselines of the question sets
RESCORED = 200  # candidates scored exactly
# Lists of terms that together are longer than this are not read, the rarest terms first: at 250,000 sentences
# "said" alone would cost more than the rest of the search and decide nothing.
MAX_POSTINGS = 20_000
FEW_ARTICLES = 50  # a scope up to this size is looked up article by article


@dataclass(frozen=True, slots=True)
class Mix:
    """The shares of words, of the sentence's own vector and of the best window around it."""

    words: float
    sentence: float
    window: float


# Whole library: a title in the sentence's vector too found no more, so one vector serves both scopes.
LIBRARY = Mix(0.3, 0.28, 0.42)
ONE_ARTICLE = Mix(0.4, 0.5, 0.1)


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence by its article's key and its number; `score` mixes `words` and `meaning`, each 0 to 1."""

    key: int
    number: int
    score: float
    words: float
    meaning: float


class Search:
    """Searches one file; safe for many threads."""

    def __init__(self, store: Store, dimension: int) -> None:
        self._store = store
        self._dimension = dimension
        self._memory = Memory(dimension)
        self._stems = Stems()

    def close(self) -> None:
        """Let go of the scratch table."""
        self._stems.close()

    def find(
        self,
        question: str | None,
        vector: Floats | None,
        keys: Ints | None = None,
        limit: int = 40,
        mix: Mix = LIBRARY,
    ) -> list[Found]:
        """Return up to `limit` sentences, best first, of the articles `keys` (None: of all).

        Without a question only meaning counts, without a vector only words: then a sentence that shares no
        word is not found.
        """
        with self._store.reading() as connection:
            view = self._memory.view(connection)
            at = view.everything if keys is None else view.positions(keys)
            if not len(at):
                return []
            words = self._words(connection, view, at, keys, question or "")
            if vector is None:
                return _found(view, at, words, np.zeros_like(words), words)[:limit]
            return self._mixed(connection, view, at, words, vector, mix)[:limit]

    def _mixed(
        self, connection: sqlite3.Connection, view: View, at: Ints, words: Floats, vector: Floats, mix: Mix
    ) -> list[Found]:
        sentence, window = self._estimates(view, at, vector)
        if len(at) > RESCORED:
            rough = mix.words * words + _meaning(sentence, window, mix)
            best = np.sort(np.argpartition(rough, -RESCORED)[-RESCORED:])
            at, words = at[best], words[best]
        sentence, window = self._exact(connection, view, at, vector)
        meaning = _meaning(sentence, window, mix)
        score = mix.words * words + meaning
        return _found(view, at, words, meaning / max(mix.sentence + mix.window, 1e-9), score)

    def _words(
        self, connection: sqlite3.Connection, view: View, at: Ints, keys: Ints | None, question: str
    ) -> Floats:
        """BM25 of "title. sentence" for each position, as a share of the best one's."""
        score = np.zeros(len(at), np.float32)
        average = max(1.0, float(view.lengths[_picked(view, at)].mean()))
        for body, title in self._postings(connection, view, keys, self._stems.distinct(words_of(question))):
            held, counts = np.unique(
                np.concatenate([places(at, body), places(at, title)]), return_counts=True
            )
            # The rarity of a word is counted in scope: what the asker may not see leaves no trace.
            rarity = np.log(1 + (len(at) - len(held) + 0.5) / (len(held) + 0.5))
            penalty = K1 * (1 - B + B * view.lengths[at[held]] / average)
            score[held] += rarity * counts * (K1 + 1) / (counts + penalty)
        best = float(score.max())
        return score / best if best else score

    def _postings(
        self, connection: sqlite3.Connection, view: View, keys: Ints | None, words: list[str]
    ) -> list[tuple[Ints, Ints]]:
        """For each word the positions whose sentence, and those whose title, holds it."""
        terms = [f'"{word}"' for word in words]
        if keys is not None and len(keys) <= FEW_ARTICLES:
            rows = [_rows_in(connection, term, view, keys) for term in terms]
        else:
            terms, rows = _rows_within_budget(connection, terms)
        titles = [_fetched(connection.execute(_TITLES, (term,))) for term in terms]
        return [
            (places(view.rows, found), view.spread(places(view.keys, titled)))
            for found, titled in zip(rows, titles, strict=True)
        ]

    def _estimates(self, view: View, at: Ints, vector: Floats) -> tuple[Floats, Floats]:
        """The cosines of the sentences and of their best windows, guessed from the signs."""
        query, picked = codes.sign_words(vector), _picked(view, at)
        sentence = codes.unequal_signs(view.sentences[:, picked], query)
        windows = codes.unequal_signs(view.windows, query)
        window = np.minimum(windows[view.first_window[picked]], windows[view.last_window[picked]])
        return codes.likeness(sentence, self._dimension), codes.likeness(window, self._dimension)

    def _exact(
        self, connection: sqlite3.Connection, view: View, at: Ints, vector: Floats
    ) -> tuple[Floats, Floats]:
        """The same from all four bits."""
        planes = _planes(connection, np.unique(view.keys[view.owners[at]]))
        owners = view.owners[at]
        low = [planes[key][0] for key in view.keys[owners].tolist()]
        sentence = self._cosines(view.sentences, at, low, at - view.starts[owners], vector)
        windows, inverse = np.unique([view.first_window[at], view.last_window[at]], return_inverse=True)
        owners = np.searchsorted(view.window_starts, windows, side="right") - 1
        low = [planes[key][1] for key in view.keys[owners].tolist()]
        window = self._cosines(view.windows, windows, low, windows - view.window_starts[owners], vector)
        return sentence, window[inverse].reshape(2, -1).max(axis=0)

    def _cosines(
        self, columns: codes.Words, at: Ints, low: list[bytes], inside: Ints, vector: Floats
    ) -> Floats:
        """The cosines of the vectors whose signs stand at `at` and whose planes at `inside` of each `low`."""
        width = codes.LOW_PLANES * codes.plane_bytes(self._dimension)
        rows = b"".join(
            planes[place * width : (place + 1) * width]
            for planes, place in zip(low, inside.tolist(), strict=True)
        )
        signs = np.ascontiguousarray(columns[:, at].T).view(np.uint8)
        planes = np.frombuffer(rows, np.uint8).reshape(-1, width)
        cosines: Floats = codes.unpack(signs, planes, self._dimension) @ vector
        return cosines


_TITLES = "SELECT rowid FROM titles WHERE titles MATCH ?"
_WORDS = "SELECT rowid FROM words WHERE words MATCH ?"
_WORDS_IN = "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
_PLANES = """SELECT key, sentences, windows, sum FROM planes
WHERE key IN (SELECT value FROM json_each(?))"""
_LENGTH = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"


def _picked(view: View, at: Ints) -> Ints | slice:
    """An index for `at` that copies nothing when it is every position."""
    return slice(None) if len(at) == len(view.rows) else at


def _rows_in(connection: sqlite3.Connection, term: str, view: View, keys: Ints) -> Ints:
    """The rows of the articles `keys` that hold the term."""
    bounds = [
        (int(key), int(key) + int(view.starts[at + 1] - view.starts[at]) - 1)
        for key, at in _known(view, keys)
    ]
    return np.concatenate(
        [np.empty(0, np.int64)]
        + [_fetched(connection.execute(_WORDS_IN, (term, *bound))) for bound in bounds]
    )


def _known(view: View, keys: Ints) -> list[tuple[int, int]]:
    """Each key with its place in the view."""
    at = places(view.keys, np.sort(keys))
    return list(zip(view.keys[at].tolist(), at.tolist(), strict=True))


def _rows_within_budget(connection: sqlite3.Connection, terms: list[str]) -> tuple[list[str], list[Ints]]:
    """The terms whose lists fit MAX_POSTINGS together, rarest first, and their rows."""
    counted = sorted(
        (connection.execute(_LENGTH, (term, MAX_POSTINGS + 1)).fetchone()[0], term) for term in terms
    )
    kept, left = [], MAX_POSTINGS
    for length, term in counted:
        left -= length
        if left < 0:
            break
        kept.append(term)
    return kept, [_fetched(connection.execute(_WORDS, (term,))) for term in kept]


def _fetched(cursor: sqlite3.Cursor) -> Ints:
    return np.array(cursor.fetchall(), np.int64).ravel()


def _planes(connection: sqlite3.Connection, keys: Ints) -> dict[int, tuple[bytes, bytes]]:
    """The lower planes of the sentences and of the windows of each article."""
    found = connection.execute(_PLANES, (json.dumps(keys.tolist()),)).fetchall()
    for key, *parts, total in found:
        if checksum(*parts) != total:
            raise BrokenLibrary(damaged_vectors(connection, key))
    return {key: (sentences, windows) for key, sentences, windows, _ in found}


def _meaning(sentence: Floats, window: Floats, mix: Mix) -> Floats:
    """The two cosines, each stretched to 0..1 over the candidates, in their shares."""
    return mix.sentence * _stretched(sentence) + mix.window * _stretched(window)


def _stretched(scores: Floats) -> Floats:
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.ones_like(scores)


def _found(view: View, at: Ints, words: Floats, meaning: Floats, score: Floats) -> list[Found]:
    """Best first; equal scores in the order of the library. A score of 0 is no find."""
    order = np.argsort(-score, kind="stable")
    order = order[score[order] > 0]
    owners = view.owners[at[order]]
    numbers = at[order] - view.starts[owners] + 1
    columns = (view.keys[owners], numbers, score[order], words[order], meaning[order])
    return [Found(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]
