"""What a click on a button or menu tells, and how to answer the person who clicked."""

from __future__ import annotations

from typing import Any

from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.read.incoming import team_of
from bot.slack.shown.layout import Rendered

Body = dict[str, Any]


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


async def tell(bot: Bot, body: Body, rendered: Rendered) -> None:
    """Say something to the person who clicked, and to nobody else."""
    thread, url = thread_of(body), body.get("response_url")
    if url:
        await post.respond(url, rendered, thread=thread)
    elif body.get("channel"):
        client = await bot.web(team_of(body))
        await post.whisper(client, body["channel"]["id"], body["user"]["id"], thread, rendered)
