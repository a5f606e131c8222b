"""`footnote test`: tests of one's own articles. How they run: `bot/testing/`."""

from __future__ import annotations

import os
from pathlib import Path

import click

import prompts
from bot.commands.common import emit, json_option, progress, say, settings
from bot.errors import ConfigError, FootnoteError, UsageError

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
@click.option("--init", type=_file, metavar="FILE", help="Write a first test file from your library.")
@click.option("--ask", "questions", multiple=True, metavar="QUESTION", help="For --init; repeatable.")
@click.option("--article", "ids", multiple=True, metavar="ID", help="For --init: only this one; repeatable.")
@json_option
def test(
    paths: tuple[Path, ...],
    tamper: bool,
    junit: Path | None,
    jobs: int,
    init: Path | None,
    questions: tuple[str, ...],
    ids: tuple[str, ...],
    as_data: bool,
) -> int:
    """Run the tests in *.footnote.yaml files, offline, from recorded replies.

    Exit code 1 when one fails. How to write one: docs/testing.md. --init asks your library the questions, and
    writes what it says today as tests, with a copy of the articles.

    \b
    Examples:
      footnote test --init kursk.footnote.yaml --ask "how many troops did North Korea send?"
      footnote test tests/articles
      footnote test kursk.footnote.yaml --tamper --junit report.xml
    """
    from bot.testing import attack, reading, report, run

    if init is not None:
        return _begun(init, questions, ids)
    if questions or ids:
        raise UsageError("--ask and --article go with --init FILE.")
    _check_prompts()
    read = [reading.read(path) for path in reading.find(paths or [Path()])]
    cases = [case for file in read for case in file.cases]
    results = []
    ways = [(run.run, run.FEW), *([(attack.attack, attack.FEW)] if tamper else [])]
    with progress("tests") as told:
        for runner, few in ways:
            for result in run.run_all(cases, jobs, runner, few):
                results.append(result)
                told(len(results), len(cases) * len(ways))
    made = report.Report(tuple(results), tuple(fault for file in read for fault in file.faults))
    if junit is not None:
        _written(junit, report.junit(made))
    emit(report.as_json(made), report.lines(made), as_data=as_data)
    return int(not made.good)


def _begun(path: Path, questions: tuple[str, ...], ids: tuple[str, ...]) -> int:
    """Write a first test file; without questions its one test asks what no article is likely to say."""
    from bot.ask import ask
    from bot.desk import open_desk
    from bot.testing import writing
    from index.types import Scope

    desk = open_desk(settings())
    with desk.library:
        named = frozenset(desk.library.get(one).article_id for one in ids)
        scope = Scope(articles=named or None)
        asked = questions or (writing.UNANSWERABLE,)
        made = {question: ask(question, desk, scope=scope, mode="extractive") for question in asked}
        articles = [desk.library.get(one) for one in sorted(named or writing.cited_ids(made.values()))]
        if not articles:
            articles = [desk.library.get(one.article_id) for one in desk.library.articles()]
    tests = [writing.Asked(question, question, answer) for question, answer in made.items()]
    for one in writing.save(path, articles, tests):
        say(f"written: {one}")
    say(f"Read it, mend what it should say, then: footnote test {path}")
    return 0


def _check_prompts() -> None:
    try:
        prompts.check()
    except prompts.PromptError as fault:
        raise ConfigError(str(fault)) from fault


def _written(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise FootnoteError(f"{path} cannot be written: {fault.strerror}. Name another file.") from fault
