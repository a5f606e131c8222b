"""The one boundary to any OpenAI-compatible server: a request in, a Reply or a Failure out, by its deadline.

Knows the wire and what can go wrong on it; never what was asked or answered. Only this module imports openai.
Why the deadline is ours and every fault is caught here: the client waits per read, retries hopeless requests,
and takes half a reply for a whole one (docs/decisions/0005-one-boundary-to-the-model.md).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from bot.draft import SCHEMA
from bot.errors import ConfigError
from bot.wire import Failure, FailureKind, Message, Reply, Request, Setback, read_error, read_reply

if TYPE_CHECKING:
    import openai

__all__ = ["Breaker", "Failure", "FailureKind", "Message", "Model", "OpenAIModel", "Reply", "Request"]

OPENAI_URL = "https://api.openai.com/v1"
MAX_BODY_BYTES = 2_000_000

_STRICT = {"type": "json_schema", "json_schema": {"name": "draft", "strict": True, "schema": SCHEMA}}
_LOOSE = {"type": "json_object"}
_log = logging.getLogger(__name__)


class Model(Protocol):
    """Anything that can be asked: a server, or recordings of one."""

    name: str

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        """Answer within `deadline_s` seconds. A Reply is a whole one; no fault of a server raises."""
        ...


class Breaker:
    """Stops asking a server that failed `LIMIT` times in a row, for `PAUSE_S` seconds; then lets one try."""

    LIMIT = 5
    PAUSE_S = 30.0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = 0.0

    def admits(self) -> bool:
        """Whether a request may be sent now. The first one after the pause is a trial: the others wait on."""
        with self._lock:
            if self._failures < self.LIMIT:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + self.PAUSE_S
            return True

    @property
    def is_open(self) -> bool:
        """Whether the last requests failed, as many in a row as it takes."""
        with self._lock:
            return self._failures >= self.LIMIT

    def note(self, *, healthy: bool) -> None:
        """Tell how the request ended."""
        with self._lock:
            self._failures = 0 if healthy else self._failures + 1
            if self._failures >= self.LIMIT:
                self._open_until = self._clock() + self.PAUSE_S


class OpenAIModel:
    """A model behind POST {base_url}/chat/completions.

    Without `base_url` it is OpenAI's own; a server on this machine needs no `api_key`.
    Raises ConfigError for an address that would carry key and articles unencrypted to another machine.
    """

    def __init__(
        self, api_key: str | None, base_url: str | None, name: str, breaker: Breaker | None = None
    ) -> None:
        self.name = name
        self._base_url = _checked(base_url or OPENAI_URL)
        self._api_key = api_key or "none"  # the client insists on one; servers on this machine do not
        self._breaker = breaker or Breaker()
        self._format: dict[str, Any] = _STRICT

    def __repr__(self) -> str:
        return f"OpenAIModel({self.name!r}, {self._base_url!r})"

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        """Ask, in at most three requests, and end by `deadline_s` seconds whatever the server does."""
        if not self._breaker.admits():
            return Failure("breaker_open", f"{Breaker.LIMIT} failures in a row")
        started = time.monotonic()
        outcome, requests = self._converse(request, started + deadline_s)
        self._breaker.note(healthy=isinstance(outcome, Reply) or outcome.about_the_request)
        _report(outcome, requests, time.monotonic() - started)
        return outcome

    @property
    def is_failing(self) -> bool:
        """Whether the server has not answered for some requests, and is left alone between trials."""
        return self._breaker.is_open

    def warm_up(self) -> None:
        """Load the client now instead of with the first question: about a second of CPU."""
        _ = self._client

    def close(self) -> None:
        """Close the connections; a call still under way fails."""
        if "_client" in self.__dict__:
            self._client.close()

    def _converse(self, request: Request, stop_at: float) -> tuple[Reply | Failure, int]:
        # At most three requests: one, one without the schema, one after a fault that may pass.
        wanted, requests, may_repeat = self._format, 0, True
        while True:
            got = self._attempt(request, wanted, stop_at)
            requests += 1
            if isinstance(got, Reply):
                self._format = wanted  # a server that cannot do schemas is not asked for them again
                return got, requests
            if got.schema_refused and wanted is _STRICT:
                wanted = _LOOSE
            elif may_repeat and got.retry_after_s is not None and _wait(got.retry_after_s, stop_at):
                may_repeat = False
            else:
                return got.failure, requests

    def _attempt(self, request: Request, wanted: dict[str, Any], stop_at: float) -> Reply | Setback:
        if time.monotonic() >= stop_at:
            return Setback(Failure("timeout", "no time was left to ask"))
        # The client's own timeout is per read, so a dripping server outlives it: the call is left to a thread
        # that nobody waits for, and whose reading ends by itself soon after.
        box: SimpleQueue[Reply | Setback] = SimpleQueue()
        call = threading.Thread(
            target=lambda: box.put(self._send(request, wanted, stop_at)), daemon=True, name="model-call"
        )
        call.start()
        try:
            return box.get(timeout=max(stop_at - time.monotonic(), 0.0))
        except Empty:
            return Setback(Failure("timeout", "no whole reply by the deadline"))

    def _send(self, request: Request, wanted: dict[str, Any], stop_at: float) -> Reply | Setback:
        try:
            return self._post(request, wanted, stop_at)
        # Every Exception, on purpose: the client lets bare JSON, type, decoding and transport errors through,
        # and whatever it is, the person who asked gets extracts instead.
        except Exception as error:
            return read_error(error)

    def _post(self, request: Request, wanted: dict[str, Any], stop_at: float) -> Reply | Setback:
        create: Any = self._client.chat.completions.with_streaming_response.create
        with create(
            model=self.name,
            messages=[{"role": message.role, "content": message.content} for message in request.messages],
            response_format=wanted,
            max_completion_tokens=request.max_tokens,
            stream=False,
            store=False,
            timeout=max(stop_at - time.monotonic(), 0.001),
        ) as response:
            body = _read(response.iter_bytes(), stop_at)
            return read_reply(response.status_code, body, request, self.name)

    @cached_property
    def _client(self) -> openai.OpenAI:
        import openai

        return openai.OpenAI(
            api_key=self._api_key,
            base_url=self._base_url,
            max_retries=0,
            # No redirect may carry the articles elsewhere, nor a proxy what is meant for this machine.
            http_client=openai.DefaultHttpxClient(
                follow_redirects=False, trust_env=not _is_loopback(urlsplit(self._base_url).hostname)
            ),
        )


def _read(pieces: Iterator[bytes], stop_at: float) -> bytes:
    body = b""
    for piece in pieces:
        body += piece
        if time.monotonic() > stop_at:
            raise TimeoutError("the reply kept coming past the deadline")
        if len(body) > MAX_BODY_BYTES:
            break  # what is read so far is no whole JSON, and will be told as that
    return body[:MAX_BODY_BYTES]


def _wait(seconds: float, stop_at: float) -> bool:
    """Wait, unless that would leave no time to ask again. Says whether it waited."""
    if time.monotonic() + seconds >= stop_at:
        return False
    time.sleep(seconds)
    return True


def _checked(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ConfigError("OPENAI_BASE_URL must read like https://host/v1, without a user name or password.")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ConfigError(
            f"OPENAI_BASE_URL {base_url!r}: plain http to another machine would send your articles and key "
            "unencrypted. Use https, or a server on this machine such as http://127.0.0.1:11434/v1."
        )
    return base_url


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _report(outcome: Reply | Failure, requests: int, elapsed_s: float) -> None:
    if isinstance(outcome, Reply):
        usage = outcome.usage
        _log.info(
            "model replied: requests=%d ms=%d prompt_tokens=%d completion_tokens=%d",
            requests,
            elapsed_s * 1000,
            usage.prompt_tokens,
            usage.completion_tokens,
        )
    else:
        _log.warning(
            "model failed: kind=%s requests=%d ms=%d detail=%s",
            outcome.kind,
            requests,
            elapsed_s * 1000,
            outcome.detail,
        )
