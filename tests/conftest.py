"""What every test may rely on: no network but this machine, no settings from outside, a home of its own.

An attempt to leave this machine fails at once and is remembered, so that code which swallows the error fails
the test too (tests/inside.py).
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.inside import keep_inside
from tests.loaded import once
from tests.nursery import nursery

OUTSIDE_KEYS = ("FOOTNOTE_", "OPENAI_", "SLACK_")

for key in [key for key in os.environ if key.startswith(OUTSIDE_KEYS)]:
    del os.environ[key]

_attempts: list[str] = []


keep_inside(_attempts.append)


@pytest.fixture
def outside_attempts() -> list[str]:
    """The attempts to leave this machine so far; a test that provokes one must clear it."""
    return _attempts


@pytest.fixture(autouse=True)
def stays_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside_attempts: list[str]
) -> Iterator[None]:
    """Run each test in an empty folder (so that nobody's `.env` is read) and fail it for any attempt."""
    monkeypatch.chdir(tmp_path)
    outside_attempts.clear()
    yield
    assert not outside_attempts, f"the test reached for another machine: {outside_attempts}"


@pytest.fixture(scope="session", autouse=True)
def models_loaded_once() -> Iterator[None]:
    """Each model is loaded once a process, not once a library."""
    # What the collection loaded stays to the end: to look through it for what is unused would find nothing.
    gc.freeze()
    with once():
        yield


@pytest.fixture(scope="session", autouse=True)
def bots_forked(pytestconfig: pytest.Config) -> Iterator[None]:
    """Bots are forked in the quick run; in the full one, or without a defence, each is started as by hand."""
    with nullcontext() if pytestconfig.getoption("--full", default=False) else nursery():
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder that does not exist yet."""
    return tmp_path / "home"
