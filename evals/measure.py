"""`python -m evals.measure FILE --kept DIR [--limit N]`: measure one file; what evals/bench.py starts.

Writes JSON lines: how far it is, and at last the figures. Goes on from what is kept in DIR.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.errors import FootnoteError
from bot.evaluate import Shelf, read_rows, shelved
from bot.predictions import id_of, made_before, write, writing
from evals import claim_floor, claims, evidence, metrics, obedient, summaries
from evals.columns import Column, columns
from evals.floor import floor
from evals.intervals import groups_of, interval
from evals.kept import Kept
from evals.metrics import Graded
from evals.places import Document
from evals.score import rows

Row = dict[str, Any]
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """One file of rows: what is asked, what the gold says, where things are kept."""

    asked: Sequence[Row]
    gold: Sequence[Row]
    kept: Kept
    report: Report

    @classmethod
    def of(cls, data: Path, folder: Path, limit: int | None, report: Report) -> Bench:
        """The documents and the first `limit` questions and claims of `data`."""
        return cls(
            _first(read_rows(data), limit), _first(rows(data), limit), Kept.of(folder, data, limit), report
        )

    def figures(self, ways: Sequence[Column]) -> dict[str, Any]:
        """The figures of the questions and of the claims, whichever the file holds."""
        asked = any(row["type"] == "question" for row in self.gold)
        made = {column.name: self._predictions(column) for column in (ways if asked else ways[:1])}
        return {
            "questions": self._questions(ways[0].settings, made) if asked else {},
            "claims": self._claims(made[ways[0].name]),
        }

    def _questions(self, settings: Settings, made: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
        library = metrics.documents(self.gold)
        low = floor(self.gold, library)
        under = metrics.grade(self.gold, low.made, library)

        def read() -> dict[str, Any]:
            with self._shelf(settings) as shelf:
                self.report("evidence", 0, 1)
                return evidence.figures(shelf, self.gold)

        return {
            "floor": {
                "figures": metrics.figures(under, library),
                "sentences": low.sentences,
                "titled": low.titled,
            },
            "columns": {
                name: _against(metrics.grade(self.gold, one, library), under, library) | _answered_by(one)
                for name, one in made.items()
            },
            "evidence": self.kept.figures("evidence", read, settings.embedding),
        }

    def _claims(self, made: Sequence[Row]) -> dict[str, Any]:
        low = claim_floor.figures(self.gold)
        measured = claims.figures(self.gold, made)
        return {name: {"gate": measured[name], "floor": low[name]} for name in measured}

    def _predictions(self, column: Column) -> list[Row]:
        """The predictions of a column: those that are kept, and the rest made now."""
        out = self.kept.predictions(*column.configured)
        out.parent.mkdir(parents=True, exist_ok=True)
        wanted = {id_of(row): row for row in self.asked if row["type"] != "document"}
        made = made_before(out, wanted)
        done = {id_of(one) for one in made}
        if len(done) == len(wanted):
            return made
        with self._shelf(column.settings) as shelf, writing(out, go_on=True) as file:
            for at, (name, row) in enumerate(wanted.items(), 1):
                if name not in done:
                    write(shelf.prediction(row, column.mode), file)
                self.report(column.name, at, len(wanted))
        return rows(out)

    def _shelf(self, settings: Settings) -> AbstractContextManager[Shelf]:
        def filling(done: int, total: int) -> None:
            self.report("reading in", done, total)

        return shelved(self.asked, settings, filling, self.kept.home(settings.embedding))


def _against(
    graded: Sequence[Graded], under: Sequence[Graded], library: Mapping[str, Document]
) -> dict[str, Any]:
    """The figures, and how sure it is that they are above the floor's or below."""
    measured: dict[str, Any] = {"figures": metrics.figures(graded, library)}
    pairs = [(one, low) for one, low in zip(graded, under, strict=True) if one.counts_for_citing]
    if pairs:
        groups = groups_of([one for one, _ in pairs])
        f1 = [one.cite_f1() for one, _ in pairs]
        above = [one.cite_f1() - low.cite_f1() for one, low in pairs]
        difference = interval(above, groups)
        measured["cite_f1"] = asdict(interval(f1, groups))
        measured["difference"] = {**asdict(difference), "verdict": difference.verdict}
    return measured


def _answered_by(made: Sequence[Row]) -> dict[str, Any]:
    """Which models answered, as they named themselves, and how many of the rows."""
    named = [one["model"] for one in made if "model" in one]
    return {"models": sorted(set(named)), "by_model": len(named), "rows": len(made)} if named else {}


def _first(read: Sequence[Row], limit: int | None) -> list[Row]:
    documents = [row for row in read if row["type"] == "document"]
    return documents + [row for row in read if row["type"] != "document"][:limit]


def measured(data: Path, folder: Path, limit: int | None, report: Report) -> dict[str, Any]:
    """The figures of whatever `data` holds: questions and claims, key points of summaries, or attacks."""
    settings = Settings.load()
    with data.open(encoding="utf-8") as lines:
        first = json.loads(lines.readline())
    if "key_points" in first:
        return {"summaries": summaries.figures(data, settings)}
    if "type" not in first:
        report("attacks", 0, 1)
        kept = Kept.of(folder, data, None)
        return {"attacks": kept.figures("attacks", lambda: obedient.figures(data))}
    return Bench.of(data, folder, limit, report).figures(columns(settings))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the file and write the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--limit", type=int)
    said = parser.parse_args(arguments)

    def report(stage: str, done: int, total: int) -> None:
        _say({"stage": stage, "done": done, "total": total})

    try:
        figures = measured(said.data, said.kept, said.limit, report)
    except FootnoteError as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - a program
        return 1
    _say({"figures": figures})
    return 0


def _say(line: Row) -> None:
    # Flushed at once: when whoever reads is gone, the next line ends this program too.
    print(json.dumps(line), flush=True)  # noqa: T201 - a program


if __name__ == "__main__":
    sys.exit(main())
