"""`footnote backup`, `restore` and `forget`: what keeps a running bot's data safe, and what ends it."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import terminal
from bot.commands.common import emit, json_option, say, settings
from bot.commands.ids import must_be_id
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.config import Settings
    from bot.records.forget import Forgotten
    from bot.upkeep.archive import Held


_path = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_path)
@json_option
def backup(file: Path, as_data: bool) -> None:
    """Write library and records into one new FILE. The bot may run meanwhile.

    Settings and their secrets (.env) and the log are not in it.

    \b
    Example:
      footnote backup footnote-2026-11-22.zip
    """
    from bot.records.fact_book import note_backup
    from bot.upkeep.archive import LIBRARY
    from bot.upkeep.backup import back_up

    home = settings().home
    held = back_up(home, file)
    note_backup(home, time.time())
    _tell(held, f"in {file}", as_data=as_data)
    if LIBRARY not in {one.name for one in held}:
        say(f"There is no library in {home.absolute()}: the backup holds the records alone.")


@click.command()
@click.argument("file", type=_path)
@click.option("--replace", is_flag=True, help="Put it in the place of the library and records there are.")
@json_option
def restore(file: Path, replace: bool, as_data: bool) -> None:
    """Put back the library and the records of a backup FILE.

    A damaged or foreign file is refused, and nothing is changed. Stop `footnote slack` before.

    \b
    Examples:
      footnote restore footnote-2026-11-22.zip
      footnote restore footnote-2026-11-22.zip --replace
    """
    from bot.upkeep import backup

    home = settings().home
    _tell(backup.restore(file, home, replace=replace), f"in {home}", as_data=as_data)


def _tell(held: Sequence[Held], where: str, *, as_data: bool) -> None:
    lines = [terminal.line(f"{one.name} {where}: {one.bytes:,} bytes, sha256 {one.sha256}") for one in held]
    emit([asdict(one) for one in held], lines, as_data=as_data)


@click.command()
@click.option("--user", metavar="U", help="All that this Slack user asked, was answered and judged.")
@click.option("--channel", metavar="C", help="All that was asked in this Slack channel.")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="All before this day (UTC)."
)
@click.option("--question", metavar="TEXT", help="This question, word for word, whoever asked it.")
@click.option("--workspace", metavar="T", help="All of this Slack workspace, and the articles it fed.")
@click.option("--team", metavar="T", help="With --user, --channel or --question: in this workspace only.")
@json_option
def forget(
    user: str | None,
    channel: str | None,
    before: datetime | None,
    question: str | None,
    workspace: str | None,
    team: str | None,
    as_data: bool,
) -> None:
    """Delete stored questions with their answers, feedback and memory of threads.

    The bytes are gone from the files as well; what Slack shows and what you backed up is not touched.
    Articles stay, but for those that a forgotten workspace fed. It may be done while the bot runs; a
    question it is answering at that moment is kept.

    \b
    Examples:
      footnote forget --user U0123456789
      footnote forget --before 2026-01-31
      footnote forget --channel C0123456789 --team T0123456789
    """
    from bot.records import Records
    from bot.records.file import FILE_NAME
    from bot.records.forget import Forgotten, What

    here = (team or "").strip()
    given = [
        *([What("user", user.strip(), team=here)] if user is not None else []),
        *([What("channel", channel.strip(), team=here)] if channel is not None else []),
        *([What("before", "", before.replace(tzinfo=UTC).timestamp())] if before is not None else []),
        *([What("question", question.strip(), team=here)] if question is not None else []),
        *([What("workspace", workspace.strip())] if workspace is not None else []),
    ]
    if len(given) != 1 or not (given[0].value or before):
        raise UsageError("Say one of --user U, --channel C, --before DATE, --question TEXT, --workspace T.")
    if team is not None and not given[0].team:
        raise UsageError("--team T goes with --user U, --channel C or --question TEXT.")
    must_be_id(given[0].kind, given[0].value)
    if here:
        must_be_id("workspace", here)
    loaded = settings()
    if (loaded.home / FILE_NAME).exists():
        with Records.open(loaded.home, keep_days=loaded.keep_days) as records:
            done = records.forget(given[0])
    else:
        done = Forgotten(0, 0, 0, 0, 0, 0, gone_from_disk=True)
    if given[0].kind == "workspace":
        done = replace(done, articles=_without_articles_of(given[0].value, loaded))
    of = "from before that day" if before else f"of {given[0].value}"
    emit(asdict(done), [terminal.line(one) for one in _told(done, of)], as_data=as_data)


def _without_articles_of(workspace: str, loaded: Settings) -> int:
    from index.library import Library

    with Library.open(loaded.home, embedding=loaded.embedding) as library:
        return library.access.leave(workspace)


def _told(done: Forgotten, of: str) -> list[str]:
    said = [
        f"forgotten: {done.answers} answers, {done.turns} turns and {done.threads} threads, "
        f"{done.feedback} judgements, {done.events} events"
    ]
    if not any((done.answers, done.turns, done.threads, done.feedback, done.events)):
        said = [f"nothing was kept {of}: no answers, turns, threads, judgements or events"]
    if done.schedules:
        said.append(f"ended: {done.schedules} schedules of the channel")
    if done.articles:
        said.append(f"deleted: {done.articles} articles of the workspace")
    if done.rules:
        said.append(f"taken out of {done.rules} rules of channels")
    if done.only_asker:
        said.append(
            f"{done.only_asker} rules let nobody but this user ask. They stay, with the id: to end them, "
            "footnote rules list and footnote rules set CHANNEL askers="
        )
    if done.nameless:
        said.append(
            f"{done.nameless} answers of an earlier version do not say who asked. They end after "
            "FOOTNOTE_KEEP_DAYS; to be sure now: footnote forget --before DATE"
        )
    if not done.gone_from_disk:
        said.append("Another program is reading the records: say it again to clear the bytes from the disk.")
    return said
