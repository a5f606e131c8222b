"""What a click on a button or menu tells, whose it may be, and how to answer the person who clicked."""

from __future__ import annotations

import logging
from typing import Any

from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.door import NOT_YOU, may_ask
from bot.slack.read.incoming import team_of
from bot.slack.shown.layout import Rendered, note

log = logging.getLogger(__name__)

Body = dict[str, Any]

GONE = "This answer is past the time it is kept. Please ask again."
NOT_OPENED = "Slack did not open the window in time. Please press the button again."


def value_of(body: Body) -> str:
    """The value of the button that was pressed."""
    return str(body["actions"][0]["value"])


def thread_of(body: Body) -> str | None:
    """The thread the clicked message stands in, so that a private line appears there too."""
    thread = (body.get("message") or {}).get("thread_ts") or (body.get("container") or {}).get("thread_ts")
    return str(thread) if thread else None


def message_of(body: Body) -> str:
    """The `ts` of the clicked message; a private one comes without itself."""
    shown = body.get("message") or {}
    return str(shown.get("ts") or (body.get("container") or {}).get("message_ts") or "")


def refused(bot: Bot, body: Body) -> Rendered | None:
    """A line for who may not ask where an answer's button was pressed, or if the answer is not of there.

    The value of the button names the answer: it is not trusted to be one of this place. Reads the records.
    """
    team, channel = team_of(body), body["channel"]["id"]
    if not may_ask(bot, team, channel, body["user"]["id"]):
        return note(NOT_YOU)
    kept = bot.kept(team, value_of(body))
    return note(GONE) if kept and kept.channel != channel else None


async def open_view(bot: Bot, body: Body, view: Body) -> None:
    """Open a modal for a click, which Slack allows for three seconds; else say so privately."""
    try:
        client = await bot.web(team_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
    except post.FAULTS as fault:
        log.warning("a modal was not opened: %s", post.error_of(fault))
        await tell(bot, body, note(NOT_OPENED))


async def tell(bot: Bot, body: Body, rendered: Rendered) -> None:
    """Say something to the person who clicked, and to nobody else."""
    thread, url = thread_of(body), body.get("response_url")
    if url:
        await post.respond(url, rendered, thread=thread)
    elif body.get("channel"):
        client = await bot.web(team_of(body))
        await post.whisper(client, body["channel"]["id"], body["user"]["id"], thread, rendered)
