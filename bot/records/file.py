"""The file of the records: how it is opened, brought up to date, cleaned. Knows nothing of what is kept."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.exc import OperationalError

from bot.records.tables import TABLES

FILE_NAME = "records.sqlite3"
WRITER_WAITS_S = 10.0


def open_engine(home: Path) -> Engine:
    """Open (or begin) the file in `home`, readable by its owner only."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / FILE_NAME
    # Before SQLite makes it: its own default is readable by everybody.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    waits = {"timeout": WRITER_WAITS_S}
    # hide_parameters: an error's text goes to the log, and the parameters are people's words.
    engine = create_engine(f"sqlite:///{path}", connect_args=waits, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: Any) -> None:  # noqa: ANN401 - the driver's own objects
    # Readers never wait for a writer, and a killed process leaves the last whole transaction.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    # What is deleted is gone: overwritten in the file, and not copied to a temporary file by VACUUM.
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA temp_store=MEMORY")


def make_tables(engine: Engine) -> None:
    """Make the tables, and in a file of an earlier version the columns that came later.

    Those are all text that may be missing.
    """
    TABLES.create_all(engine)
    known = inspect(engine)
    for table in TABLES.sorted_tables:
        there = {column["name"] for column in known.get_columns(table.name)}
        for name in [column.name for column in table.columns if column.name not in there]:
            with contextlib.suppress(OperationalError), engine.begin() as db:  # another process was first
                db.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {name} TEXT")


def rewrite(engine: Engine) -> None:
    """Write the file anew without what was deleted, by this version or an earlier one."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql("VACUUM")


def empty_log(engine: Engine, wait_s: float = WRITER_WAITS_S) -> bool:
    """Move the write-ahead log into the file and cut it to nothing; False if a reader stays in the way."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql(f"PRAGMA busy_timeout = {wait_s * 1000:.0f}")
        busy = db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        db.exec_driver_sql(f"PRAGMA busy_timeout = {WRITER_WAITS_S * 1000:.0f}")
    return not busy
