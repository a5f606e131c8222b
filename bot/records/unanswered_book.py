"""Which questions had no answer: a person's own, and those that everybody in a channel saw being asked.

Read from the answers, kept and forgotten with them. Whose channel is open to all, Slack knows, not this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast, get_args

from sqlalchemy import ColumnElement, Engine, select

from bot.answers import Status
from bot.records.tables import answers

_ENDINGS: tuple[Status, ...] = ("not_in_source", "not_verified")
_LOOKED_AT = 500  # of the latest answers: older ones stay open unseen


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question as it was asked, and how it ended the last time. `at` counts seconds since 1970."""

    question: str
    channel: str
    at: float
    ending: Status


class UnansweredBook:
    """Every method is one read and may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def own(self, team: str, asker: str) -> list[Unanswered]:
        """What one person asked in vain, wherever it was, the newest first. `asker` is their hash."""
        return self._among((answers.c.team == team) & (answers.c.asker == asker))

    def openly(self, team: str) -> list[Unanswered]:
        """What was asked in vain before everybody in a channel or a conversation, the newest first."""
        return self._among((answers.c.team == team) & (answers.c.openly == "yes"))

    def _among(self, which: ColumnElement[bool]) -> list[Unanswered]:
        """The last word on each question counts: one that was answered later is not open."""
        told = answers.c.question.is_not(None) & answers.c.ending.in_(get_args(Status))
        latest = select(answers).where(which, told).order_by(answers.c.at.desc()).limit(_LOOKED_AT)
        with self._engine.connect() as db:
            rows = db.execute(latest).all()
        last: dict[str, Any] = {}
        for row in rows:
            last.setdefault(row.question_hash, row)
        return [_read(row) for row in last.values() if row.ending in _ENDINGS and row.question]


def _read(row: Any) -> Unanswered:  # noqa: ANN401 - a row of `answers`
    return Unanswered(row.question, row.channel, row.at, cast("Status", row.ending))
