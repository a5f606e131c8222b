"""`python -m evals.summaries SUMMARIES.jsonl`: what of the articles' key points a summary holds.

The articles are the documents of the `news.jsonl` beside the file. A key point is held when its pattern
matches the summary and the summary cites one of the sentences that say it; `said` asks for the pattern only.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bot.answers import Summary
from bot.ask import Choice
from bot.config import Settings
from bot.evaluate import Shelf, read_rows, shelved
from bot.summarise import LENGTHS, summarise
from evals import metrics
from evals.places import Document
from evals.score import rows
from evals.shares import rounded, share

Row = Mapping[str, Any]
ARTICLES = "news.jsonl"


def figures(
    data: Path, settings: Settings, mode: Choice = "extractive", home: Path | None = None
) -> dict[str, dict[str, object]]:
    """The figures of each length that can be asked for, and, under `gate`, how many faulty sentences pass."""
    wanted, library = rows(data), data.with_name(ARTICLES)
    gold = {row["doc_id"]: row for row in rows(library) if row["type"] == "document"}
    documents = metrics.documents(gold.values())
    with shelved(read_rows(library), settings, home=home) as shelf:
        measured = {
            name: _length([_one(row, shelf, documents, mode, count) for row in wanted])
            for name, count in LENGTHS.items()
        }
        return {**measured, "gate": _faulty(wanted, gold, shelf)}


def _one(
    row: Row, shelf: Shelf, documents: Mapping[str, Document], mode: Choice, count: int
) -> dict[str, list[Any]]:
    """What one summary holds: for each key point, and for each sentence no summary may use."""
    summary = summarise([shelf.articles[row["doc_id"]]], shelf.desk, mode=mode, sentences=count)
    text = " ".join(claim.text for claim in summary.sentences)
    cited = _cited(summary, documents[row["doc_id"]])
    said = [bool(re.search(one["regex"], text, re.IGNORECASE | re.DOTALL)) for one in row["key_points"]]
    sourced = [not cited.isdisjoint(one["sentence_indices"]) for one in row["key_points"]]
    return {
        "said": said,
        "held": [both for both in map(all, zip(said, sourced, strict=True))],
        "must_not_use": [number in cited for number in row["must_not_use"]],
        "sentences": [len(summary.sentences)],
        "elapsed_ms": [summary.elapsed_ms],
    }


def _cited(summary: Summary, document: Document) -> set[int]:
    texts = {citation.text for claim in summary.sentences for citation in claim.citations}
    return set().union(*(document.stands_for(text) for text in texts))


def _length(made: Sequence[Mapping[str, list[Any]]]) -> dict[str, object]:
    together = {name: [value for one in made for value in one[name]] for name in made[0]}
    return rounded(
        {
            "key_points": len(together["held"]),
            "held": share(together["held"]),
            "said": share(together["said"]),
            "must_not_use_cited": sum(together["must_not_use"]),
            "sentences": float(median(together["sentences"])),
            "ms": float(median(together["elapsed_ms"])),
        }
    )


def _faulty(wanted: Sequence[Row], gold: Mapping[str, Row], shelf: Shelf) -> dict[str, object]:
    """The faulty sentences that the gate lets through, each judged against the sentences it is made from."""
    passed = [
        shelf.claim(_as_claim(one, gold[row["doc_id"]]))["supported"]
        for row in wanted
        for one in row["faulty"]
    ]
    return {"faulty": len(passed), "passed": sum(passed)}


def _as_claim(faulty: Row, document: Row) -> dict[str, Any]:
    spans = [document["sentences"][number] for number in faulty["sentence_indices"]]
    return {
        "id": faulty["id"],
        "source": document["text"],
        "claim": faulty["sentence"],
        "cited": [document["text"][start:end] for start, end in spans],
    }


def main(arguments: list[str]) -> int:
    """Print the figures as JSON."""
    if len(arguments) != 1:
        print("Usage: python -m evals.summaries SUMMARIES.jsonl", file=sys.stderr)  # noqa: T201 - a program
        return 2
    print(json.dumps(figures(Path(arguments[0]), Settings.load()), indent=1))  # noqa: T201 - a program
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
