"""8. A reply that ends too early, at whatever byte, is never taken for whole, nor any part of it shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.llm import Reply, Request
from bot.wire import read_reply
from index.library import Library
from tests.fakes.openai_server import Body, FakeOpenAI, completion
from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent
from tests.safe.model_down import TRUTH, desk_at, given, seed_library
from tests.shelf import drafted

DRAFT = drafted((TRUTH, [6]), ("Kim Jong Un sent fighters to Kursk", [6], "worded"))
BODY = json.dumps(completion(DRAFT)["body"]).encode()
DEADLINE_S = 10.0


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with seed_library(home) as opened:
        yield opened


def came_of(library: Library, spec: Body) -> str:
    """What a question comes to: the reply is "shown" or "refused", or an exception "raised"."""
    with FakeOpenAI(spec) as server:
        try:
            answer = given(desk_at(library, server.base_url, DEADLINE_S)).answer
        except Exception:  # that none comes out is what is measured
            return "raised"
    return "shown" if answer.mode == "llm" else "refused"


def test_the_whole_reply_is_an_answer(library: Library) -> None:
    assert came_of(library, completion(DRAFT)) == "shown"


def test_no_reply_that_ends_early_is_shown(figure: TellFigure, extent: Extent, library: Library) -> None:
    step = extent.pick(40, 3)
    taken = [read_reply(200, BODY[:end], Request((), 64), "fake") for end in range(len(BODY))]
    figure("bytes a body was cut at", len(taken), f"= {len(BODY)}")
    figure("cut bodies taken for whole ones", sum(isinstance(one, Reply) for one in taken), "= 0")
    sent: list[Body] = []
    for end in range(0, len(BODY), step):
        cut = BODY[:end].decode()
        ends_cleanly = {"status": 200, "body": cut}
        sent += [ends_cleanly, {"status": 200, "raw": cut, "end": "close"}]
    sent += [completion(DRAFT[:end]) for end in range(0, len(DRAFT), step)]
    ends = [came_of(library, spec) for spec in sent]
    figure("cut replies that were shown", ends.count("shown"), "= 0")
    figure("cut replies that raised", ends.count("raised"), "= 0")
