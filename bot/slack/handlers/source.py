"""*Show in source*, the cited articles with the cited sentences marked, and *Show all*, the whole answer.

Both are modals that turn page by page, and show what the answer's channel may read at that moment.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.brought import is_brought
from bot.records.rows import Kept
from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.clicks import open_view, refused, tell, value_of
from bot.slack.read.incoming import team_of
from bot.slack.shown import views
from index.types import Article, Scope

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

log = logging.getLogger(__name__)

Page = Callable[[Bot, str, str, int | None], dict[str, Any]]  # of a team's answer, at an index


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the button and to the modal's own buttons."""

    async def show(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await _opened(bot, body, page)

    async def turn(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await _turned(bot, body, page)

    async def show_all(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await _opened(bot, body, page_of_all)

    async def turn_all(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await _turned(bot, body, page_of_all)

    app.action("source")(show)
    app.action("all")(show_all)
    for way in ("back", "on"):
        app.action(f"source_{way}")(turn)
        app.action(f"all_{way}")(turn_all)


async def _opened(bot: Bot, body: dict[str, Any], shown: Page) -> None:
    """Open the modal of the answer under which the button was pressed, for whoever may ask there."""
    refusal = await asyncio.to_thread(refused, bot, body)
    if refusal:
        await tell(bot, body, refusal)
    else:
        view = await asyncio.to_thread(shown, bot, team_of(body), value_of(body), None)
        await open_view(bot, body, view)


async def _turned(bot: Bot, body: dict[str, Any], shown: Page) -> None:
    """Show the page that the pressed button names, of the answer whose modal it stands in."""
    _, _, index = value_of(body).partition(":")
    answer_id = str(json.loads(body["view"]["private_metadata"]).get("answer", ""))
    view = await asyncio.to_thread(shown, bot, team_of(body), answer_id, int(index))
    try:
        client = await bot.web(team_of(body))
        await client.views_update(view_id=body["view"]["id"], view=view)
    except post.FAULTS as fault:  # the window is closed, or the page stays as it was
        log.warning("a modal was not turned: %s", post.error_of(fault))


def page_of_all(bot: Bot, team: str, answer_id: str, index: int | None) -> dict[str, Any]:
    """The modal with the whole answer at a page, as long as all that it quotes still stands."""
    kept = bot.kept(team, answer_id)
    if kept is None or not kept.pages or not all_stands(bot, kept, kept.channel):
        return views.out_of_date_view()
    return views.whole_view(answer_id, kept.pages, index or 0)


def all_stands(bot: Bot, kept: Kept, channel: str) -> bool:
    """Whether every sentence that an answer quotes still stands in an article that the channel may read."""
    hashed, scope = partial(bot.records.hashed, kept.team), bot.scope(kept.team, channel)
    for place in kept.places:
        article = _cited(bot, kept, place.article_id, scope)
        if article is None or not views.stands(article, place, hashed):
            log.info("answer %s: article %s no longer bears it here", kept.id, place.article_id)
            return False
    return True


def page(bot: Bot, team: str, answer_id: str, index: int | None) -> dict[str, Any]:
    """The modal at a page, by default at the first footnote; of what the answer's channel may still read."""
    kept = bot.kept(team, answer_id)
    if kept is None:
        return views.gone_view()
    articles = _readable(bot, kept, bot.scope(kept.team, kept.channel))
    found = views.pages(views.marked(articles, kept.places, partial(bot.records.hashed, kept.team)))
    if not found:
        return views.gone_view()
    return views.source_view(answer_id, found, views.first_marked(found) if index is None else index)


def _readable(bot: Bot, kept: Kept, scope: Scope) -> list[Article]:
    ids = dict.fromkeys(place.article_id for place in kept.places)
    found = [_cited(bot, kept, article_id, scope) for article_id in ids]
    return [article for article in found if article is not None]


def _cited(bot: Bot, kept: Kept, article_id: str, scope: Scope) -> Article | None:
    """An article that an answer cites: the library's, or what was read for this answer alone."""
    if not is_brought(article_id):
        return bot.desk.library.by_id(article_id, scope)
    brought = bot.records.brought.of(kept.id) if scope.channel == bot.place(kept.team, kept.channel) else ()
    return next((one for one in brought if one.article_id == article_id), None)
