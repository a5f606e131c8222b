"""*Be quiet here*: no more follow-ups in a thread until somebody mentions the bot again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.slack.bot import Bot
from bot.slack.clicks import tell, thread_of
from bot.slack.handlers.ask import QUIET
from bot.slack.read.incoming import team_of
from bot.slack.shown.layout import note

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the button."""

    async def quiet(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        thread = thread_of(body)
        if thread:
            await asyncio.to_thread(bot.records.quieten, team_of(body), body["channel"]["id"], thread)
        await tell(bot, body, note(QUIET))

    app.action("quiet")(quiet)
