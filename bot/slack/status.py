"""The line that Slack shows under a question while it is worked on. An extra: it never holds an answer up."""

from __future__ import annotations

import asyncio
import contextlib

from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.door import answers_privately
from bot.slack.read.incoming import Incoming


async def show(bot: Bot, incoming: Incoming) -> None:
    """Say how many articles are read. Slack takes the line away with the next message that all see."""
    if await asyncio.to_thread(answers_privately, bot, incoming):
        return  # no such message comes
    count = await asyncio.to_thread(_count, bot, incoming)
    articles = "1 article" if count == 1 else f"{count:,} articles"
    await _set(
        bot,
        incoming,
        f"is reading {articles}",
        [f"Searching {articles} …", "Checking each statement against its sentence …"],
    )


async def clear(bot: Bot, incoming: Incoming) -> None:
    """Take the line away: what was said is seen by one person only, and would leave it there for minutes."""
    await _set(bot, incoming, "", None)


async def _set(bot: Bot, incoming: Incoming, status: str, loading: list[str] | None) -> None:
    with contextlib.suppress(*post.FAULTS):
        client = await bot.web(incoming.team)
        await client.assistant_threads_setStatus(
            channel_id=incoming.channel,
            thread_ts=incoming.root,
            status=status,
            loading_messages=loading,
        )


def _count(bot: Bot, incoming: Incoming) -> int:
    return len(bot.desk.library.articles(bot.scope(incoming.team, incoming.channel)))
