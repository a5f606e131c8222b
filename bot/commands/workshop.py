"""`footnote eval`, `prompts` and `tapes`: measuring, and looking at the words and the recordings."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

import prompts
from bot import terminal
from bot.commands.common import mode_option, progress, say, settings
from bot.errors import ConfigError, FootnoteError, UsageError

if TYPE_CHECKING:
    from bot.ask import Choice

TAPES = Path("tests/tapes")
_folder = click.Path(file_okay=False, path_type=Path)


@click.command("eval")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="DATA.jsonl")
@click.option(
    "--predictions",
    "out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.jsonl",
    help="Where the predictions go, one row for each question or claim.",
)
@mode_option
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N questions and claims."
)
def eval_(data: Path, out: Path, mode: Choice, limit: int | None) -> None:
    """Answer a file of questions, or judge a file of claims.

    Writes one prediction a row. The library is made of the file's own documents; yours is not touched.
    Form and metrics are in docs/evaluation.md.

    \b
    Example:
      footnote eval evals/data/seed_questions.jsonl --predictions out.jsonl --mode extractive
    """
    from bot.evaluate import predictions, read_rows

    if out.exists() and out.samefile(data):
        raise UsageError(f"--predictions {out}: that is the file of questions. Name another one.")
    rows = read_rows(data)
    asked = [row for row in rows if row["type"] != "document"][:limit]
    kept = [row for row in rows if row["type"] == "document"] + asked
    endings: Counter[str] = Counter()
    with _opened(out) as file, progress(data.stem) as report:
        for made in predictions(kept, settings(), mode, report):
            file.write(json.dumps(made, ensure_ascii=True) + "\n")
            endings[made.get("status") or ("supported" if made["supported"] else "unsupported")] += 1
    counts = ", ".join(f"{name} {count}" for name, count in endings.most_common())
    say(f"{endings.total()} predictions in {out}: {counts}")


def _opened(out: Path) -> TextIO:
    try:
        return out.open("w", encoding="utf-8", newline="\n")
    except OSError as fault:
        raise FootnoteError(f"{out} cannot be written: {fault.strerror}. Name another file.") from fault


@click.command("prompts")
def prompts_() -> None:
    """List the prompts with their versions.

    A version changes when and only when the words do.

    \b
    Example:
      footnote prompts
    """
    rows = [[one, prompts.version(one)] for one in prompts.names()]
    terminal.show(terminal.table(["PROMPT", "VERSION"], rows))


@click.group()
def tapes() -> None:
    """Record a model's responses, or check the recordings."""


@tapes.command()
@click.argument("questions", nargs=-1, required=True, metavar="QUESTION ...")
@click.option(
    "--tape", "folder", type=_folder, default=TAPES, show_default=True, metavar="DIR", help="Where to."
)
@click.option("--server", required=True, help='What answers, with its version: "OpenAI", "llama.cpp b6900".')
def record(questions: tuple[str, ...], folder: Path, server: str) -> None:
    """Ask the configured model and write down each reply.

    `footnote ask --tape DIR` plays them back.

    \b
    Example:
      footnote tapes record "how many troops did North Korea send?" --server OpenAI --tape my-tapes
    """
    from bot.ask import ask
    from bot.desk import open_desk
    from bot.tape import TapeRecorder

    desk = open_desk(settings())
    if desk.model is None:
        raise ConfigError("There is no model to record. Set OPENAI_API_KEY or OPENAI_BASE_URL in .env.")
    with desk.library:
        recording = replace(desk, model=TapeRecorder(desk.model, folder, server))
        for question in questions:
            answer = ask(question, recording, mode="llm")
            say(
                terminal.inert(
                    f"{answer.status}{f' ({answer.failure})' if answer.failure else ''}: {question}"
                )
            )


@tapes.command()
@click.argument("folder", type=_folder, default=TAPES)
def check(folder: Path) -> int:
    """Say what is wrong with the recordings in a folder.

    Found are edited, doubled and unlabelled ones, and those of a prompt that has changed since.

    \b
    Example:
      footnote tapes check tests/tapes
    """
    from bot import tape

    faults = tape.check(folder)
    for fault in faults:
        say(terminal.inert(f"{fault.file_name}: {fault.what}"))
    if not faults:
        say(f"{len(tape.files(folder))} recordings in {folder}, nothing wrong with them")
    return int(bool(faults))
