"""Where the rules of channels are kept: a table of the records, a row for each key that a channel sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot import rules
from bot.records.tables import rules as table
from bot.rules import EVERYWHERE, Rules

Written = dict[str, str]


class RuleBook:
    """Reads and changes rules. Every method is one short transaction and may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, team: str, channel: str) -> Rules:
        """What holds in a channel: what it says for itself, else what its workspace says."""
        here = (table.c.team == team) & table.c.channel.in_((EVERYWHERE, channel))
        # "*" sorts before every id, so a channel's own word comes last and stays.
        return rules.read({key: value for _, key, value in self._rows(here)})

    def own(self, team: str, channel: str) -> Written:
        """What a channel (or `EVERYWHERE`) says for itself, as it is written."""
        return {key: value for _, key, value in self._rows(_at(team, channel))}

    def everywhere(self, team: str) -> dict[str, Written]:
        """What is written for a workspace, by channel."""
        found: dict[str, Written] = {}
        for channel, key, value in self._rows(table.c.team == team):
            found.setdefault(channel, {})[key] = value
        return found

    def set(self, team: str, channel: str, written: Mapping[str, str]) -> Rules:
        """Write rules and return what holds then. An empty value takes the channel's own word back.

        All or nothing: raises UsageError for a key or a value that cannot be.
        """
        said = {key: value.strip() for key, value in written.items()}
        for key, value in said.items():
            _ = rules.read({key: value}) if value else rules.known(key)
        with self._engine.begin() as db:
            db.execute(delete(table).where(_at(team, channel), table.c.key.in_(list(said))))
            kept = [_row(team, channel, key, value) for key, value in said.items() if value]
            if kept:
                db.execute(upsert(table), kept)
        return self.of(team, channel)

    def clear(self, team: str, channel: str) -> bool:
        """Take back all a channel says for itself; False if it said nothing."""
        with self._engine.begin() as db:
            return db.execute(delete(table).where(_at(team, channel))).rowcount > 0

    def _rows(self, where: ColumnElement[bool]) -> list[tuple[str, str, str]]:
        columns = (table.c.channel, table.c.key, table.c.value)
        with self._engine.connect() as db:
            rows = db.execute(select(*columns).where(where).order_by(table.c.channel, table.c.key)).all()
        return [(row.channel, row.key, row.value) for row in rows]


def _at(team: str, channel: str) -> ColumnElement[bool]:
    return (table.c.team == team) & (table.c.channel == channel)


def _row(team: str, channel: str, key: str, value: str) -> dict[str, Any]:
    return {"team": team, "channel": channel, "key": key, "value": value}
