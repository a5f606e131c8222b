"""`python -m evals.evidence FILE.jsonl ...`: how much of the evidence a model is given to read.

Beside the share stand the tokens it takes. Two scopes a file: the documents each question names, and the
whole file. No model is asked.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from typing import Any, cast

from bot.budget import count_tokens
from bot.config import Settings
from bot.context import choose
from bot.desk import open_desk
from bot.evaluate import Shelf, read_rows
from evals import metrics
from evals.score import rows

_MODEL = "gpt-4o"  # whose tokens are counted


def recall(data: Path) -> dict[str, tuple[float, int]]:
    """By scope: the mean share of the evidence that is shown, in percent, and the mean tokens it takes."""
    gold = rows(data)
    whole = [{**row, "doc_ids": []} if row["type"] == "question" else row for row in gold]
    with tempfile.TemporaryDirectory(prefix="footnote-evidence-") as home:
        desk = open_desk(Settings(home=Path(home)))
        with desk.library:
            shelf = Shelf.filled(desk, read_rows(data), lambda done, total: None)
            return {"its documents": _recall(shelf, gold), "whole file": _recall(shelf, whole)}


def _recall(shelf: Shelf, gold: list[dict[str, Any]]) -> tuple[float, int]:
    shown = [_shown(shelf, row) for row in gold if row["type"] == "question"]
    figures = metrics.questions(gold, [made for made, _ in shown])
    return cast("float", figures["cite_r"]), round(mean(tokens for _, tokens in shown))


def _shown(shelf: Shelf, row: dict[str, Any]) -> tuple[dict[str, Any], int]:
    context = choose(row["question"], shelf.desk.library, shelf.scope(row), _MODEL)
    made = {
        "qid": row["qid"],
        "answer": "",
        "abstained": False,
        "status": "answered",
        "citations": shelf.quoted(row, context.sentences),
    }
    return made, count_tokens(context.shown(), _MODEL)


def main(files: Iterable[str]) -> int:
    """Print one line a file and scope."""
    print("set | scope | evidence shown, % | tokens")  # noqa: T201 - a program
    for name in files:
        for scope, (share, tokens) in recall(Path(name)).items():
            print(f"{Path(name).stem} | {scope} | {share} | {tokens}", flush=True)  # noqa: T201 - a program
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
