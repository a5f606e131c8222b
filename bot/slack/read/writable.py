"""Whether the bot can write in a channel, before something is made for it that would reach nobody.

Asked by `conversations.info`, which with the scope channels:read tells it of public channels only. Slash
commands are heard in all channels, also where nobody invited the bot.
"""

from __future__ import annotations

import logging

from bot.slack import post
from bot.slack.bot import Bot

log = logging.getLogger(__name__)


async def is_shut(bot: Bot, team: str, channel: str) -> bool:
    """Whether Slack says that the bot cannot post there; False where Slack does not tell."""
    if not channel.startswith("C"):
        return False
    client = await bot.web(team)
    try:
        told = (await client.conversations_info(channel=channel)).get("channel") or {}
    except post.FAULTS as fault:
        log.info("a channel was not shown: %s", post.error_of(fault))
        return False
    return told.get("is_member") is False or bool(told.get("is_archived"))
