"""Which web addresses may be opened: their form, and the machines that their names stand for.

Looks names up; opens no connection. The rules and the holes they close: docs/decisions/0008-web-pages.md.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading

from yarl import URL

from index.errors import Unreadable

# Host and port that may be opened although private, or although the port is not one of the web's.
Allowed = frozenset[tuple[str, int]]

MAX_CHARS = 2_000
_PORTS = {80, 443}
_BLANK = re.compile(r"[\s\x00-\x20\x7f-\x9f\\]")
_USER = re.compile(r"[^/?#]*//[^/?#]*@")

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
# What `is_global` lets through, in one version of Python or another, and no article is served from.
_HOLES = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # protocol assignments
            "192.88.99.0/24",  # the old relays of 6to4
            "168.63.129.16/32",  # Azure's own services, as seen from its machines
            "2001::/23",  # Teredo and other wrappings of further addresses
            "2002::/16",  # 6to4, the same
            "3fff::/20",  # documentation
        ),
    )
)


def parsed(address: str) -> URL:
    """Return the address, parsed once and for all, without its fragment.

    Raises Unreadable, with the reason, for anything but a plain http or https address of a host.
    """
    url = _url(address)
    if url.scheme not in ("http", "https"):
        raise refused(address, "only http and https are opened")
    if not url.raw_host:
        raise refused(address, "it names no host", "Write it whole, as https://example.com/article")
    if _USER.match(address):
        raise refused(address, "it holds a user name or a password", "Take out what stands before the @")
    return url.with_fragment(None)


def checked(address: str, allowed: Allowed) -> URL:
    """`parsed`, if its port is one of the web's or `allowed` names it. Raises Unreadable."""
    url = parsed(address)
    if url.port not in _PORTS and not is_allowed(url, allowed):
        raise refused(address, f"port {url.port} is none of the web's", _to_open(url))
    return url


def same_site(address: str, other: str) -> bool:
    """Whether two addresses may be opened and are of one host, be it with `www.` or without."""
    try:
        hosts = [(parsed(one).raw_host or "").removeprefix("www.") for one in (address, other)]
    except Unreadable:
        return False
    return hosts[0] == hosts[1]


def machines(url: URL, allowed: Allowed, timeout_s: float) -> list[str]:
    """Look the host up, once, and return its machines: connect to these and look up no more.

    Raises Unreadable if any of them is not public and `allowed` does not name the host with its port.
    """
    found = _looked_up(url, timeout_s)
    if not is_allowed(url, allowed) and not all(map(is_public, found)):
        # The machine is not named: an internal name's address is nobody's business.
        raise refused(str(url), f"{url.raw_host} is not on the public web", _to_open(url))
    return found


def is_public(machine: str) -> bool:
    """Whether an IP address is one of the public internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(machine)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if address not in _GLOBAL_V6:
            return False
    if any(address in hole for hole in _HOLES):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def is_allowed(url: URL, allowed: Allowed) -> bool:
    """Whether the operator named this host with this port."""
    return (_host(url), url.port) in allowed


def refused(address: str, reason: str, remedy: str = "Check the address") -> Unreadable:
    """The error that says: this address, this reason, this way out."""
    return Unreadable(f"{shown(address)}: {reason}. {remedy}.")


def shown(address: str) -> str:
    """The address as an error may show it: cut to length, without a password."""
    return re.sub(r"//[^/?#]*@", "//", address)[:200]


def _url(address: str) -> URL:
    if len(address) > MAX_CHARS:
        raise refused(address, f"it has more than {MAX_CHARS:,} characters")
    if _BLANK.search(address):
        raise refused(address, "it holds a space, a line break, a control character or a backslash")
    try:
        return URL(address)
    except ValueError as error:  # a broken host or port; UnicodeError, of a host that is none, is one too
        raise refused(address, "it is no web address") from error


def _to_open(url: URL) -> str:
    host = f"[{_host(url)}]" if ":" in _host(url) else _host(url)
    return f"If it is your own, name {host}:{url.port} in FOOTNOTE_FETCH_ALLOW"


def _host(url: URL) -> str:
    return (url.raw_host or "").rstrip(".")


def _looked_up(url: URL, timeout_s: float) -> list[str]:
    """What the resolver says. In a thread of its own: a name server that hangs must not hold us up."""
    answer: queue.Queue[list[str] | Exception] = queue.Queue(1)

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(url.raw_host, url.port, type=socket.SOCK_STREAM)
            answer.put([str(row[4][0]) for row in rows])
        except (OSError, UnicodeError) as error:  # UnicodeError: a label that is too long
            answer.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answer.get(timeout=max(timeout_s, 0))
    except queue.Empty:
        raise refused(str(url), f"looking up {url.raw_host} took too long", "Try again later") from None
    if isinstance(found, Exception) or not found:
        raise refused(str(url), f"no host of the name {url.raw_host} was found")
    return list(dict.fromkeys(found))
