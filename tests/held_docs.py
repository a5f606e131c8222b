"""Pages that are made from the code: `make docs` writes them, tests/test_docs.py holds them to it."""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from bot.cli import cli
from bot.config import rows
from tests.console import refreshed

ROOT = Path(__file__).resolve().parent.parent

_ENV_HEAD = """\
# Every setting Footnote has. Copy this file to .env, fill in what you need, and: chmod 600 .env
# A setting that is left empty has its default; one that stands in the environment as well comes from there.
"""

_CONFIGURATION_HEAD = """\
# Configuration

Settings are read once, from `.env` in the current folder and from the environment; the environment wins, and
an empty value counts as absent. An unknown name that begins with `FOOTNOTE_` stops the start, so does a value
out of range. Secrets are never written to the log. `footnote doctor` says what is amiss.

Nothing is needed for `footnote ask`: without a model it answers with extracts. `footnote slack` needs
`SLACK_BOT_TOKEN`, and `SLACK_APP_TOKEN` (Socket Mode) or `SLACK_SIGNING_SECRET` (`--http`); for many
workspaces `SLACK_CLIENT_ID`, `SLACK_CLIENT_SECRET` and `SLACK_SIGNING_SECRET` ([slack.md](slack.md), "Many
workspaces").

This page is made from `bot/config.py` by `make docs`.

| name | default | meaning | allowed |
|---|---|---|---|
"""

_CLI_HEAD = """\
# The command line

Results go to standard output, everything else to standard error; `--json` is for machines.
Exit code 0: done, and a refusal to answer is done. 1: it could not be done; the reason is on standard error.
2: wrong usage. 130: stopped by Ctrl-C.

This page is made from `footnote --help` by `make docs`. What the JSON holds: [json.md](json.md).
"""


def env_example() -> str:
    """`.env.example`: each setting with its meaning, its range and its default."""
    blocks = [_ENV_HEAD]
    for _, row in rows():
        words = textwrap.wrap(f"{row.meaning} Allowed: {row.allowed}.", 106)
        blocks.append("".join(f"# {line}\n" for line in words) + f"{row.key}={row.default}\n")
    return "\n".join(blocks)


def configuration() -> str:
    """`docs/configuration.md`: the same as a table."""
    table = [
        [f"`{row.key}`", f"`{row.default}`" if row.default else "(empty)", row.meaning, row.allowed]
        for _, row in rows()
    ]
    return _CONFIGURATION_HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in table)


def command_line() -> str:
    """`docs/cli.md`: the help of every command."""
    return _CLI_HEAD + "".join(f"\n## {name}\n\n```text\n{text}\n```\n" for name, text in _helps(cli, None))


def _helps(command: click.Command, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    name = command.name if parent else "footnote"
    with click.Context(
        command, parent, info_name=name, terminal_width=100, **command.context_settings
    ) as context:
        yield context.command_path, command.get_help(context)
        if isinstance(command, click.Group):
            for child in sorted(command.commands.values(), key=lambda one: str(one.name)):
                yield from _helps(child, context)


PAGES: dict[str, Callable[[], str]] = {
    ".env.example": env_example,
    "docs/configuration.md": configuration,
    "docs/cli.md": command_line,
}


if __name__ == "__main__":
    for page, text in PAGES.items():
        (ROOT / page).write_text(text(), encoding="utf-8")
    readme = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as home:
        readme.write_text(refreshed(readme.read_text("utf-8"), ROOT, Path(home)), encoding="utf-8")
