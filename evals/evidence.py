"""`python -m evals.evidence FILE.jsonl ...`: how much of the evidence is found, and how much a model reads.

*Sent* is what a question's prompt holds. *Packed* is what 1,024 tokens hold: the best sentences, each with
its neighbours, however short the articles are. Beside the shares stand the tokens. No model is asked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from bot.budget import count_tokens
from bot.config import Settings
from bot.context import PACKED_TOKENS, Context, choose, pack
from bot.evaluate import RETRIEVED, Shelf, read_rows, shelved
from evals import metrics
from evals.score import rows
from index.types import EVERYTHING, Scope

Row = dict[str, Any]
_MODEL = "gpt-4o"  # whose tokens are counted


def figures(shelf: Shelf, gold: Sequence[Row]) -> dict[str, Any]:
    """By scope the shares of the evidence, in percent, over the rows that have any; nothing if none has.

    `recall@10` is that of the search over the whole file.
    """
    library = metrics.documents(gold)
    asked = [dict(one.row) for one in metrics.grade(gold, (), library) if one.counts_for_citing]
    if not asked:
        return {}
    documents = [row for row in gold if row["type"] == "document"]
    whole = {
        **_read(shelf, documents, [{**row, "doc_ids": []} for row in asked]),
        **_found(shelf, documents, asked),
    }
    if not any(row["doc_ids"] for row in asked):
        return {"whole file": whole}
    return {"its documents": _read(shelf, documents, asked), "whole file": whole}


def _read(shelf: Shelf, documents: Sequence[Row], asked: Sequence[Row]) -> dict[str, Any]:
    return {
        **_shown(shelf, documents, asked, "sent", _sent),
        **_shown(shelf, documents, asked, "packed", _packed),
    }


def _shown(
    shelf: Shelf,
    documents: Sequence[Row],
    asked: Sequence[Row],
    name: str,
    read: Callable[[str, Shelf, Scope], Context],
) -> dict[str, Any]:
    contexts = [read(row["question"], shelf, shelf.scope(row)) for row in asked]
    made = [
        _prediction(row, citations=shelf.quoted(row, context.sentences))
        for row, context in zip(asked, contexts, strict=True)
    ]
    share = metrics.questions([*documents, *asked], made)["cite_r"]
    return {name: share, f"{name}_tokens": round(mean(count_tokens(one.shown(), _MODEL) for one in contexts))}


def _sent(question: str, shelf: Shelf, scope: Scope) -> Context:
    return choose(question, shelf.desk.library, scope, _MODEL)


def _packed(question: str, shelf: Shelf, scope: Scope) -> Context:
    library = shelf.desk.library
    return pack(library.search(question, scope), library, scope, reach=1, tokens=PACKED_TOKENS, model=_MODEL)


def _found(shelf: Shelf, documents: Sequence[Row], asked: Sequence[Row]) -> dict[str, Any]:
    """The search over the whole file. A text that several documents share counts as the one asked about."""
    made = []
    for row in asked:
        hits = shelf.desk.library.search(row["question"], EVERYTHING, RETRIEVED)
        made.append(_prediction(row, retrieved=shelf.quoted(row, [hit.sentence for hit in hits])))
    measured = metrics.questions([*documents, *asked], made)
    return {name: value for name, value in measured.items() if name.startswith("recall@")}


def _prediction(row: Row, **more: list[Row]) -> Row:
    return {
        "qid": row["qid"],
        "answer": "",
        "abstained": False,
        "status": "answered",
        "citations": [],
        **more,
    }


def main(files: Sequence[str]) -> int:
    """Print one line a file and scope."""
    print("set | scope | sent, % | tokens | packed, % | tokens | recall@10")  # noqa: T201 - a program
    for name in files:
        with shelved(read_rows(Path(name)), Settings()) as shelf:
            for scope, found in figures(shelf, rows(Path(name))).items():
                cells = [found["sent"], found["sent_tokens"], found["packed"], found["packed_tokens"]]
                line = [Path(name).stem, scope, *cells, found.get("recall@10", "")]
                print(" | ".join(map(str, line)), flush=True)  # noqa: T201 - a program
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
