"""From a claimed event to its one visible outcome, also after a crash. The boundary for exceptions is here.

What to say is decided in `handlers/`; how it reaches Slack, in `post.py`.
"""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.health import Ending
from bot.records.rows import Taken
from bot.slack import post, status
from bot.slack.bot import Bot
from bot.slack.crew import Busy
from bot.slack.late import TRY_AGAIN_S, Late
from bot.slack.read.incoming import Incoming
from bot.slack.shown.layout import Rendered, note

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck

log = logging.getLogger(__name__)

BUSY = "I have more questions at once than I can take. Please ask again in a moment."
NOT_PRIVATELY = "I may answer you here in private only, and Slack did not let me. Please use /ask."
_IN_THREADS = frozenset({"mention", "dm", "reply"})  # questions, whose askers watch the thread
RESTARTED = "I was restarted while answering this. If no answer stands above, please ask again."
UNSURE = "I cannot tell whether my answer to this arrived. If none stands above, please ask again."
_UNANSWERED = "your question has no answer yet"
# What nobody asked for just now, and how it is told that it failed.
_UNASKED = {"follow": "an address was not read again", "digest": "the digest was not made"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to say, and what the thread should remember of it: turns as (speaker, text).

    `held` is what held when it was decided, None for what is decided anew before it is said later.
    """

    rendered: Rendered
    aside: bool = False  # a line for the asker only, where others would read along
    private: bool = False  # an answer for the asker only: rather said to nobody than to all
    said: tuple[tuple[str, str], ...] = ()
    held: object = None


# Nothing to say: what was asked for again and again brought nothing new.
SILENCE = Outcome(Rendered(""))

Decide = Callable[[Bot, str, Incoming], Awaitable[Outcome]]


def acked(bot: Bot) -> Callable[..., Awaitable[None]]:
    """A listener that acks and then works on what the middleware of `app.py` has claimed, if it has."""

    async def begin(ack: AsyncAck, context: dict[str, Any]) -> None:
        await ack()
        if context.get("taken"):
            bot.begin(work(bot, context["taken"], context["incoming"], context["decide"]))

    return begin


async def work(bot: Bot, taken: str, incoming: Incoming, decide: Decide, late: Late | None = None) -> None:
    """Decide what to say and say it; the claim is closed when it stands, or when nobody could say it.

    `late` is what is known of the attempts before.
    """
    outcome = None
    try:
        if not await bot.serves(incoming.team):
            log.warning("event %s: closed, workspace %s took the app away", taken, incoming.team)
            await asyncio.to_thread(bot.records.done, taken)
            return
        outcome = await _decided(bot, taken, incoming, decide)
        if await _delivered(bot, taken, incoming, outcome):
            await asyncio.to_thread(bot.records.done, taken)
            await _remembered(bot, taken, incoming, outcome)
            return
    except Exception:
        # Nothing above may end a task unseen: the claim stays open.
        log.exception("event %s: the outcome could not be delivered", taken)
    bot.unsaid[taken] = late.once_more(outcome) if late else Late(outcome)


def apology(event: str, undone: str = _UNANSWERED) -> Rendered:
    """The fixed line for a fault of ours; its reference stands in the log beside the traceback."""
    reference = secrets.token_hex(2)
    log.exception("event %s: ref %s", event, reference, extra={"ref": reference})
    return note(f"Something went wrong inside Footnote, and {undone}. (ref {reference})")


async def recover(bot: Bot, deciders: dict[str, Decide]) -> None:
    """Answer what a dead process left behind. Slack was told it is taken, so Slack will not send it again."""
    for lost in await asyncio.to_thread(bot.records.lose_others):
        if not await asyncio.to_thread(bot.records.take_over, lost.id):
            continue
        incoming = _stored(lost)
        if incoming is None or incoming.surface not in deciders:
            log.error("event %s: closed, what was stored of it cannot be read", lost.id)
            await asyncio.to_thread(bot.records.done, lost.id)
        else:
            log.info("event %s: taken up again after a restart", lost.id)
            # Nobody waits for what nobody asked for, so nobody need hear that it is late.
            line = None if incoming.surface in _UNASKED else RESTARTED
            bot.begin(_taken_up(bot, lost, incoming, deciders[incoming.surface], line))


def _stored(lost: Taken) -> Incoming | None:
    """What was asked, or None where the row is damaged or of another version."""
    try:
        return Incoming(**lost.body) if lost.body is not None else None
    except TypeError:
        return None


async def _taken_up(
    bot: Bot, row: Taken, incoming: Incoming, decide: Decide, line: str | None, late: Late | None = None
) -> None:
    """Say it, unless it stands. `line` is said where nobody can know; without one it is tried again later."""
    try:
        stands = await _stands(bot, row, incoming)
    except Exception:
        log.exception("event %s: cannot be tried again now", row.id)
        stands, line = None, None
    if stands is None and line is None:
        bot.unsaid[row.id] = late.once_more(None) if late else Late()
    elif not stands:
        await work(bot, row.id, incoming, decide if line is None or stands == "" else _saying(line), late)


async def keep_trying(bot: Bot, deciders: dict[str, Decide]) -> None:
    """Say what could not be said, as long as the bot runs: a disk has room again, Slack is back."""
    while True:
        await asyncio.sleep(TRY_AGAIN_S)
        once_more(bot, deciders, time.monotonic())


def once_more(bot: Bot, deciders: dict[str, Decide], now: float = math.inf) -> None:
    """Begin to try again each event whose outcome could not be delivered and that is due by `now`."""
    for taken in [taken for taken, late in bot.unsaid.items() if late.due <= now]:
        bot.begin(_tried_again(bot, taken, bot.unsaid.pop(taken), deciders))


async def _tried_again(bot: Bot, taken: str, late: Late, deciders: dict[str, Decide]) -> None:
    try:
        row = await asyncio.to_thread(bot.records.taken, taken)
    except Exception:
        log.exception("event %s: cannot be tried again now", taken)
        bot.unsaid[taken] = late.once_more(None)
        return
    incoming = _stored(row) if row and row.state == "working" else None
    if row is not None and incoming is not None:
        decide = _as_decided(late.outcome, deciders[incoming.surface])
        await _taken_up(bot, row, incoming, decide, UNSURE if incoming.response_url else None, late)


def _as_decided(before: Outcome | None, decide: Decide) -> Decide:
    """What was decided before, as long as all it was decided by holds.

    To decide anew would ask the model again, and might say something else than what may have been seen.
    """

    async def decided(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
        if before and before.held and before.held == await asyncio.to_thread(_held, bot, incoming):
            return before
        return await decide(bot, taken, incoming)

    return decided


def _held(bot: Bot, incoming: Incoming) -> object:
    """What an outcome hangs on: the library as it is, and the rules of the place."""
    return bot.desk.library.revision, bot.records.rules.of(incoming.team, incoming.channel)


async def _stands(bot: Bot, lost: Taken, incoming: Incoming) -> str | None:
    """The `ts` of the post, with which the event is closed; "" if there is none, None where nobody knows."""
    if not lost.sending or not await bot.serves(incoming.team):
        return ""  # where the app was taken away nobody can look, and `work` closes it
    if incoming.response_url:
        return None  # private answers cannot be looked up
    client = await bot.web(incoming.team)
    stands = await post.find(client, incoming.channel, incoming.root, lost.id, lost.since)
    if stands:
        await asyncio.to_thread(bot.records.posted, lost.id, stands)
        await asyncio.to_thread(bot.records.done, lost.id)
    return stands


def _saying(line: str) -> Decide:
    async def decide(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
        return Outcome(note(line))

    return decide


async def _decided(bot: Bot, taken: str, incoming: Incoming, decide: Decide) -> Outcome:
    shown = incoming.surface in _IN_THREADS
    telling = asyncio.create_task(status.show(bot, incoming)) if shown else None
    ending: Ending = "stopped"
    began = time.monotonic()
    try:
        held = await asyncio.to_thread(_held, bot, incoming)
        outcome = await decide(bot, taken, incoming)
        ending = "refused" if outcome.aside else "said"
        return replace(outcome, held=held)
    except Busy:
        ending = "busy"
        return Outcome(note(BUSY), aside=True)
    except Exception:
        ending = "fault"
        return Outcome(apology(taken, _UNASKED.get(incoming.surface, _UNANSWERED)))
    finally:
        bot.meters.ended(ending)
        took_ms = (time.monotonic() - began) * 1000
        log.info("event %s: %s %s in %.0f ms", taken, incoming.surface, ending, took_ms)
        if telling is not None:
            # A status that lands after the post would stay for two minutes.
            telling.cancel()


async def _delivered(bot: Bot, taken: str, incoming: Incoming, outcome: Outcome) -> bool:
    """Whether the event is over: said, or not to be said by anybody."""
    if not outcome.rendered.text:
        return True
    await asyncio.to_thread(bot.records.sending, taken)
    if incoming.response_url:
        fate = await post.respond(incoming.response_url, outcome.rendered, thread=incoming.thread)
        if fate == "gone" and incoming.surface == "message":
            # The address is good for 30 minutes; whoever thinks about a question takes longer.
            client, place = await bot.web(incoming.team), (incoming.channel, incoming.user, incoming.thread)
            fate = await post.whisper(client, *place, outcome.rendered)
        return fate != "unsure"
    client = await bot.web(incoming.team)
    if (outcome.aside or outcome.private) and not incoming.in_dm:
        # In a thread that has no reply yet nobody would see it (docs.slack.dev, chat.postEphemeral).
        place = (incoming.channel, incoming.user, incoming.thread)
        whispered = await post.whisper(client, *place, outcome.rendered)
        if whispered == "posted" and incoming.surface in _IN_THREADS and not outcome.private:
            bot.begin(status.clear(bot, incoming))
        if whispered != "gone":
            return whispered == "posted"
    rendered = note(NOT_PRIVATELY) if outcome.private else outcome.rendered
    sent = await post.post(client, incoming.channel, incoming.root, rendered, taken)
    if sent.fate == "not_member" and incoming.user:
        await post.tell_not_member(client, incoming.user)
    # The line that stands in for a private answer is not the answer's own message.
    await asyncio.to_thread(bot.records.posted, taken, "" if outcome.private else sent.ts)
    return sent.fate != "unsure"


async def _remembered(bot: Bot, taken: str, incoming: Incoming, outcome: Outcome) -> None:
    if incoming.root and outcome.said:
        place = (incoming.team, incoming.channel, incoming.root)
        await asyncio.to_thread(bot.records.remember, *place, outcome.said, taken)
