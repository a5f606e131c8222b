"""The models of one process of tests: each is loaded once, and texts embedded before are not embedded again.

Only the bundled models at their pinned bytes are shared; what they compute is what a fresh one computes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from index.minilm import MiniLM, Vectors
from index.rerank import Reranker

_REMEMBERED = 64  # texts in a call; larger libraries are made once


class Remembering(MiniLM):
    """The bundled embedder. The same call gives the same vectors, so it is computed once.

    A call is remembered as a whole: a vector may differ in its last bits with the texts beside it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[tuple[str, ...], Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts, as they were the first time."""
        key = tuple(texts)
        if len(key) > _REMEMBERED:
            return super().encode(texts)
        if key not in self._made:
            self._made[key] = super().encode(texts)
        return self._made[key].copy()


@contextmanager
def once() -> Iterator[None]:
    """Share the models until the end. Nothing is loaded before a test needs it."""
    load = Reranker._load

    @cache
    def started(folder: object) -> tuple[Any, Any]:
        return load(Reranker(folder))  # type: ignore[arg-type]  # a Path, which is hashable

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.engine.MiniLM", cache(Remembering))
        patch.setattr(Reranker, "_load", lambda reranker: started(reranker.folder))
        yield
