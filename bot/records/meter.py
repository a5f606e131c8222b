"""What questions cost: set aside before they are asked, settled after, by channel, user and day (UTC).

It knows neither rules nor Slack: whoever asks says which caps hold. Users are hashes here. Every method is
one short transaction and may be called from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, select, true
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.answers import Usage
from bot.records.tables import reserved, spent

Whose = Literal["all", "channel", "user"]
What = Literal["questions", "tokens", "usd"]

SHOWN_DAYS = 30
# Longer than any question waits for its turn and its model; what a crash left reserved is free again then.
RESERVED_S = 900.0
_CENT_DUST = 1e-9  # ten times a tenth of a dollar is a little more than one, as floats add


@dataclass(frozen=True, slots=True)
class Payer:
    """Who asked where. `user` is a hash."""

    team: str
    channel: str
    user: str


@dataclass(frozen=True, slots=True)
class Sum:
    """How much was asked and what it cost. As a cap: at most so much a day, 0 for no limit."""

    questions: int = 0
    tokens: int = 0
    usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Over:
    """Which cap is in the way, and what it allows a day."""

    whose: Whose
    what: What
    most: float


@dataclass(frozen=True, slots=True)
class Line:
    """What one channel of a workspace has cost, today and within the last SHOWN_DAYS days."""

    team: str
    channel: str
    today: Sum
    recently: Sum


class Meter:
    """The spending of all workspaces. `now` tells seconds since 1970."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now

    def reserve(self, id: str, payer: Payer, most: Usage, caps: Mapping[Whose, Sum]) -> Over | None:
        """Set `most` aside for a question; the cap that it would break, and nothing is set aside.

        Atomic over threads and processes: what is settled and what is set aside never pass a cap together.
        The same id again (a question taken up after a crash) replaces what was set aside for it.
        """
        row = {
            "team": payer.team,
            "channel": payer.channel,
            "user": payer.user,
            "tokens": _tokens(most),
            "usd": most.usd or 0.0,
            "at": self._now(),
        }
        with self._engine.connect() as db, db.begin() as transaction:
            # Written before anything is read: from here on no other writer comes between.
            statement = upsert(reserved).values(id=id, **row)
            db.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
            over = next(
                (one for whose, cap in caps.items() if (one := self._over(db, whose, payer, cap))), None
            )
            if over:
                transaction.rollback()
        return over

    def settle(self, id: str, payer: Payer, usage: Usage) -> None:
        """Put what a question really cost in the place of what was set aside for it, if anything was."""
        with self._engine.begin() as db:
            db.execute(delete(reserved).where(reserved.c.id == id))
            _add(db, payer, self._day(), Sum(1, _tokens(usage), usage.usd or 0.0))

    def release(self, id: str) -> None:
        """Give back what is still set aside for a question that was not asked after all."""
        with self._engine.begin() as db:
            db.execute(delete(reserved).where(reserved.c.id == id))

    def today(self, team: str | None = None) -> Sum:
        """What today (UTC) has cost in all workspaces, or in one."""
        here = true() if team is None else spent.c.team == team
        with self._engine.connect() as db:
            return _sum(db, spent, here & (spent.c.day == self._day()))

    def lines(self, team: str | None = None, channel: str | None = None) -> list[Line]:
        """Each channel's costs, the dearest of the last days first; of one workspace or channel if named."""
        named = {spent.c.team: team, spent.c.channel: channel}
        chosen = [column == value for column, value in named.items() if value is not None]
        recently = spent.c.day > self._day(SHOWN_DAYS)
        with self._engine.connect() as db:
            places = db.execute(
                select(spent.c.team, spent.c.channel).where(and_(recently, *chosen)).distinct()
            ).all()
            found = [self._line(db, *place) for place in places]
        return sorted(found, key=lambda one: (-one.recently.usd, -one.recently.tokens, one.team, one.channel))

    def purge(self, before: float) -> None:
        """Delete old days and what a crash left set aside; users are dropped from days before `before`."""
        with self._engine.begin() as db:
            db.execute(delete(reserved).where(reserved.c.at <= self._now() - RESERVED_S))
            db.execute(delete(spent).where(spent.c.day <= self._day(SHOWN_DAYS)))
            forget(db, (spent.c.day < day_of(before)) & (spent.c.user != ""), "user")

    def _over(self, db: Connection, whose: Whose, payer: Payer, cap: Sum) -> Over | None:
        used = [_sum(db, spent, (spent.c.day == self._day()) & _of(spent, whose, payer))]
        live = reserved.c.at > self._now() - RESERVED_S
        used.append(_sum(db, reserved, live & _of(reserved, whose, payer)))
        whats: tuple[What, ...] = ("questions", "tokens", "usd")
        for what in whats:
            most = getattr(cap, what)
            if 0 < most < sum(getattr(one, what) for one in used) - _CENT_DUST:
                return Over(whose, what, most)
        return None

    def _line(self, db: Connection, team: str, channel: str) -> Line:
        here = (spent.c.team == team) & (spent.c.channel == channel)
        today = _sum(db, spent, here & (spent.c.day == self._day()))
        return Line(team, channel, today, _sum(db, spent, here & (spent.c.day > self._day(SHOWN_DAYS))))

    def _day(self, back: int = 0) -> str:
        return day_of(self._now(), back)


def forget(db: Connection, which: ColumnElement[bool], *columns: Literal["user", "channel"]) -> None:
    """Take user or channel out of these rows; what they cost still counts for the day."""
    rows = db.execute(select(spent).where(which)).all()
    db.execute(delete(spent).where(which))
    for row in rows:
        kept = {name: "" if name in columns else getattr(row, name) for name in ("channel", "user")}
        _add(db, Payer(row.team, **kept), row.day, Sum(row.questions, row.tokens, row.usd))


def _add(db: Connection, payer: Payer, day: str, cost: Sum) -> None:
    costs = {"questions": cost.questions, "tokens": cost.tokens, "usd": cost.usd}
    place = {"team": payer.team, "channel": payer.channel, "user": payer.user, "day": day}
    added = {name: spent.c[name] + value for name, value in costs.items()}
    statement = upsert(spent).values(**place, **costs)
    db.execute(statement.on_conflict_do_update(index_elements=list(place), set_=added))


def _of(table: Any, whose: Whose, payer: Payer) -> ColumnElement[bool]:  # noqa: ANN401
    if whose == "all":
        return true()
    mine = table.c.team == payer.team
    return mine & (table.c.channel == payer.channel if whose == "channel" else table.c.user == payer.user)  # type: ignore[no-any-return]


def _sum(db: Connection, table: Any, where: ColumnElement[bool]) -> Sum:  # noqa: ANN401
    questions = func.sum(table.c.questions) if table is spent else func.count()
    columns = (questions, func.sum(table.c.tokens), func.sum(table.c.usd))
    asked, tokens, usd = db.execute(select(*columns).select_from(table).where(where)).one()
    return Sum(int(asked or 0), int(tokens or 0), float(usd or 0.0))


def _tokens(usage: Usage) -> int:
    return usage.prompt_tokens + usage.completion_tokens


def day_of(seconds: float, back: int = 0) -> str:
    """The day (UTC) of a time, or one that many days before."""
    return (datetime.fromtimestamp(seconds, UTC).date() - timedelta(days=back)).isoformat()
