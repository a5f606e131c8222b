"""`footnote test`: tests of one's own articles. What they are and how they run: `bot/testing/`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.commands.common import emit, json_option, progress
from bot.errors import FootnoteError

_file = click.Path(dir_okay=False, path_type=Path)
_any = click.Path(path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, type=_any, metavar="[FILE_OR_DIR ...]")
@click.option("--tamper", is_flag=True, help="Falsify each recorded reply by rule; none may be shown.")
@click.option("--junit", type=_file, metavar="FILE", help="Write the report as JUnit XML, too.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    metavar="N",
    help="Processes at most; few tests run in one.  [one for each processor]",
)
@json_option
def test(paths: tuple[Path, ...], tamper: bool, junit: Path | None, jobs: int, as_data: bool) -> int:
    """Run the tests in *.footnote.yaml files, offline, from recorded replies.

    Exit code 1 when one fails. How to write one: docs/testing.md.

    \b
    Examples:
      footnote test tests/articles
      footnote test kursk.footnote.yaml --tamper --junit report.xml
    """
    from bot.testing import reading, report, run

    read = [reading.read(path) for path in reading.find(paths or [Path()])]
    cases = [case for file in read for case in file.cases]
    results = []
    with progress("tests") as told:
        for result in run.run_all(cases, jobs):
            results.append(result)
            told(len(results), len(cases))
    made = report.Report(tuple(results), tuple(fault for file in read for fault in file.faults))
    if junit is not None:
        _written(junit, report.junit(made))
    emit(report.as_json(made), report.lines(made), as_data=as_data)
    return int(not made.good)


def _written(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise FootnoteError(f"{path} cannot be written: {fault.strerror}. Name another file.") from fault
