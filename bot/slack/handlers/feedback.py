"""The thumbs, kept with the answer's id and a hash of the person. Down asks why; changing it replaces it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from bot.records import Verdict
from bot.slack.bot import Bot
from bot.slack.clicks import message_of, open_view, tell, value_of
from bot.slack.read.incoming import team_of
from bot.slack.shown import views
from bot.slack.shown.layout import note

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

GONE = "This answer is past the time it is kept."
THANKS = "Thank you, noted with the answer."


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the thumbs and to the modal that asks why."""

    async def thumb(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        verdict, _, answer_id = value_of(body).partition(":")
        if await asyncio.to_thread(bot.kept, team_of(body), answer_id) is None:
            await tell(bot, body, note(GONE))
            return
        if verdict == "down":
            await open_view(bot, body, views.reason_view(answer_id))
            await asyncio.to_thread(_keep, bot, body, answer_id, "down")
            return
        await asyncio.to_thread(_keep, bot, body, answer_id, "up")
        await tell(bot, body, note(THANKS))

    async def reason(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(response_action="update", view=views.thanks_view())
        answer_id = json.loads(body["view"]["private_metadata"])["answer"]
        chosen, words = said(body["view"]["state"]["values"])
        user = body["user"]["id"]
        await asyncio.to_thread(bot.records.feedback_reason, answer_id, team_of(body), user, chosen, words)

    app.action("feedback")(thumb)
    app.view("feedback_reason")(reason)


def said(values: dict[str, Any]) -> tuple[str | None, str | None]:
    """The reason that was chosen and the words that were written; both may be missing."""
    chosen = (values.get("reason", {}).get("reason", {}).get("selected_option") or {}).get("value")
    return chosen if chosen in views.REASONS else None, values.get("words", {}).get("words", {}).get("value")


def _keep(bot: Bot, body: dict[str, Any], answer_id: str, verdict: Verdict) -> None:
    bot.records.feedback(answer_id, team_of(body), body["user"]["id"], message_of(body), verdict)
