"""Lets the run move the wall clock of the bot it starts: `time.time` is off by what the file CLOCK holds.

Python imports it first, before anything can keep the true `time.time`.
"""

import os
import time
from pathlib import Path

from tests.customized import run_the_next

_true = time.time
_file = Path(os.environ["CHAOS_CLOCK"])


def _moved() -> float:
    return _true() + float(_file.read_text() or 0)


time.time = _moved
run_the_next(__file__)
