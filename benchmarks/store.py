"""Targets P1 to P6: `python -m benchmarks.store [--articles 1000] [--questions 100] [--peers]`.

Vectors are given, so only the stores are measured. Peers (requirements-peers.txt) run in this process on the
same articles and questions. Wall times move by 2 to 4 between runs on a shared machine: read the ratios, and
the CPU times.
"""
# ruff: noqa: T201 - its job is to print

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryMode

from benchmarks import peers
from benchmarks.corpus import DIMENSION, Question, questions, records
from benchmarks.measure import Figures, Subject, measured, took_ms
from index.stores.llama import SqliteVectorStore, article_nodes
from index.stores.sqlite import Record, Store

FILE = "library.sqlite3"


def footnote(folder: Path, vectors: SqliteVectorStore, kept: Sequence[Record]) -> Subject:
    """Our store through llama_index's interface, every article in its own transaction."""

    def build() -> None:
        for record in kept:
            vectors.add(article_nodes(record))

    def size() -> int:
        vectors.client.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (folder / FILE).stat().st_size

    return Subject("Footnote", build, lambda each: answers(vectors, each), size)


def answers(vectors: SqliteVectorStore, each: Question) -> Sequence[str]:
    """The ids of ten sentences for a question."""
    query = VectorStoreQuery(each.vector.tolist(), 10, query_str=each.words, mode=VectorStoreQueryMode.HYBRID)
    return vectors.query(query).ids or []


def opening(folder: Path, first: Question) -> float:
    """P5: the time from nothing to the first answer, without imports."""

    def open_and_ask() -> None:
        store = Store(folder / FILE)
        answers(SqliteVectorStore(store, DIMENSION), first)
        store.close()

    return min(took_ms(open_and_ask) for _ in range(3))


def changing(vectors: SqliteVectorStore) -> dict[str, list[float]]:
    """P6: one article added, updated, removed, 20 times; after each the next question must see it."""
    times: dict[str, list[float]] = {"add": [], "update": [], "remove": [], "the question after": []}
    for at, made in enumerate(records(20, seed=99)):
        record = replace(made, article_id=f"fresh-{at}", origin=f"/fresh/{at}")
        nodes = article_nodes(record)
        steps: dict[str, Callable[[], object]] = {
            "add": partial(vectors.add, nodes),
            "update": partial(vectors.add, nodes),
            "remove": partial(vectors.delete, record.article_id),
        }
        (question,) = questions([record], 1)
        for name, act in steps.items():
            times[name].append(took_ms(act))
            times["the question after"].append(
                took_ms(partial(check_seen, vectors, question, name != "remove"))
            )
    return times


def check_seen(vectors: SqliteVectorStore, question: Question, expected: bool) -> None:
    """Stop the run unless the sentence asked about is found, or not, as it must be."""
    if (f"{question.article_id}:{question.number}" in answers(vectors, question)) is not expected:
        raise SystemExit("P6 failed: the next question did not see the change")


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    kept = list(records(options.articles))
    asked = questions(kept, options.questions)
    sentences = sum(len(record.spans) for record in kept)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rows = [ours(folder, kept, asked, sentences)]
        if options.peers:
            for peer in (peers.lance, peers.simple):
                place = folder / peer.__name__
                place.mkdir()
                rows.append(measured(peer(place, kept), asked, sentences))
    table(rows, options.articles, sentences)


def ours(folder: Path, kept: Sequence[Record], asked: Sequence[Question], sentences: int) -> Figures:
    """All figures of our store; P5 and P6 are printed at once."""
    vectors = SqliteVectorStore(Store(folder / FILE), DIMENSION)
    figures = measured(footnote(folder, vectors, kept), asked, sentences)
    print(f"P5 open and first answer   {opening(folder, asked[0]):7.1f} ms")
    for step, times in changing(vectors).items():
        print(f"P6 {step:23} {np.median(times):7.1f} ms   p95 {np.percentile(times, 95):.1f}")
    vectors.close()
    vectors.client.close()
    return figures


def table(rows: Sequence[Figures], articles: int, sentences: int) -> None:
    """The figures, and ours over each peer's."""
    print(f"\n{articles:,} articles, {sentences:,} sentences of {DIMENSION} dimensions")
    head = ("build CPU s", "B/sentence", "p50 ms", "p95 ms", "CPU ms", "found")
    print(f"{'':28}" + "".join(f"{name:>13}" for name in head))
    for row in rows:
        values = (row.build_cpu_s, row.bytes_a_sentence, row.p50_ms, row.p95_ms, row.cpu_ms)
        print(f"{row.name:28}" + "".join(f"{value:13.1f}" for value in values) + f"{row.right:13.0%}")
    for row in rows[1:]:
        query, build = rows[0].p50_ms / row.p50_ms, rows[0].build_cpu_s / row.build_cpu_s
        print(f"Footnote / {row.name}: query p50 {query:.3f}, build CPU {build:.3f}")


if __name__ == "__main__":
    main()
