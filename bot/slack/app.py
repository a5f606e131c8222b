"""Wires the handlers to Bolt, and claims each event before Slack is told that we have it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from slack_bolt.response import BoltResponse

from bot.errors import ConfigError
from bot.slack.bot import Bot
from bot.slack.clicks import tell
from bot.slack.door import is_for_us
from bot.slack.handlers import (
    ask,
    digest,
    feedback,
    files,
    follow,
    home,
    library,
    other,
    person,
    rules,
    share,
    shortcuts,
    source,
    summary,
    thread,
    why,
)
from bot.slack.install import installing
from bot.slack.read.bodies import keys, read
from bot.slack.read.incoming import Incoming, team_of
from bot.slack.shown.views import undone_view
from bot.slack.work import Decide, apology

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

log = logging.getLogger(__name__)

_ACK_SEEN_S = 0.05

# `other` last: it takes whatever is left.
HANDLERS = (
    ask,
    summary,
    library,
    files,
    home,
    feedback,
    rules,
    source,
    why,
    share,
    thread,
    person,
    shortcuts,
    other,
)

DECIDERS: dict[str, Decide] = {
    "mention": ask.decide,
    "dm": ask.decide,
    "reply": ask.decide,
    "ask": ask.decide,
    "summary": summary.decide,
    "library": library.decide,
    "offer": files.offer,
    "index": files.index,
    "remove": library.remove,
    "thread": shortcuts.decide_thread,
    "message": shortcuts.decide_message,
    "follow": follow.read_again,
    "digest": digest.summed_up,
    "person": person.decide,
}


def build_app(bot: Bot, signing_secret: str) -> AsyncApp:
    """The Bolt app for both transports. `signing_secret` is used over HTTP only. Raises ConfigError."""
    from slack_bolt.async_app import AsyncApp

    # Bolt takes its level from the root logger; at INFO it logs all of a body that it refuses.
    quiet = logging.getLogger("footnote.bolt")
    quiet.setLevel(logging.ERROR)
    install = installing(bot, bot.tokens, quiet) if bot.tokens else {}
    app = AsyncApp(client=bot.client, signing_secret=signing_secret, name="footnote", logger=quiet, **install)

    if app.oauth_flow is not None and bot.tokens is None:
        # Bolt finds these two by itself and ignores the bot token and the API address from then on.
        raise ConfigError(
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET stand empty in the environment. Give them values, to "
            "serve many workspaces, or unset them."
        )

    async def claim(
        body: dict[str, Any], context: dict[str, Any], next: Callable[[], Awaitable[None]]
    ) -> Any:  # noqa: ANN401 - Bolt injects by name
        if body.get("type") == "app_rate_limited":
            log.error("Slack drops events: more than 30,000 in an hour")
            return BoltResponse(status=200, body="")
        try:
            ours = await _claimed(bot, body, context)
        except Exception:
            return _not_taken(bot, body)
        return await next() if ours else BoltResponse(status=200, body="")

    async def stumbled(body: dict[str, Any], response: BoltResponse | None) -> BoltResponse | None:
        said = _undone(bot, body, acked=response is None)
        if response is None:
            # Bolt looks for the ack every 10 ms, and takes it back once this returns.
            await asyncio.sleep(_ACK_SEEN_S)
        return said

    app.middleware(claim)
    app.error(stumbled)
    for handler in HANDLERS:
        handler.register(app, bot)
    return app


def _undone(bot: Bot, body: dict[str, Any], *, acked: bool) -> BoltResponse | None:
    """A handler failed: tell the person, and ack, or Slack would show a fault of its own or send it again."""
    line = apology(str(body.get("type") or body.get("command")), "this was not done")
    if body.get("type") == "view_submission" and not acked:
        # An empty ack would close the modal, which is how it looks when all went well.
        view = undone_view(line.text)
        return BoltResponse(status=200, body={"response_action": "update", "view": view})
    bot.begin(tell(bot, body, line))
    return None if acked else BoltResponse(status=200, body="")


def _not_taken(bot: Bot, body: dict[str, Any]) -> BoltResponse:
    """The ledger failed. A person who waits is told; what nobody waits for, Slack is left to send again.

    Socket Mode acks nothing but 200, so this holds on both transports.
    """
    line = apology("not taken")
    if not body.get("response_url"):
        return BoltResponse(status=503, body="")
    bot.begin(tell(bot, body, line))
    return BoltResponse(status=200, body="")


async def _claimed(bot: Bot, body: dict[str, Any], context: dict[str, Any]) -> bool:
    """Whether this request goes on to a handler. Runs before the ack: what is acked is in the ledger."""
    incoming = read(body, context.get("bot_user_id") or "")
    if incoming is not None and not await asyncio.to_thread(_for_us, bot, incoming):
        return False
    names = keys(body)
    is_event_of_others = incoming is None and "event" in body
    if is_event_of_others or not names:
        return True
    stored = asdict(incoming) if incoming else None
    taken = await asyncio.to_thread(bot.records.claim, team_of(body), names, stored)
    if taken and incoming:
        context["taken"], context["incoming"] = taken, incoming
        context["decide"] = DECIDERS[incoming.surface]
    return taken is not None


def _for_us(bot: Bot, incoming: Incoming) -> bool:
    """Mentions, commands and clicks always; messages where it was called in and may speak."""
    if incoming.surface not in ("dm", "reply", "offer") and not _overheard(incoming):
        return True
    place = (incoming.team, incoming.channel, incoming.root)
    if incoming.surface != "reply" and not _overheard(incoming):
        return incoming.mentioned or not bot.records.is_quiet(*place)
    return is_for_us(bot, incoming) and bot.records.follows(*place)


def _overheard(incoming: Incoming) -> bool:
    """Whether people may say to each other what reads like a wish for a summary of their thread."""
    called = incoming.mentioned or incoming.in_dm or incoming.response_url or incoming.agreed
    return incoming.surface == "thread" and not called
