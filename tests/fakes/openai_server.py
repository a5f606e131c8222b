"""A server on this machine that speaks chat completions: whole replies, or any of the faults on its cards.

In a test: `with FakeOpenAI("the content") as server:` and point a model at `server.base_url`.
As a program: `python -m tests.fakes.openai_server --script FILE` prints `listening on URL`, then serves.
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Body = dict[str, Any]
# A string is the content of a whole reply; an object is the `spec` of a fault card.
Answer = str | Body
Answering = Answer | Callable[[Body], Answer]


def completion(content: object, finish_reason: str = "stop", **message: object) -> Body:
    """The spec of a reply with status 200, in the server's own form."""
    return {"status": 200, "body": _completion(content, finish_reason, **message)}


def error(status: int, code: str | None = None, message: str = "x", **headers: str) -> Body:
    """The spec of an error reply. `retry_after="3"` becomes the header Retry-After."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return {"status": status, "headers": named, "body": {"error": {"message": message, "code": code}}}


class FakeOpenAI:
    """Serves while it is open. `bodies` keeps every request, in the order of their arrival.

    `answering` is the answer to all, a function of the request's body, or a list: one after the other,
    the last one for ever.
    """

    def __init__(self, answering: Answering | list[Answer], port: int = 0) -> None:
        self.bodies: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()
        self._answering = answering
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.fake = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        """What to set as OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def count(self) -> int:
        """How many requests have come."""
        return len(self.bodies)

    def prompt(self, number: int = -1) -> str:
        """Every word of one request's messages."""
        return "\n".join(message["content"] for message in self.bodies[number]["messages"])

    def __enter__(self) -> FakeOpenAI:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()  # wakes what hangs or drips
        self._server.shutdown()
        self._server.server_close()

    def answer(self, body: Body, headers: dict[str, str]) -> Answer:
        """What to send for `body`; called by the handler's thread."""
        with self._lock:
            self.bodies.append(body)
            self.headers.append(headers)
            turn = len(self.bodies) - 1
        if isinstance(self._answering, list):
            return self._answering[min(turn, len(self._answering) - 1)]
        return self._answering(body) if callable(self._answering) else self._answering


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A client that has given up is no fault of the server; the default prints a traceback.
    block_on_close = False
    fake: FakeOpenAI

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: every fault here is on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length))
        answer = self.server.fake.answer(body, dict(self.headers.items()))
        self.close_connection = True
        self._send(completion(answer) if isinstance(answer, str) else answer)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def _send(self, spec: Body) -> None:
        if spec.get("hang"):
            self.server.fake.closing.wait()
            return
        if spec.get("end") == "close_before_headers":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        content = _content(spec)
        if "drip_headers_s" in spec:
            self._drip(b"HTTP/1.1 200 OK\r\n", spec["drip_headers_s"])
        self.send_response(spec["status"])
        for name, value in ({"Content-Type": "application/json"} | spec.get("headers", {})).items():
            self.send_header(name, value)
        self._send_length(spec, len(content))
        self.end_headers()
        self._send_body(spec, content)

    def _send_length(self, spec: Body, length: int) -> None:
        self.send_header("Connection", "close")
        if spec.get("chunked"):
            self.send_header("Transfer-Encoding", "chunked")
        elif "raw" not in spec:
            self.send_header("Content-Length", str(length + spec.get("content_length_extra", 0)))

    def _send_body(self, spec: Body, content: bytes) -> None:
        if spec.get("chunked"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))  # and never the last chunk
        elif "drip_s" in spec:
            self._drip(content, spec["drip_s"])
        else:
            self.wfile.write(content)

    def _drip(self, content: bytes, pause_s: float) -> None:
        for byte in content:
            self.wfile.write(bytes([byte]))
            if self.server.fake.closing.wait(pause_s):
                return


def _content(spec: Body) -> bytes:
    body = spec.get("raw", spec.get("body", ""))
    return (body if isinstance(body, str) else json.dumps(body)).encode()


def _completion(content: object, finish_reason: str, **message: object) -> Body:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "fake",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12},
    }


def scripted(script: list[Body]) -> Callable[[Body], Answer]:
    """Answer by the first row whose `when` stands in the prompt (no `when`: always): its `content` or `spec`.

    A `content` that is an object is sent as JSON text. Raises LookupError when no row fits.
    """

    def answer(body: Body) -> Answer:
        prompt = "\n".join(message["content"] for message in body["messages"])
        for row in script:
            if row.get("when", "") in prompt:
                return _row_answer(row)
        raise LookupError("no row of the script fits this prompt")

    return answer


def _row_answer(row: Body) -> Answer:
    if "spec" in row:
        return dict(row["spec"])
    content = row["content"]
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


def main() -> None:
    """Serve a script: a JSON list of rows, see `scripted`."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--script", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    script = json.loads(given.script.read_text(encoding="utf-8"))
    with FakeOpenAI(scripted(script), given.port) as server, suppress(KeyboardInterrupt):
        print(f"listening on {server.base_url}", flush=True)  # noqa: T201 - a program's output
        server.closing.wait()


if __name__ == "__main__":
    main()
