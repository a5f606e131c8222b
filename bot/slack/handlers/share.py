"""*Share*: exactly the blocks the asker saw, once, for everybody in the channel.

Only while every sentence they quote still stands: in an article which that channel may read, in its message.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.records.rows import Kept
from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.clicks import refused, tell, value_of
from bot.slack.handlers.source import all_stands
from bot.slack.read.incoming import team_of
from bot.slack.read.sources import still_said
from bot.slack.shown.layout import Rendered, note

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

ALREADY = "This answer is shared already."
GONE = (
    "This answer is past the time it is kept, or its article has changed or is no longer here. "
    "Please ask again."
)
UNSURE = "Slack did not tell whether the answer was shared. If it does not stand in the channel, ask again."
FAILED = "The answer could not be shared. Please press Share again."


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the button."""

    async def share(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        refusal = await asyncio.to_thread(refused, bot, body)
        if refusal:
            await tell(bot, body, refusal)
            return
        answer_id = value_of(body)
        kept = await asyncio.to_thread(shareable, bot, team_of(body), answer_id, body["channel"]["id"])
        if kept is None or not await still_said(bot, kept):
            await tell(bot, body, note(GONE))
        elif not await asyncio.to_thread(bot.records.share, answer_id):
            await tell(bot, body, note(ALREADY))
        else:
            await _told(bot, body, answer_id, await _said_to_all(body["response_url"], kept))

    app.action("share")(share)


def shareable(bot: Bot, team: str, answer_id: str, channel: str) -> Kept | None:
    """The answer, if its blocks are kept and all it cites may still be shown in the channel."""
    kept = bot.kept(team, answer_id)
    if kept is None or kept.blocks is None:
        return None
    return kept if all_stands(bot, kept, channel) else None


async def _told(bot: Bot, body: dict[str, Any], answer_id: str, fate: post.Fate) -> None:
    if fate == "gone":
        await asyncio.to_thread(bot.records.unshare, answer_id)
        await tell(bot, body, note(FAILED))
    elif fate == "unsure":
        await tell(bot, body, note(UNSURE))


async def _said_to_all(url: str, kept: Kept) -> post.Fate:
    # The last block is the Share button itself.
    blocks = tuple((kept.blocks or [])[:-1])
    return await post.respond(url, Rendered(kept.text or "", blocks), in_channel=True)
