"""`footnote tapes` and `prompts`: recorded replies, and the words that a model is asked in."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

import prompts
from bot import terminal
from bot.commands.common import emit, json_option, progress, say, settings
from bot.config import Settings
from bot.errors import ConfigError, FootnoteError, UsageError

if TYPE_CHECKING:
    from bot.llm import Model
    from bot.testing.case import Case, CaseFile
    from bot.testing.taping import Source, Taped

TAPES = Path("tests/tapes")
_SUFFIXES = (".yaml", ".yml", ".json")
_folder = click.Path(file_okay=False, path_type=Path)
_any = click.Path(path_type=Path)


@click.command("prompts")
@click.option(
    "--tapes", "folder", type=_folder, metavar="DIR", help="Also name the recordings made stale by a change."
)
@json_option
def prompts_(folder: Path | None, as_data: bool) -> None:
    """List the prompts with their versions and variables.

    A version changes when and only when the words do.

    \b
    Examples:
      footnote prompts
      footnote prompts --tapes tests/tapes
    """
    try:
        prompts.check()
    except prompts.PromptError as fault:
        raise ConfigError(str(fault)) from fault
    stale = _stale(folder) if folder else {}
    rows = [
        {
            "name": name,
            "version": prompts.version(name),
            "variables": sorted(prompts.VARIABLES[name]),
            "stale": stale.get(name, []),
        }
        for name in prompts.names()
    ]
    table = [
        [str(row["name"]), str(row["version"]), " ".join(f"${one}" for one in row["variables"])]
        for row in rows
    ]
    lines = terminal.table(["PROMPT", "VERSION", "VARIABLES"], table)
    for name, files in sorted(stale.items()):
        lines += [terminal.EMPTY, terminal.line(f"{name} has changed since these were recorded:")]
        lines += [terminal.line(one, indent=2) for one in files]
    emit(rows, lines, as_data=as_data)


def _stale(folder: Path) -> dict[str, list[str]]:
    """The recordings by the prompt that has changed since."""
    from bot import tape
    from bot.recording import changed_prompts

    tape.files(folder)  # an error for what is no folder
    found: dict[str, list[str]] = {}
    for path, recording in tape.readable(folder):
        for name in changed_prompts(recording):
            found.setdefault(name, []).append(path.name)
    return found


@click.group()
def tapes() -> None:
    """Record a model's responses, or check the recordings."""


@tapes.command()
@click.argument("what", nargs=-1, required=True, metavar="FILE_OR_DIR|QUESTION ...")
@click.option("--all", "anew", is_flag=True, help="Ask again for recordings that are there already.")
@click.option(
    "--prune", is_flag=True, help="Delete recordings that neither these tests nor those beside them play."
)
@click.option("--server", help='What answers, with its version: "llama.cpp b6900".  [OpenAI]')
@click.option(
    "--tape",
    "folder",
    type=_folder,
    default=TAPES,
    show_default=True,
    metavar="DIR",
    help="For questions: where to.",
)
def record(what: tuple[str, ...], anew: bool, prune: bool, server: str | None, folder: Path) -> int:
    """Ask the configured model what tests need, and write down each reply.

    What is recorded already is kept. Replies that stand in a test file need no model.
    A question in its own words is asked of your library; `footnote ask --tape DIR` plays it back.

    \b
    Examples:
      footnote tapes record kursk.footnote.yaml
      footnote tapes record tests/articles --all --server "llama.cpp b6900"
      footnote tapes record "how many troops did North Korea send?" --tape my-tapes
    """
    loaded = settings()
    files = [Path(one) for one in what if _is_path(one)]
    if files and len(files) < len(what):
        raise UsageError("Name either test files or questions, not both.")
    if files:
        return _record_tests(files, loaded, server, anew=anew, prune=prune)
    _record_questions(what, loaded, folder, _server_name(loaded, server))
    return 0


def _is_path(what: str) -> bool:
    # A mistyped path must not be sent to a model as a question.
    return Path(what).exists() or what.endswith(_SUFFIXES) or what.endswith(os.sep)


def _server_name(loaded: Settings, given: str | None) -> str:
    if given is None and loaded.openai_base_url:
        raise UsageError('Say with --server what answers, with its version: --server "llama.cpp b6900".')
    return given or "OpenAI"


def _record_tests(files: list[Path], loaded: Settings, server: str | None, *, anew: bool, prune: bool) -> int:
    from bot.testing import reading, taping
    from bot.testing.shelf import Shelf

    read = [reading.read(path) for path in reading.find(files)]
    for fault in (one for file in read for one in file.faults):
        say(terminal.inert(f"{fault.at}: {fault.what}"))
    cases = [case for file in read for case in file.cases if case.asks_a_model]
    source = _source(loaded, server, cases, anew=anew)
    made = []
    with Shelf() as shelf, progress("recordings") as told:
        for case in cases:
            made.append(taping.tape(case, shelf, source))
            told(len(made), len(cases))
    for one in made:
        _tell(one)
    clashes = taping.clashes(made)
    for clash in clashes:
        say(terminal.inert(clash))
    say(_sum(made))
    if prune:
        _prune(read)
    return int(
        any(file.faults for file in read) or bool(clashes) or any(one.fate == "failed" for one in made)
    )


def _source(loaded: Settings, server: str | None, cases: list[Case], *, anew: bool) -> Source:
    from bot.testing.taping import Server

    clients: dict[str, Model] = {}

    def opened(name: str) -> Model:
        if not loaded.has_model:
            raise ConfigError("There is no model to record. Set OPENAI_API_KEY or OPENAI_BASE_URL in .env.")
        if name not in clients:
            from bot.llm import OpenAIModel

            clients[name] = OpenAIModel(loaded.openai_api_key, loaded.openai_base_url, name)
        return clients[name]

    by_hand = all(case.told for case in cases) or not loaded.has_model
    return Server(opened, "nobody" if by_hand else _server_name(loaded, server), anew)


def _tell(taped: Taped) -> None:
    if taped.fate in ("kept", "not asked"):
        return
    say(terminal.inert(f"{taped.fate}: {taped.case.name} ({taped.case.at})"))
    for line in taped.detail:
        say(f"    {terminal.inert(line)}")


def _sum(made: list[Taped]) -> str:
    fates = Counter(one.fate for one in made)
    counts = (
        ", ".join(f"{count} {fate}" for fate, count in fates.most_common()) or "no test needs a recording"
    )
    sent = sum(one.usage.prompt_tokens for one in made)
    came = sum(one.usage.completion_tokens for one in made)
    prices = [one.usage.usd for one in made]
    cost = "price unknown" if None in prices else f"${sum(price or 0 for price in prices):.4f}"
    return f"{counts}; {sent:,} tokens sent, {came:,} received, {cost}"


def _prune(read: list[CaseFile]) -> None:
    from bot.testing import upkeep
    from bot.testing.shelf import Shelf

    own = [case for file in read for case in file.cases if case.asks_a_model]
    folders = {case.tapes.resolve(): case.tapes for case in own}
    others = upkeep.beside(read)
    for file in (*read, *others):
        if file.faults:
            raise FootnoteError(
                f"Nothing was pruned: {file.faults[0].at} cannot be read, and may need what it looks like "
                "nobody needs."
            )
    sharing = upkeep.sharers([case for file in others for case in file.cases], folders)
    with Shelf() as shelf:
        wanted = [key for case in (*own, *sharing) for key in upkeep.keys(case, shelf)]
    for path in [path for folder in folders.values() for path in upkeep.unplayed(folder, wanted)]:
        path.unlink()
        say(f"deleted: {path}")


def _record_questions(questions: tuple[str, ...], loaded: Settings, folder: Path, server: str) -> None:
    from bot.ask import ask
    from bot.desk import open_desk
    from bot.testing.taping import Keeper, Server

    desk = open_desk(loaded)
    model = desk.model
    if model is None:
        raise ConfigError("There is no model to record. Set OPENAI_API_KEY or OPENAI_BASE_URL in .env.")
    with desk.library:
        keeper = Keeper(model.name, folder, Server(lambda _: model, server, anew=True))
        recording = replace(desk, model=keeper)
        for question in questions:
            answer = ask(question, recording, mode="llm")
            failure = f" ({answer.failure})" if answer.failure else ""
            say(terminal.inert(f"{answer.status}{failure}: {question}"))


@tapes.command()
@click.argument("path", type=_any, default=TAPES, metavar="[DIR_OR_FILE]")
def check(path: Path) -> int:
    """Say what is wrong with recordings: those in a folder, or those of the tests in it.

    Found are edited, doubled, oversized, unlabelled and half-written ones, those of a prompt that has changed
    since, and what looks like a secret. Of tests, also missing recordings and those
    that none of them plays, nor a test in the files beside them.

    \b
    Examples:
      footnote tapes check tests/tapes
      footnote tapes check kursk.footnote.yaml
    """
    from bot import tape
    from bot.testing import reading, upkeep

    if path.is_dir() and not any(reading.walk(path)):
        faults = tape.check(path)
        fine = f"{len(tape.files(path))} recordings in {path}, nothing wrong with them"
    elif not path.exists():
        faults, fine = tape.check(path), ""
    else:
        read = [reading.read(file) for file in reading.find([path])]
        cases = [case for file in read for case in file.cases]
        others = upkeep.beside(read)
        faults = [tape.Fault(str(one.at), one.what) for file in (*read, *others) for one in file.faults]
        faults += upkeep.check(cases, [case for file in others for case in file.cases])
        playing = sum(case.asks_a_model for case in cases)
        fine = f"{len(cases)} tests, {playing} of them play a recording: nothing wrong"
    for fault in faults:
        say(terminal.inert(f"{fault.file_name}: {fault.what}"))
    if not faults:
        say(fine)
    return int(bool(faults))
