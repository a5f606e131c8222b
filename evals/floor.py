"""The floor: what BM25 over single sentences cites, on the same rows and with no model. Reads no files.

One unit for each gold sentence, IDF over the whole file. How many sentences it cites and whether the title
stands before each are the best on these very rows, which flatters it; it never abstains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import bm25s
import numpy as np
import Stemmer

from evals.metrics import Graded, Place, Row, grade
from evals.places import Document

MOST = 5  # sentences cited
_DEPTH = 10  # sentences ranked, for recall@k


@dataclass(frozen=True, slots=True)
class Floor:
    """The predictions of the floor, and the two choices that were best on the rows."""

    made: tuple[Row, ...]
    sentences: int
    titled: bool


@dataclass(frozen=True, slots=True)
class _Unit:
    doc_id: str
    title: str
    text: str

    def words(self, titled: bool) -> str:
        return f"{self.title} {self.text}" if titled else self.text


def floor(rows: Sequence[Row], library: Mapping[str, Document]) -> Floor:
    """The best predictions that BM25 makes for the question rows."""
    return max((_best_depth(rows, library, titled) for titled in (False, True)), key=lambda pair: pair[0])[1]


def _best_depth(rows: Sequence[Row], library: Mapping[str, Document], titled: bool) -> tuple[float, Floor]:
    found = {row["qid"]: units for row, units in _ranked(rows, titled)}
    graded = grade(rows, [_prediction(qid, units, 0) for qid, units in found.items()], library)
    citing = [one for one in graded if one.counts_for_citing]
    f1 = {
        depth: fmean(one.cite_f1(_top(one, depth)) for one in citing) if citing else 0.0
        for depth in range(1, MOST + 1)
    }
    best = max(f1, key=lambda depth: f1[depth])
    made = tuple(_prediction(qid, units, best) for qid, units in found.items())
    return f1[best], Floor(made, best, titled)


def _top(one: Graded, depth: int) -> frozenset[Place]:
    """What the best sentences stand for; one without letters stands for none and is one wrong item."""
    best = (one.retrieved or ())[:depth]
    return frozenset[Place]().union(*(places or {("wrong", at)} for at, places in enumerate(best)))


def _prediction(qid: str, units: Sequence[_Unit], depth: int) -> Row:
    best = [{"doc_id": one.doc_id, "text": one.text} for one in units]
    return {
        "qid": qid,
        "answer": " ".join(one.text for one in units[:depth]),
        "abstained": False,
        "status": "answered",
        "citations": best[:depth],
        "retrieved": best,
    }


def _ranked(rows: Sequence[Row], titled: bool) -> Iterator[tuple[Row, list[_Unit]]]:
    """Each question with the sentences in its scope, best first."""
    units = [unit for row in rows if row["type"] == "document" for unit in _units(row)]
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    index.index(_tokens([unit.words(titled) for unit in units], stemmer), show_progress=False)
    homes = np.array([unit.doc_id for unit in units])
    for row in rows:
        if row["type"] == "question":
            (asked,) = _tokens([row["question"]], stemmer)
            scores = index.get_scores(asked)
            inside = (
                np.flatnonzero(np.isin(homes, row["doc_ids"])) if row["doc_ids"] else np.arange(len(units))
            )
            order = inside[np.argsort(-scores[inside], kind="stable")]
            yield row, [units[at] for at in order[:_DEPTH]]


def _units(row: Row) -> Iterator[_Unit]:
    for start, end in row["sentences"]:
        yield _Unit(row["doc_id"], row["title"] or "", row["text"][start:end])


def _tokens(texts: list[str], stemmer: Stemmer.Stemmer) -> list[list[str]]:
    tokens: list[list[str]] = bm25s.tokenize(
        texts, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
    )
    return tokens
