"""Opening files that strangers named: regular ones only, up to a bound, never through a link."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from index.errors import Unreadable
from index.naming import whole

MAX_TEXT_BYTES = 5 * 1024 * 1024
MAX_PDF_BYTES = 20 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """Return the whole file. Raises Unreadable if it is no regular file, is too long, or cannot be read."""
    name = whole(str(path))
    cap = MAX_PDF_BYTES if path.suffix.lower() == ".pdf" else MAX_TEXT_BYTES
    try:
        # O_NONBLOCK: opening a pipe must not wait for a writer. It changes nothing for a regular file.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{name}: {_why(error)}.") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable(f"{name}: it is not a regular file.")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(cap + 1)
    finally:
        os.close(descriptor)
    if len(data) > cap:
        raise Unreadable(
            f"{path}: it is longer than {cap // 1024 // 1024} MB. Split it into several articles."
        )
    return data


def regular_files(folder: Path) -> list[Path]:
    """All regular files under `folder`, sorted; hidden ones and whatever lies behind links left out."""
    found = []
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (Path(parent, name) for name in names if not name.startswith("."))
        found += [path for path in paths if stat.S_ISREG(path.lstat().st_mode)]
    return sorted(found)


def _why(error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return "its name holds a character no file name may hold"
    if error.errno == errno.ELOOP:
        return "it is a link; add the file it points to"
    return (error.strerror or "it cannot be opened").lower()
