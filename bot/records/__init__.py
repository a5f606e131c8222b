"""What happened: events taken, answers given, feedback, threads, what a day has cost. One SQLite file.

It never touches the network and never decides what to say. Every method is one short transaction and may be
called from any thread. Texts are kept `keep_days` and then deleted; 0 keeps none, only salted hashes. What is
deleted is overwritten, in the file and in its write-ahead log.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from sqlalchemy import Engine, delete, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from bot.answers import Answer, Summary
from bot.records import forget
from bot.records import rows as record_rows
from bot.records.brought_book import BroughtBook
from bot.records.fact_book import FactBook
from bot.records.file import empty_log, make_tables, open_engine, rewrite
from bot.records.given_book import GivenBook
from bot.records.handover_book import HandoverBook
from bot.records.meter import Meter
from bot.records.rows import Kept, State, Taken, ThumbsDown
from bot.records.rule_book import RuleBook
from bot.records.schedule_book import ScheduleBook
from bot.records.tables import answers, event_keys, events, facts, feedback, threads, turns
from bot.records.unanswered_book import UnansweredBook

Verdict = Literal["up", "down"]

DAY_S = 86_400.0
HASHES_KEPT_DAYS = 30  # with keep_days 0 nothing readable is left, but ids and hashes must end as well
TURNS_REMEMBERED = 12


class Records:
    """The door to `records.sqlite3`. Close it, or use it as a context manager."""

    def __init__(
        self, engine: Engine, *, keep_days: int = 30, now: Callable[[], float] = time.time, boot: str = ""
    ) -> None:
        self._engine = engine
        self._keep_days = keep_days
        self._now = now
        self.boot = boot or secrets.token_hex(8)
        make_tables(engine)
        self._salt = self._fact("salt", secrets.token_hex(16))
        self.rules = RuleBook(engine)
        self.handovers = HandoverBook(engine)
        self.brought = BroughtBook(engine, keep=keep_days > 0, now=now, hashed=self.hashed)
        self.unanswered = UnansweredBook(engine)
        self.facts = FactBook(engine)
        self.schedules = ScheduleBook(engine, now)
        self.given = GivenBook(engine)
        self.meter = Meter(engine, now)

    @classmethod
    def open(cls, home: Path, *, keep_days: int = 30, now: Callable[[], float] = time.time) -> Records:
        """Open (or begin) the file in `home`, readable by its owner only."""
        return cls(open_engine(home), keep_days=keep_days, now=now)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # the ledger of events

    def claim(self, team: str, keys: Sequence[str], body: dict[str, Any] | None) -> str | None:
        """Take an event for this process: its new id, or None when any of its `keys` was taken before.

        Atomic: of copies that arrive at the same moment exactly one gets an id. `body` is what it takes to
        answer it after a crash; None for what is over at once (a click), which is done from the start.
        """
        taken = secrets.token_hex(8)
        state: State = "done" if body is None else "working"
        row = {"id": taken, "team": team, "boot": self.boot, "state": state, "since": self._now()}
        stored = None if body is None else json.dumps(body)
        try:
            with self._engine.begin() as db:
                db.execute(insert(events).values(**row, sending=False, body=stored))
                db.execute(insert(event_keys), [{"team": team, "key": key, "event": taken} for key in keys])
        except IntegrityError:
            return None
        return taken

    def sending(self, taken: str) -> None:
        """Note that a post is about to leave: from now on only a look at Slack tells whether it arrived."""
        self._set_event(taken, sending=True)

    def done(self, taken: str) -> None:
        """Close an event: its visible outcome stands. What was asked is deleted from the ledger."""
        self._set_event(taken, state="done", body=None)
        if not self._keep_days:
            # It still holds the question. With a reader in the way the next one empties it.
            empty_log(self._engine, wait_s=0)

    def lose_others(self) -> list[Taken]:
        """Turn what another, dead process was working on into `lost`; return all lost ones, oldest first."""
        with self._engine.begin() as db:
            orphaned = (events.c.boot != self.boot) & (events.c.state == "working")
            db.execute(update(events).where(orphaned).values(state="lost"))
            rows = db.execute(select(events).where(events.c.state == "lost").order_by(events.c.since)).all()
        return [record_rows.taken(row) for row in rows]

    def take_over(self, taken: str) -> bool:
        """Make a lost event this process's own; False when somebody else was quicker."""
        with self._engine.begin() as db:
            lost = (events.c.id == taken) & (events.c.state == "lost")
            changed = db.execute(update(events).where(lost).values(state="working", boot=self.boot))
        return changed.rowcount == 1

    def taken(self, taken: str) -> Taken | None:
        """One row of the ledger."""
        with self._engine.connect() as db:
            row = db.execute(select(events).where(events.c.id == taken)).first()
        return record_rows.taken(row) if row else None

    # answers

    def keep_answer(
        self,
        id: str,
        team: str,
        channel: str,
        answer: Answer | Summary,
        text: str,
        blocks: list[dict[str, Any]],
        asker: str = "",
        draft: dict[str, Any] | None = None,
        why: Sequence[str] = (),
        pages: Sequence[dict[str, Any]] = (),
        openly: bool = False,
    ) -> None:
        """Keep an answer for its buttons. The same id again replaces it: the answer was given anew.

        `asker` is the user who asked; a hash of it is kept, so that what they asked can be forgotten.
        `draft` is what the model sent, for a test of it (`ThumbsDown.draft`). `why` says how it came about;
        `pages` hold the whole of it where `blocks` do not. `openly`: all in the channel saw it being asked.
        """
        asked = answer.question if isinstance(answer, Answer) else ""
        row: dict[str, Any] = {
            "team": team,
            "channel": channel,
            "asker": self.hashed(team, asker) if asker else None,
            "at": self._now(),
            "question_hash": self.hashed(team, asked),
            "places": json.dumps(self._places(team, answer)),
            "question": None,
            "text": None,
            "blocks": None,
            "draft": None,
            "why": None,
            "pages": None,
            "ending": None,
            "openly": None,
            "shared": False,
        }
        if self._keep_days:
            row |= {"question": asked, "text": text, "blocks": json.dumps(blocks), "draft": json.dumps(draft)}
            row |= {"why": json.dumps(why), "pages": json.dumps(pages), "ending": answer.status}
            row["openly"] = "yes" if openly else "no"
        statement = upsert(answers).values(id=id, **row)
        with self._engine.begin() as db:
            db.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))

    def answer(self, id: str) -> Kept | None:
        """The answer behind a button, or None when it was never given or is past its time."""
        with self._engine.connect() as db:
            row = db.execute(select(answers).where(answers.c.id == id)).first()
        return record_rows.kept(row) if row else None

    def posted(self, id: str, message: str) -> None:
        """Keep where an answer stands: the `ts` of its message. Nothing for what is no answer."""
        with self._engine.begin() as db:
            db.execute(update(answers).where(answers.c.id == id).values(message=message or None))

    def share(self, id: str) -> bool:
        """Mark an answer as shared; True only the first time."""
        return self._flip_shared(id, to=True)

    def unshare(self, id: str) -> None:
        """Take the mark back when the shared post did not get through, so that pressing again works."""
        self._flip_shared(id, to=False)

    def _flip_shared(self, id: str, *, to: bool) -> bool:
        with self._engine.begin() as db:
            other = (answers.c.id == id) & (answers.c.shared.is_(not to))
            return db.execute(update(answers).where(other).values(shared=to)).rowcount == 1

    # feedback

    def feedback(self, answer: str, team: str, user: str, message: str, verdict: Verdict) -> None:
        """Keep a verdict; the same person's next one on the same answer replaces it, reason and text too."""
        row = {"message": message, "verdict": verdict, "reason": None, "text": None, "at": self._now()}
        statement = upsert(feedback).values(answer=answer, user=self.hashed(team, user), **row)
        with self._engine.begin() as db:
            db.execute(statement.on_conflict_do_update(index_elements=["answer", "user"], set_=row))

    def feedback_reason(
        self, answer: str, team: str, user: str, reason: str | None, text: str | None
    ) -> None:
        """Add why to a thumbs-down that was kept before."""
        mine = (feedback.c.answer == answer) & (feedback.c.user == self.hashed(team, user))
        kept = text if self._keep_days else None
        with self._engine.begin() as db:
            db.execute(update(feedback).where(mine).values(reason=reason, text=kept))

    def thumbs_down(self) -> list[ThumbsDown]:
        """Every answer with a thumbs-down, the newest first."""
        down = feedback.c.verdict == "down"
        with self._engine.connect() as db:
            said = db.execute(select(feedback).where(down).order_by(feedback.c.at)).all()
            bad = answers.c.id.in_(select(feedback.c.answer).where(down))
            rows = db.execute(select(answers).where(bad).order_by(answers.c.at.desc())).all()
        return [record_rows.thumbs_down(row, [one for one in said if one.answer == row.id]) for row in rows]

    # threads

    def engage(self, team: str, channel: str, thread: str) -> None:
        """The bot was called into this thread: it follows it, also when it was told to be quiet before."""
        self._set_thread(team, channel, thread, engaged=True, quiet=False)

    def quieten(self, team: str, channel: str, thread: str) -> None:
        """Stay silent in this thread until mentioned again."""
        self._set_thread(team, channel, thread, quiet=True)

    def follows(self, team: str, channel: str, thread: str) -> bool:
        """Whether a message in this thread is for the bot without a mention."""
        with self._engine.connect() as db:
            row = db.execute(select(threads).where(_thread(threads, team, channel, thread))).first()
        return row is not None and row.engaged and not row.quiet

    def is_quiet(self, team: str, channel: str, thread: str) -> bool:
        """Whether somebody told the bot to be quiet in this thread."""
        with self._engine.connect() as db:
            row = db.execute(select(threads).where(_thread(threads, team, channel, thread))).first()
        return row is not None and bool(row.quiet)

    def remember(
        self,
        team: str,
        channel: str,
        thread: str,
        said: Sequence[tuple[str, str]],
        answer: str | None = None,
    ) -> None:
        """Add turns, as (speaker, text), to a thread. `answer` is the id of the answer that was given."""
        if not self._keep_days:
            return
        base = {"team": team, "channel": channel, "thread": thread, "answer": answer, "at": self._now()}
        with self._engine.begin() as db:
            db.execute(insert(turns), [{**base, "speaker": who, "text": text} for who, text in said])

    def turns(self, team: str, channel: str, thread: str) -> list[tuple[str, str]]:
        """The latest turns of a thread as (speaker, text), oldest first."""
        latest = select(turns).where(_thread(turns, team, channel, thread)).order_by(turns.c.id.desc())
        with self._engine.connect() as db:
            rows = db.execute(latest.limit(TURNS_REMEMBERED)).all()
        return [(row.speaker, row.text) for row in reversed(rows)]

    # retention and privacy

    def hashed(self, team: str, value: str) -> str:
        """A salted hash of a user id, a question or a cited sentence; the salt never leaves this file."""
        return hashlib.sha256(f"{self._salt}\0{team}\0{value}".encode()).hexdigest()[:32]

    def purge(self) -> None:
        """Delete what is older than it may be. What is still being worked on stays."""
        before = self._now() - DAY_S * (self._keep_days or HASHES_KEPT_DAYS)
        with self._engine.begin() as db:
            old = select(events.c.id).where(events.c.since < before, events.c.state == "done")
            db.execute(delete(event_keys).where(event_keys.c.event.in_(old)))
            db.execute(delete(events).where(events.c.since < before, events.c.state == "done"))
            for table in (answers, feedback, turns, threads):
                db.execute(delete(table).where(or_(table.c.at < before, table.c.at.is_(None))))
            # What was said of an answer ends with it: alone it belongs to no workspace that could forget it.
            db.execute(delete(feedback).where(feedback.c.answer.not_in(select(answers.c.id))))
            if not self._keep_days:  # what was kept while more was allowed
                # All that may be missing is words of people or of answers; the asker is a hash.
                words = {one.name: None for one in answers.columns if one.nullable and one.name != "asker"}
                db.execute(update(answers).values(words))
                db.execute(update(feedback).values(text=None))
                db.execute(delete(turns))
        self.brought.purge(before)
        self.meter.purge(before)
        empty_log(self._engine)

    def forget(self, what: forget.What) -> forget.Forgotten:
        """Delete all that is kept of a user, a channel, a question or a time, and rewrite the file without.

        An answer that is under way at this moment is kept when it is given.
        """
        with self._engine.begin() as db:
            counts = forget.delete_from(db, what, self.hashed)
        rewrite(self._engine)
        return replace(counts, gone_from_disk=empty_log(self._engine))

    def teams(self) -> list[str]:
        """The workspaces that are known: the one that is served, and all that anything is kept of."""
        with self._engine.connect() as db:
            kept = forget.teams(db)
        return sorted({*kept, self.facts.workspace() or ""} - {""})

    # for a supervisor

    def beat(self) -> None:
        """Write something, to see that it can be done. Raises what the database raises."""
        row = {"name": "beat", "value": str(self._now())}
        with self._engine.begin() as db:
            db.execute(upsert(facts).values(row).on_conflict_do_update(index_elements=["name"], set_=row))

    def open_events(self) -> int:
        """How many events are taken and not yet done."""
        with self._engine.connect() as db:
            waiting = select(func.count()).select_from(events).where(events.c.state != "done")
            return int(db.execute(waiting).scalar_one())

    # inside

    def _places(self, team: str, answer: Answer | Summary) -> list[tuple[str, int, str]]:
        return [(*one.place, self.hashed(team, one.text)) for one in record_rows.cited(answer)]

    def _fact(self, name: str, otherwise: str) -> str:
        with self._engine.begin() as db:
            db.execute(upsert(facts).values(name=name, value=otherwise).on_conflict_do_nothing())
            return str(db.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one())

    def _set_event(self, taken: str, **values: Any) -> None:  # noqa: ANN401 - columns of several types
        with self._engine.begin() as db:
            db.execute(update(events).where(events.c.id == taken).values(**values))

    def _set_thread(self, team: str, channel: str, thread: str, **values: Any) -> None:  # noqa: ANN401
        values["at"] = self._now()
        statement = upsert(threads).values(team=team, channel=channel, thread=thread, **values)
        place = ["team", "channel", "thread"]
        with self._engine.begin() as db:
            db.execute(statement.on_conflict_do_update(index_elements=place, set_=values))


def _thread(table: Any, team: str, channel: str, thread: str) -> Any:  # noqa: ANN401
    return (table.c.team == team) & (table.c.channel == channel) & (table.c.thread == thread)
