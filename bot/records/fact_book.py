"""What leaves no other trace in the records: when a backup was made, which workspace is served."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from bot.records.file import FILE_NAME, make_tables, open_engine
from bot.records.tables import facts

log = logging.getLogger(__name__)

_BACKUP = "backup"  # seconds since 1970
_WORKSPACE = "workspace"


class FactBook:
    """Each method is one short transaction and may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def backed_up(self, at: float) -> None:
        """Note that a backup was made."""
        self._note(_BACKUP, str(at))

    def last_backup(self) -> float | None:
        """When the last backup was made, or None when none was, as far as is known."""
        value = self._noted(_BACKUP)
        return float(value) if value else None

    def started_for(self, team: str) -> None:
        """Note the one workspace that is served, for whoever names a channel of it on the command line."""
        self._note(_WORKSPACE, team)

    def workspace(self) -> str | None:
        """The one workspace that was served at the last start, if it was one."""
        return self._noted(_WORKSPACE)

    def _note(self, name: str, value: str) -> None:
        row = {"name": name, "value": value}
        with self._engine.begin() as db:
            db.execute(upsert(facts).values(row).on_conflict_do_update(index_elements=["name"], set_=row))

    def _noted(self, name: str) -> str | None:
        with self._engine.connect() as db:
            value = db.execute(select(facts.c.value).where(facts.c.name == name)).scalar()
        return str(value) if value else None


def note_backup(home: Path, at: float) -> None:
    """Note it in the records of `home`, if there are any. The backup stands, whether this works or not."""
    if not (home / FILE_NAME).exists():
        return
    engine = open_engine(home)
    try:
        make_tables(engine)
        FactBook(engine).backed_up(at)
    except (OSError, SQLAlchemyError):
        log.warning("that a backup was made could not be noted", exc_info=True)
    finally:
        engine.dispose()
