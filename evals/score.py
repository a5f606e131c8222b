"""`python -m evals.score DATA.jsonl PREDICTIONS.jsonl`: print the figures of one file of predictions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from evals import claims, metrics

Figures = dict[str, dict[str, object]]


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines. Only `\\n` ends a row: texts hold other line separators."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def figures(data: Path, predictions: Path) -> tuple[Figures, Figures]:
    """The figures of the questions, by the file's name, and those of the claims, by their set."""
    gold, made = rows(data), rows(predictions)
    asked = any(row["type"] == "question" for row in gold)
    return {data.stem: metrics.questions(gold, made)} if asked else {}, claims.figures(gold, made)


def main(arguments: list[str]) -> int:
    """Print the figures as JSON."""
    if len(arguments) != 2:
        print("Usage: python -m evals.score DATA.jsonl PREDICTIONS.jsonl", file=sys.stderr)  # noqa: T201 - a program
        return 2
    asked, judged = figures(Path(arguments[0]), Path(arguments[1]))
    print(json.dumps({"questions": asked, "claims": judged}, indent=1))  # noqa: T201 - a program
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
