"""The embedders as llama_index knows them: ours, OpenAI's, or any by name. Importing it loads llama_index.

Knows how a text becomes a vector; never what is stored or searched.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import httpx
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr

from index.errors import EmbedderFailed
from index.minilm import MiniLM

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_BATCH = 256  # texts a request; the API takes 2,048, a smaller one fails cheaper
TIMEOUT_S = 30.0


def open_embedder(name: str, openai_api_key: str | None, openai_base_url: str | None) -> BaseEmbedding:
    """Return the embedder called `name`: `openai:MODEL`, or `package.module.Class`.

    Raises EmbedderFailed when there is no such one or it will not start.
    """
    if name.startswith("openai:"):
        return OpenAIEmbedding(name.removeprefix("openai:"), openai_api_key, openai_base_url or OPENAI_URL)
    return _by_dotted_name(name)


class LocalEmbedding(BaseEmbedding):
    """The bundled MiniLM behind llama_index's interface."""

    _model: MiniLM = PrivateAttr()

    def __init__(self, model: MiniLM) -> None:
        super().__init__(model_name="all-MiniLM-L6-v2-int8", embed_batch_size=2048)
        self._model = model

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class OpenAIEmbedding(BaseEmbedding):
    """`POST {base}/embeddings` of OpenAI or a server that speaks like it.

    Not llama-index-embeddings-openai: that package holds openai below 3.
    """

    _client: httpx.Client = PrivateAttr()

    def __init__(self, model: str, api_key: str | None, base_url: str) -> None:
        super().__init__(model_name=model, embed_batch_size=OPENAI_BATCH)
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(base_url=base_url, headers=headers, timeout=TIMEOUT_S)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        try:
            reply = self._client.post("embeddings", json={"model": self.model_name, "input": texts})
            reply.raise_for_status()
            rows = sorted(reply.json()["data"], key=lambda row: row["index"])
            vectors = [[float(x) for x in row["embedding"]] for row in rows]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            # The body of a 401 repeats part of the key, so only the kind of the error is told.
            raise EmbedderFailed(
                f"The embedder openai:{self.model_name} did not answer ({type(error).__name__}). "
                "Check OPENAI_API_KEY and OPENAI_BASE_URL, or set FOOTNOTE_EMBEDDING=local."
            ) from error
        if len(vectors) != len(texts):
            raise EmbedderFailed(
                f"The embedder openai:{self.model_name} answered {len(vectors)} vectors "
                f"for {len(texts)} texts. Set FOOTNOTE_EMBEDDING=local or another server."
            )
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def _by_dotted_name(name: str) -> BaseEmbedding:
    """An instance of the class at `package.module.Class`, made without arguments."""
    module, _, attribute = name.rpartition(".")
    try:
        made: Any = getattr(import_module(module), attribute)()
    except Exception as error:  # whatever a foreign package raises while it starts
        raise EmbedderFailed(
            f"FOOTNOTE_EMBEDDING={name!r} could not be started ({error}). "
            "Use `local`, `openai:MODEL`, or the dotted name of a BaseEmbedding class."
        ) from error
    if not isinstance(made, BaseEmbedding):
        raise EmbedderFailed(
            f"FOOTNOTE_EMBEDDING={name!r} is no llama_index embedder. "
            "Use `local`, `openai:MODEL`, or the dotted name of a BaseEmbedding class."
        )
    return made
