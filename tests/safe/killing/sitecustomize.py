"""Kills the bot it is loaded into where the file KILL_AT says: at the call or the return of a function.

The file holds `module:Qualified.name call` (or `return`) and may be written while the bot runs. Where there
is none, or an empty one, the bot lives.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from tests.customized import run_the_next

_file = Path(os.environ["KILL_AT"])


def _watch(frame: FrameType, event: str, _: object) -> None:
    code = frame.f_code
    if event in ("call", "return") and code.co_qualname in _NAMES and _is_here(frame, event):
        os.kill(os.getpid(), signal.SIGKILL)


def _is_here(frame: FrameType, event: str) -> bool:
    name = f"{frame.f_globals.get('__name__')}:{frame.f_code.co_qualname}"
    return _file.exists() and _file.read_text() == f"{name} {event}"


# Only these are looked up in the file: every call of the bot comes through here.
_NAMES = frozenset(os.environ["KILL_NAMES"].split())

run_the_next(__file__)
threading.setprofile(_watch)
sys.setprofile(_watch)
