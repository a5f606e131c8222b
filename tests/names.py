"""A resolver for tests: answers from a table, counts the questions, sees every connection."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

_connects: list[Any] = []


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        _connects.append(args[1])


sys.addaudithook(_watch)


@contextmanager
def connections() -> Iterator[list[Any]]:
    """The addresses that sockets of this process connect to meanwhile, or try to."""
    _connects.clear()
    yield _connects


@dataclass
class Names:
    """What names stand for: each maps to its answers, one a look-up, the last one for ever."""

    table: dict[str, Sequence[Sequence[str]]]
    asked: list[str] = field(default_factory=list)

    def getaddrinfo(self, host: str, port: int, *_: object, **__: object) -> list[Any]:
        """In place of socket.getaddrinfo. A number is read as the C library reads it: `0x7f.1` is one too."""
        self.asked.append(host)
        with suppress(OSError):
            return [_row(socket.inet_ntoa(socket.inet_aton(host)), port)]
        if ":" in host:
            return [_row(host, port)]
        if host not in self.table:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = self.table[host]
        turn = self.asked.count(host) - 1
        return [_row(machine, port) for machine in answers[min(turn, len(answers) - 1)]]


def _row(machine: str, port: int) -> tuple[object, ...]:
    family = socket.AF_INET6 if ":" in machine else socket.AF_INET
    return (family, socket.SOCK_STREAM, 6, "", (machine, port))


def instead_of_the_resolver(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Put a resolver with an empty table in place of the machine's own, for one test."""
    made = Names({})
    monkeypatch.setattr(socket, "getaddrinfo", made.getaddrinfo)
    return made
