"""`footnote rules` and `footnote usage`: what channels of Slack may ask and spend, and what they did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot import terminal
from bot.commands.common import emit, json_option, say, settings
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.records import Records
    from bot.records.meter import Line

_team = click.option("--team", metavar="T", help="The workspace's id, where there are several.")


@click.group("rules")
def rules_() -> None:
    """What may be asked in a channel of Slack, by whom, aloud or not, and for how much a day.

    In place of a channel's id, '*' stands for the whole workspace: for all that a channel leaves open.
    """


@rules_.command("list")
@_team
@json_option
def list_(team: str | None, as_data: bool) -> None:
    """List what is written, by channel.

    \b
    Example:
      footnote rules list
    """
    with _records(reading=True) as records:
        teams = [team] if team else records.teams()
        found = [(one, *each) for one in teams for each in records.rules.everywhere(one).items()]
    rows = [{"team": one, "channel": channel, "rules": written} for one, channel, written in found]
    cells = [[one, channel, _joined(written)] for one, channel, written in found]
    none = [terminal.line("No rules are written: all may ask everywhere, about all that a channel may read.")]
    emit(rows, terminal.table(["TEAM", "CHANNEL", "RULES"], cells) if rows else none, as_data=as_data)


@rules_.command()
@click.argument("channel")
@_team
@json_option
def show(channel: str, team: str | None, as_data: bool) -> None:
    """Show what holds in CHANNEL, and what of it the channel says for itself.

    \b
    Examples:
      footnote rules show C0123456789
      footnote rules show '*'
    """
    with _records(reading=True) as records:
        _tell(records, _team_of(records, team), channel, as_data=as_data)


@rules_.command("set")
@click.argument("channel")
@click.argument("written", metavar="KEY=VALUE...", nargs=-1, required=True)
@_team
@json_option
def set_(channel: str, written: Sequence[str], team: str | None, as_data: bool) -> None:
    """Set rules of CHANNEL, also while the bot runs. KEY= takes one back.

    \b
    articles         ids of articles with commas, or all
    askers           user ids with commas, or everybody
    mention_only     yes or no: in threads too, answer only who mentions the bot
    private          yes or no: answer mentions to the asker alone
    person           the user or channel that Ask a person writes to, or none
    questions, tokens, usd                  of the channel a day (UTC); 0: no limit
    user_questions, user_tokens, user_usd   of one person a day, in the whole workspace

    \b
    Examples:
      footnote rules set C0123456789 articles=north-korea-kursk private=yes
      footnote rules set '*' user_questions=50 usd=2.5
      footnote rules set C0123456789 private=
    """
    pairs = dict(map(_pair, written))
    with _records(reading=team is None) as records:
        named = _team_of(records, team)
        _known_articles(pairs.get("articles", ""))
        records.rules.set(named, _channel(channel), pairs)
        _tell(records, named, channel, as_data=as_data)


@rules_.command()
@click.argument("channel")
@_team
@json_option
def clear(channel: str, team: str | None, as_data: bool) -> None:
    """Take back all that CHANNEL says for itself.

    \b
    Example:
      footnote rules clear C0123456789
    """
    with _records(reading=True) as records:
        named = _team_of(records, team)
        if not records.rules.own(named, _channel(channel)):
            say(f"Nothing was written for {channel}.")
        records.rules.clear(named, _channel(channel))
        _tell(records, named, channel, as_data=as_data)


@click.command()
@_team
@json_option
def usage(team: str | None, as_data: bool) -> None:
    """Show what each channel has asked and cost, today (UTC) and within the last 30 days.

    \b
    Example:
      footnote usage
    """
    with _records(reading=True) as records:
        lines = records.meter.lines(team)
    head = ["TEAM", "CHANNEL", "TODAY", "TOKENS", "USD", "30 DAYS", "TOKENS", "USD"]
    none = [terminal.line("Nothing was asked within the last 30 days.")]
    shown = terminal.table(head, [_cells(one) for one in lines]) if lines else none
    emit([asdict(one) for one in lines], shown, as_data=as_data)


def _cells(one: Line) -> list[str]:
    sums = [
        cell
        for spent in (one.today, one.recently)
        for cell in (f"{spent.questions:,}", f"{spent.tokens:,}", f"{spent.usd:,.2f}")
    ]
    return [one.team, one.channel or "(forgotten)", *sums]


def _tell(records: Records, team: str, channel: str, *, as_data: bool) -> None:
    own = records.rules.own(team, channel)
    held = {key: _shown(value) for key, value in asdict(records.rules.of(team, channel)).items()}
    cells = [[key, value, _about(value, key in own)] for key, value in _words(held).items()]
    data = {"team": team, "channel": channel, "rules": held, "own": own}
    emit(data, terminal.table(["RULE", "HOLDS", ""], cells), as_data=as_data)


def _about(value: str, own: bool) -> str:
    return ", ".join(filter(None, ["no limit" if value in ("0", "0.0") else "", "set here" if own else ""]))


def _shown(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else value


def _words(held: Mapping[str, object]) -> dict[str, str]:
    """What holds, as it could be written."""
    from bot.rules import ALL, EVERYBODY, NOBODY

    nothing = {"articles": ALL, "askers": EVERYBODY, "person": NOBODY}
    return {key: _word(value) or nothing.get(key, "") for key, value in held.items()}


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, list) else f"{value}"


def _joined(written: Mapping[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in written.items())


def _pair(said: str) -> tuple[str, str]:
    key, equals, value = said.partition("=")
    if not equals:
        raise UsageError(f"{said!r}: say KEY=VALUE, such as private=yes.")
    return key, value


def _channel(named: str) -> str:
    if not re.fullmatch(r"\*|[CDG][A-Z0-9]+", named):
        raise UsageError(f"{named!r} is no channel's id, such as C0123456789, nor '*' for the workspace.")
    return named


def _known_articles(named: str) -> None:
    """Refuse what the library does not hold: a rule that names nothing that is there closes the channel."""
    from bot.rules import ALL

    if named in ("", ALL):
        return
    from bot.desk import open_desk

    desk = open_desk(settings())
    with desk.library:
        known = {info.article_id for info in desk.library.articles()}
    missing = [one.strip() for one in named.split(",") if one.strip() not in known]
    if missing:
        raise UsageError(f"No article {missing[0]!r}. Their ids: footnote list")


def _team_of(records: Records, named: str | None) -> str:
    known = records.teams()
    if named:
        return named
    if len(known) == 1:
        return known[0]
    what = f"There are several workspaces ({', '.join(known)})" if known else "No workspace is known yet"
    raise UsageError(
        f"{what}: say --team T0123456789, the workspace's id. It stands in the address of Slack in a browser "
        "(app.slack.com/client/T0123456789/...). With one workspace `footnote slack` finds it when it starts."
    )


@contextmanager
def _records(*, reading: bool) -> Iterator[Records]:
    """The records of the home; for who only reads and where there are none, empty ones that make no file."""
    from bot.records import Records
    from bot.records.file import FILE_NAME

    loaded = settings()
    if reading and not (loaded.home / FILE_NAME).exists():
        from sqlalchemy import create_engine

        with Records(create_engine("sqlite://")) as none:
            yield none
        return
    with Records.open(loaded.home, keep_days=loaded.keep_days) as records:
        yield records
