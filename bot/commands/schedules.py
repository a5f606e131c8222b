"""`footnote schedules`: what channels of Slack follow and which digests they get, and the end of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from bot import terminal
from bot.commands.common import emit, json_option, settings
from bot.errors import FootnoteError

if TYPE_CHECKING:
    from bot.records import Records
    from bot.records.schedule_book import Standing


@click.group()
def schedules() -> None:
    """What channels of Slack want done again and again: feeds they follow, their digests."""


@schedules.command("list")
@json_option
def list_(as_data: bool) -> None:
    """List them, with the time (UTC) when each is due next.

    \b
    Example:
      footnote schedules list
    """
    rows = [_row(one) for one in _all()]
    names = ("id", "channel", "kind", "what", "every", "due")
    cells = [[_cell(row, name) for name in names] for row in rows]
    none = [terminal.line("No channel follows anything or gets a digest.")]
    head = [name.upper() for name in names]
    emit(rows, terminal.table(head, cells) if rows else none, as_data=as_data)


@schedules.command()
@click.argument("id")
@json_option
def remove(id: str, as_data: bool) -> None:
    """End the one with this ID (or its beginning), also while the bot runs. Nobody is told.

    \b
    Example:
      footnote schedules remove 3f9a
    """
    matching = [one for one in _all() if one.id.startswith(id)]
    if len(matching) != 1:
        what = "more than one schedule begins" if matching else "no schedule begins"
        raise FootnoteError(f"{id!r}: {what} so. List them: footnote schedules list")
    (one,) = matching
    with _records() as records:
        records.schedules.remove(one.id)
    ended = terminal.line(f"ended: {one.kind} {one.what} in {one.channel}")
    emit(_row(one), [ended], as_data=as_data)


def _all() -> list[Standing]:
    from bot.records.file import FILE_NAME

    if not (settings().home / FILE_NAME).exists():
        return []  # nothing is made by looking
    with _records() as records:
        return records.schedules.every()


def _records() -> Records:
    from bot.records import Records

    loaded = settings()
    return Records.open(loaded.home, keep_days=loaded.keep_days)


def _row(one: Standing) -> dict[str, Any]:
    due = datetime.fromtimestamp(one.due or 0, UTC).isoformat(timespec="seconds")
    failing = one.failing.times if one.failing else 0
    return {
        "id": one.id,
        "team": one.team,
        "channel": one.channel,
        "kind": one.kind,
        "what": one.what,
        "every": one.every,
        "zone": one.zone,
        "due": due,
        "failing": failing,
    }


def _cell(row: dict[str, Any], name: str) -> str:
    if name == "every" and row["failing"]:
        return f"{row[name]} (failing)"
    return str(row[name])
