"""/summary: of an article, several, a page, a file, or what was said here since a day.

What is meant is read by `read/wishes.py`, found by `read/sources.py`, told by `summing.py`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.slack.bot import Bot
from bot.slack.clicks import tell
from bot.slack.door import barred, too_fast
from bot.slack.read.incoming import GO_AHEAD, PICK_ARTICLE, SUMMARISE_THIS, Incoming
from bot.slack.read.sources import meant
from bot.slack.shown.layout import Rendered, note
from bot.slack.summing import NEVER_MIND, told
from bot.slack.work import Outcome, acked

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

NOT_DONE = "All right: nothing was asked of the model."


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to /summary, the menu it offers, *Summarise* under a file, and the answer to a price."""

    begin = acked(bot)

    async def never_mind(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await tell(bot, body, note(NOT_DONE))

    app.command("/summary")(begin)
    for action in (PICK_ARTICLE, SUMMARISE_THIS, GO_AHEAD):
        app.action(action)(begin)
    app.action(NEVER_MIND)(never_mind)


async def refused(bot: Bot, incoming: Incoming) -> Rendered | None:
    """A line for who may not ask here, or asks too often."""
    not_theirs = await asyncio.to_thread(barred, bot, incoming)
    return not_theirs or (None if incoming.agreed else too_fast(bot, incoming))


async def decide(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Summarise what is meant, or say what could be."""
    refusal = await refused(bot, incoming)
    if refusal:
        return Outcome(refusal, aside=True)
    length, source = await meant(bot, incoming)
    return (
        Outcome(source) if isinstance(source, Rendered) else await told(bot, taken, incoming, source, length)
    )
