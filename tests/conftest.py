"""What every test may rely on: no network but this machine, no settings from outside, a home of its own.

The network is watched by an audit hook, below every library: CPython raises these events in the socket
itself. An attempt fails at once and is remembered, so that code which swallows the error fails the test too.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loaded import once

OUTSIDE_KEYS = ("FOOTNOTE_", "OPENAI_", "SLACK_")

for key in [key for key in os.environ if key.startswith(OUTSIDE_KEYS)]:
    del os.environ[key]

_attempts: list[str] = []


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


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
    elif event == "socket.getaddrinfo":
        address = (args[0].decode() if isinstance(args[0], bytes) else args[0],)
    else:
        return
    if not is_this_machine(address):
        _attempts.append(f"{event} {address!r}")
        raise OutsideNetwork(
            f"Tests stay on this machine; refused {event} to {address!r}. Use a fake server."
        )


sys.addaudithook(_watch)


@pytest.fixture
def outside_attempts() -> list[str]:
    """The attempts to leave this machine so far; a test that provokes one must clear it."""
    return _attempts


@pytest.fixture(autouse=True)
def stays_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside_attempts: list[str]
) -> Iterator[None]:
    """Run each test in an empty folder (so that nobody's `.env` is read) and fail it for any attempt."""
    monkeypatch.chdir(tmp_path)
    outside_attempts.clear()
    yield
    assert not outside_attempts, f"the test reached for another machine: {outside_attempts}"


@pytest.fixture(scope="session", autouse=True)
def models_loaded_once() -> Iterator[None]:
    """Each model is loaded once a process, not once a library."""
    with once():
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder that does not exist yet."""
    return tmp_path / "home"
