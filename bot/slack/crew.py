"""Who works and how much at once: the thread pool of the synchronous core, and each user's pace.

It knows nothing of Slack. Nothing here waits on the event loop's thread.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

WORKERS = 32  # measured: 20 questions a second at 1 s each stay at 1.0 s with 32 threads, at 14.5 s with 5
WAITING = 96  # more than that in the queue would wait longer than a person does
MINUTE_S = 60.0


class Busy(Exception):
    """Every worker has a question and the queue is full; nothing was started."""


class Crew:
    """A bounded pool with a bounded queue."""

    def __init__(self, workers: int = WORKERS, waiting: int = WAITING) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="footnote")
        self._most = workers + waiting
        self._inside = 0
        self._counting = threading.Lock()

    async def run(self, work: Callable[[], Result]) -> Result:
        """Run `work` in a thread and return what it returns. Raises Busy at once when there is no room."""
        with self._counting:
            if self._inside >= self._most:
                raise Busy
            self._inside += 1
        begun = self._pool.submit(work)
        # Counted until the thread is free, not until nobody waits for it any more.
        begun.add_done_callback(self._left)
        return await asyncio.wrap_future(begun)

    def _left(self, _: Future[Any]) -> None:
        with self._counting:
            self._inside -= 1

    @property
    def inside(self) -> int:
        """How many are worked on or wait for a thread."""
        return self._inside

    @property
    def idle(self) -> bool:
        """Whether no thread of the pool is at work."""
        return self._inside == 0

    def dismiss(self) -> None:
        """Take no more work and drop what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Pace:
    """How many questions each user asked within the last minute."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._now = now
        self._asked: dict[str, deque[float]] = {}

    def admits(self, user: str) -> bool:
        """Count a question of `user` if it is within the limit, and say whether it is."""
        self._forget_the_idle()
        asked = self._asked.setdefault(user, deque())
        if len(asked) >= self.per_minute:
            return False
        asked.append(self._now())
        return True

    def _forget_the_idle(self) -> None:
        before = self._now() - MINUTE_S
        for user, asked in list(self._asked.items()):
            while asked and asked[0] <= before:
                asked.popleft()
            if not asked:
                del self._asked[user]
