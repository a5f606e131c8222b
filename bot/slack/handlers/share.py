"""*Share*: exactly the blocks the asker saw, once, for everybody in the channel."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.records import Kept
from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.clicks import tell, value_of
from bot.slack.layout import Rendered, note

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

ALREADY = "This answer is shared already."
GONE = "This answer is past the time it is kept. Please ask again."
FAILED = "The answer could not be shared. Please press Share again."


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the button."""

    async def share(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        answer_id = value_of(body)
        kept = await asyncio.to_thread(bot.records.answer, answer_id)
        if kept is None or kept.blocks is None:
            await tell(bot, body, note(GONE))
        elif not await asyncio.to_thread(bot.records.share, answer_id):
            await tell(bot, body, note(ALREADY))
        elif await _said_to_all(body["response_url"], kept) == "gone":
            await asyncio.to_thread(bot.records.unshare, answer_id)
            await tell(bot, body, note(FAILED))

    app.action("share")(share)


async def _said_to_all(url: str, kept: Kept) -> post.Fate:
    # The last block is the Share button itself.
    blocks = tuple((kept.blocks or [])[:-1])
    return await post.respond(url, Rendered(kept.text or "", blocks), in_channel=True)
