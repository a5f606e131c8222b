"""How a workspace installs the app and takes it away again: OAuth, its two pages, and who is let in.

Wired into Bolt by `app.py` where many workspaces are served. The tokens themselves are kept by `tokens.py`.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urljoin

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Bot as Installed
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings
from bot.records.schedule_book import ScheduleBook
from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.read.incoming import team_of
from bot.slack.tokens import Tokens, key_of

log = logging.getLogger(__name__)

# What manifest.json asks for; a test holds the two together.
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "groups:history",
    "im:history",
    "users:read",
)
NOT_INSTALLED = "Footnote is not installed in this workspace. Ask an administrator to install it again."

_STATE_S = 600  # as long as the browser keeps its half
_STATES = 1_000
_TAKEN_AWAY = ("app_uninstalled", "tokens_revoked")
_OF_NO_WORKSPACE = ("url_verification", "ssl_check")


def installing(bot: Bot, tokens: Tokens, logger: logging.Logger) -> dict[str, Any]:
    """What Bolt's app takes to serve many workspaces."""
    flow = Flow(bot.desk.settings, tokens, bot.client, logger)
    # The settings beside the flow: without them Bolt would make its own from the environment.
    who = Admitted()  # type: ignore[no-untyped-call]  # Bolt leaves it bare
    wired = {"oauth_flow": flow, "oauth_settings": flow.settings, "authorize": who}
    return {**wired, "before_authorize": admission(tokens, bot.records.schedules)}


class States(AsyncOAuthStateStore):
    """Installations under way: each state is good once, for ten minutes, in this process.

    In memory and no more than so many: anybody can open the page that begins one.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until: dict[str, float] = {}

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new state."""
        while len(self._until) >= _STATES:
            del self._until[next(iter(self._until))]
        state = secrets.token_urlsafe(24)
        self._until[state] = self._now() + _STATE_S
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether the state was issued within its time, and not used before."""
        return self._until.pop(state, 0.0) > self._now()


class Flow(AsyncOAuthFlow):
    """Bolt's flow, for the workspaces that may install, and with no failure left to the web server."""

    def __init__(
        self, settings: Settings, tokens: Tokens, client: AsyncWebClient, logger: logging.Logger
    ) -> None:
        super().__init__(client=client, logger=logger, settings=_oauth(settings, tokens, logger))
        self._tokens = tokens
        self._welcome = settings.workspaces

    async def run_installation(self, code: str) -> Installation | None:
        """What Slack grants for a code; None when it grants nothing that could be used."""
        try:
            granted = await super().run_installation(code)
        except (*post.FAULTS, KeyError) as fault:
            log.error("an installation failed: %s", type(fault).__name__)
            return None
        return granted if granted and granted.bot_token and key_of(granted) else None

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keep the workspace's token, or give it back. Raises BoltError."""
        team = key_of(installation)
        if self._welcome is not None and team not in self._welcome:
            log.error("workspace %s may not install the app (FOOTNOTE_WORKSPACES)", team)
            await self._give_back(installation)
            raise BoltError("this workspace may not install it")
        try:
            await self._tokens.keep(installation)
        except SQLAlchemyError as fault:
            log.exception("workspace %s: its token could not be kept", team)
            raise BoltError("the token could not be kept") from fault
        log.info("workspace %s installed the app", team)

    async def _give_back(self, installation: Installation) -> None:
        try:
            await self.client.auth_revoke(token=installation.bot_token)
        except post.FAULTS as fault:
            log.warning("a token could not be given back: %s", post.error_of(fault))


def _oauth(settings: Settings, tokens: Tokens, logger: logging.Logger) -> AsyncOAuthSettings:
    return AsyncOAuthSettings(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        scopes=list(SCOPES),
        user_scopes=[],
        install_page_rendering_enabled=False,
        installation_store=tokens.store,
        state_store=States(),
        state_expiration_seconds=_STATE_S,
        authorization_url=urljoin(settings.slack_api_url, "/oauth/v2/authorize"),
        logger=logger,
    )


class Admitted(AsyncAuthorize):
    """Bolt's question who the app is in a workspace; `admission` found it out before."""

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        """The app's user and token there."""
        installed: Installed | None = context.get("installed")
        if installed is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_user_id=installed.bot_user_id,
            bot_id=installed.bot_id,
            bot_token=installed.bot_token,
        )


Middleware = Callable[[dict[str, Any], dict[str, Any], Callable[[], Awaitable[None]]], Awaitable[Any]]


def admission(tokens: Tokens, schedules: ScheduleBook) -> Middleware:
    """The middleware that lets in whom the app is installed for; of who took it away it deletes the token.

    Their schedules end as well. All before Slack gets its ack: what fails here, Slack sends again.
    """

    async def admit(
        body: dict[str, Any], context: dict[str, Any], next: Callable[[], Awaitable[None]]
    ) -> Any:  # noqa: ANN401 - Bolt injects by name
        if body.get("type") in _OF_NO_WORKSPACE:
            return await next()
        try:
            if _takes_away(body):
                await _taken_away(tokens, schedules, team_of(body), float(body.get("event_time") or 0))
                return BoltResponse(status=200, body="")
            context["installed"] = await tokens.bot(team_of(body))
        except SQLAlchemyError:
            log.exception("the tokens of the workspaces cannot be read")
            return BoltResponse(status=503, body="")
        except post.FAULTS as fault:
            # A token of which nothing is known may be the new one.
            log.warning("workspace %s: whether it left is not known: %s", team_of(body), post.error_of(fault))
            return BoltResponse(status=503, body="")
        return await next() if context["installed"] else _stranger(body)

    return admit


def _takes_away(body: dict[str, Any]) -> bool:
    event = body.get("event") or {}
    if event.get("type") not in _TAKEN_AWAY:
        return False
    # Of people's own tokens the app has none.
    return event["type"] == "app_uninstalled" or bool((event.get("tokens") or {}).get("bot"))


async def _taken_away(tokens: Tokens, schedules: ScheduleBook, team: str, when: float) -> None:
    """Delete the token, unless the workspace installed the app anew since: Slack sends an event again.

    Raises post.FAULTS when Slack does not tell.
    """
    installed = await tokens.bot(team)
    if installed is None:
        return
    if when and installed.installed_at > when and await _is_good(await tokens.web(team)):
        log.info("workspace %s installed the app anew before its removal was told", team)
        return
    await asyncio.to_thread(_end, schedules, team)
    await tokens.forget(team)
    log.info("workspace %s took the app away; its token is deleted, and its schedules are", team)


def _end(schedules: ScheduleBook, team: str) -> None:
    """They could not be said there, and are not to be said to whoever installs the app years later."""
    for one in schedules.every():
        if one.team == team:
            schedules.remove(one.id)


async def _is_good(client: AsyncWebClient) -> bool:
    """Whether Slack takes the token, by its own word. Raises post.FAULTS when it does not tell."""
    try:
        await client.auth_test()
    except post.FAULTS as fault:
        if post.error_of(fault) in post.REFUSED_ALL:
            return False
        raise
    return True


def _stranger(body: dict[str, Any]) -> BoltResponse:
    log.error("workspace %s: not answered, the app is not installed there", team_of(body) or "unknown")
    # The answer to a command is shown to who typed it; nothing else can be said without a token.
    return BoltResponse(status=200, body=NOT_INSTALLED if body.get("command") else "")
