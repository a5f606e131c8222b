"""What channels want done again and again, the feeds they follow and their digest: a table of the records.

It knows when each is due next and what was told already; nothing of Slack, of articles or of how it is done.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Engine, delete, func, insert, select, update

from bot.errors import UsageError
from bot.records.tables import schedules as table

Kind = Literal["follow", "digest"]

MOST_FOLLOWED = 10  # by one channel: each is read as often as every hour


@dataclass(frozen=True, slots=True)
class Failing:
    """How often in a row it failed, when that was told last, and by which event."""

    times: int
    told: float
    event: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One wish of a channel. `what` is the address that is followed, or the length of the digest.

    `due` is None while it is switched off. `seen` is the version (`ArticleInfo.version`) up to which the
    digest told of articles.
    """

    id: str
    team: str
    channel: str
    kind: Kind
    what: str
    every: str
    zone: str
    due: float | None
    seen: int
    failing: Failing | None = None


class ScheduleBook:
    """Reads and changes them. Every method is one short transaction and may be called from any thread."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self.now = now  # seconds since 1970

    def follow(self, team: str, channel: str, address: str, every: str, zone: str, due: float) -> None:
        """Follow an address in a channel; one that is followed there already gets the new times.

        Raises UsageError when the channel follows as many as it may.
        """
        mine = _at(team, channel, "follow")
        times = {"every": every, "zone": zone, "due": due, "failing": None}
        with self._engine.begin() as db:
            if db.execute(update(table).where(mine, table.c.what == address).values(times)).rowcount:
                return
            if db.execute(select(func.count()).select_from(table).where(mine)).scalar_one() >= MOST_FOLLOWED:
                raise UsageError(
                    f"This channel follows {MOST_FOLLOWED} addresses, which is the most. "
                    "End one first: /footnote unfollow ADDRESS; /footnote followed lists them."
                )
            db.execute(insert(table).values(_new(team, channel, "follow", address, every, zone, due, 0)))

    def unfollow(self, team: str, channel: str, address: str) -> bool:
        """Follow an address no more; False if the channel did not."""
        mine = _at(team, channel, "follow") & (table.c.what == address)
        with self._engine.begin() as db:
            return db.execute(delete(table).where(mine)).rowcount > 0

    def set_digest(
        self, team: str, channel: str, length: str, every: str, zone: str, due: float | None, seen: int
    ) -> None:
        """Give a channel its digest, or change its times; what it told before stays told."""
        values = {"what": length, "every": every, "zone": zone, "due": due}
        with self._engine.begin() as db:
            mine = _at(team, channel, "digest")
            if not db.execute(update(table).where(mine).values(values)).rowcount:
                new = _new(team, channel, "digest", length, every, zone, due, seen)
                db.execute(insert(table).values(new))

    def digest(self, team: str, channel: str) -> Standing | None:
        """The digest of a channel, also when it is switched off."""
        return next(iter(self._rows(_at(team, channel, "digest"))), None)

    def followed(self, team: str, channel: str) -> list[Standing]:
        """What a channel follows, by address."""
        return self._rows(_at(team, channel, "follow"), table.c.what)

    def get(self, id: str) -> Standing | None:
        """One of them, or None when it has ended."""
        return next(iter(self._rows(table.c.id == id)), None)

    def every(self) -> list[Standing]:
        """All that are not switched off, by channel."""
        return self._rows(table.c.due.is_not(None), table.c.team, table.c.channel, table.c.kind, table.c.what)

    def due(self, now: float, most: int) -> list[Standing]:
        """Those whose time has come, the longest waiting first, at most so many."""
        return self._rows(table.c.due <= now, table.c.due)[:most]

    def remove(self, id: str) -> bool:
        """End one; False if there is none of that id."""
        with self._engine.begin() as db:
            return db.execute(delete(table).where(table.c.id == id)).rowcount > 0

    def put_off(self, one: Standing, due: float) -> None:
        """Set when it is due next, unless somebody has set its times anew since it was read, or it is off."""
        if one.due is None:
            return
        with self._engine.begin() as db:
            same = (table.c.id == one.id) & (table.c.due == one.due)
            db.execute(update(table).where(same).values(due=due))

    def told(self, id: str, seen: int) -> None:
        """Note that the digest told of articles up to this version; never takes it back."""
        with self._engine.begin() as db:
            db.execute(update(table).where(table.c.id == id, table.c.seen < seen).values(seen=seen))

    def fails(self, id: str, failing: Failing | None) -> None:
        """Note how it fails, or with None that it does no more."""
        written = json.dumps(asdict(failing)) if failing else None
        with self._engine.begin() as db:
            db.execute(update(table).where(table.c.id == id).values(failing=written))

    def _rows(self, where: Any, *order: Any) -> list[Standing]:  # noqa: ANN401 - SQL expressions
        with self._engine.connect() as db:
            return [_standing(row) for row in db.execute(select(table).where(where).order_by(*order))]


def _at(team: str, channel: str, kind: Kind) -> Any:  # noqa: ANN401
    return (table.c.team == team) & (table.c.channel == channel) & (table.c.kind == kind)


def _new(
    team: str, channel: str, kind: Kind, what: str, every: str, zone: str, due: float | None, seen: int
) -> dict[str, Any]:
    row = Standing(secrets.token_hex(4), team, channel, kind, what, every, zone, due, seen)
    return asdict(row)


def _standing(row: Any) -> Standing:  # noqa: ANN401 - a row of `schedules`
    failing = Failing(**json.loads(row.failing)) if row.failing else None
    return Standing(**{**row._mapping, "failing": failing})
