"""Starts the bot, over Socket Mode or HTTP, and ends it cleanly. Prints one line once it can take events."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass

import click
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings, check_tokens, misspelt
from bot.desk import Desk, open_desk
from bot.errors import ConfigError
from bot.health import watch_all
from bot.llm import OpenAIModel
from bot.records import DAY_S, Records
from bot.slack.app import DECIDERS, build_app
from bot.slack.bot import Bot
from bot.slack.clock import Clock
from bot.slack.crew import Crew, Pace
from bot.slack.monitor import Address, Connected, add_health, add_metrics, always, listening, watched
from bot.slack.post import FAULTS, error_of, web_client
from bot.slack.tokens import Tokens
from bot.slack.work import keep_trying, recover

log = logging.getLogger(__name__)

PATH = "/slack/events"
PURGE_AGAIN_S = 3_600.0  # after it failed
GRACE_S = 3.0  # for work under way; a supervisor's patience ends at five seconds or more

_CURES = {
    "invalid_auth": "Copy the token anew from the app's page on api.slack.com/apps.",
    "not_authed": "Copy the token anew from the app's page on api.slack.com/apps.",
    "account_inactive": "Install the app to the workspace again.",
    "token_revoked": "Install the app to the workspace again.",
    "token_expired": "Install the app to the workspace again.",
    "not_allowed_token_type": "SLACK_APP_TOKEN begins with xapp-, SLACK_BOT_TOKEN with xoxb-.",
    "missing_scope": "Compare the app's scopes with manifest.json and install it again.",
}


@dataclass(frozen=True, slots=True)
class Transport:
    """How events come in, once they can: the line to print, and whether Slack is there."""

    ready: str
    connected: Connected


def run(settings: Settings, http: str | None, metrics: str | None = None) -> int:
    """Run until SIGTERM or SIGINT and return 0. `http` and `metrics` are HOST:PORT.

    Raises ConfigError or UsageError, in one plain line with its cure, when it cannot start.
    """
    address = Address.read(http) if http else None
    watched_at = Address.read(metrics, "--metrics") if metrics else None
    secret = _needed(settings, over_http=address is not None)
    with Records.open(settings.home, keep_days=settings.keep_days) as records:
        crew = Crew()
        asyncio.run(_serve(settings, address, watched_at, secret, records, crew))
        crew.dismiss()
        busy = not crew.idle
    if busy:
        # A thread waiting for a model cannot be stopped, and Python would wait for it. Its question is in the
        # ledger and will be answered at the next start.
        logging.shutdown()
        os._exit(0)
    return 0


def _needed(settings: Settings, *, over_http: bool) -> str:
    """The transport's own secret. Raises ConfigError naming all that is missing and where to find it."""
    _check_kind(settings, over_http=over_http)
    check_tokens(settings)
    needed = {
        "SLACK_BOT_TOKEN": (settings.slack_bot_token, "OAuth & Permissions, Bot User OAuth Token (xoxb-)"),
        "SLACK_SIGNING_SECRET": (settings.slack_signing_secret, "Basic Information, Signing Secret"),
        "SLACK_APP_TOKEN": (
            settings.slack_app_token,
            "Basic Information, App-Level Tokens, with connections:write (xapp-)",
        ),
    }
    secret = settings.slack_signing_secret if over_http else settings.slack_app_token
    del needed["SLACK_APP_TOKEN" if over_http else "SLACK_SIGNING_SECRET"]
    if settings.many_workspaces:
        del needed["SLACK_BOT_TOKEN"]
    missing = {key: where for key, (value, where) in needed.items() if not value}
    if missing or not secret:
        cures = "; ".join(f"{key} is under {where}" for key, where in missing.items())
        near = "".join(f" {name} in .env is not {key}." for name, key in misspelt().items() if key in missing)
        raise ConfigError(
            f"{' and '.join(missing)} not set.{near} Put it into .env: {cures}. See docs/slack.md."
        )
    return secret


def _check_kind(settings: Settings, *, over_http: bool) -> None:
    """Whether it serves one workspace or many must be plain. Raises ConfigError."""
    pair = "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        raise ConfigError(f"{pair} belong together: set both, or neither. See docs/slack.md.")
    if not settings.many_workspaces:
        return
    if not over_http:
        raise ConfigError(
            f"{pair} are set: many workspaces, each of which comes back from Slack to a web page to install "
            "the app. Socket Mode serves none. Start with --http HOST:PORT, or unset the two."
        )
    if settings.slack_bot_token:
        raise ConfigError(
            f"SLACK_BOT_TOKEN is for one workspace, {pair} are for many. Unset the one or the two."
        )


async def _serve(
    settings: Settings,
    address: Address | None,
    watched_at: Address | None,
    secret: str,
    records: Records,
    crew: Crew,
) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    client = web_client(settings.slack_bot_token, settings.slack_api_url)
    if not settings.many_workspaces:
        team = await _own_team(client)
        await asyncio.to_thread(records.facts.started_for, team)
    if address is None:
        await _check_app_token(client, secret)
    desk = await asyncio.to_thread(_warm_desk, settings)
    pace, tokens = Pace(settings.questions_per_minute), await _tokens(settings)
    bot = Bot(desk, records, client, crew, pace, tokens=tokens)
    watch_all(bot.meters, desk.library, records, lambda: crew.inside)
    daily = asyncio.create_task(_purge_daily(records))
    trying = asyncio.create_task(keep_trying(bot, DECIDERS))
    if address is None:
        opening = _over_socket(bot, secret)
    else:
        opening = _over_http(bot, secret, address, with_metrics=watched_at is None)
    async with opening as transport, watched(bot, transport.connected, watched_at) as metrics:
        await recover(bot, DECIDERS)
        ticking = asyncio.create_task(Clock(bot, DECIDERS).run())
        click.echo(transport.ready)
        log.info("started: %s", transport.ready)
        if metrics:
            click.echo(f"metrics on {metrics}")
        await stop.wait()
    ticking.cancel()
    daily.cancel()
    trying.cancel()
    await bot.settle(GRACE_S)
    log.info("stopped")
    desk.library.close()


async def _tokens(settings: Settings) -> Tokens | None:
    """Where the tokens of many workspaces are kept; None with the one token of the settings."""
    client_id, client_secret = settings.slack_client_id, settings.slack_client_secret
    if not client_id or not client_secret:
        return None
    secrets = {"client_id": client_id, "client_secret": client_secret}
    return await Tokens.open(settings.home, base_url=settings.slack_api_url, **secrets)


def _warm_desk(settings: Settings) -> Desk:
    """Open the desk, search once and load the client: doing it later would delay the first answers."""
    desk = open_desk(settings)
    desk.library.search("warm")
    if isinstance(desk.model, OpenAIModel):
        desk.model.warm_up()
    return desk


async def _own_team(client: AsyncWebClient) -> str:
    """The id of the workspace, which also proves the token."""
    try:
        return str((await client.auth_test())["team_id"])
    except SlackApiError as fault:
        raise _refused("SLACK_BOT_TOKEN", fault) from fault
    except FAULTS as fault:
        raise ConfigError(
            f"Slack cannot be reached at {client.base_url} ({type(fault).__name__}). "
            "Check the network, or SLACK_API_URL."
        ) from fault


async def _check_app_token(client: AsyncWebClient, app_token: str) -> None:
    # Socket Mode's own client would retry a wrong token for ever, with a traceback each time.
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as fault:
        raise _refused("SLACK_APP_TOKEN", fault) from fault


def _refused(key: str, fault: SlackApiError) -> ConfigError:
    word = error_of(fault)
    return ConfigError(f"Slack refuses {key}: {word}. {_CURES.get(word, 'See docs/slack.md.')}")


async def _purge_daily(records: Records) -> None:
    while True:
        pause_s = DAY_S
        try:
            await asyncio.to_thread(records.purge)
        except Exception:
            # Nobody awaits this: what ends it would end, unheard, the promise how long texts are kept.
            log.exception("what is past its time could not be deleted; trying again in an hour")
            pause_s = PURGE_AGAIN_S
        await asyncio.sleep(pause_s)


@contextlib.asynccontextmanager
async def _over_socket(bot: Bot, app_token: str) -> AsyncIterator[Transport]:
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

    # Bolt looks into the environment for a secret it is not given; Socket Mode needs none.
    handler = AsyncSocketModeHandler(build_app(bot, "unused"), app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it bare
    try:
        yield Transport("connected", handler.client.is_connected)
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@contextlib.asynccontextmanager
async def _over_http(
    bot: Bot, secret: str, address: Address, *, with_metrics: bool
) -> AsyncIterator[Transport]:
    app = build_app(bot, secret).web_app(path=PATH)
    add_health(app, bot, always)
    if with_metrics:
        add_metrics(app, bot)
    async with listening(app, address) as base:
        yield Transport(f"listening on {base}{PATH}", always)
