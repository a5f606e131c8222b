"""Embedders for tests, found by dotted name as a user's own would be. They need no model."""

from __future__ import annotations

import zlib

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding


class BagOfWords(BaseEmbedding):
    """Texts that share words lie near each other."""

    def __init__(self) -> None:
        super().__init__(model_name="bag-of-words")

    def _get_text_embedding(self, text: str) -> list[float]:
        vector = np.full(64, 0.01)
        for word in text.lower().split():
            vector[zlib.crc32(word.strip(".,?!").encode()) % 64] += 1
        return [float(x) for x in vector]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class Smaller(BagOfWords):
    """The same in 32 dimensions."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return super()._get_text_embedding(text)[:32]


class NotAnEmbedder:
    """Something else."""


WORDS = "tests.embedders.BagOfWords"
