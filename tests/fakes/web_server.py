"""A web server on this machine that sends what it is told, broken answers included."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Sent:
    """A whole reply. `headers` replace the ones that are made up."""

    body: bytes | str = b""
    type: str | None = "text/html"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


# Bytes of an answer as they go over the wire, one piece after the other, as long as somebody listens.
Raw = Callable[[], Iterator[bytes]]


class WebServer:
    """Serves while it is open: `pages` maps a path to its reply. `asked` keeps (path, headers)."""

    def __init__(self, pages: dict[str, Sent | Raw], tls: ssl.SSLContext | None = None) -> None:
        self.pages = pages
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        """Its port on 127.0.0.1."""
        return self._server.server_port

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"{self._scheme}://{host}:{self.port}{path}"

    def allowed(self, *hosts: str) -> frozenset[tuple[str, int]]:
        """What the reader must allow to reach it under its address, or under other names."""
        return frozenset((host, self.port) for host in (hosts or ("127.0.0.1",)))

    def __enter__(self) -> WebServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    fake: WebServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet: a client that breaks off does so on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.fake.asked.append((self.path, dict(self.headers.items())))
        page = self.server.fake.pages.get(self.path, Sent(status=404))
        with suppress(OSError):
            if isinstance(page, Sent):
                self._send(page)
            else:
                for piece in page():
                    self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def _send(self, page: Sent) -> None:
        body = page.body.encode() if isinstance(page.body, str) else page.body
        headers = {"Content-Type": page.type, "Content-Length": str(len(body)), **dict(page.headers)}
        self.send_response_only(page.status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
