"""The one place that puts a message into Slack. No other module calls `chat.*` or a response_url.

Nothing unfurls or links by name, and a post whose fate is unknown is looked for before it is repeated.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.shown.layout import Rendered, note, without_links

log = logging.getLogger(__name__)

Fate = Literal["posted", "gone", "not_member", "unsure"]

# All that a call may raise. The SDK trips over a reply that is plain text: AttributeError.
FAULTS = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, AttributeError)

TIMEOUT_S = 10
EVENT_TYPE = "footnote_answer"
# Nobody can be told anything there: retrying or saying it in other words would not help.
_GONE = frozenset(
    {
        "is_archived",
        "channel_not_found",
        "token_revoked",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "restricted_action",
    }
)
# The token is refused, whatever it is used for: another one may be let in.
REFUSED_ALL = frozenset(
    {"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed", "missing_scope"}
)
# Slack did not say no. The post may stand there or not.
_DOUBTFUL = frozenset(
    {"connection", "ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
_PAUSES_S = (0.5, 2.0, 8.0)
_CLOCKS_DIFFER_S = 600.0  # of Slack's from ours, at most: it refuses signatures from 300 s on

NOT_MEMBER = "I can read that channel's questions but not write there. Invite me with /invite and ask again."


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a post, and its `ts` where it stands.

    "gone": nobody can post there. "not_member": the bot cannot. "unsure": Slack never told.
    """

    fate: Fate
    ts: str = ""


@dataclass(frozen=True, slots=True)
class _Tried:
    """`error` is Slack's word for why it does not stand (or "connection"); None when it does."""

    error: str | None
    ts: str = ""


def web_client(token: str | None, base_url: str) -> AsyncWebClient:
    """A client that waits out rate limits and retries nothing else.

    The SDK's own retry of lost connections would repeat a post that did arrive.
    """
    handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
    return AsyncWebClient(token=token, base_url=base_url, timeout=TIMEOUT_S, retry_handlers=list(handlers))


async def post(client: AsyncWebClient, channel: str, thread: str, rendered: Rendered, key: str) -> Sent:
    """Post into a thread, or into the channel where `thread` is empty, at most once; say what became of it.

    `key` travels in the message's metadata, where `find` looks for it. Refused blocks are said again as text.
    """
    began = time.time()
    tried = await _try(client, channel, thread, rendered, key)
    for pause_s in _PAUSES_S:
        if tried.error not in _DOUBTFUL:
            break
        log.warning("post %s: %s; looking for it", key, tried.error)
        await asyncio.sleep(pause_s)
        found = await find(client, channel, thread, key, began)
        if found:
            return Sent("posted", found)
        if found is not None:
            tried = await _try(client, channel, thread, rendered, key)
    fate = _fate(tried.error)
    if fate is None and rendered.blocks:
        log.warning("post %s: %s; saying it without blocks", key, tried.error)
        return await post(client, channel, thread, Rendered(rendered.plain or rendered.text), key)
    if fate != "posted":
        log.error("post %s: given up: %s", key, tried.error)
    return Sent(fate or "gone", tried.ts)


def _fate(error: str | None) -> Fate | None:
    """What an error means for the message; None for a refusal of its form."""
    if error is None:
        return "posted"
    if error in _DOUBTFUL:
        return "unsure"
    if error == "not_in_channel":
        return "not_member"
    return "gone" if error in _GONE else None


async def _try(client: AsyncWebClient, channel: str, thread: str, rendered: Rendered, key: str) -> _Tried:
    """Send it once."""
    try:
        reply = await client.chat_postMessage(
            channel=channel,
            thread_ts=thread or None,
            text=rendered.text,
            blocks=list(rendered.blocks) or None,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            mrkdwn=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        return _Tried(None, str(reply.get("ts") or ""))
    except FAULTS as fault:
        return _Tried(error_of(fault))


async def find(client: AsyncWebClient, channel: str, thread: str, key: str, since: float) -> str | None:
    """The `ts` of our post with `key` in the thread, "" if it is not there, None when Slack does not tell.

    Without a thread it is looked for in the channel, no further back than `since` (seconds since 1970).
    """
    try:
        async for message in _messages(client, channel, thread, since):
            if _key_of(message) == key:
                return str(message["ts"])
    except FAULTS:
        log.warning("post %s: the conversation cannot be read", key)
        return None
    return ""


async def _messages(
    client: AsyncWebClient, channel: str, thread: str, since: float
) -> AsyncIterator[dict[str, Any]]:
    cursor = ""
    while True:
        more: dict[str, Any] = {"include_all_metadata": True, "limit": 200, "cursor": cursor}
        if thread:
            page = await client.conversations_replies(channel=channel, ts=thread, **more)
        else:
            oldest = f"{since - _CLOCKS_DIFFER_S:.6f}"
            page = await client.conversations_history(channel=channel, oldest=oldest, **more)
        for message in page.get("messages") or []:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def own_host(client: AsyncWebClient) -> str:
    """The host that the workspace's own addresses lie on; empty when Slack does not tell."""
    try:
        return urlsplit(str((await client.auth_test()).get("url") or "")).netloc
    except FAULTS as fault:
        log.warning("the workspace's address is not known: %s", error_of(fault))
        return ""


async def change(client: AsyncWebClient, channel: str, ts: str, rendered: Rendered, key: str) -> Fate:
    """Put other words into a message of ours. The same words again change nothing.

    "gone": it is not there, or may not be changed. "unsure": Slack never told, or not now.
    """
    try:
        await client.chat_update(
            channel=channel,
            ts=ts,
            text=rendered.text,
            blocks=without_links(rendered.blocks),
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        )
    except FAULTS as fault:
        error = error_of(fault)
        log.warning("post %s: not changed: %s", key, error)
        return "unsure" if error in _DOUBTFUL | REFUSED_ALL else "gone"
    return "posted"


async def permalink(client: AsyncWebClient, channel: str, ts: str) -> str | None:
    """The address of a message, by Slack's own word; None where there is none, or for a private one."""
    if not ts:
        return None
    try:
        reply = await client.chat_getPermalink(channel=channel, message_ts=ts)
    except FAULTS as fault:
        log.warning("no permalink: %s", error_of(fault))
        return None
    address = str(reply.get("permalink") or "")
    return address if address.startswith("https://") and address.isprintable() else None


async def whisper(
    client: AsyncWebClient, channel: str, user: str, thread: str | None, rendered: Rendered
) -> Fate:
    """Say something to one person in a thread, unseen by the others; "gone" only by Slack's own word.

    Where Slack does not tell it is said once more: to read it twice is better than not at all.
    """
    error = await _whispered(client, channel, user, thread, rendered)
    if error in _DOUBTFUL:
        await asyncio.sleep(_PAUSES_S[0])
        error = await _whispered(client, channel, user, thread, rendered)
    if error is None:
        return "posted"
    log.warning("a private line could not be said: %s", error)
    return "unsure" if error in _DOUBTFUL else "gone"


async def _whispered(
    client: AsyncWebClient, channel: str, user: str, thread: str | None, rendered: Rendered
) -> str | None:
    """Slack's word for why it was not shown, or None."""
    try:
        await client.chat_postEphemeral(
            channel=channel,
            user=user,
            thread_ts=thread,
            text=rendered.text,
            blocks=without_links(rendered.blocks) or None,
        )
    except FAULTS as fault:
        return error_of(fault)
    return None


async def tell_not_member(client: AsyncWebClient, user: str) -> None:
    """Say by direct message that the bot cannot write where it was asked."""
    try:
        said = note(NOT_MEMBER).text
        await client.chat_postMessage(channel=user, text=said, unfurl_links=False, unfurl_media=False)
    except FAULTS:
        log.warning("not a member, and no direct message could be sent either")


async def respond(
    url: str, rendered: Rendered, *, in_channel: bool = False, thread: str | None = None
) -> Fate:
    """Answer a command or a click at its response_url, privately unless `in_channel`.

    The URL takes five answers in 30 minutes, then it is "gone". Refused blocks are said again as text.
    A fault of Slack's own is tried once more, but not for all to see: it may have been shown.
    """
    blocks = list(rendered.blocks)
    status = await _send(url, rendered.text, blocks, in_channel, thread)
    if _failing(status) and status is not None and not in_channel:
        await asyncio.sleep(_PAUSES_S[0])
        status = await _send(url, rendered.text, blocks, in_channel, thread)
    if not _failing(status) and status != 200 and blocks:
        status = await _send(url, rendered.plain or rendered.text, [], in_channel, thread)
    if _failing(status):
        return "unsure"
    return "posted" if status == 200 else "gone"


def _failing(status: int | None) -> bool:
    """Whether Slack said neither yes nor no."""
    return status is None or status >= 500


async def _send(
    url: str, text: str, blocks: list[dict[str, Any]], in_channel: bool, thread: str | None
) -> int | None:
    """Slack's status code, or None when it could not be reached (and may have heard us all the same)."""
    body: dict[str, Any] = {
        "text": text,
        "response_type": "in_channel" if in_channel else "ephemeral",
        "replace_original": False,
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    body |= {"blocks": blocks} if blocks else {}
    body |= {"thread_ts": thread} if thread else {}
    handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
    webhook = AsyncWebhookClient(url, timeout=TIMEOUT_S, retry_handlers=list(handlers))
    try:
        reply = await webhook.send_dict(body)
    except FAULTS:
        log.warning("a response_url could not be reached")
        return None
    if reply.status_code != 200:
        log.warning("a response_url answered %s", reply.status_code)
    return reply.status_code


def error_of(fault: Exception) -> str:
    """Slack's word for what went wrong; a reply without one counts as a lost connection."""
    data = getattr(getattr(fault, "response", None), "data", None)
    return str((data.get("error") if isinstance(data, dict) else None) or "connection")


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    key = (metadata.get("event_payload") or {}).get("key")
    return str(key) if key else None
