"""A file of predictions, one row a line: gone on with after a stop, never overwritten if a model made it."""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from bot.errors import FootnoteError

Row = dict[str, Any]


def made_before(out: Path, known: Container[str]) -> list[Row]:
    """Return the predictions that stand in `out`, and cut off a last line that was not finished.

    Raises FootnoteError if a line is no prediction for one of the `known` rows: the file is another one's.
    """
    content = out.read_bytes() if out.exists() else b""
    whole = content[: content.rfind(b"\n") + 1]
    rows = [_prediction(line, f"{out}, line {at}", known) for at, line in enumerate(whole.splitlines(), 1)]
    if len(whole) < len(content):
        os.truncate(out, len(whole))
    return rows


def id_of(row: Row) -> str:
    """The id of a question or claim, or of the prediction for it."""
    return str(row["qid"] if "qid" in row else row["id"])


def set_aside(out: Path) -> Path | None:
    """Rename `out` if a model made any of it, and return its new name: such answers took money and time."""
    if not out.is_file() or b'"model":' not in out.read_bytes():
        return None
    names = (out.with_name(f"{out.stem}.{number}{out.suffix}") for number in range(1, 10_000))
    free = next(name for name in names if not name.exists())
    return out.rename(free)


@contextmanager
def writing(out: Path, *, go_on: bool) -> Iterator[TextIO]:
    """Open `out` for more rows (`go_on`) or anew; each line is on its way as soon as it is whole.

    Raises FootnoteError if it cannot be written.
    """
    try:
        file = out.open("a" if go_on else "w", buffering=1, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise FootnoteError(f"{out} cannot be written: {fault.strerror}. Name another file.") from fault
    with file:
        yield file


def write(row: Row, file: TextIO) -> None:
    """Write one prediction as one line."""
    file.write(json.dumps(row, ensure_ascii=True) + "\n")


def _prediction(line: bytes, where: str, known: Container[str]) -> Row:
    try:
        row = json.loads(line)
        if id_of(row) not in known:
            raise KeyError
    except (ValueError, TypeError, KeyError):
        raise FootnoteError(
            f"{where}: no prediction for a row of this file. Name another file, or leave --resume out."
        ) from None
    return dict(row)
