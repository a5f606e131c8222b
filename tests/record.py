"""Make the recordings in tests/tapes/ again, after a prompt has changed.

    python -m tests.record authored    what tests/authored.yaml and tests/articles/ say, into today's requests
                                       (seconds; the latter too: footnote tapes record tests/articles --prune)
    python -m tests.record recorded    a real model on this machine is asked (some minutes)

Both ask through the product itself, so a recording holds exactly the request that Footnote makes.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.answers import Answer, Summary, Usage
from bot.ask import ask
from bot.budget import count_tokens
from bot.config import Settings
from bot.desk import Desk
from bot.llm import Model, OpenAIModel, Reply, Request
from bot.recording import Recording, prompt_of, write
from bot.summarise import summarise
from bot.testing import reading, taping
from bot.testing.shelf import Shelf
from tests.fakes import llama_server
from tests.shelf import seed_desk

HERE = Path(__file__).parent
TAPES = HERE / "tapes"
ARTICLES = HERE / "articles"
QUESTIONS = HERE.parent / "evals" / "data" / "seed_questions.jsonl"
AUTHOR = "the Footnote contributors"
# What the small model is asked: a question of each kind, and two that want an answer the article has not.
SPOKEN = [f"seed:{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 20, 22, 23, 24, 31, 32, 37, 38)]


@dataclass(frozen=True, slots=True)
class Row:
    """One reply of tests/authored.yaml. `asks` is a question, or how many sentences a summary may have."""

    asks: str | int
    qid: str | None
    model: str
    why: str
    text: str
    ends: str | None
    hides: tuple[str, ...]


@cache
def questions() -> dict[str, dict[str, Any]]:
    """The questions about the sample article by qid."""
    rows = (json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").split("\n") if line)
    return {row["qid"]: row for row in rows if row["type"] == "question"}


@cache
def authored_rows() -> tuple[Row, ...]:
    """Every reply of tests/authored.yaml."""
    groups = yaml.safe_load((HERE / "authored.yaml").read_text(encoding="utf-8"))
    return tuple(_row(group, reply) for group in groups for reply in group["replies"])


def _row(group: dict[str, Any], reply: dict[str, Any]) -> Row:
    asked = reply.get("ask")
    qid = asked if asked in questions() else None
    asks = reply["summary"] if asked is None else questions()[qid]["question"] if qid else asked
    text = reply.get("text") or _draft(reply)
    hides = tuple(reply.get("hides", ()))
    return Row(asks, qid, group["model"], group["why"], text, reply.get("ends"), hides)


def _draft(reply: dict[str, Any]) -> str:
    claims = [
        {"span": span, "sentences": numbers, "kind": kind[0] if kind else "copied"}
        for numbers, span, *kind in reply.get("claims", ())
    ]
    return json.dumps({"claims": claims, "missing": reply.get("missing")}, ensure_ascii=False)


def play(asks: str | int, desk: Desk, model: Model) -> Answer | Summary:
    """Ask the question, or for the summary, of `model`."""
    at_desk = replace(desk, model=model)
    if isinstance(asks, str):
        return ask(asks, at_desk, mode="llm")
    refs = [info.article_id for info in desk.library.articles()]
    return summarise(refs, at_desk, mode="llm", sentences=asks)


class Author:
    """A model that replies as the row says, and writes it down under the request it was given."""

    def __init__(self, row: Row, folder: Path) -> None:
        self.name, self.row, self.folder = row.model, row, folder

    def complete(self, request: Request, deadline_s: float) -> Reply:
        """Write and reply."""
        sent = sum(count_tokens(message.content, self.name) for message in request.messages)
        usage = Usage(sent, count_tokens(self.row.text, self.name), None)
        label = {"origin": "authored", "author": AUTHOR, "why": self.row.why}
        write(Recording(request, self.name, self.row.text, usage, label, prompt_of(request)), self.folder)
        return Reply(self.row.text, self.name, usage)


def author(folder: Path, desk: Desk) -> Iterator[str]:
    """Write a recording for each row; tells of each how it ended."""
    for row in authored_rows():
        made = play(row.asks, desk, Author(row, folder))
        yield f"{row.model}: {made.status}: {row.asks}"
    yield from author_articles()


def author_articles() -> Iterator[str]:
    """Write a recording for each reply of tests/articles/, in place of those that are there."""
    cases = [case for path in reading.find([ARTICLES]) for case in reading.read(path).cases]
    for old in (ARTICLES / "tapes").glob("*.json"):
        old.unlink()
    with Shelf() as shelf:
        for case in cases:
            if case.told:
                yield f"{case.model}: {taping.author(case, shelf).fate}: {case.asked}"


def record(folder: Path, desk: Desk) -> Iterator[str]:
    """Ask the real model each question of SPOKEN; a reply that it did not finish leaves no recording."""
    with llama_server.serve() as base_url:
        model = OpenAIModel(None, base_url, llama_server.MODEL)
        server = taping.Server(lambda _: model, llama_server.server_name(), anew=True)
        recorder = taping.Keeper(model.name, folder, server)
        patient = replace(desk, settings=Settings(home=desk.settings.home, deadline_s=120.0))
        for qid in SPOKEN:
            made = play(questions()[qid]["question"], patient, recorder)
            yield f"{qid}: {made.failure or made.status}"
        model.close()


def main(arguments: list[str]) -> int:
    """Empty the folder and fill it again."""
    ways = {"authored": author, "recorded": record}
    if len(arguments) != 1 or arguments[0] not in ways:
        print(__doc__, file=sys.stderr)  # noqa: T201 - a program
        return 2
    folder = TAPES / arguments[0]
    for old in folder.glob("*.json"):
        old.unlink()
    with tempfile.TemporaryDirectory() as home:
        desk = seed_desk(Path(home))
        with desk.library:
            for line in ways[arguments[0]](folder, desk):
                print(line, flush=True)  # noqa: T201 - a program
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
