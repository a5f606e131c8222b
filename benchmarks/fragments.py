"""Do the links under quotations scroll to their sentence? `python -m benchmarks.fragments` (needs Chromium).

Serves a long page with the sample article's sentences and some awkward ones between fillers, opens the link
of each in a browser without a window, and says for how many the sentence stood in view.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bot.answers import Citation
from bot.slack.shown.fragment import link_to
from index.sentences import split
from tests.shelf import SEED_TEXT

AWKWARD = (
    "Well-known, isn't it? R&D costs 3.5% – “really” – in 2024.",
    "It said: one, two & three - all of them.",
    "A dash-at, the end-",
)
SENTENCES = (*(SEED_TEXT[start:end] for start, end in split(SEED_TEXT)), *AWKWARD)
_FILLERS = "".join(f"<p>Filler paragraph {n} of the page.</p>" for n in range(150))
_TELL = """<script>addEventListener("load", () => setTimeout(() => {
  const seen = [...document.querySelectorAll("p")].find(one => {
    const box = one.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight && !one.textContent.startsWith("Filler");
  });
  document.title = seen ? seen.textContent : "none";
}, 700))</script>"""


def page() -> bytes:
    """The article, each sentence a screen apart from the next, with a script that tells what is in view."""
    said = "".join(f"<p>{html.escape(one)}</p>{_FILLERS}" for one in SENTENCES)
    head = "<!doctype html><html><head><meta charset='utf-8'><title></title></head>"
    return f"{head}<body>{_FILLERS}{said}{_TELL}</body></html>".encode()


@contextmanager
def served(body: bytes) -> Iterator[str]:
    """The address of the page on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/article?id=1"
        server.shutdown()


def in_view(browser: str, address: str) -> str:
    """The sentence that a browser shows after it has opened the address."""
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000", "--dump-dom"]
        command = [browser, *flags, f"--user-data-dir={profile}", address]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    return html.unescape(title[1]) if title else ""


def main() -> int:
    """Print each sentence that was missed, and the figure."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.stderr.write("Chromium is not installed. On Debian or Ubuntu: sudo apt-get install chromium\n")
        return 1
    found = 0
    with served(page()) as address:
        for number, sentence in enumerate(SENTENCES, 1):
            link = link_to(Citation("a", None, None, None, address, number, 0, len(sentence), sentence))
            seen = in_view(browser, link.url) if link else ""
            found += seen == sentence
            if seen != sentence:
                sys.stdout.write(f"missed: {sentence!r}\n")
    sys.stdout.write(f"{found} of {len(SENTENCES)} sentences scrolled to\n")
    return 0 if found == len(SENTENCES) else 1


if __name__ == "__main__":
    sys.exit(main())
