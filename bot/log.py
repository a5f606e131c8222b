"""The log file: opened late, readable by its owner only, without secrets. Knows nothing of what is logged."""

from __future__ import annotations

import json
import logging
import os
import secrets
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from bot.config import Settings, rows

NAME = "footnote.log"
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Ours are counts and ids. What libraries say below a warning carries posted texts, prompts and headers, and
# their names change with their versions: so nobody else is heard.
_OURS = ("bot", "index")
_PAUSE_S = 60.0


class _OwnersFile(logging.FileHandler):
    """A file that is made, with its folder, at the first line and never before."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self.path = path

    def _open(self) -> TextIOWrapper:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open(self.path, "a", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600))


class _Seldom(logging.Filter):
    """Lets a line of others' code through once a minute: Slack's client complains as often as it tries."""

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        place = (record.pathname, record.lineno)
        if record.name.partition(".")[0] in _OURS:
            return True
        if record.created - self.last.get(place, -_PAUSE_S) < _PAUSE_S:
            return False
        self.last[place] = record.created
        return True


class _Lines(logging.Formatter):
    """Lines for people. The configured secrets are hidden in all of it, traceback included."""

    def __init__(self, hidden: tuple[str, ...]) -> None:
        super().__init__(_FORMAT)
        self.hidden = hidden

    def format(self, record: logging.LogRecord) -> str:
        return self.without_secrets(super().format(record))

    def without_secrets(self, text: str) -> str:
        for secret in self.hidden:
            text = text.replace(secret, "***")
        return text


class _Json(_Lines):
    """A JSON object a line. `ref` is the reference that a person was shown."""

    def format(self, record: logging.LogRecord) -> str:
        trace = self.formatException(record.exc_info) if record.exc_info else None
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "ref": getattr(record, "ref", None),
            "trace": trace,
        }
        # Before it is JSON: a quotation mark in a secret is written otherwise there.
        return json.dumps({name: self.without_secrets(text) for name, text in told.items() if text})


def start(settings: Settings) -> None:
    """Send log lines of `settings.log` and above to `footnote.log` in the home, and no longer elsewhere."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _OwnersFile)]:
        root.removeHandler(handler)
        handler.close()
    target = _OwnersFile(settings.home / NAME)
    form = _Json if settings.log_format == "json" else _Lines
    target.setFormatter(form(_secrets_of(settings)))
    target.addFilter(_Seldom())
    root.addHandler(target)
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[settings.log]))
    for name in _OURS:
        logging.getLogger(name).setLevel(settings.log)
    logging.raiseExceptions = False  # a full disk must not print tracebacks over an answer


def report(fault: BaseException, settings: Settings) -> str:
    """Write the traceback to the log and return the one line a person may see."""
    reference = secrets.token_hex(2)
    if not any(isinstance(one, _OwnersFile) for one in logging.getLogger().handlers):
        start(settings)
    logging.getLogger(__name__).error("ref %s", reference, exc_info=fault, extra={"ref": reference})
    path = settings.home / NAME
    return f"Something went wrong inside Footnote (ref {reference}). The log {path} has the rest."


def _secrets_of(settings: Settings) -> tuple[str, ...]:
    values = (getattr(settings, name) for name, row in rows() if row.secret)
    return tuple(value for value in values if value)
