"""The tests share their models: what a shared one computes is what a fresh one computes."""

from __future__ import annotations

import numpy as np

from index import engine
from index.minilm import MiniLM
from tests.loaded import Remembering

TEXTS = ["The mill closed in 1961.", "The keeper saved two penalties.", "A storm."]


def test_what_is_remembered_is_what_a_fresh_embedder_computes_and_cannot_be_written_over() -> None:
    shared = Remembering()
    first = shared.encode(TEXTS)
    expected = MiniLM().encode(TEXTS)
    assert np.array_equal(first, expected)
    first[:] = 0
    assert np.array_equal(shared.encode(TEXTS), expected)


def test_every_library_of_the_tests_embeds_with_one_model() -> None:
    assert isinstance(engine.MiniLM(), Remembering)
    assert engine.MiniLM() is engine.MiniLM()
