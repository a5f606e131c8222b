"""Reading a file that somebody else named: a regular one only, and never more of it than asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_plain(path: Path, most_bytes: int) -> bytes:
    """The first `most_bytes` bytes of the file.

    Raises OSError for a pipe, a device or a folder, and for what cannot be opened; ValueError for a path
    with a character that no path may hold.
    """
    # O_NONBLOCK: opening a pipe must not wait for a writer. It changes nothing for a regular file.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("it is not a regular file")
        return file.read(most_bytes)
