"""*Summarise this thread*, which a mention in the thread asks for too, and *Ask about this message*.

Both read what people wrote at that moment; the library is not searched.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot import cost
from bot.answers import FREE, Answer
from bot.ask import Choice, ask
from bot.slack.bot import Bot
from bot.slack.clicks import open_view
from bot.slack.door import allowed, offers_of, place_of, too_long
from bot.slack.handlers.summary import refused
from bot.slack.keeping import keep
from bot.slack.read import said, sources
from bot.slack.read.incoming import ASK_ABOUT_MESSAGE, SUMMARISE_THREAD, Incoming, message_ids, says_nothing
from bot.slack.read.said import Talk
from bot.slack.read.wishes import thread_wish
from bot.slack.shown import views
from bot.slack.shown.blocks import render_answer
from bot.slack.shown.footnotes import Linked
from bot.slack.shown.layout import Rendered, note
from bot.slack.summing import names_of, permalinks, told, without_source_unless_kept
from bot.slack.work import Outcome, acked
from bot.summary.lengths import MEDIUM
from index.types import NewArticle

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

NO_THREAD = (
    "I summarise the thread that this is said in, and here is none yet. For the channel say "
    "/summary here since monday, for an article /summary and its title."
)
NO_QUESTION = "What do you want to know about that message? Please ask in words."


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to both shortcuts on messages, and to the modal of the second."""

    begin = acked(bot)

    async def ask_what(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await open_view(bot, body, views.question_view(message_ids(body)))

    app.shortcut(SUMMARISE_THREAD)(begin)
    app.shortcut(ASK_ABOUT_MESSAGE)(ask_what)
    app.view(ASK_ABOUT_MESSAGE)(begin)


async def decide_thread(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Summarise the thread: for all who read it when asked aloud, else privately."""
    refusal = await refused(bot, incoming)
    if refusal:
        return Outcome(refusal, aside=True)
    if not incoming.response_url and incoming.thread is None:
        return Outcome(note(NO_THREAD), aside=True)
    length = thread_wish(incoming.text)
    if length and length.refusal:
        return Outcome(note(length.refusal), aside=True)
    source = await sources.thread(bot, incoming)
    if isinstance(source, Rendered):
        return Outcome(source, aside=True)
    return await told(bot, taken, incoming, source, length or MEDIUM)


async def decide_message(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Answer the question from the one message that it is about, privately."""
    refusal = note(NO_QUESTION) if says_nothing(incoming.text) else too_long(incoming.text)
    refusal = refusal or await refused(bot, incoming)
    if refusal:
        return Outcome(refusal)
    talk = await sources.message(bot, incoming)
    if isinstance(talk, Rendered):
        return Outcome(talk)
    model = bot.desk.model
    most = await asyncio.to_thread(cost.most_of_question, incoming.text, (), model.name) if model else FREE
    async with allowed(bot, taken, incoming, most) as may:
        answer = await may.made(partial(_asked, bot, incoming.text, talk))
    shown = said.cited_messages(answer, talk)
    names = await names_of(bot, incoming.team, [one.user for one in shown])
    linked = said.linked_to(talk, await permalinks(bot, incoming, shown))
    told = said.told_answer(answer, talk, names)
    finish = partial(_finished, bot, taken, incoming, talk, told, may.notices, linked)
    return Outcome(await asyncio.to_thread(finish), private=True)


def _asked(bot: Bot, question: str, talk: Talk, mode: Choice) -> Answer:
    """The answer from a library that holds nothing but the message."""
    written = said.moment(talk.by_sentence[0].ts, talk.zone).date().isoformat()
    with bot.desk.library.aside() as aside:
        aside.add(NewArticle("message", talk.article.text, title=talk.article.title, date=written))
        return ask(question, replace(bot.desk, library=aside), mode=mode)


def _finished(
    bot: Bot,
    taken: str,
    incoming: Incoming,
    talk: Talk,
    told: Answer,
    notices: tuple[str, ...],
    linked: Linked,
) -> Rendered:
    """The answer as it will be shown, once it is kept."""
    place, offers = place_of(bot, incoming), offers_of(bot, incoming) - {"person"}
    rendered = render_answer(told, taken, place, notices, offers=offers, linked=linked)
    rendered = without_source_unless_kept(bot, rendered, [talk.article])
    keep(bot, taken, incoming, told, rendered, openly=place == "thread", articles=[talk.article], talk=talk)
    return rendered
