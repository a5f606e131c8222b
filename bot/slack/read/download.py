"""Fetches a file shared in Slack. The bot token goes to Slack's file host and to no other machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.post import FAULTS, error_of
from bot.slack.read.attached import NOT_READ, file_name, most_bytes, too_big
from index.errors import Unreadable

TIMEOUT_S = 30
_FILE_HOST = ("https", "files.slack.com", 443)
_PORTS = {"https": 443, "http": 80}

GONE = "Slack does not have that file any more. Share it again."
NO_SCOPE = (
    "Slack does not let me download files. An administrator has to install the app again with the manifest "
    "of this version: the scope files:read is missing."
)
NOT_TOLD = "Slack did not hand the file out. Please press the button again."
ELSEWHERE = "The file does not lie on Slack's file host, so I do not fetch it. Upload it to Slack itself."
CHANGED = "What Slack sent is not the file it told of. Please press the button again."
_GONE = {"file_not_found", "file_deleted", "file_not_visible"}


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file's bytes, and its name with a suffix that tells its kind."""

    name: str
    data: bytes


async def download(client: AsyncWebClient, file_id: str) -> Downloaded:
    """Fetch a file of a kind that is read. Raises Unreadable with a line for the person who wanted it."""
    told = await _told(client, file_id)
    name, size, url = file_name(told), int(told.get("size") or 0), str(told.get("url_private_download") or "")
    if name is None:
        raise Unreadable(NOT_READ)
    if size > most_bytes(name):
        raise Unreadable(too_big(name, size))
    if not may_fetch(url, client.base_url):
        raise Unreadable(ELSEWHERE)
    try:
        data = await _body(url, client.token or "", name)
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        raise Unreadable(NOT_TOLD) from fault
    if size and len(data) != size:
        # A page that asks to log in comes instead of an HTML file, too.
        raise Unreadable(CHANGED)
    return Downloaded(name, data)


def may_fetch(url: str, api_url: str) -> bool:
    """Whether the token may go there: Slack's file host, or the host that stands in for Slack's API.

    `api_url` is SLACK_API_URL: of a proxy or a test. Slack's own API hands out no files.
    """
    try:
        place, api = _place(url), _place(api_url)
    except ValueError:
        return False
    return place == _FILE_HOST or (place == api and api[1] != "slack.com")


def _place(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port. Raises ValueError where parsers may disagree about them."""
    if not url.isprintable() or set(url) & set("\\@ "):
        raise ValueError
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


async def _told(client: AsyncWebClient, file_id: str) -> dict[str, Any]:
    """What Slack says of the file now."""
    try:
        reply = await client.files_info(file=file_id)
    except FAULTS as fault:
        word = error_of(fault)
        said = NO_SCOPE if word == "missing_scope" else GONE if word in _GONE else NOT_TOLD
        raise Unreadable(said) from fault
    return dict(reply.get("file") or {})


async def _body(url: str, token: str, name: str) -> bytes:
    """The bytes as they lie there: followed nowhere, unpacked never, read no further than the cap."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    async with (
        aiohttp.ClientSession(
            auto_decompress=False, trust_env=False, timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)
        ) as session,
        session.get(url, headers=headers, allow_redirects=False) as reply,
    ):
        is_page = reply.content_type == "text/html" and not name.lower().endswith((".html", ".htm"))
        if is_page or reply.status in (301, 302, 303, 307, 308, 401, 403):
            raise Unreadable(NO_SCOPE)  # Slack sends the way to its log-in page
        if reply.status != 200:
            raise Unreadable(GONE if reply.status in (404, 410) else NOT_TOLD)
        return await _up_to(most_bytes(name), reply, name)


async def _up_to(cap: int, reply: aiohttp.ClientResponse, name: str) -> bytes:
    data = bytearray()
    async for piece in reply.content.iter_chunked(64 * 1024):
        data += piece
        if len(data) > cap:
            raise Unreadable(too_big(name, len(data)))
    return bytes(data)
