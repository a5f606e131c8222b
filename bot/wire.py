"""The wire to a model: the nouns of a request and its outcomes, and the reading of replies and errors.

Pure: no network, no clock, and no import of the model library. A detail holds names, codes and counts only,
never a piece of what was asked, answered or configured.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.answers import FREE, Usage
from bot.budget import count_tokens, price_usd

FailureKind = Literal[
    "unreachable",  # no connection, or it broke
    "timeout",  # no whole reply by the deadline
    "rate_limited",
    "quota",  # the account has no money left
    "bad_key",  # key missing, wrong or not allowed
    "no_such_model",
    "too_long",  # more text than the model takes
    "rejected",  # the server refuses the request as it is
    "server_error",
    "malformed",  # 200, but not a chat completion
    "cut_short",  # a whole completion of half an answer
    "refused",  # the model or its filter will not answer
    "breaker_open",  # not asked: it failed too often just now
    "unexpected",
]
_ABOUT_THE_REQUEST = frozenset({"too_long", "rejected", "cut_short", "refused"})
_FORM_TOKENS = 2_000  # at most: the form of the reply, the names of the roles, a server's own template
_SAFE_CODE = re.compile(r"[a-z0-9_.-]{1,60}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a request; `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked. The form of the reply is always `bot.draft.SCHEMA`."""

    messages: tuple[Message, ...]
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply; `text` is still unread and untrusted. `model` is the name it was asked by, `served_as`
    what the server calls it, which is for a measurement to say and no part of what was replied.
    """

    text: str
    model: str
    usage: Usage
    served_as: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """No usable reply. `detail` is for the log only."""

    kind: FailureKind
    detail: str
    usage: Usage = FREE  # what an unusable reply cost all the same

    @property
    def about_the_request(self) -> bool:
        """Whether the server is well and only this request failed, so the next one may succeed."""
        return self.kind in _ABOUT_THE_REQUEST


@dataclass(frozen=True, slots=True)
class Setback:
    """One failed request, and what may be done about it.

    `retry_after_s` is how long to wait before asking once more, or None where that is hopeless.
    `schema_refused`: the server may take the same request without the schema.
    """

    failure: Failure
    retry_after_s: float | None = None
    schema_refused: bool = False


def read_reply(status: int, body: bytes, request: Request, model: str) -> Reply | Setback:
    """Read the body of a successful call. Anything short of a whole, finished text is a Setback."""
    if status != 200:
        return _malformed(f"status {status} for a success")
    try:
        completion = json.loads(body)
    except (ValueError, RecursionError):
        return _malformed(f"{len(body)} bytes that are not JSON")
    choice = _first_choice(completion)
    if choice is None:
        return _malformed("no choice with a message")
    read = _read_choice(choice, completion.get("usage"), request, model)
    named = completion.get("model")
    return replace(read, served_as=named) if isinstance(read, Reply) and isinstance(named, str) else read


def _first_choice(completion: object) -> dict[str, Any] | None:
    choices = completion.get("choices") if isinstance(completion, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    return choice if isinstance(choice, dict) and isinstance(choice.get("message"), dict) else None


def _read_choice(choice: dict[str, Any], usage: object, request: Request, model: str) -> Reply | Setback:
    reason, message = choice.get("finish_reason"), choice["message"]
    text = message.get("content")
    cost = _usage(usage, text if isinstance(text, str) else "", request, model)
    if reason == "length":
        return Setback(Failure("cut_short", "finish_reason length", cost))
    if reason == "content_filter" or message.get("refusal"):
        return Setback(Failure("refused", "content filter or refusal", cost))
    if reason != "stop":
        return Setback(Failure("malformed", "finish_reason is not stop", cost))
    if not isinstance(text, str) or not text.strip():
        return Setback(Failure("malformed", "no text in the message", cost))
    return Reply(text, model, cost)


def _usage(reported: object, text: str, request: Request, model: str) -> Usage:
    counts = reported if isinstance(reported, dict) else {}
    sent, received = counts.get("prompt_tokens"), counts.get("completion_tokens")
    # A server that reports no usage must not be free of the daily limits.
    if type(sent) is not int or sent <= 0:
        sent = sum(count_tokens(message.content, model) for message in request.messages)
    if type(received) is not int or received <= 0:
        received = count_tokens(text, model)
    # Nor may one that reports nonsense end everybody's day.
    usage = Usage(min(sent, _most_sent(request)), min(received, _most_received(request, text)))
    return replace(usage, usd=price_usd(model, usage))


def _most_sent(request: Request) -> int:
    """No reader of text makes more tokens of it than it has bytes."""
    return _FORM_TOKENS + sum(len(message.content.encode("utf-8", "replace")) for message in request.messages)


def _most_received(request: Request, text: str) -> int:
    """As many as were allowed, thoughts included; a server that does not mind that sent what it sent."""
    return max(request.max_tokens, len(text.encode("utf-8", "replace")))


def _malformed(detail: str) -> Setback:
    return Setback(Failure("malformed", detail))


# By name and attribute, not by class: the client changed its HTTP library between versions (httpx, httpx2),
# each with its own classes, and passes some of their errors through.
_TIMEOUTS = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError"})
_BROKEN = frozenset({"APIConnectionError", "TransportError", "ConnectionError"})
_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_TOO_LONG = frozenset({"context_length_exceeded", "exceed_context_size_error", "string_above_max_length"})
_PAUSE_S = 0.5


def read_error(error: Exception) -> Setback:
    """Sort an error of the client. Quotes nothing of its text: that may repeat the key or the question."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _read_status(status, error)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    detail = type(error).__name__
    if kinds & _TIMEOUTS:
        return Setback(Failure("timeout", detail))
    if kinds & _BROKEN:
        return Setback(Failure("unreachable", detail), retry_after_s=_PAUSE_S)
    return Setback(Failure("unexpected", detail))


def _read_status(status: int, error: Exception) -> Setback:
    codes = _codes(error)
    detail = " ".join([f"status {status}", *sorted(codes)])
    if status == 429 and not codes & _QUOTA:
        return Setback(Failure("rate_limited", detail), _retry_after_s(error))
    if status >= 500:
        return Setback(Failure("server_error", detail), _retry_after_s(error))
    kind = _final_kind(status, codes, str(error))
    return Setback(Failure(kind, detail), schema_refused=status == 400 and kind == "rejected")


def _final_kind(status: int, codes: set[str], text: str) -> FailureKind:
    if status == 402 or codes & _QUOTA:
        return "quota"
    if status in (401, 403):
        return "bad_key"
    if status == 404:
        return "no_such_model"
    if status == 413 or codes & _TOO_LONG or "context length" in text:
        return "too_long"
    return "refused" if "content_filter" in codes else "rejected"


def _codes(error: Exception) -> set[str]:
    found = (getattr(error, "code", None), getattr(error, "type", None))
    return {code for code in found if isinstance(code, str) and _SAFE_CODE.fullmatch(code)}


def _retry_after_s(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", {})
    told = headers.get("retry-after")
    if told is None:
        return _PAUSE_S
    try:
        seconds = float(told)
    except ValueError:
        return None  # a date: servers that send one mean minutes, more than a person waits
    return max(seconds, 0.0) if math.isfinite(seconds) else None
