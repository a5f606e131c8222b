"""How long each step of a road took and what it did: for --explain."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.answers import Stage


class Stages:
    """Collects the steps of one question. Not shared between threads."""

    def __init__(self) -> None:
        """Start the clock."""
        self._began = time.perf_counter()
        self._done: list[Stage] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[dict[str, Any]]:
        """Time one step; put what it did into the dict it yields (counts and names, plain values)."""
        began = time.perf_counter()
        detail: dict[str, Any] = {}
        try:
            yield detail
        finally:
            self._done.append(Stage(name, round((time.perf_counter() - began) * 1000, 2), detail))

    @property
    def done(self) -> tuple[Stage, ...]:
        """The steps so far, in order."""
        return tuple(self._done)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._began
