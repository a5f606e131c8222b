"""Rules in Slack: the Home tab's section and forms for administrators, and /footnote usage for everybody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.records.meter import SHOWN_DAYS, Line, Sum
from bot.rules import EVERYWHERE, Rules
from bot.slack.bot import Bot
from bot.slack.clicks import open_view
from bot.slack.read.incoming import Incoming, team_of
from bot.slack.read.people import is_admin
from bot.slack.shown import forms, layout
from bot.slack.shown.layout import Block, Rendered, bold, line

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

log = logging.getLogger(__name__)

NOT_YOURS = (
    "Only an administrator of Footnote may set rules: who runs this workspace, or FOOTNOTE_ADMINS names."
)
_CHANNELS_SHOWN = 15


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the buttons of the Home tab and to the forms they open. Who may is asked at every step."""

    async def of_channel(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await open_view(bot, body, await _for_admins(bot, body, forms.which_view()))

    async def of_workspace(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await open_view(bot, body, await _form(bot, body, EVERYWHERE))

    async def chosen(ack: AsyncAck, body: dict[str, Any]) -> None:
        channel = forms.chosen_channel(body["view"]["state"]["values"])
        await ack(response_action="update", view=await _form(bot, body, channel))

    async def filled(ack: AsyncAck, body: dict[str, Any]) -> None:
        said = forms.read(body["view"]["state"]["values"])
        if said.wrong:
            await ack(response_action="errors", errors=said.wrong)
        else:
            view = await _for_admins(bot, body, forms.saved_view())
            if view["callback_id"] == "rules_saved":
                await asyncio.to_thread(_save, bot, body, said.written)
            await ack(response_action="update", view=view)

    app.action(forms.OPEN_CHANNEL)(of_channel)
    app.action(forms.OPEN_WORKSPACE)(of_workspace)
    app.view(forms.WHICH)(chosen)
    app.view(forms.RULES)(filled)


async def section(bot: Bot, team: str, user: str) -> list[Block]:
    """What the Home tab shows an administrator: what the channels have cost, and the way to their rules."""
    if not await is_admin(bot, team, user):
        return []
    spent = await asyncio.to_thread(bot.records.meter.lines, team)
    told = [line(bold("Channels of this workspace")), *_channels(spent)]
    buttons = layout.actions(
        layout.button(forms.OPEN_CHANNEL, "Rules of a channel", "channel"),
        layout.button(forms.OPEN_WORKSPACE, "Rules of the workspace", "workspace"),
    )
    return [layout.rich_text(told), buttons]


async def usage(bot: Bot, incoming: Incoming, rest: str) -> Rendered:
    """What this channel has asked and cost today, of how much, and within the last days."""
    team, channel = incoming.team, incoming.channel
    lines = await asyncio.to_thread(bot.records.meter.lines, team, channel)
    rules = await asyncio.to_thread(bot.records.rules.of, team, channel)
    told = used(lines[0] if lines else Line(team, channel, Sum(), Sum()), rules)
    plain = layout.plain_text(told)
    return Rendered(plain, (layout.rich_text(told),), plain)


def used(spent: Line, rules: Rules) -> list[layout.Line]:
    """A channel's costs, beside its limits where it has some."""
    today, limits = spent.today, Sum(rules.questions, rules.tokens, rules.usd)
    return [
        line(bold("Asked in this channel")),
        line(f"Today: {_sum(today, limits)}, until midnight UTC"),
        line(f"The last {SHOWN_DAYS} days: {_sum(spent.recently)}"),
    ]


def _channels(spent: Sequence[Line]) -> list[layout.Line]:
    shown = [
        line(
            f"{one.channel or 'forgotten'}: today {_sum(one.today)}; {SHOWN_DAYS} days: {_sum(one.recently)}"
        )
        for one in spent[:_CHANNELS_SHOWN]
    ]
    if len(spent) > len(shown):
        shown.append(line(f"and {len(spent) - len(shown):,} more: footnote usage"))
    return shown or [line(f"Nothing was asked within the last {SHOWN_DAYS} days.")]


def _sum(spent: Sum, limits: Sum = Sum()) -> str:  # noqa: B008 - frozen
    questions = f"{spent.questions:,}" + (f" of {limits.questions:,}" if limits.questions else "")
    tokens = f"{spent.tokens:,}" + (f" of {limits.tokens:,}" if limits.tokens else "")
    usd = f"{spent.usd:,.2f}" + (f" of {limits.usd:,.2f}" if limits.usd else "")
    return f"{questions} questions, {tokens} tokens, {usd} US dollars"


async def _for_admins(bot: Bot, body: dict[str, Any], view: dict[str, Any]) -> dict[str, Any]:
    """The view, or in its place why this person does not get it."""
    may = await is_admin(bot, team_of(body), body["user"]["id"])
    return view if may else forms.refused_view(NOT_YOURS)


async def _form(bot: Bot, body: dict[str, Any], channel: str) -> dict[str, Any]:
    view = await asyncio.to_thread(_rules_view, bot, team_of(body), channel)
    return await _for_admins(bot, body, view)


def _rules_view(bot: Bot, team: str, channel: str) -> dict[str, Any]:
    articles = bot.desk.library.articles(bot.reach(team, channel))
    return forms.rules_view(channel, bot.records.rules.own(team, channel), articles)


def _save(bot: Bot, body: dict[str, Any], written: dict[str, str]) -> None:
    bot.records.rules.set(team_of(body), forms.channel_of(body["view"]), written)
    log.info("rules were set in Slack")
