"""Which answers were handed over to a person, each once. A column of the answers, and forgotten with them."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Engine, select, update

from bot.records.tables import answers

# "again": by this very event, whose process died meanwhile. "others": by another one.
Begun = Literal["begun", "again", "others"]


class HandoverBook:
    """Each method is one short transaction and may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, answer: str, event: str) -> Begun:
        """Hand an answer over on behalf of an event. Atomic: of two at the same moment one begins it."""
        free = (answers.c.id == answer) & answers.c.handed.is_(None)
        with self._engine.begin() as db:
            if db.execute(update(answers).where(free).values(handed=event)).rowcount == 1:
                return "begun"
            holder = db.execute(select(answers.c.handed).where(answers.c.id == answer)).scalar()
        return "again" if holder == event else "others"

    def take_back(self, answer: str, event: str) -> None:
        """The post of `event` did not get through, so that another one may begin."""
        mine = (answers.c.id == answer) & (answers.c.handed == event)
        with self._engine.begin() as db:
            db.execute(update(answers).where(mine).values(handed=None))
