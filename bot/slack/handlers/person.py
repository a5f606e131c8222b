"""*Ask a person*: the question and the nearest sentences, posted once to whom the channel's rules name.

Quoted is what may be read both where it was asked and where it is posted; a link leads back to the thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.answers import Citation
from bot.records.rows import Kept
from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.door import barred
from bot.slack.read.incoming import ASK_PERSON, Incoming
from bot.slack.shown import layout
from bot.slack.shown.footnotes import nearest
from bot.slack.shown.layout import Line, Link, Part, Quote, Rendered, bold, line, note
from bot.slack.shown.views import stands
from bot.slack.work import Outcome, acked
from bot.wording import quoted

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

SOMEBODY = "Somebody"
THREAD = "open the thread"
SENTENCES = "The sentences that came nearest:"
ASKED = "I have passed your question on, with the sentences that came nearest."
ALREADY = "This question has been passed on already."
NOBODY = "Nobody is named here any more who could be asked."
GONE = "This answer is past the time it is kept. Please ask again."
FAILED = "Your question could not be passed on: I cannot write there. Please press the button again later."
UNSURE = (
    "Slack did not tell whether your question was passed on. If nobody answers, please ask them yourself."
)


@dataclass(frozen=True, slots=True)
class Handover:
    """What is passed on, and to whom: `person` is the id of a channel or of a user."""

    kept: Kept
    question: str
    person: str
    citations: tuple[Citation, ...]

    @property
    def key(self) -> str:
        """The name under which its post is looked for."""
        return f"person:{self.kept.id}"


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to the button."""

    app.action(ASK_PERSON)(acked(bot))


async def decide(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Pass the question on, once for each answer, and say privately what became of it."""
    not_theirs = await asyncio.to_thread(barred, bot, incoming)
    if not_theirs:
        return Outcome(not_theirs)
    handover = await asyncio.to_thread(ready, bot, incoming)
    if isinstance(handover, str):
        return Outcome(note(handover))
    begun = await asyncio.to_thread(bot.records.handovers.begin, handover.kept.id, taken)
    if begun == "others":
        return Outcome(note(ALREADY))
    stands_there = await _found(bot, taken, incoming, handover) if begun == "again" else ""
    if stands_there != "":
        return Outcome(note(UNSURE if stands_there is None else ASKED))
    return Outcome(note(await _sent(bot, taken, incoming, handover)))


async def _found(bot: Bot, taken: str, incoming: Incoming, handover: Handover) -> str | None:
    """The post of this very click before a crash, "" if it never arrived, None where nobody can tell."""
    row = await asyncio.to_thread(bot.records.taken, taken)
    since = row.since if row else 0.0
    client = await bot.web(incoming.team)
    return await post.find(client, handover.person, "", handover.key, since)


async def _sent(bot: Bot, taken: str, incoming: Incoming, handover: Handover) -> str:
    """Post it, and say what became of it. What did not get through may be pressed again."""
    client = await bot.web(incoming.team)
    asker = await bot.people.person(client, incoming.team, incoming.user)
    thread = await post.permalink(client, incoming.channel, incoming.root)
    rendered = passed_on(handover, asker.name if asker else "", thread)
    sent = await post.post(client, handover.person, "", rendered, handover.key)
    if sent.fate in ("gone", "not_member"):
        await asyncio.to_thread(bot.records.handovers.take_back, handover.kept.id, taken)
        return FAILED
    return ASKED if sent.fate == "posted" else UNSURE


def ready(bot: Bot, incoming: Incoming) -> Handover | str:
    """What to pass on, or the line that says why nothing is. Reads records and library."""
    kept = bot.kept(incoming.team, incoming.picked)
    if kept is None or not kept.question:
        return GONE
    person = bot.records.rules.of(kept.team, kept.channel).person
    if not person:
        return NOBODY
    return Handover(kept, kept.question, person, tuple(_citations(bot, kept, person)))


def _citations(bot: Bot, kept: Kept, person: str) -> Iterator[Citation]:
    """The sentences of the answer that still stand, in articles that both places may read."""
    here, there = (bot.scope(kept.team, channel) for channel in (kept.channel, person))
    hashed = partial(bot.records.hashed, kept.team)
    for place in kept.places:
        article = bot.desk.library.by_id(place.article_id, here)
        if article and there.admits(article.article_id, article.channels) and stands(article, place, hashed):
            yield Citation.of(article, article.sentences[place.number - 1])


def passed_on(handover: Handover, asker: str, thread: str | None) -> Rendered:
    """The message: who asks, the question, the nearest sentences, the way back."""
    who = line(bold(layout.title(asker) or SOMEBODY), " asks for a person’s answer:")
    back: Sequence[Line] = [line(Link(thread, THREAD))] if thread else []
    room = layout.MAX_MESSAGE_CHARS - 1_000 - layout.length([Quote(handover.question)])
    found = nearest(handover.citations, room)
    parts: list[Part] = [who, Quote(handover.question), *([line(SENTENCES), *found] if found else []), *back]
    text = layout.notification([layout.said(who), quoted(handover.question)])
    return Rendered(text, (layout.rich_text(parts),), layout.plain_text(parts))
