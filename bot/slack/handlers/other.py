"""Everything else Slack may send. Registered last: what is not acked is sent again, in the end no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.slack.bot import Bot
from bot.slack.clicks import tell
from bot.slack.shown.layout import note

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

_ANY = re.compile(r".*", re.DOTALL)

NO_BUTTON = "This button no longer works. Please ask again."
NO_COMMAND = "I know three commands: /ask, /summary and /footnote."


def register(app: AsyncApp, bot: Bot) -> None:
    """Ack what no other handler takes; a person who pressed or typed something gets a line."""

    async def acked(ack: AsyncAck) -> None:
        await ack()

    async def button(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await tell(bot, body, note(NO_BUTTON))

    async def command(ack: AsyncAck) -> None:
        await ack(text=NO_COMMAND, response_type="ephemeral")

    app.event(_ANY)(acked)
    app.action(_ANY)(button)
    app.command(_ANY)(command)
    app.shortcut(_ANY)(acked)
    app.view(_ANY)(acked)
    app.view_closed(_ANY)(acked)
    app.options(_ANY)(acked)
