"""What stands in the place of a defence that was taken away: the plain code one would write without it."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_numbers = itertools.count()


def keys_of_no_event(body: dict[str, Any]) -> list[str]:
    """A new name at each delivery, as for a bot without a ledger."""
    return [f"delivery:{next(_numbers)}"]


async def recovers_nothing(*_: object) -> None:
    """Leave what a dead process was working on."""


async def finds_no_post(*_: object) -> str:
    """Take every post for one that did not arrive."""
    return ""


def complete_as_documented(self: Any, request: Any, deadline_s: float) -> Any:  # noqa: ANN401
    """Ask as the client's own pages show it: its retries, its timeout, the first choice taken as it comes."""
    import openai

    from bot.answers import Usage
    from bot.wire import Reply

    client = openai.OpenAI(api_key=self._api_key, base_url=self._base_url, timeout=2)
    said = [{"role": one.role, "content": one.content} for one in request.messages]
    reply: Any = client.chat.completions.create(model=self.name, messages=said)  # type: ignore[arg-type]
    return Reply(reply.choices[0].message.content, self.name, Usage(0, 0, None))


def always_admits(self: object) -> bool:
    """Ask a dead server every time."""
    return True


async def run_on_the_loop(self: object, work: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Work where the acks are given."""
    return work()


async def run_all_at_once(self: object, work: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Take whatever comes."""
    return await asyncio.to_thread(work)


@contextmanager
def written_as_it_comes(self: Any, begin: str) -> Iterator[Any]:  # noqa: ANN401
    """Each statement is a transaction of its own."""
    yield self.connection()


def finds_all_whole(self: object) -> list[str]:
    """Read nothing, find nothing."""
    return []


def same(text: str) -> str:
    """The text as it came."""
    return text


def passes_everything(span: str, kind: str, cited: Any, articles: Any) -> Any:  # noqa: ANN401
    """A citation check that looks at no words: the sentence is there, so the claim stands on it."""
    from bot.gate import Verdict

    return Verdict("pass", sentences=cited)


def sees_everything(self: object, team: str, channel: str) -> Any:  # noqa: ANN401
    """One library for all channels."""
    from index.types import Scope

    return Scope()


def hides_nothing(self: object, text: str) -> str:
    """A log as libraries write it."""
    return text


def admits_everybody(self: object, user: str) -> bool:
    """As many questions as anybody likes."""
    return True


def reads_any(path: Any) -> bytes:  # noqa: ANN401
    """Whatever lies there, through links as well; only a pipe is not waited for."""
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        return file.read(1_000_000)


def is_public(machine: object) -> bool:
    """Any machine."""
    return True


def takes_any_signature(self: object, *_: object, **__: object) -> bool:
    """Whoever knows the address may write."""
    return True


def finds_no_secret(text: str) -> list[str]:
    """Trust that nobody pastes one."""
    return []


def audited_by_code(report: str) -> tuple[str, int]:
    """What pip-audit itself says where the index knows nothing: no vulnerability was found."""
    return "No known vulnerabilities found", 0


def purges_nothing(self: object) -> None:
    """Keep what there is."""
