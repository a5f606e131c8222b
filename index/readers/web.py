"""One web page, fetched safely: the only module of ours that opens an address somebody named.

Each hop is checked, looked up once and opened at the very machine that was checked (`address`). No cookies,
no credentials, no proxy, no cache; ten seconds and five megabytes in all. The readers of files get the bytes.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from http.client import responses
from importlib.metadata import version
from time import monotonic

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from index.errors import Unreadable
from index.readers.address import Allowed, checked, machines, refused, same_site, shown
from index.readers.files import MAX_PDF_BYTES, MAX_TEXT_BYTES
from index.readers.kinds import KINDS, Kind, as_utf8, kind_sent, kind_told
from index.readers.markdown import read_markdown
from index.readers.parsing import read_html, read_pdf
from index.readers.text import read_text
from index.types import NewArticle

MAX_REDIRECTS = 5
TIMEOUT_S = 10.0  # for look-ups, redirects and body together

_READERS = {"html": read_html, "text": read_text, "markdown": read_markdown, "pdf": read_pdf}
_MOVED = {301, 302, 303, 307, 308}
_BY_HAND = "Try again later, or save the page and add the file"
_HEADERS = {
    "User-Agent": f"Footnote/{version('footnote')} (reads the pages a person names)",
    "Accept": ", ".join(KINDS),
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: `url` is where it was found in the end."""

    url: str
    kind: Kind
    data: bytes


class _Pinned(AbstractResolver):
    """Answers with the machines that were checked, whatever name is asked for."""

    def __init__(self, found: list[str]) -> None:
        self._found = found

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=machine,
                port=port,
                family=socket.AF_INET6 if ":" in machine else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for machine in self._found
        ]

    async def close(self) -> None:
        """Nothing is held."""


def fetch(address: str, allowed: Allowed = frozenset()) -> Page:
    """Return what the address gives. Not to be called where an event loop runs.

    Raises Unreadable, with the reason, for an address that may not be opened, at any hop, and for whatever
    the other side does instead of sending an article.
    """
    deadline = monotonic() + TIMEOUT_S
    next_address = address
    for hop in range(MAX_REDIRECTS + 1):
        try:
            url = checked(next_address, allowed)
            found = machines(url, allowed, deadline - monotonic())
            reply = asyncio.run(_reply(url, found, deadline - monotonic()))
        except Unreadable as fault:
            raise Unreadable(f"{shown(address)} leads on to {fault}" if hop else str(fault)) from fault
        if isinstance(reply, Page):
            return reply
        next_address = reply
    raise refused(address, f"it leads on more than {MAX_REDIRECTS} times")


def article_of(page: Page) -> NewArticle:
    """Return the article in a page that is no feed; `origin` is where it was found. Raises Unreadable.

    The page may name its address otherwise, but only on its own host: nobody speaks for another's.
    """
    if page.kind == "feed":
        raise refused(page.url, "it is a feed", "Add it with footnote add, then name one of its articles")
    new = _READERS[page.kind](page.data, page.url)
    return replace(
        new,
        url=new.url if new.url and same_site(new.url, page.url) else page.url,
        source=new.source or URL(page.url).raw_host,
        channels=frozenset(),  # who may ask is not for a stranger's page to say
    )


async def _reply(url: URL, found: list[str], left_s: float) -> Page | str:
    """The page, or the address it has moved to. A session for each hop: no cookie outlives it."""
    try:
        async with (
            asyncio.timeout(left_s),
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=_Pinned(found), use_dns_cache=False, ssl=ssl.create_default_context()
                ),
                headers=_HEADERS,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None),
                trust_env=False,
            ) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            if response.status in _MOVED:
                return _moved_to(url, response.headers.get("Location"))
            return await _page(url, response)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise refused(str(url), _why(error), _BY_HAND) from error


def _moved_to(url: URL, location: str | None) -> str:
    with suppress(ValueError):
        if location:
            return str(url.join(URL(location)))
    raise refused(str(url), "the server says that it has moved, but not to where")


async def _page(url: URL, response: aiohttp.ClientResponse) -> Page:
    if response.status != 200:
        raise refused(str(url), f"the server answered {_status(response.status)}")
    kind = kind_sent(response.content_type, url.path)
    if kind is None:
        raise refused(
            str(url),
            f"it is {response.content_type[:80]}, and only HTML, text, Markdown, PDF and feeds are read",
            "Save it as one of them and add the file",
        )
    cap = MAX_PDF_BYTES if kind == "pdf" else MAX_TEXT_BYTES
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    data = _unpacked(url, await _body(url, response, cap), packing, cap)
    kind = kind_told(kind, data)
    return Page(str(url), kind, data if kind in ("pdf", "feed") else as_utf8(data, response.charset))


async def _body(url: URL, response: aiohttp.ClientResponse, cap: int) -> bytes:
    """The body as it was sent, read no further than the cap."""
    data = bytearray()
    if (response.content_length or 0) <= cap:
        async for piece in response.content.iter_chunked(64 * 1024):
            data += piece
            if len(data) > cap:
                break
        else:
            return bytes(data)
    raise _too_long(url, cap)


def _unpacked(url: URL, data: bytes, packing: str, cap: int) -> bytes:
    """The body unpacked, no further than the cap. aiohttp would take half a gzip stream for a whole one."""
    if packing in ("", "identity"):
        return data
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, as its first bytes say
    try:
        whole = unpacker.decompress(data, cap + 1)
    except zlib.error:
        whole = b""
    if len(whole) > cap:
        raise _too_long(url, cap)
    if packing not in ("gzip", "x-gzip", "deflate") or not unpacker.eof:
        raise refused(str(url), "the server sent what cannot be unpacked", _BY_HAND)
    return whole


def _too_long(url: URL, cap: int) -> Unreadable:
    return refused(
        str(url), f"it is longer than {cap // 1024 // 1024} MB", "Save it in parts and add the files"
    )


def _status(number: int) -> str:
    return f"{number} {responses.get(number, '')}".rstrip()


def _why(error: Exception) -> str:
    match error:
        case TimeoutError():
            return f"it took longer than {TIMEOUT_S:g} s"
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate does not hold ({_certificate_fault(error)})"
        case aiohttp.ClientConnectorSSLError():
            return "no encrypted connection could be made"
        case aiohttp.ClientConnectorError():
            return f"the server cannot be reached ({os.strerror(error.os_error.errno or 0)})"
        case aiohttp.ClientPayloadError():
            return "the server broke off"
        case _:
            return "the server's answer cannot be read"


def _certificate_fault(error: aiohttp.ClientConnectorCertificateError) -> str:
    fault = error.certificate_error
    return str(getattr(fault, "verify_message", "") or "it is not for this host").rstrip(".")
