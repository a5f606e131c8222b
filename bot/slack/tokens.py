"""The tokens of the workspaces that installed the app: one SQLite file, and what makes them new in time.

The SDK's store keeps them, in clear (docs/operations.md): the file is readable by its owner only, and what is
deleted is overwritten. Every look is at the file, so a token is not used after it was deleted. A workspace is
known by its id; an organisation that installed the app for all of its workspaces, by the organisation's.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import (
    AsyncSQLAlchemyInstallationStore,
    SQLAlchemyInstallationStore,
)
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import NullPool, Table, delete, event, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.slack.post import FAULTS, web_client

log = logging.getLogger(__name__)

FILE_NAME = "workspaces.sqlite3"
RENEWED_BEFORE_MIN = 120  # Slack's tokens that expire live for twelve hours
_PAUSE_S = 60.0  # after Slack gave no new token: the old one may be good for two hours still
_WAITS_S = 10.0


class Tokens:
    """The door to the file; nothing stays open between two looks. `Tokens.open` makes the file."""

    def __init__(self, engine: AsyncEngine, rotator: AsyncTokenRotator, base_url: str) -> None:
        self.store = AsyncSQLAlchemyInstallationStore(rotator.client_id, engine)
        self._engine = engine
        self._rotator = rotator
        self._base_url = base_url
        self._renewing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._not_before: defaultdict[str, float] = defaultdict(float)
        self._unwritten: dict[str, tuple[str, Bot]] = {}  # the old token, and the bot with the new one

    @classmethod
    async def open(cls, home: Path, *, client_id: str, client_secret: str, base_url: str) -> Tokens:
        """Open (or begin) the file in `home`. `base_url` is that of Slack's Web API."""
        client = web_client(None, base_url)
        rotator = AsyncTokenRotator(client_id=client_id, client_secret=client_secret, client=client)
        tokens = cls(_engine(home), rotator, base_url)
        await tokens.store.create_tables()  # type: ignore[no-untyped-call]  # the SDK leaves it bare
        return tokens

    async def bot(self, team: str) -> Bot | None:
        """The app's user in a workspace, with the token that is kept; None where it is not installed."""
        found = await self._kept(team)
        old, new = self._unwritten.get(team, ("", None))
        if new is None:
            return found
        if found is None or found.bot_token != old:  # taken away meanwhile, or installed anew
            self._unwritten.pop(team, None)
            return found
        if time.time() >= self._not_before[team]:
            await self._write(team, old, new)
        return new

    async def _kept(self, team: str) -> Bot | None:
        bots = self.store.bots
        newest = select(bots).where(self._of(bots, team)).order_by(bots.c.installed_at.desc()).limit(1)
        async with self._engine.connect() as db:
            row = (await db.execute(newest)).mappings().first()
        return SQLAlchemyInstallationStore.build_bot_entity(row) if row else None

    async def web(self, team: str) -> AsyncWebClient:
        """A client that speaks for the workspace. Where the app is not installed Slack refuses its calls."""
        found = await self.bot(team)
        if found is not None and _ends_soon(found):
            found = await self._fresh(team)
        return web_client(found.bot_token if found else None, self._base_url)

    async def keep(self, installation: Installation) -> None:
        """Keep what a workspace granted, in place of what it granted before."""
        await self.store.async_save(installation)
        when = datetime.fromtimestamp(installation.installed_at, UTC).replace(tzinfo=None)
        async with self._engine.begin() as db:
            for table in self._tables:
                older = self._of(table, key_of(installation)) & (table.c.installed_at < when)
                await db.execute(delete(table).where(older))

    async def forget(self, team: str) -> None:
        """Delete all that is kept of a workspace's installation."""
        async with self._engine.begin() as db:
            for table in self._tables:
                await db.execute(delete(table).where(self._of(table, team)))

    @property
    def _tables(self) -> tuple[Table, Table]:
        return self.store.bots, self.store.installations

    def _of(self, table: Table, team: str) -> Any:  # noqa: ANN401 - an SQL condition
        mine = table.c.client_id == self.store.client_id
        for_all = table.c.team_id.is_(None) & (table.c.enterprise_id == team)
        return mine & ((table.c.team_id == team) | for_all)

    async def _fresh(self, team: str) -> Bot | None:
        # Slack takes a refresh token once: who comes second reads what the first was given.
        async with self._renewing[team]:
            found = await self.bot(team)
            if found is None or not _ends_soon(found) or time.time() < self._not_before[team]:
                return found
            return await self._renewed(team, found)

    async def _renewed(self, team: str, found: Bot) -> Bot:
        """The bot with a new token; with the old one, which may still be good, where Slack gives none."""
        try:
            new = await self._rotator.perform_bot_token_rotation(
                bot=found, minutes_before_expiration=RENEWED_BEFORE_MIN
            )
        except (SlackTokenRotationError, *FAULTS) as fault:
            log.error("workspace %s: Slack gives no new token (%s)", team, type(fault).__name__)
            new = None
        if new is None:
            self._not_before[team] = time.time() + _PAUSE_S
            return found
        old, _ = self._unwritten.get(team, (found.bot_token or "", None))
        self._unwritten[team] = old, new
        await self._write(team, old, new)
        return new

    async def _write(self, team: str, old: str, new: Bot) -> None:
        """Put the new token in place of the old. What cannot be written is held: Slack gives it once."""
        ends = datetime.fromtimestamp(new.bot_token_expires_at or 0, UTC).replace(tzinfo=None)
        values = {
            "bot_token": new.bot_token,
            "bot_refresh_token": new.bot_refresh_token,
            "bot_token_expires_at": ends,
        }
        try:
            async with self._engine.begin() as db:
                for table in self._tables:
                    same = self._of(table, team) & (table.c.bot_token == old)
                    await db.execute(update(table).where(same).values(values))
        except SQLAlchemyError:
            log.exception("workspace %s: its new token cannot be written; trying again in a minute", team)
            self._not_before[team] = time.time() + _PAUSE_S
        else:
            self._unwritten.pop(team, None)


def _ends_soon(found: Bot) -> bool:
    ends = found.bot_token_expires_at
    return ends is not None and ends <= time.time() + RENEWED_BEFORE_MIN * 60


def key_of(installed: Bot | Installation) -> str:
    """The id by which a workspace, or an organisation as a whole, is known everywhere else."""
    whole = installed.enterprise_id if installed.is_enterprise_install else installed.team_id
    return whole or ""


def count(home: Path) -> int | None:
    """How many workspaces have installed the app; None if there is no file yet. Raises sqlite3.Error."""
    path = home / FILE_NAME
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        found = db.execute("SELECT count(DISTINCT coalesce(team_id, enterprise_id)) FROM slack_bots")
        return int(found.fetchone()[0])


def _engine(home: Path) -> AsyncEngine:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / FILE_NAME
    # Before SQLite makes it: its own default is readable by everybody.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    # No pool: an open connection has a thread of its own that would outlive a start that fails.
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        connect_args={"timeout": _WAITS_S},
        hide_parameters=True,
        poolclass=NullPool,
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: Any) -> None:  # noqa: ANN401 - the driver's own objects
    cursor = connection.cursor()
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
