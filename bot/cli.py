"""The command line: the group of commands, and the one place where a fault becomes one plain line.

Exit codes: 0 done (a refusal to answer is done), 1 it could not be done, 2 wrong usage, 130 Ctrl-C.
Nothing heavy is imported before a command needs it: `footnote --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

import click

from bot import log, terminal
from bot.commands import (
    feedback,
    library,
    operations,
    preview,
    questions,
    rules,
    running,
    schedules,
    tapes,
    testing,
    workshop,
)
from bot.config import Settings
from bot.errors import ConfigError, FootnoteError, UsageError
from index.errors import LibraryError

STOPPED = 130  # what shells use for Ctrl-C
# Loading the libraries makes some 400,000 objects that stay. Python would look through them again every 700:
# an eighth of what loading them takes (1.5 s of CPU to 1.3, memory the same).
COLLECT_AFTER = 100_000


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="footnote", prog_name="footnote", message="%(prog)s %(version)s")
def cli() -> None:
    """Answers questions about a library of articles, and quotes the sentence each answer stands on.

    \b
    Start here:
      footnote add seeds
      footnote ask "how many troops did North Korea send?"
      footnote doctor
    """


for command in (
    library.add,
    library.list_,
    library.show,
    library.remove,
    questions.ask,
    questions.summary,
    preview.preview,
    workshop.eval_,
    running.slack,
    running.doctor,
    operations.backup,
    operations.restore,
    operations.forget,
    testing.test,
    feedback.feedback,
    schedules.schedules,
    rules.rules_,
    rules.usage,
    tapes.tapes,
    tapes.prompts_,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Never raises, and never shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate in a question or an article must not end in an encoding error.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    gc.set_threshold(COLLECT_AFTER)
    try:
        code = cli.main(arguments, prog_name="footnote", standalone_mode=False)
        sys.stdout.flush()
        return code or 0
    except click.exceptions.NoArgsIsHelpError as fault:
        fault.show()
        return 2
    except click.UsageError as fault:
        where = fault.ctx.command_path if fault.ctx else "footnote"
        return _end(f"{_usage(fault)} Help: {where} --help", 2)
    except UsageError as fault:
        return _end(str(fault), 2)
    except (FootnoteError, LibraryError) as fault:
        return _end(str(fault), 1)
    except (click.Abort, KeyboardInterrupt):
        return _end("Stopped.", STOPPED)
    except BrokenPipeError:
        # The reader went away (footnote list | head): nothing to say, and Python must not say it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as fault:  # a full disk, a folder that may not be written
        return _end(f"{fault.filename or 'Footnote'}: {fault.strerror or fault}", 1)
    except Exception as fault:  # the boundary: whatever else is wrong is ours, and goes to the log
        return _end(log.report(fault, _settings_or_default()), 1)


def _usage(fault: click.UsageError) -> str:
    said = fault.format_message()
    said += "" if said.endswith((".", "?", "!")) else "."
    asks = fault.ctx is not None and any(one.name == "question" for one in fault.ctx.command.params)
    if asks and said.startswith("Got unexpected extra argument"):
        said += " Put the question into quotation marks."
    return said


def _end(reason: str, code: int) -> int:
    for line in reason.split("\n"):  # only a missed recording has more than one: the difference
        click.echo(terminal.inert(line), err=True)
    return code


def _settings_or_default() -> Settings:
    try:
        return Settings.load()
    except ConfigError:
        return Settings()
