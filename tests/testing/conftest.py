"""What the tests of tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.testing.shelf import Shelf


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A shelf without articles."""
    with Shelf() as opened:
        yield opened
