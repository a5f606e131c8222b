"""16. No address leads the reader of web pages to a private machine, past its caps, or on for ever."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from index.errors import Unreadable
from index.readers import web
from index.readers.web import fetch
from tests.fakes.web_server import Sent, WebServer
from tests.names import Names, connections, instead_of_the_resolver
from tests.safe.conftest import TellFigure
from tests.safe.figures import read_rows

ROWS = read_rows(Path(__file__).parents[1] / "hostile" / "ssrf_urls.jsonl")
PUBLIC = "93.184.215.14"
BOMB = gzip.compress(b"<p>a</p>" * 25_000_000, 1)  # 200 MB when it is unpacked
PRIVATE = {
    "localhost": [["127.0.0.1"]],
    "127.0.0.1.nip.io": [["127.0.0.1"]],
    "metadata.google.internal": [["169.254.169.254"]],
    "evil.example": [["127.0.0.1"]],
    "rebind.example": [[PUBLIC], ["127.0.0.1"]],
}
STEPS = ("", "/latest", "/a b", "/%2e%2e/", "?q=http://10.0.0.1/", "#@10.0.0.1")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """A resolver that knows what the test tells it."""
    made = instead_of_the_resolver(monkeypatch)
    made.table = dict(PRIVATE)
    return made


def refusal(address: str, *servers: WebServer) -> str:
    """Why the address is not read; empty where it is."""
    allowed = frozenset[tuple[str, int]]().union(*(server.allowed() for server in servers))
    try:
        fetch(address, allowed)
    except Unreadable as refused:
        return str(refused)
    return ""


def is_private(address: tuple[str, int]) -> bool:
    return address[0] != PUBLIC


def test_each_hostile_address_is_refused_and_no_private_machine_is_connected_to(
    names: Names, outside_attempts: list[str], figure: TellFigure
) -> None:
    with connections() as tried:
        told = [refusal(row["text"]) for row in ROWS]
        private = [one for one in tried if is_private(one)]
    figure("hostile addresses", len(told), "= 35")
    figure("of them refused with a reason", sum(": " in one for one in told), "= 35")
    figure("private machines connected to", len(private), "= 0")
    figure(
        "look-ups of the name that answers otherwise the second time",
        names.asked.count("rebind.example"),
        "= 1",
    )
    outside_attempts.clear()  # the public machine that it named first


@pytest.mark.usefixtures("names")
def test_private_machines_written_in_every_way_are_refused(figure: TellFigure) -> None:
    machines = [
        *("127.0.0.1", "0x7f000001", "2130706433", "0177.0.0.1", "0", "127.1", "10.0.0.1", "192.168.0.1"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"),
        *("[2002:7f00:1::]", "[fe80::1]", "[fc00::1]", "[::]", "localhost", "evil.example", "①②⑦.0.0.1"),
    ]
    addresses = [
        f"{scheme}://{one}{step}" for scheme in ("http", "https") for one in machines for step in STEPS
    ]
    with connections() as tried:
        read = [one for one in addresses if not refusal(one)]
    figure("ways to write a private address", len(addresses), "= 252")
    figure("of them read", len(read), "= 0")
    figure("connections for them", len(tried), "= 0")


@pytest.mark.usefixtures("names")
def test_a_server_that_leads_elsewhere_packs_a_bomb_or_never_ends_is_left(
    figure: TellFigure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "TIMEOUT_S", 2.0)
    with WebServer({}) as inside, WebServer({}) as server, connections() as tried:
        targets = (
            "http://169.254.169.254/",
            inside.url("/"),
            "//127.0.0.1/",
            "file:///etc/passwd",
            "//[::1]/",
        )
        pages = {f"/{n}": Sent(status=302, headers=(("Location", to),)) for n, to in enumerate(targets)}
        packed = Sent(BOMB, headers=(("Content-Encoding", "gzip"),))
        server.pages |= {**pages, "/bomb": packed, "/drip": drip, "/endless": endless}
        began = monotonic()
        tracemalloc.start()
        told = {path: refusal(server.url(path), server) for path in server.pages}
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        took = monotonic() - began
        others = [one for one in tried if one[1] != server.port]
    figure("replies that are none, refused", sum(": " in one for one in told.values()), f"= {len(told)}")
    figure("connections to where they lead", len(others) + len(inside.asked), "= 0")
    figure("megabytes for a page of 200 MB, packed", peak, "<= 40")
    figure("seconds for all of them, at 2 s for one", took, "<= 20")


def drip() -> Iterator[bytes]:
    """A page that comes one letter at a time."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    while not Event().wait(0.05):
        yield b"a"


def endless() -> Iterator[bytes]:
    """A page without an end."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    while True:
        yield b"a" * 65536
