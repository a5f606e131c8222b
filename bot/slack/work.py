"""From a claimed event to its one visible outcome, also after a crash. The boundary for exceptions is here.

What to say is decided in `handlers/`; how it reaches Slack, in `post.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.health import Ending
from bot.record_rows import Taken
from bot.slack import post
from bot.slack.bot import Bot
from bot.slack.crew import Busy
from bot.slack.incoming import Incoming
from bot.slack.layout import Rendered, note

log = logging.getLogger(__name__)

BUSY = "I have more questions at once than I can take. Please ask again in a moment."
_IN_THREADS = frozenset({"mention", "dm", "reply"})  # questions, whose askers watch the thread
RESTARTED = "I was restarted while answering this. If no answer stands above, please ask again."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to say, and what the thread should remember of it: turns as (speaker, text)."""

    rendered: Rendered
    aside: bool = False  # a line for the asker only, where others would read along
    said: tuple[tuple[str, str], ...] = ()


Decide = Callable[[Bot, str, Incoming], Awaitable[Outcome]]


async def work(bot: Bot, taken: str, incoming: Incoming, decide: Decide) -> None:
    """Decide what to say and say it; the claim is closed when it stands, or when nobody could say it."""
    try:
        outcome = await _decided(bot, taken, incoming, decide)
        if await _delivered(bot, taken, incoming, outcome):
            await asyncio.to_thread(bot.records.done, taken)
            await _remembered(bot, taken, incoming, outcome)
    except Exception:
        # Nothing above may end a task unseen: the claim stays open and is worked again at the next start.
        log.exception("event %s: the outcome could not be delivered", taken)


def apology(event: str) -> Rendered:
    """The fixed line for a fault of ours; its reference stands in the log beside the traceback."""
    reference = secrets.token_hex(2)
    log.exception("event %s: ref %s", event, reference, extra={"ref": reference})
    return note(
        f"Something went wrong inside Footnote, and your question has no answer yet. (ref {reference})"
    )


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
            bot.begin(_again(bot, lost, incoming, deciders[incoming.surface]))


def _stored(lost: Taken) -> Incoming | None:
    """What was asked, or None where the row is damaged or of another version."""
    try:
        return Incoming(**lost.body) if lost.body is not None else None
    except TypeError:
        return None


async def _again(bot: Bot, lost: Taken, incoming: Incoming, decide: Decide) -> None:
    """Once more, unless a post was begun: then only Slack knows whether it stands."""
    stands: str | None = ""
    if lost.sending:
        stands = await _stands(bot, lost, incoming)
    if stands:
        await asyncio.to_thread(bot.records.posted, lost.id, stands)
        await asyncio.to_thread(bot.records.done, lost.id)
        return
    log.info("event %s: taken up again after a restart", lost.id)
    await work(bot, lost.id, incoming, decide if stands is not None else _restarted)


async def _stands(bot: Bot, lost: Taken, incoming: Incoming) -> str | None:
    """The `ts` of the post, "" if it never arrived, None where that cannot be known."""
    if incoming.response_url:
        return None  # private answers cannot be looked up
    client = await bot.web(incoming.team)
    return await post.find(client, incoming.channel, incoming.root, lost.id, lost.since)


async def _restarted(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    return Outcome(note(RESTARTED))


async def _decided(bot: Bot, taken: str, incoming: Incoming, decide: Decide) -> Outcome:
    shown = incoming.surface in _IN_THREADS
    status = asyncio.create_task(_show_status(bot, incoming)) if shown else None
    ending: Ending = "stopped"
    try:
        outcome = await decide(bot, taken, incoming)
        ending = "refused" if outcome.aside else "said"
        return outcome
    except Busy:
        ending = "busy"
        return Outcome(note(BUSY), aside=True)
    except Exception:
        ending = "fault"
        return Outcome(apology(taken))
    finally:
        bot.meters.ended(ending)
        if status is not None:
            # A status that lands after the post would stay for two minutes.
            status.cancel()


async def _show_status(bot: Bot, incoming: Incoming) -> None:
    with contextlib.suppress(*post.FAULTS):
        client = await bot.web(incoming.team)
        await client.assistant_threads_setStatus(
            channel_id=incoming.channel, thread_ts=incoming.root, status="is reading the articles"
        )


async def _delivered(bot: Bot, taken: str, incoming: Incoming, outcome: Outcome) -> bool:
    """Whether the event is over: said, or not to be said by anybody."""
    await asyncio.to_thread(bot.records.sending, taken)
    if incoming.response_url:
        url, thread = incoming.response_url, incoming.thread
        return await post.respond(url, outcome.rendered, thread=thread) != "unsure"
    client = await bot.web(incoming.team)
    if (
        outcome.aside
        and not incoming.in_dm
        # In a thread that has no reply yet nobody would see it (docs.slack.dev, chat.postEphemeral).
        and await post.whisper(client, incoming.channel, incoming.user, incoming.thread, outcome.rendered)
    ):
        return True
    sent = await post.post(client, incoming.channel, incoming.root, outcome.rendered, taken)
    if sent.fate == "not_member":
        await post.tell_not_member(client, incoming.user)
    await asyncio.to_thread(bot.records.posted, taken, sent.ts)
    return sent.fate != "unsure"


async def _remembered(bot: Bot, taken: str, incoming: Incoming, outcome: Outcome) -> None:
    if incoming.root and outcome.said:
        place = (incoming.team, incoming.channel, incoming.root)
        await asyncio.to_thread(bot.records.remember, *place, outcome.said, taken)
