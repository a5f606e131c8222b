"""What is stored of people's verdicts, read from the file itself: the product asks only for thumbs-downs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def feedback_on(home: Path, answer: str) -> list[dict[str, Any]]:
    """Every verdict on an answer, column by column."""
    with closing(sqlite3.connect(home / "records.sqlite3")) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("SELECT * FROM feedback WHERE answer = ?", (answer,))]
