"""*Show in source*: the cited articles in a modal, the cited sentences marked, a page at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.record_rows import Cited
from bot.slack import post, views
from bot.slack.bot import Bot
from bot.slack.clicks import tell, value_of
from bot.slack.incoming import team_of
from bot.slack.layout import note
from index.types import Article, Scope

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

log = logging.getLogger(__name__)

NOT_OPENED = "Slack did not open the window in time. Please press the button again."


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the button and to the modal's own buttons."""

    async def show(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        view = await asyncio.to_thread(page, bot, team_of(body), value_of(body), None)
        await open_view(bot, body, view)

    async def turn(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        answer_id, _, index = value_of(body).partition(":")
        view = await asyncio.to_thread(page, bot, team_of(body), answer_id, int(index))
        client = await bot.web(team_of(body))
        await client.views_update(view_id=body["view"]["id"], view=view)

    app.action("source")(show)
    app.action("source_back")(turn)
    app.action("source_on")(turn)


async def open_view(bot: Bot, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Open a modal for a click, which Slack allows for three seconds; else say so privately."""
    try:
        client = await bot.web(team_of(body))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
    except post.FAULTS as fault:
        log.warning("a modal was not opened: %s", post.error_of(fault))
        await tell(bot, body, note(NOT_OPENED))


def page(bot: Bot, team: str, answer_id: str, index: int | None) -> dict[str, Any]:
    """The modal at a page, by default at the first footnote; of what the answer's channel may still read."""
    kept = bot.kept(team, answer_id)
    if kept is None:
        return views.gone_view()
    articles = _readable(bot, kept.places, bot.scope(kept.team, kept.channel))
    found = views.pages(views.marked(articles, kept.places, partial(bot.records.hashed, kept.team)))
    if not found:
        return views.gone_view()
    return views.source_view(answer_id, found, views.first_marked(found) if index is None else index)


def _readable(bot: Bot, places: Sequence[Cited], scope: Scope) -> list[Article]:
    ids = dict.fromkeys(place.article_id for place in places)
    found = [bot.desk.library.by_id(article_id, scope) for article_id in ids]
    return [article for article in found if article is not None]
