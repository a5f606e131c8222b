"""`make evals`: measure every file of one or more folders, write evals/RESULTS.md and the picture of it.

Most public sets may be read by anyone but copied by nobody: their texts stay where they are, only figures are
written. What is measured is kept, so that a run that was stopped goes on; see evals/kept.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from evals.bench import CannotMeasure, Job, files, measured
from evals.kept import ROOT
from evals.page import Made, page
from evals.picture import draw
from evals.score import figures

RESULTS = ROOT / "evals" / "RESULTS.md"
PICTURE = ROOT / "docs" / "evaluation.svg"
CHECK = ROOT / "evals" / "data" / "metric_check"
_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=_folder)
@click.option(
    "--limit", type=click.IntRange(min=1), help="Only the first N rows of each file; writes nothing."
)
@click.option(
    "--attacks",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=ROOT / "tests" / "cards" / "attacks.jsonl",
    help="Attacks that an obedient model carries out; without it those of the tests.",
)
@click.option("--kept", type=click.Path(path_type=Path), default=Path(".footnote-evals"), show_default=True)
def main(folders: Sequence[Path], limit: int | None, attacks: Path, kept: Path) -> None:
    """Measure every file of rows in FOLDERS and below, print the results, and write them."""
    _check_scorer()
    found = files(folders)
    if not found:
        raise click.ClickException(
            f"No file of rows in {', '.join(map(str, folders))}. Their form: docs/evaluation.md"
        )
    by_stem = _by_stem([*found, attacks.resolve()])
    try:
        results = measured([Job(data, kept, limit) for data in by_stem.values()])
    except CannotMeasure as fault:
        raise click.ClickException(f"{fault}\nWhat is done is kept; the same command goes on.") from fault
    by_name = dict(zip(by_stem, results, strict=True))
    text = page(by_name, _made(folders, attacks))
    click.echo(text)
    if limit is None:
        _write(text, by_name, kept)


def _by_stem(found: Sequence[Path]) -> dict[str, Path]:
    """The files by the name of their set, under which figures are kept and published."""
    named: dict[str, Path] = {}
    for data in found:
        other = named.setdefault(data.stem, data)
        if other != data:
            raise click.ClickException(
                f"{other} and {data} are both the set {data.stem!r}. Rename one, or leave out its folder."
            )
    return named


def _write(text: str, results: Mapping[str, Any], kept: Path) -> None:
    """Write page, figures and picture where they are published, unless sets published there would be lost."""
    published, lost = RESULTS.with_suffix(".json"), set()
    if published.exists():
        lost = set(json.loads(published.read_text(encoding="utf-8"))) - set(results)
    page_, picture = (RESULTS, PICTURE) if not lost else (kept / RESULTS.name, kept / PICTURE.name)
    page_.write_text(text, encoding="utf-8")
    page_.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    draw(results, picture)
    why = f"; {RESULTS.name} stays, for it has sets that were not measured now: {', '.join(sorted(lost))}"
    click.echo(f"Written: {page_}, {picture}{why if lost else ''}", err=True)


def _check_scorer() -> None:
    """Hold the scorer to the worked example before any figure of it is believed."""
    expected = json.loads((CHECK / "expected.json").read_text(encoding="utf-8"))
    if figures(CHECK / "data.jsonl", CHECK / "predictions.jsonl") != ({"data": expected}, {}):
        raise click.ClickException(
            f"The scorer does not give the figures of {CHECK}. Mend evals/metrics.py first."
        )


def _made(folders: Sequence[Path], attacks: Path) -> Made:
    day = datetime.now(UTC).date().isoformat()
    # Folders by their last names: where they lie on somebody's machine is of no use to a reader.
    shown = " ".join(folder.resolve().name for folder in folders)
    return Made(
        command=f'make evals EVALS_DIR="{shown}" ATTACKS={attacks.name}',
        on=f"{day}, at commit {_git('describe', '--always', '--dirty')}",
    )


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - as it says


if __name__ == "__main__":
    sys.exit(main())
