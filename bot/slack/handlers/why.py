"""*Why this answer?*: what was asked, checked and left out, in a modal. Holds no word of an article."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.slack.bot import Bot
from bot.slack.clicks import open_view, refused, tell, value_of
from bot.slack.read.incoming import team_of
from bot.slack.shown import views

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the button."""

    async def show(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        refusal = await asyncio.to_thread(refused, bot, body)
        if refusal:
            await tell(bot, body, refusal)
            return
        kept = await asyncio.to_thread(bot.kept, team_of(body), value_of(body))
        await open_view(bot, body, views.why_view(kept.why if kept else ()))

    app.action("why")(show)
