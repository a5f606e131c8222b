"""Keeps a process on this machine: an audit hook below every library, since CPython raises its events itself.

Used by the tests' own process (tests/conftest.py) and by every bot they start (tests/child). Standard library
only, and quick: each child loads it first.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ATTEMPTS = Path("outside-attempts.txt")  # in the folder that a child was started in


class OutsideNetwork(OSError):
    """A test reached for another machine."""


def is_this_machine(address: object) -> bool:
    """Whether a socket address (or a host name) stays on this machine. Unix sockets have plain names."""
    host = address[0] if isinstance(address, tuple) else None
    if host is None or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _is_number(host: object) -> bool:
    """Whether a host is an address already: to look it up asks nobody."""
    try:
        ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


def keep_inside(tell: Callable[[str], object]) -> None:
    """From now on fail every attempt to reach another machine, and `tell` of it: the code may swallow it."""

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            address = args[1]
        elif event == "socket.getaddrinfo" and not _is_number(args[0]):
            address = (args[0].decode() if isinstance(args[0], bytes) else args[0],)
        else:
            return
        if not is_this_machine(address):
            tell(f"{event} {address!r}")
            raise OutsideNetwork(
                f"Tests stay on this machine; refused {event} to {address!r}. Use a fake server."
            )

    sys.addaudithook(watch)


def keep_child_inside() -> None:
    """The same for a process that a test started; whoever started it looks into `ATTEMPTS`."""
    path = ATTEMPTS.absolute()

    def write(attempt: str) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(attempt + "\n")

    keep_inside(write)
