"""9. However slow a model is, the answer comes by the deadline and costs at most three requests."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from bot.ask import ask
from bot.config import Settings
from bot.desk import Desk
from index.library import Library
from tests.fakes.openai_server import Body, FakeOpenAI, completion, error
from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent
from tests.safe.model_down import QUESTION, desk_at, given, seed_library, serving
from tests.shelf import drafted

WHOLE = completion(drafted(("around 11,000 trained fighters", [6])))
SLOW: dict[str, Body | list[Body]] = {
    "hangs": {"hang": True},
    "drips its body": {"status": 200, "drip_s": 0.2, "raw": json.dumps(WHOLE["body"])},
    "drips its headers": {"status": 200, "drip_headers_s": 0.2, "body": ""},
    "Retry-After 1": error(429, "rate_limit_exceeded", retry_after="1"),
    "Retry-After 60": error(429, "rate_limit_exceeded", retry_after="60"),
    "Retry-After 3600": error(503, None, retry_after="3600"),
    "refuses the schema, then fails": [error(400, "invalid_request_error"), error(500), error(500)],
}
# The last steps, search and extracts, need time of their own; the machine may be busy.
LATE_S = 3.0


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with seed_library(home) as opened:
        ask(QUESTION, Desk(opened, None, Settings()))  # what is loaded once is not measured
        yield opened


def test_no_slow_model_holds_an_answer_up(figure: TellFigure, extent: Extent, library: Library) -> None:
    deadline_s = extent.pick(1.2, 18.0)
    with ThreadPoolExecutor(len(SLOW)) as pool:
        told = list(pool.map(lambda spec: _asked(library, spec, deadline_s), SLOW.values()))
    slowest = max(seconds for seconds, _ in told)
    figure("seconds beyond the deadline, at most", slowest - deadline_s, f"<= {LATE_S}")
    figure("seconds of the slowest answer", slowest, "<= 20")
    figure("requests a question, at most", max(requests for _, requests in told), "<= 3")


def _asked(library: Library, spec: Body | list[Body], deadline_s: float) -> tuple[float, int]:
    """Seconds and requests of one question."""
    with serving(spec, deadline_s + 4 * LATE_S) as server, suppress(Exception):  # test 7 looks for those
        began = time.monotonic()
        given(desk_at(library, server.base_url, deadline_s))
    return time.monotonic() - began, server.count


def test_an_allowance_that_is_used_up_is_not_asked_for_again(figure: TellFigure, library: Library) -> None:
    with FakeOpenAI(error(429, "insufficient_quota")) as server:
        assert given(desk_at(library, server.base_url, 10.0)).is_marked_extract
        figure("requests after the quota is used up", server.count, "= 1")
