"""What the bot begins and nobody awaits: a fault of it is in the log, and what must go on goes on."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path

import pytest

from bot.records import Records
from bot.slack import run
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.post import web_client


async def test_texts_past_their_time_are_deleted_also_after_that_failed_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waits: list[float] = []
    twice = asyncio.Event()
    purge = Records.purge

    async def waited(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            twice.set()
            await asyncio.Event().wait()

    def locked(_: Records) -> None:
        if not waits:
            raise sqlite3.OperationalError("database is locked")
        purge(records)

    monkeypatch.setattr("bot.slack.run.asyncio.sleep", waited)
    monkeypatch.setattr(Records, "purge", locked)
    with Records.open(home, keep_days=1, now=lambda: 0.0) as old:
        old.remember("T1", "C1", "1.1", [("user", "why?")])
    with Records.open(home, keep_days=1) as records:
        purging = asyncio.create_task(run._purge_daily(records))
        await asyncio.wait_for(twice.wait(), 10)
        purging.cancel()
        assert records.turns("T1", "C1", "1.1") == []
    assert waits == [run.PURGE_AGAIN_S, run.DAY_S]
    assert "database is locked" in caplog.text


async def test_a_fault_of_begun_work_is_in_the_log_under_the_name_of_the_work(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def publish() -> None:
        raise RuntimeError("the library is damaged")

    with Records.open(home) as records, caplog.at_level(logging.ERROR):
        bot = Bot(None, records, web_client("xoxb-", "http://127.0.0.1:9/api/"), Crew(), Pace(10))
        bot.begin(publish())
        await asyncio.wait(bot.tasks)
        await asyncio.sleep(0)
    assert "publish ended with a fault" in caplog.text
    assert "RuntimeError: the library is damaged" in caplog.text
    assert not bot.tasks
