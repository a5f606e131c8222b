"""The library's tables in this process's memory: gone with the object, and never on a disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from index.stores.file import SCHEMA
from index.stores.sqlite import Store


class PassingStore(Store):
    """A store for one thread at a time; it has one connection."""

    def __init__(self) -> None:
        self._memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._memory.executescript(f"BEGIN; {SCHEMA} COMMIT;")
        super().__init__(Path(":memory:"))

    @property
    def exists(self) -> bool:
        """There from the start."""
        return True

    def connection(self) -> sqlite3.Connection:
        """The one there is."""
        return self._memory

    def close(self) -> None:
        """Forget everything."""
        self._memory.close()
