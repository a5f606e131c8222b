"""What every handler has at hand, and the work it has begun."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.health import Meters
from bot.records import Records
from bot.slack.crew import Crew, Pace


@dataclass(frozen=True, slots=True)
class Bot:
    """Wired once, in `run.py`. `user_id` is the bot's own id in the workspace."""

    desk: Desk
    records: Records
    client: AsyncWebClient
    user_id: str
    crew: Crew
    pace: Pace
    meters: Meters = field(default_factory=Meters)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` go on after the ack. Held here: asyncio keeps no strong reference to a task."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def settle(self, grace_s: float) -> None:
        """Wait up to `grace_s` seconds for begun work, then cancel it: the ledger still holds its claim."""
        if self.tasks:
            _, late = await asyncio.wait(self.tasks, timeout=grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
