"""App Home: the tab, and the questions that are suggested when a person opens the conversation with the bot.

Who may see which question: docs/decisions/0019-open-questions.md.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot import health
from bot.llm import OpenAIModel
from bot.records.unanswered_book import Unanswered
from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.clicks import value_of
from bot.slack.crew import Busy
from bot.slack.door import NOT_YOU, may_ask
from bot.slack.handlers import rules
from bot.slack.handlers.ask import USAGE
from bot.slack.prompts_shown import Suggestions
from bot.slack.read.incoming import team_of
from bot.slack.read.people import is_admin
from bot.slack.read.public import Public
from bot.slack.shown import homepage
from bot.slack.shown.homepage import Health, Shown

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

log = logging.getLogger(__name__)


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to both tabs being opened, and to the buttons that turn the pages of the home tab."""
    public, suggestions = Public(), Suggestions()

    async def opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        where = (team_of(body), event["user"], event["channel"])
        if event.get("tab") == "home":
            bot.begin(publish(bot, public, *where, page=0))
        elif event.get("tab") == "messages":
            bot.begin(suggest(bot, suggestions, *where))

    async def turn(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        channel = json.loads(body["view"]["private_metadata"])["channel"]
        page = int(value_of(body))
        bot.begin(publish(bot, public, team_of(body), body["user"]["id"], channel, page=page))

    app.event("app_home_opened")(opened)
    for way in ("back", "more"):
        app.action(f"{homepage.PAGE}_{way}")(turn)


async def publish(bot: Bot, public: Public, team: str, user: str, channel: str, *, page: int) -> None:
    """Show the tab anew. `channel` is the person's direct message: what it may read, the person may."""
    try:
        others = await _of_others(bot, public, team) if await is_admin(bot, team, user) else None
        shown = await asyncio.to_thread(_shown, bot, team, user, channel, others, page)
        shown = replace(shown, sections=await rules.section(bot, team, user))
        client = await bot.web(team)
        await client.views_publish(user_id=user, view=homepage.view(shown))
    except post.FAULTS as fault:
        log.warning("the home tab was not shown: %s", post.error_of(fault))


async def suggest(bot: Bot, suggestions: Suggestions, team: str, user: str, channel: str) -> None:
    """Offer questions that the articles of this conversation answer. Nobody waits for them."""
    if not await asyncio.to_thread(may_ask, bot, team, channel, user):
        return
    try:
        scope = await asyncio.to_thread(bot.scope, team, channel)
        prompts = await bot.crew.run(partial(suggestions.of, bot.desk, scope))
        if prompts:
            client = await bot.web(team)
            await client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)
    except Busy:
        log.info("no questions suggested: too much to do")
    except post.FAULTS as fault:
        log.warning("no questions suggested: %s", post.error_of(fault))


async def _of_others(bot: Bot, public: Public, team: str) -> list[Unanswered]:
    """What had no answer in public channels: who runs the workspace could read it there."""
    asked = await asyncio.to_thread(bot.records.unanswered.openly, team)
    client = await bot.web(team)
    open_to_all = await public.among(client, team, [one.channel for one in asked])
    return [one for one in asked if one.channel in open_to_all]


def _shown(bot: Bot, team: str, user: str, channel: str, others: list[Unanswered] | None, page: int) -> Shown:
    settings = bot.desk.settings
    today = bot.records.meter.today(team if bot.many else None)
    # The day's limits are for all workspaces together: beside what one has cost they would mislead.
    limits = (0, 0.0) if bot.many else (settings.tokens_per_day, settings.usd_per_day)
    may = may_ask(bot, team, channel, user)
    return Shown(
        usage=USAGE if may else NOT_YOU,
        articles=bot.desk.library.articles(bot.scope(team, channel)) if may else None,
        meter=homepage.meter(today.tokens, today.usd, *limits),
        own=bot.records.unanswered.own(team, bot.records.hashed(team, user)),
        health=_health(bot),
        channel=channel,
        others=others,
        page=page,
    )


def _health(bot: Bot) -> Health:
    model = bot.desk.model
    return Health(
        model.name if model else None,
        isinstance(model, OpenAIModel) and model.is_failing,
        bot.crew.inside,
        bot.records.facts.last_backup(),
        health.faults(bot.desk.library, bot.records),
        # What others ask at this moment is not one workspace's to know.
        in_full=not bot.many,
    )
