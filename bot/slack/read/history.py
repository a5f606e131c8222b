"""Reads what people said, in a thread or in a channel since a moment: by page, no more than was asked for.

Other bots and joins are left out. The client obeys Slack's Retry-After (`post.web_client`); how much is read
at most stands here, and that it was reached is said with what was read.
"""

from __future__ import annotations

import logging
import time
from bisect import bisect_right
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.post import FAULTS, error_of

log = logging.getLogger(__name__)

Body = dict[str, Any]
Page = Callable[[str], Awaitable[Any]]  # a cursor in, Slack's reply out

MOST_MESSAGES = 1_000  # of which a summary reads the most telling ones anyway
MOST_CHARS = 500_000  # of their text; a message alone may have 40,000, and every sentence costs memory
MOST_PAGES = 50  # Slack allows about as many calls a minute
MOST_S = 300.0  # an app under the strict limits gets a page a minute; private answers end after 30 minutes
PAGE = 200
_BY_PEOPLE = frozenset({None, "file_share", "thread_broadcast", "me_message"})

INVITE = "I am not in that channel, so I cannot read it. Type /invite @Footnote there and ask again."
NO_SCOPE = (
    "Slack does not let me read messages here. An administrator has to install the app again with the "
    "manifest of this version: a history scope is missing."
)
NOT_THERE = "Slack does not have that message any more."
NOT_NOW = "Slack does not let me read that right now. Please ask again in a minute."
_LINES = {
    "not_in_channel": INVITE,
    "channel_not_found": INVITE,  # what a bot is told of a private channel that it is not in
    "missing_scope": NO_SCOPE,
    "thread_not_found": NOT_THERE,
    "message_not_found": NOT_THERE,
}


class NotRead(Exception):
    """Nothing could be read; the text is a line for the person who asked."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a person, as Slack sent its text. `thread` is the message that it replies to, if any."""

    ts: str
    user: str
    text: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Messages, oldest first. `cut`: there are more than were read."""

    messages: tuple[Message, ...]
    cut: bool = False


@dataclass(slots=True)
class _Budget:
    """What may still be read."""

    pages: int = field(default_factory=lambda: MOST_PAGES)
    messages: int = field(default_factory=lambda: MOST_MESSAGES)
    chars: int = field(default_factory=lambda: MOST_CHARS)
    until: float = field(default_factory=lambda: time.monotonic() + MOST_S)
    cut: bool = False

    def take(self, page: list[Body]) -> list[Body]:
        """What of a page may be kept, each message whole or not at all; notes when something may not."""
        self.pages -= 1
        lengths = list(accumulate(len(str(one.get("text") or "")) for one in page))
        kept = page[: min(self.messages, bisect_right(lengths, self.chars))]
        self.cut = self.cut or len(kept) < len(page)
        self.messages -= len(kept)
        self.chars -= lengths[-1] if lengths else 0  # less than nothing is left when one did not fit
        return kept

    @property
    def is_spent(self) -> bool:
        return min(self.pages, self.messages, self.chars) <= 0 or time.monotonic() > self.until


async def thread(client: AsyncWebClient, channel: str, root: str) -> Said:
    """The thread that begins with `root`, from its first message on. Raises NotRead."""
    budget = _Budget()
    found = [one async for one in _pages(_replies(client, channel, root), budget)]
    return _said(found, budget)


async def channel(client: AsyncWebClient, channel: str, since: str) -> Said:
    """What was said in a channel since a `ts`, the replies in those threads included. Raises NotRead.

    The newest messages are read first; replies to what is older than `since` are not found.
    """
    budget = _Budget()
    found: list[Body] = []
    async for one in _pages(_history(client, channel, since), budget):
        found.append(one)
    for root in [
        one for one in found if one.get("reply_count") and one.get("thread_ts", one["ts"]) == one["ts"]
    ]:
        if budget.is_spent:
            budget.cut = True
            break
        found += [one async for one in _pages(_replies(client, channel, root["ts"]), budget, root["ts"])]
    return _said(found, budget)


async def message(client: AsyncWebClient, channel: str, ts: str, root: str | None) -> Message:
    """One message, as it reads now. Raises NotRead, also when it is gone or says nothing."""
    # In a thread Slack's page begins with the message that the thread hangs on.
    asked: Body = {"channel": channel, "oldest": ts, "latest": ts, "inclusive": True, "limit": 2}
    try:
        if root:
            reply = await client.conversations_replies(ts=root, **asked)
        else:
            reply = await client.conversations_history(**asked)
    except FAULTS as fault:
        raise _not_read(fault) from fault
    found = [
        one
        for one in reply.get("messages") or []
        if one.get("ts") == ts and str(one.get("text") or "").strip()
    ]
    if not found:
        raise NotRead(NOT_THERE)
    return _message(found[0])


def _replies(client: AsyncWebClient, channel: str, root: str) -> Page:
    return lambda cursor: client.conversations_replies(channel=channel, ts=root, limit=PAGE, cursor=cursor)


def _history(client: AsyncWebClient, channel: str, since: str) -> Page:
    return lambda cursor: client.conversations_history(
        channel=channel, oldest=since, inclusive=True, limit=PAGE, cursor=cursor
    )


async def _pages(page: Page, budget: _Budget, but: str = "") -> AsyncIterator[Body]:
    """The messages of all pages, less the one of the ts `but`, until the budget is spent.

    A page that Slack refuses after others were read ends the reading; of the first one it raises NotRead.
    """
    cursor, pages = "", 0
    while True:
        try:
            reply = await page(cursor)
        except FAULTS as fault:
            if not pages and not but:
                raise _not_read(fault) from fault
            log.warning("the history was read in part: %s", error_of(fault))
            budget.cut = True
            return
        pages += 1
        for one in budget.take([one for one in reply.get("messages") or [] if one.get("ts") != but]):
            yield one
        cursor = (reply.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
        if budget.is_spent:
            budget.cut = True
            return


def _said(found: Iterable[Body], budget: _Budget) -> Said:
    by_people = {one["ts"]: _message(one) for one in found if _counts(one)}
    return Said(tuple(by_people[ts] for ts in sorted(by_people, key=float)), budget.cut)


def _counts(one: Body) -> bool:
    named = bool(one.get("user")) and not one.get("bot_id")
    return named and one.get("subtype") in _BY_PEOPLE and bool(str(one.get("text") or "").strip())


def _message(one: Body) -> Message:
    root = one.get("thread_ts")
    text = str(one["text"]).encode("utf-8", "replace").decode()  # half a surrogate pair is no text to cut
    return Message(one["ts"], one.get("user") or "", text, root if root != one["ts"] else None)


def _not_read(fault: Exception) -> NotRead:
    word = error_of(fault) if isinstance(fault, SlackApiError) else "connection"
    log.warning("messages could not be read: %s", word)
    return NotRead(_LINES.get(word, NOT_NOW))
