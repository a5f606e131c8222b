"""`footnote eval`: measuring."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.commands.common import mode_option, progress, say, settings
from bot.errors import UsageError
from bot.predictions import id_of, made_before, set_aside, write, writing

if TYPE_CHECKING:
    from bot.ask import Choice


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
@click.option("--resume", is_flag=True, help="Keep the rows that stand in OUT.jsonl and make the others.")
def eval_(data: Path, out: Path, mode: Choice, limit: int | None, resume: bool) -> None:
    """Answer a file of questions, or judge a file of claims.

    Writes one prediction a row. The library is made of the file's own documents; yours is not touched.
    A file of predictions is written anew; one that a model made is first renamed.
    Form and metrics are in docs/evaluation.md.

    \b
    Examples:
      footnote eval evals/data/seed_questions.jsonl --predictions out.jsonl --mode extractive
      footnote eval evals/data/seed_questions.jsonl --predictions out.jsonl --resume
    """
    from bot.evaluate import predictions, read_rows

    if out.exists() and out.samefile(data):
        raise UsageError(f"--predictions {out}: that is the file of questions. Name another one.")
    rows = read_rows(data)
    asked = [row for row in rows if row["type"] != "document"]
    before = made_before(out, {id_of(row) for row in asked}) if resume else []
    if not resume and (aside := set_aside(out)):
        say(f"{out} holds a model's answers; they are now in {aside}")
    kept = [row for row in rows if row["type"] == "document"] + asked[:limit]
    endings = Counter(_ending(made) for made in before)
    with writing(out, go_on=resume) as file, progress(data.stem) as report:
        already = {id_of(made) for made in before}
        for made in predictions(kept, settings(), mode, report, already=already):
            write(made, file)
            endings[_ending(made)] += 1
    counts = ", ".join(f"{name} {count}" for name, count in endings.most_common())
    say(
        f"{endings.total()} predictions in {out}{f' ({len(before)} from before)' if resume else ''}: {counts}"
    )


def _ending(made: dict[str, Any]) -> str:
    return made.get("status") or ("supported" if made["supported"] else "unsupported")
