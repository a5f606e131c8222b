"""Questions: a mention, a direct message, a follow-up in a thread the bot was called into, and /ask."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot import cost
from bot.answers import Answer
from bot.ask import Turn, ask
from bot.slack.bot import Bot
from bot.slack.door import allowed, barred, offers_of, place_of, scope_of, too_fast, too_long
from bot.slack.keeping import keep
from bot.slack.read.incoming import Incoming, says_nothing
from bot.slack.shown.blocks import Place, render_answer
from bot.slack.shown.fragment import link_to, no_link
from bot.slack.shown.layout import Rendered, note
from bot.slack.work import Outcome, acked
from bot.tape import Overheard

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

ASKER, BOT = "asker", "bot"

USAGE = (
    "Ask me about the articles I have read, for example: how many troops did North Korea send? "
    "In a channel mention me with the question, or use /ask to get the answer privately. "
    "/summary gives a summary with a quoted sentence under every line; in a thread say tl;dr. "
    "In a thread I keep answering until somebody says stop. "
    "/footnote lists the articles, adds and removes some."
)
QUIET = "I will stay quiet in this thread until somebody mentions me."
WELCOME = "You are welcome."
# Whole messages only: a question that holds such a word is a question.
_GREETINGS = {
    **dict.fromkeys(("help", "hello", "hi", "hey", "list"), USAGE),
    **dict.fromkeys(("who are you", "what are you", "what can you do"), USAGE),
    **dict.fromkeys(("summarise the article", "summarize the article"), USAGE),
    **dict.fromkeys(("thanks", "thank you", "thanks a lot", "many thanks", "thx"), WELCOME),
}
_STOP = frozenset({"stop", "stop it", "be quiet", "quiet", "be quiet here"})


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to mentions, messages and /ask. The middleware of `app.py` has claimed what gets here."""

    begin = acked(bot)
    app.event("app_mention")(begin)
    app.event("message")(begin)
    app.command("/ask")(begin)


async def decide(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Answer the question, or say plainly why not."""
    if _says_stop(incoming):
        await asyncio.to_thread(bot.records.quieten, incoming.team, incoming.channel, incoming.root)
        return Outcome(note(QUIET))
    not_theirs = await asyncio.to_thread(barred, bot, incoming)
    if not_theirs:
        return Outcome(not_theirs, aside=True)
    if incoming.root:
        await _follow(bot, incoming)
    greeted = _GREETINGS.get(incoming.text.lower().strip(" .,!?"))
    if greeted or says_nothing(incoming.text):
        return Outcome(note(greeted or USAGE))
    refusal = too_long(incoming.text) or too_fast(bot, incoming)
    return Outcome(refusal, aside=True) if refusal else await _answered(bot, taken, incoming)


async def _follow(bot: Bot, incoming: Incoming) -> None:
    if incoming.mentioned or incoming.surface == "dm":
        await asyncio.to_thread(bot.records.engage, incoming.team, incoming.channel, incoming.root)


def _says_stop(incoming: Incoming) -> bool:
    return bool(incoming.root) and incoming.text.lower().strip(" .!") in _STOP


async def _answered(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    history = await asyncio.to_thread(_history, bot, incoming)
    model = Overheard(bot.desk.model) if bot.desk.model else None
    desk = replace(bot.desk, model=model)
    scope = await asyncio.to_thread(scope_of, bot, incoming)
    most = await asyncio.to_thread(cost.most_of_question, incoming.text, history, model.name if model else "")
    async with allowed(bot, taken, incoming, most) as may:
        answer = await may.made(partial(ask, incoming.text, desk, scope=scope, history=history))
    draft = model.draft if model else None
    finish = partial(_finished, bot, taken, incoming, answer, may.notices, draft)
    rendered, place = await asyncio.to_thread(finish)
    asked, told = (ASKER, incoming.text), (BOT, _in_short(answer))
    # Who asks next in the thread did not see a private answer, so it explains nothing to them.
    return Outcome(rendered, private=place != "thread", said=(asked, told) if place == "thread" else (asked,))


def _history(bot: Bot, incoming: Incoming) -> list[Turn]:
    if not incoming.root:
        return []
    turns = bot.records.turns(incoming.team, incoming.channel, incoming.root)
    return [Turn(speaker, text) for speaker, text in turns]


def _finished(
    bot: Bot,
    taken: str,
    incoming: Incoming,
    answer: Answer,
    notices: tuple[str, ...],
    draft: dict[str, str] | None,
) -> tuple[Rendered, Place]:
    """The answer as it will be shown, once it is kept."""
    place = place_of(bot, incoming)
    whispered = place != "thread" and not incoming.response_url
    linked = no_link if whispered else link_to
    offers = offers_of(bot, incoming)
    rendered = render_answer(answer, taken, place, notices, offers=offers, linked=linked)
    keep(bot, taken, incoming, answer, rendered, openly=place == "thread", draft=draft)
    return rendered, place


def _in_short(answer: Answer) -> str:
    return " / ".join(claim.text for claim in answer.claims) or answer.status
