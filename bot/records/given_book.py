"""Answers that stand in Slack, and what their messages say is out of date: a view of the records."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Engine, func, select, update

from bot.brought import is_brought
from bot.records.rows import Cited
from bot.records.tables import answers

_REFUSALS = ("not_in_source", "not_verified")


@dataclass(frozen=True, slots=True)
class Given:
    """An answer whose message can be changed. `message` is its `ts`.

    `stale` is the mark that the message bears (`bot.slack.shown.stale.Stale.mark`), empty for none.
    """

    id: str
    team: str
    channel: str
    message: str
    places: tuple[Cited, ...]
    stale: str


class GivenBook:
    """Reads and changes them. Every method is one short transaction and may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Given]:
        """Every answer that stands in a message and whose words are kept, the newest first.

        Not those that refuse: the sentences beside a refusal are no footnotes.
        """
        columns = (answers.c.id, answers.c.team, answers.c.channel, answers.c.message, answers.c.places)
        held = answers.c.message.is_not(None) & answers.c.blocks.is_not(None)
        held &= func.coalesce(answers.c.ending, "").not_in(_REFUSALS)
        query = select(*columns, answers.c.stale).where(held).order_by(answers.c.at.desc())
        with self._engine.connect() as db:
            rows = db.execute(query).all()
        return [Given(*row[:4], _places(row.places), row.stale or "") for row in rows]

    def marked(self, id: str, stale: str) -> None:
        """Note what the message of an answer says is out of date."""
        with self._engine.begin() as db:
            db.execute(update(answers).where(answers.c.id == id).values(stale=stale or None))


def _places(stored: str) -> tuple[Cited, ...]:
    # What was read for one answer alone is not the library's to change.
    return tuple(Cited(*place) for place in json.loads(stored) if not is_brought(place[0]))
