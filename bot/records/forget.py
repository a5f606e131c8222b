"""Which rows of the records belong to a user, a channel, a question or a time, and their deletion.

It knows the tables and nothing of files; `Records.forget` is the door to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, delete, false, func, select, true, update

from bot import rules as written
from bot.records import meter
from bot.records.tables import (
    answers,
    brought,
    event_keys,
    events,
    feedback,
    reserved,
    rules,
    schedules,
    spent,
    threads,
    turns,
)

Kind = Literal["user", "channel", "before", "question", "workspace"]
Hashed = Callable[[str, str], str]  # of a team and a value


@dataclass(frozen=True, slots=True)
class What:
    """What to forget: a user's id, a channel's id, a question as it was asked, a workspace's id, or what is
    older than `at`.

    `at` counts seconds since 1970 and is only for "before". `team` narrows the first three to one workspace.
    """

    kind: Kind
    value: str
    at: float = 0.0
    team: str = ""

    def here(self, table: Any) -> ColumnElement[bool]:  # noqa: ANN401
        """Whether a row of a table is of the workspace that is meant."""
        team = self.value if self.kind == "workspace" else self.team
        return table.c.team == team if team else true()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows were deleted. `nameless` answers do not say who asked: they are of an earlier version.

    `gone_from_disk` is False as long as another program reads what the write-ahead log holds.
    """

    answers: int
    turns: int
    threads: int
    feedback: int
    events: int
    nameless: int
    gone_from_disk: bool
    schedules: int = 0
    articles: int = 0  # of a workspace; they are deleted by whoever holds the library
    rules: int = 0  # that named the user beside others, or as the person to ask, and do so no more
    only_asker: int = 0  # rules by which nobody but the user may ask: they stay, for nobody else to be let in


def delete_from(db: Connection, what: What, hashed: Hashed) -> Forgotten:
    """Delete every row that belongs to it, within the caller's transaction."""
    hashes = [hashed(team, what.value) for team in teams(db) if what.team in ("", team)]
    given = _answers(db, what, hashes)
    taken = [*given, *_events(db, what)]
    counts = {
        "nameless": _nameless(db, what) if what.kind == "user" else 0,
        "feedback": _deleted(db, feedback, _of(feedback.c.answer, given) | _feedback(what, hashes)),
        "turns": _deleted(db, turns, _of(turns.c.answer, given) | _turns(what)),
        "threads": _deleted(db, threads, _threads(what)),
        "answers": _deleted(db, answers, _of(answers.c.id, given)),
        "events": _deleted(db, events, _of(events.c.id, taken)),
        "schedules": _deleted(db, schedules, _schedules(what)),
    }
    _deleted(db, event_keys, _of(event_keys.c.event, taken))
    _deleted(db, brought, _of(brought.c.answer, given))
    _deleted(db, rules, what.here(rules) if what.kind == "workspace" else false())
    _from_meter(db, what, hashes)
    named, only = _from_rules(db, what) if what.kind == "user" else (0, 0)
    return Forgotten(**counts, gone_from_disk=False, rules=named, only_asker=only)


def _from_rules(db: Connection, what: What) -> tuple[int, int]:
    """Take a user's id out of the rules; in how many it stood, and in how many it stays (`only_asker`)."""
    naming = select(rules).where(rules.c.key.in_(("askers", "person")), what.here(rules))
    named = [row for row in db.execute(naming) if what.value in _names(row.value)]
    lefts = [(row, ",".join(one for one in _names(row.value) if one != what.value)) for row in named]
    stay = [row for row, left in lefts if row.key == "askers" and not left]
    for row, left in lefts:
        if row not in stay:
            here = (rules.c.team == row.team) & (rules.c.channel == row.channel) & (rules.c.key == row.key)
            db.execute(update(rules).where(here).values(value=left or written.NOBODY))
    return len(named) - len(stay), len(stay)


def _names(value: str) -> list[str]:
    return [one.strip() for one in value.split(",")]


def _from_meter(db: Connection, what: What, hashes: list[str]) -> None:
    """A day's costs stay, or forgetting would hand out its allowance anew; whose they were goes."""
    if what.kind == "user":
        meter.forget(db, spent.c.user.in_(hashes), "user")
        _deleted(db, reserved, reserved.c.user.in_(hashes))
    elif what.kind == "channel":
        meter.forget(db, (spent.c.channel == what.value) & what.here(spent), "channel")
        _deleted(db, reserved, (reserved.c.channel == what.value) & what.here(reserved))
    elif what.kind == "workspace":
        meter.forget(db, what.here(spent), "channel", "user")
        _deleted(db, reserved, what.here(reserved))
    elif what.kind == "before":
        _deleted(db, spent, spent.c.day < meter.day_of(what.at))


def _deleted(db: Connection, table: Any, condition: ColumnElement[bool]) -> int:  # noqa: ANN401
    return db.execute(delete(table).where(condition)).rowcount


def _of(column: Any, ids: list[str]) -> ColumnElement[bool]:  # noqa: ANN401 - a column of any table
    # One value however many ids: SQLite takes at most 32,766 of them.
    return column.in_(select(func.json_each(json.dumps(ids)).table_valued("value").c.value))  # type: ignore[no-any-return]


def teams(db: Connection) -> set[str]:
    """Every workspace that anything is kept of: hashes are made with it."""
    tables = (answers, events, turns, threads, spent, reserved, rules, schedules)
    return {team for table in tables for team in db.scalars(select(table.c.team).distinct())}


def _answers(db: Connection, what: What, hashes: list[str]) -> list[str]:
    conditions: dict[Kind, ColumnElement[bool]] = {
        "user": answers.c.asker.in_(hashes),
        "channel": answers.c.channel == what.value,
        "before": answers.c.at < what.at,
        "question": answers.c.question_hash.in_(hashes),
        "workspace": true(),
    }
    given = list(db.scalars(select(answers.c.id).where(conditions[what.kind], what.here(answers))))
    return [*given, *_quoting(db, hashes)] if what.kind == "user" else given


def _quoting(db: Connection, hashes: list[str]) -> Iterator[str]:
    """Answers to others that stand on messages of the user."""
    for answer, speakers in db.execute(select(brought.c.answer, brought.c.speakers)):
        if not set(json.loads(speakers)).isdisjoint(hashes):
            yield answer


def _events(db: Connection, what: What) -> Iterator[str]:
    """The events themselves: by their time, by the message they are about, by what is stored until done."""
    if what.kind == "before":
        yield from db.scalars(select(events.c.id).where(events.c.since < what.at))
        return
    if what.kind == "workspace":
        yield from db.scalars(select(events.c.id).where(what.here(events)))
        return
    if what.kind == "channel":
        about = event_keys.c.key.startswith(f"message:{what.value}:", autoescape=True)
        yield from db.scalars(select(event_keys.c.event).where(about, what.here(event_keys)))
    field = {"user": "user", "channel": "channel", "question": "text"}[what.kind]
    stored = select(events.c.id, events.c.body).where(events.c.body.is_not(None), what.here(events))
    for id, body in db.execute(stored):
        if _field(body, field) == what.value:
            yield id


def _field(body: str, name: str) -> object:
    try:
        read = json.loads(body)
    except ValueError:
        return None
    return read.get(name) if isinstance(read, dict) else None


def _feedback(what: What, hashes: list[str]) -> ColumnElement[bool]:
    """Verdicts by themselves; those on a forgotten answer go with it."""
    if what.kind == "user":
        return feedback.c.user.in_(hashes)
    return feedback.c.at < what.at if what.kind == "before" else false()


def _turns(what: What) -> ColumnElement[bool]:
    if what.kind == "question":  # also where no answer was kept
        return (turns.c.text == what.value) & what.here(turns)
    return _threads(what, turns)


def _threads(what: What, table: Any = threads) -> ColumnElement[bool]:  # noqa: ANN401
    if what.kind == "channel":
        return (table.c.channel == what.value) & what.here(table)  # type: ignore[no-any-return]
    if what.kind == "workspace":
        return what.here(table)
    return table.c.at < what.at if what.kind == "before" else false()


def _schedules(what: What) -> ColumnElement[bool]:
    """What a channel follows and its digest. They name no person and hold nobody's words."""
    if what.kind == "workspace":
        return what.here(schedules)
    return what.here(schedules) & (schedules.c.channel == what.value) if what.kind == "channel" else false()


def _nameless(db: Connection, what: What) -> int:
    unknown = answers.c.asker.is_(None) & what.here(answers)
    return db.execute(select(func.count()).select_from(answers).where(unknown)).scalar_one()
