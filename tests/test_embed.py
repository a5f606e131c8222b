"""Embedders: the bundled one, one behind an address, one by dotted name."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import minilm
from index.embed import LocalEmbedding, open_embedder
from index.engine import Engine
from index.errors import EmbedderFailed
from index.minilm import MiniLM
from index.stores.sqlite import Store


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


class Server(ThreadingHTTPServer):
    """Speaks like OpenAI's embeddings; `reply` is (status, body) to say instead."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply: tuple[int, bytes] | None = None
        self.requests: list[tuple[str, str | None, dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, self.headers.get("Authorization"), asked))
        rows = [{"index": n, "embedding": [float(len(text)), 1.0]} for n, text in enumerate(asked["input"])]
        status, body = self.server.reply or (200, json.dumps({"data": rows[::-1]}).encode())
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_the_bundled_files_are_the_pinned_ones() -> None:
    assert minilm.damaged_files() == []


def test_a_changed_or_missing_file_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed = tmp_path / "model.onnx"
    changed.write_bytes(minilm.model_file().read_bytes()[:-1])
    monkeypatch.setattr(minilm, "model_file", lambda: changed)
    monkeypatch.setattr(minilm, "tokenizer_file", lambda: tmp_path / "none.json")
    assert minilm.damaged_files() == [changed, tmp_path / "none.json"]


def test_like_meanings_lie_nearer_than_like_words(model: MiniLM) -> None:
    troops, soldiers, bank = model.encode(
        [
            "The troops left the front.",
            "Soldiers withdrew from the battle line.",
            "The bank left the rate alone.",
        ]
    )
    assert troops @ soldiers > troops @ bank + 0.2


def test_vectors_have_length_one_and_do_not_depend_on_company(model: MiniLM) -> None:
    texts = ["Short.", "A much longer sentence that stands in the same batch as the short one.", ""]
    together = model.encode(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together[0], model.encode(texts[:1])[0], atol=1e-5)
    assert model.encode([]).shape == (0, minilm.DIMENSION)


def test_a_text_of_any_length_is_embedded(model: MiniLM) -> None:
    assert model.encode(["word " * 20_000]).shape == (1, minilm.DIMENSION)


def test_llama_index_gets_the_same_vectors(model: MiniLM) -> None:
    embedder = LocalEmbedding(model)
    texts = ["One.", "Two and more.", "Three."]
    assert np.allclose(embedder.get_text_embedding_batch(texts), model.encode(texts))
    assert np.allclose(embedder.get_query_embedding("One."), model.encode(["One."])[0])


def test_equal_texts_are_embedded_once_and_the_order_is_kept(tmp_path: Path, server: Server) -> None:
    engine = Engine(Store(tmp_path / "none"), "openai:m", "key", server.url)
    vectors = engine.embed(["bbb", "a", "bbb", "cc"])
    assert [text for _, _, asked in server.requests for text in asked["input"]] == ["a", "cc", "bbb"]
    assert np.allclose(vectors[:, 0] / vectors[:, 1], [3, 1, 3, 2])


def test_a_server_is_asked_as_openai_is(server: Server) -> None:
    embedder = open_embedder("openai:text-embedding-3-small", "sk-key", server.url)
    assert embedder.get_text_embedding_batch(["a", "bb"]) == [[1.0, 1.0], [2.0, 1.0]]
    path, authorization, asked = server.requests[0]
    assert (path, authorization) == ("/v1/embeddings", "Bearer sk-key")
    assert asked == {"model": "text-embedding-3-small", "input": ["a", "bb"]}


@pytest.mark.parametrize(
    "reply",
    [
        (401, b'{"error": "Incorrect key sk-key"}'),
        (500, b""),
        (200, b"not json"),
        (200, b'{"data": []}'),
        (200, b'{"data": null}'),
        (200, b'{"data": [{"index": 0, "embedding": ["x"]}]}'),
        (200, b"[]"),
    ],
)
def test_a_broken_server_is_told_without_its_words(server: Server, reply: tuple[int, bytes]) -> None:
    server.reply = reply
    with pytest.raises(EmbedderFailed, match="FOOTNOTE_EMBEDDING=local") as failed:
        open_embedder("openai:m", "sk-key", server.url).get_text_embedding("a")
    assert "sk-key" not in str(failed.value)


def test_no_server_at_all_is_told() -> None:
    with pytest.raises(EmbedderFailed, match="ConnectError"):
        open_embedder("openai:m", None, "http://127.0.0.1:9/v1").get_text_embedding("a")


def test_an_embedder_by_dotted_name_is_started() -> None:
    assert open_embedder("tests.embedders.BagOfWords", None, None).model_name == "bag-of-words"


@pytest.mark.parametrize(
    "name", ["nonsense", "no.such.Module", "tests.embedders.Nobody", "tests.embedders.NotAnEmbedder"]
)
def test_a_name_that_is_none_is_told_with_what_would_be(name: str) -> None:
    with pytest.raises(EmbedderFailed, match=rf"{name}.*openai:MODEL|{name}.*`local`"):
        open_embedder(name, None, None)
