"""The embedder and the vector store of one library, started when first needed: both load llama_index."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.errors import EmbedderFailed, WrongEmbedder
from index.minilm import MiniLM
from index.stores.codes import Floats
from index.stores.sqlite import Store

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from index.stores.llama import SqliteVectorStore

PART_TEXTS = 512  # embedded in one call


class Engine:
    """Embeds with the configured embedder and opens the store for vectors of its dimension."""

    def __init__(
        self, store: Store, embedding: str, openai_api_key: str | None, openai_base_url: str | None
    ) -> None:
        self._store = store
        self._name = embedding
        self._openai = (openai_api_key, openai_base_url)
        self._lock = threading.Lock()
        self._embedder: BaseEmbedding | None = None
        self._vectors: SqliteVectorStore | None = None

    def close(self) -> None:
        """Let go of what was started."""
        if self._vectors is not None:
            self._vectors.close()

    def over(self, store: Store) -> Engine:
        """An engine over another store with the same embedder, which is not loaded a second time."""
        other = Engine(store, self._name, *self._openai)
        other._embedder = self._started()
        return other

    def check(self) -> None:
        """Raise WrongEmbedder if the library was built with another embedder. Starts nothing."""
        stored = self._store.setting("embedder")
        if stored is not None and stored != self._name:
            raise WrongEmbedder(
                f"This library was built with the embedder {stored!r}, but {self._name!r} is configured. "
                f"Set FOOTNOTE_EMBEDDING={stored}, or add the articles to a new home with FOOTNOTE_HOME."
            )

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return a row of length 1 for each text."""
        self.check()
        embedder = self._started()
        # Like lengths together, equal texts once, and only a part at a time as Python floats (12 kB each).
        distinct = sorted(set(texts), key=len)
        parts = [distinct[first : first + PART_TEXTS] for first in range(0, len(distinct), PART_TEXTS)]
        rows = [np.array(embedder.get_text_embedding_batch(part), np.float32) for part in parts]
        place = {text: at for at, text in enumerate(distinct)}
        return self._checked(np.concatenate(rows))[[place[text] for text in texts]]

    def embed_question(self, question: str) -> Floats:
        """Return a vector of length 1 for a question."""
        self.check()
        vectors = self._checked(np.array([self._started().get_query_embedding(question)], np.float32))
        return np.asarray(vectors[0])

    def vectors(self, dimension: int) -> SqliteVectorStore:
        """The llama_index store over the file; the first call for a new library writes down whose it is."""
        from index.stores.llama import SqliteVectorStore

        with self._lock:
            if self._vectors is None:
                if self._store.setting("embedder") is None:
                    self._store.set_setting("dimension", dimension)
                    self._store.set_setting("embedder", self._name)
                self._vectors = SqliteVectorStore(self._store, dimension)
            return self._vectors

    def _started(self) -> BaseEmbedding:
        with self._lock:
            if self._embedder is None:
                self._embedder = self._start()
            return self._embedder

    def _start(self) -> BaseEmbedding:
        if self._name != "local":
            from index.embed import open_embedder

            return open_embedder(self._name, *self._openai)
        # The model before llama_index: loading it needs 50 MB for a moment, on top of what is there already.
        model = MiniLM()
        from index.embed import LocalEmbedding

        return LocalEmbedding(model)

    def _checked(self, vectors: Floats) -> Floats:
        """The vectors at length 1. Raises when they cannot be vectors of this library."""
        stored = self._store.setting("dimension")
        if vectors.ndim != 2 or (stored is not None and vectors.shape[1] != stored):
            raise WrongEmbedder(
                f"The embedder {self._name!r} gave vectors of shape {vectors.shape[1:]}, the library has "
                f"{stored}. Use the embedder that built it, or a new home with FOOTNOTE_HOME."
            )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.all(lengths > 0):
            raise EmbedderFailed(
                f"The embedder {self._name!r} gave an empty vector. "
                "Set FOOTNOTE_EMBEDDING=local or another one."
            )
        unit: Floats = vectors / lengths
        return unit
