"""`footnote slack` and `footnote doctor`: running the bot, and whether it can run."""

from __future__ import annotations

from dataclasses import asdict

import click

from bot import terminal
from bot.commands.common import emit, json_option, progress, settings
from bot.errors import UsageError
from bot.terminal import Line

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


@click.command()
@click.option(
    "--http", metavar="HOST:PORT", help="Take events over HTTP here instead of Socket Mode; port 0 picks one."
)
@click.option(
    "--metrics",
    metavar="HOST:PORT",
    help="Serve /healthz and /metrics here; with --http they otherwise stand beside /slack/events.",
)
def slack(http: str | None, metrics: str | None) -> int:
    """Run the Slack bot until it is stopped. Prints a line once it can take events.

    \b
    Examples:
      footnote slack
      footnote slack --http 127.0.0.1:3000 --metrics 127.0.0.1:9100
    """
    loaded = settings()
    from bot.slack.run import run

    return run(loaded, http, metrics)


@click.command()
@click.option("--deep", is_flag=True, help="Also hold every sentence, vector and word against its text.")
@click.option(
    "--repair", is_flag=True, help="With --deep: make anew what is derived from the texts. Texts stay."
)
@json_option
def doctor(deep: bool, repair: bool, as_data: bool) -> int:
    """Check settings, library, packages, prompts and tokens.

    Each fault comes with its cure. Calls nobody. Exit code 1 when a check fails; warnings do not fail.

    \b
    Examples:
      footnote doctor
      footnote doctor --deep --repair
    """
    from bot.doctor import Check, examine

    if repair and not deep:
        raise UsageError("--repair goes with --deep: footnote doctor --deep --repair")

    def shown(check: Check) -> list[Line]:
        head = Line(
            (
                (f"{check.state:<5}", _STYLES[check.state]),
                (f"{check.name:<13}", "bold"),
                (terminal.inert(check.what), ""),
            )
        )
        return [head, terminal.line(check.cure, "dim", indent=18)] if check.cure else [head]

    checks = examine()
    if deep:
        from bot.upkeep import doctor_deep

        with progress("articles") as report:
            checks += doctor_deep.examine(settings(), report, repair=repair)
    emit([asdict(one) for one in checks], [line for one in checks for line in shown(one)], as_data=as_data)
    return int(any(one.state == "fail" for one in checks))
