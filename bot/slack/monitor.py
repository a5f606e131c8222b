"""/healthz for a supervisor and /metrics for a monitor, beside /slack/events or at their own address."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from bot import health
from bot.errors import ConfigError, UsageError
from bot.slack.bot import Bot

if TYPE_CHECKING:
    from aiohttp import web

Connected = Callable[[], Awaitable[bool]]

PATIENCE_S = 2.0  # a supervisor's own patience is often 5 s or less
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Address:
    """Where something listens; port 0 lets the system pick."""

    host: str
    port: int

    @classmethod
    def read(cls, text: str, option: str = "--http") -> Address:
        """Read HOST:PORT; an IPv6 host stands in brackets. Raises UsageError."""
        host, _, port = text.rpartition(":")
        if not port.isascii() or not port.isdigit() or int(port) > 65_535 or not host:
            raise UsageError(
                f"{option} {text!r}: must be HOST:PORT. Try: footnote slack {option} 127.0.0.1:3000"
            )
        return cls(host.strip("[]"), int(port))


async def always() -> bool:
    """Over HTTP it is Slack that connects."""
    return True


async def faults(bot: Bot, connected: Connected) -> list[str]:
    """What keeps the bot from answering now, in plain words; nothing when it is well."""
    found = [] if await connected() else ["Slack is not connected"]
    try:
        looking = asyncio.to_thread(health.faults, bot.desk.library, bot.records)
        found += await asyncio.wait_for(looking, PATIENCE_S)
    except TimeoutError:
        found.append(f"library and records did not answer within {PATIENCE_S:.0f} seconds")
    return found if await _knows_workspaces(bot) else [*found, "the tokens of the workspaces cannot be read"]


async def _knows_workspaces(bot: Bot) -> bool:
    try:
        await asyncio.wait_for(bot.serves(""), PATIENCE_S)
    except (SQLAlchemyError, TimeoutError):
        return False
    return True


def add_health(app: web.Application, bot: Bot, connected: Connected) -> None:
    """GET /healthz: 200 when events can be taken and answered, else 503 with the reasons."""
    from aiohttp import web

    async def healthy(_: web.Request) -> web.Response:
        found = await faults(bot, connected)
        body = {"ok": False, "faults": found} if found else {"ok": True}
        return web.json_response(body, status=503 if found else 200)

    app.router.add_get("/healthz", healthy)


def add_metrics(app: web.Application, bot: Bot) -> None:
    """GET /metrics: counts and times, for Prometheus."""
    from aiohttp import web

    async def metrics(_: web.Request) -> web.Response:
        text = await asyncio.to_thread(bot.meters.text)
        return web.Response(body=text, headers={"Content-Type": METRICS_TYPE})

    app.router.add_get("/metrics", metrics)


@contextlib.asynccontextmanager
async def listening(app: web.Application, address: Address, option: str = "--http") -> AsyncIterator[str]:
    """Serve the app and yield its base address. Raises ConfigError where the port cannot be had."""
    from aiohttp import web

    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, address.host, address.port)
        try:
            await site.start()
        except OSError as fault:
            raise ConfigError(
                f"{option} {address.host}:{address.port} cannot be opened: {fault.strerror}. "
                "Choose another port, or 0."
            ) from fault
        host = f"[{address.host}]" if ":" in address.host else address.host
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def watched(bot: Bot, connected: Connected, address: Address | None) -> AsyncIterator[str | None]:
    """Serve both at an address of their own, if there is one; yield where the metrics are."""
    if address is None:
        yield None
        return
    from aiohttp import web

    app = web.Application()
    add_health(app, bot, connected)
    add_metrics(app, bot)
    async with listening(app, address, "--metrics") as base:
        yield f"{base}/metrics"
