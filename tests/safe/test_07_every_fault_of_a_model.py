"""7. Every card of what a model's server can do wrong ends in extracts that say so: no half answer, no fault.

One version of the client is locked, so one is measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.library import Library
from tests.fakes.openai_server import Body, completion, error
from tests.safe.conftest import TellFigure
from tests.safe.model_down import Given, desk_at, given, seed_library, serving

CARDS = Path(__file__).parents[1] / "cards" / "openai_faults.jsonl"
DEADLINE_S = 0.6  # two cards never end by themselves

# What no card has: whole replies that are none of ours.
MORE = {
    "429 insufficient_quota": error(429, "insufficient_quota"),
    "404": error(404, "model_not_found"),
    "no choices": {"status": 200, "body": {"choices": []}},
    "content is an object": completion({"claims": []}),
    "content filter": completion("", finish_reason="content_filter"),
    "no header": {"end": "close_before_headers"},
    "a megabyte of brackets": {"status": 200, "body": "[" * 1_000_000},
    "a second object": completion('{"claims": [], "missing": null} {"claims": [], "missing": null}'),
}


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with seed_library(home) as opened:
        yield opened


def test_each_card_ends_in_extracts_that_say_so(figure: TellFigure, library: Library) -> None:
    rows = [json.loads(line) for line in CARDS.read_text(encoding="utf-8").splitlines()]
    specs = {row["name"]: row["spec"] for row in rows} | MORE
    figure("fault cards", len(rows), "= 24")
    with ThreadPoolExecutor(8) as pool:
        ended = list(pool.map(lambda spec: _ended(library, spec), specs.values()))
    figure("exceptions out of an answer", ended.count(None), "= 0")
    whole = [one for one in ended if one]
    figure(
        "faults that end in marked extracts", sum(one.is_marked_extract for one in whole), f"= {len(specs)}"
    )
    figure("answers that show our insides", sum(one.tells_of_our_insides for one in whole), "= 0")


def _ended(library: Library, spec: Body) -> Given | None:
    """What a question comes to; None when an exception came out."""
    with serving(spec, 10 * DEADLINE_S) as server:
        try:
            return given(desk_at(library, server.base_url, DEADLINE_S))
        except Exception:  # that none comes out is what is measured
            return None
