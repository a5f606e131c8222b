"""The door before whatever is asked: who may ask there, for whom the answer is, and what it may cost.

Everything that asks a model goes through `allowed`. Rules are read from the records, words are ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.answers import Answer, Summary, Usage
from bot.ask import MAX_QUESTION_CHARS, Choice
from bot.records.meter import Over, Payer, Sum, What, Whose
from bot.slack.bot import Bot
from bot.slack.read.incoming import Incoming
from bot.slack.shown.blocks import Offers, Place
from bot.slack.shown.layout import Rendered, note
from index.types import Scope

NOT_YOU = (
    "Sorry, only certain people may ask me here, and you are not among them. "
    "An administrator of Footnote can change that."
)
_WHOSE: dict[Whose, str] = {
    "all": "Today's allowance for the model",
    "channel": "This channel's allowance for today",
    "user": "Your allowance for today",
}
_UNITS: dict[What, str] = {
    "questions": "{:,.0f} questions",
    "tokens": "{:,.0f} tokens",
    "usd": "{:,.2f} US dollars",
}


Made = TypeVar("Made", Answer, Summary)


@dataclass(frozen=True, slots=True)
class Allowed:
    """How to ask: with the model, unless a limit is in the way."""

    bot: Bot
    taken: str
    incoming: Incoming
    over: Over | None = None

    @property
    def mode(self) -> Choice:
        """How the core is to answer."""
        return "extractive" if self.over else "auto"

    @property
    def notices(self) -> tuple[str, ...]:
        """Why it is answered so, to stand above the answer."""
        return (told(self.over),) if self.over else ()

    async def made(self, asking: Callable[..., Made]) -> Made:
        """What `asking`, given the `mode`, makes; counted before anything else can go wrong.

        What a limit made an extract counts for nobody: else who is over their own limit would use up the
        channel's.
        """
        made = await self.bot.crew.run(partial(asking, mode=self.mode))
        if self.over is None:
            await asyncio.to_thread(settle, self.bot, self.taken, self.incoming, made.usage)
        self.bot.meters.answered(made)
        return made


def barred(bot: Bot, incoming: Incoming) -> Rendered | None:
    """A polite line for who may not ask there, else None. Reads the records: keep it off the loop."""
    may = may_ask(bot, incoming.team, incoming.channel, incoming.user)
    return None if may else note(NOT_YOU)


def may_ask(bot: Bot, team: str, channel: str, user: str) -> bool:
    """Whether the rules let a person ask there, and see what others asked. Reads the records."""
    return bot.records.rules.of(team, channel).may_ask(user)


def answers_privately(bot: Bot, incoming: Incoming) -> bool:
    """Whether what is asked aloud there is answered to the asker only. Reads the records."""
    if incoming.in_dm or incoming.response_url:
        return False
    return bot.records.rules.of(incoming.team, incoming.channel).private


def is_for_us(bot: Bot, incoming: Incoming) -> bool:
    """Whether a message in a thread that the bot follows is one it should take. Reads the records.

    A mention always is: who may not ask then hears so. Between people it stays silent.
    """
    rules = bot.records.rules.of(incoming.team, incoming.channel)
    return incoming.mentioned or (not rules.mention_only and rules.may_ask(incoming.user))


def named_articles(bot: Bot, incoming: Incoming) -> frozenset[str] | None:
    """The articles that the rules name for the channel, or None where they name none. Reads the records."""
    return bot.scope(incoming.team, incoming.channel).articles


def too_long(text: str) -> Rendered | None:
    """A plain line for a question that is longer than the core takes."""
    if len(text) <= MAX_QUESTION_CHARS:
        return None
    return note(
        f"That question has {len(text):,} characters; I read at most {MAX_QUESTION_CHARS:,}. Ask it shorter."
    )


def too_fast(bot: Bot, incoming: Incoming) -> Rendered | None:
    """A plain line for somebody who asks more often than a minute allows."""
    if bot.pace.admits(f"{incoming.team}:{incoming.user}"):
        return None
    return note(f"I take {bot.pace.per_minute} questions a minute from one person. Please wait a moment.")


def place_of(bot: Bot, incoming: Incoming) -> Place:
    """Where the answer will stand: commands are answered privately, and where the rules say so, mentions.

    Reads the records: keep it off the loop.
    """
    if not incoming.response_url and not answers_privately(bot, incoming):
        return "thread"
    return "private" if bot.desk.settings.keep_days else "unkept"


def offers_of(bot: Bot, incoming: Incoming) -> Offers:
    """What can be done about an answer here: open the whole of it, ask the person that the rules name.

    Both need what was kept of it. Reads the records: keep it off the loop.
    """
    if not bot.desk.settings.keep_days:
        return frozenset()
    person = bot.records.rules.of(incoming.team, incoming.channel).person
    return frozenset({"all", "person"} if person else {"all"})


def scope_of(bot: Bot, incoming: Incoming) -> Scope:
    """Only what this channel may read; filtered before anything is searched."""
    return bot.scope(incoming.team, incoming.channel)


@asynccontextmanager
async def allowed(bot: Bot, taken: str, incoming: Incoming, most: Usage) -> AsyncIterator[Allowed]:
    """Set `most`, the most it may cost, aside while it is asked; over a limit only extracts are allowed.

    Ask inside, with `Allowed.made`. What nothing was made of is given back at the end.
    """
    if bot.desk.model is None:
        yield Allowed(bot, taken, incoming)
        return
    over = await asyncio.to_thread(_reserved, bot, taken, incoming, most)
    try:
        yield Allowed(bot, taken, incoming, over)
    finally:
        await asyncio.to_thread(bot.records.meter.release, taken)


def settle(bot: Bot, taken: str, incoming: Incoming, cost: Usage) -> None:
    """Count what was asked and what it cost, in place of what was set aside. Writes the records."""
    bot.records.meter.settle(taken, _payer(bot, incoming), cost)


def told(over: Over) -> str:
    """Which limit is in the way, and until when."""
    most = _UNITS[over.what].format(over.most)
    most = most.removesuffix("s") if most.startswith("1 ") else most
    return f"{_WHOSE[over.whose]} ({most}) is used up, so until midnight UTC answers are extracts."


def _reserved(bot: Bot, taken: str, incoming: Incoming, most: Usage) -> Over | None:
    return bot.records.meter.reserve(taken, _payer(bot, incoming), most, _caps(bot, incoming))


def _payer(bot: Bot, incoming: Incoming) -> Payer:
    user = bot.records.hashed(incoming.team, incoming.user) if incoming.user else ""
    return Payer(incoming.team, incoming.channel, user)


def _caps(bot: Bot, incoming: Incoming) -> Mapping[Whose, Sum]:
    settings, rules = bot.desk.settings, bot.records.rules.of(incoming.team, incoming.channel)
    caps: dict[Whose, Sum] = {
        "user": Sum(rules.user_questions, rules.user_tokens, rules.user_usd),
        "channel": Sum(rules.questions, rules.tokens, rules.usd),
        "all": Sum(0, settings.tokens_per_day, settings.usd_per_day),
    }
    if not incoming.user:  # what was asked on a schedule is nobody's
        del caps["user"]
    return caps
