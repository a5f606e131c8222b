"""App Home: what this person can ask about in a direct message, how to ask, and what today has cost."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.slack import post, shelf
from bot.slack.bot import Bot
from bot.slack.handlers.ask import USAGE
from bot.slack.incoming import team_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

log = logging.getLogger(__name__)


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the tab being opened."""

    async def opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            bot.begin(_publish(bot, team_of(body), event["user"], event["channel"]))

    app.event("app_home_opened")(opened)


async def _publish(bot: Bot, team: str, user: str, channel: str) -> None:
    """Show the tab anew. `channel` is the person's direct message: what it may read, the person may."""
    view = await asyncio.to_thread(_view, bot, team, channel)
    try:
        client = await bot.web(team)
        await client.views_publish(user_id=user, view=view)
    except post.FAULTS as fault:
        log.warning("the home tab was not shown: %s", post.error_of(fault))


def _view(bot: Bot, team: str, channel: str) -> dict[str, Any]:
    settings = bot.desk.settings
    today = bot.records.meter.today(team if bot.many else None)
    # The day's limits are for all workspaces together: beside what one has cost they would mislead.
    limits = (0, 0.0) if bot.many else (settings.tokens_per_day, settings.usd_per_day)
    meter = shelf.meter(today.tokens, today.usd, *limits)
    return shelf.home(bot.desk.library.articles(bot.scope(team, channel)), USAGE, meter)
