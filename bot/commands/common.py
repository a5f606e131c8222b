"""What several commands share: options, settings, printing, a progress bar. Decides nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot import as_json, log
from bot.commands.ids import warn_of_channels
from bot.config import Settings
from bot.errors import ConfigError
from bot.terminal import Line, show
from index.types import Progress

if TYPE_CHECKING:
    from bot.desk import Desk

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_data", is_flag=True, help="Print JSON for machines.")


def _channel(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    warn_of_channels([value] if value else [])
    return value


channel_option = click.option(
    "--channel", metavar="C", callback=_channel, help="Ask as if in this Slack channel."
)
explain_option = click.option(
    "--explain", is_flag=True, help="Show each step, its time, and what was refused."
)
tape_option = click.option(
    "--tape",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Answer from the recorded responses in this folder, offline.",
)


def mode_option(command: Command) -> Command:
    """Add `--mode`."""
    return click.option(
        "--mode",
        type=click.Choice(["auto", "llm", "extractive"]),
        default="auto",
        show_default=True,
        help="auto: the model if there is one; llm: an error if there is none; extractive: never a model. "
        "A model that fails ends in extracts that say so.",
    )(command)


def settings() -> Settings:
    """Read the settings and start the log. Called by each command, so that `--help` needs neither."""
    loaded = Settings.load()
    if loaded.home.exists() and not loaded.home.is_dir():
        raise ConfigError(f"FOOTNOTE_HOME is {loaded.home}: that is a file. It must be a folder.")
    log.start(loaded)
    if (loaded.home / ".restore").is_dir():
        from bot.upkeep.backup import finish

        finish(loaded.home)  # a restore was killed in its last step
    return loaded


def emit(data: object, lines: Sequence[Line], *, as_data: bool) -> None:
    """Print the result: JSON for machines, else lines for people."""
    if as_data:
        click.echo(as_json.dumps(data))
    else:
        show(lines)


def say_if_no_library(loaded: Settings) -> None:
    """Say where a library was looked for in vain: the folder may be the wrong one."""
    if not (loaded.home / "library.sqlite3").exists():
        say(f"There is no library in {loaded.home.absolute()}. Add an article: footnote add FILE")


def say(text: str) -> None:
    """Say one line beside the result."""
    click.echo(text, err=True)


@contextmanager
def opened_desk(loaded: Settings, tape: str | None) -> Iterator[Desk]:
    """Yield the library with the model that is set, or with the recorded replies in `tape`."""
    from bot.desk import open_desk

    model = None
    if tape is not None:
        from bot.tape import TapePlayer

        model = TapePlayer(Path(tape), loaded.model)
    desk = open_desk(loaded, model)
    with desk.library:
        yield desk


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Yield a function of (done, total) that draws a bar on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
