"""The SQLite file as a llama_index vector store. Importing it loads llama_index; all else is in `search`.

An article travels as nodes: one of kind `article` with the whole text, one of kind `sentence` a sentence,
one of kind `window` a window of four sentences. Sentence nodes are what a query returns: node id
`article_id:number`, `ref_doc_id` the article, start and end in characters of its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    VectorStoreQuery,
    VectorStoreQueryMode,
    VectorStoreQueryResult,
)

from index.stores.filters import admits
from index.stores.memory import Ints
from index.stores.search import LIBRARY, ONE_ARTICLE, Floats, Found, Mix, Search
from index.stores.sqlite import Record, Store, window_starts

_DENSE = {VectorStoreQueryMode.DEFAULT, VectorStoreQueryMode.HYBRID}
_SPARSE = {VectorStoreQueryMode.SPARSE, VectorStoreQueryMode.TEXT_SEARCH, VectorStoreQueryMode.HYBRID}


class SqliteVectorStore(BasePydanticVectorStore):
    """Answers `VectorStoreQuery` (default, sparse, text_search, hybrid; doc_ids, filters) over one file."""

    stores_text: bool = True
    is_embedding_query: bool = True
    _store: Store = PrivateAttr()
    _search: Search = PrivateAttr()

    def __init__(self, store: Store, dimension: int) -> None:
        super().__init__(stores_text=True)
        self._store = store
        self._search = Search(store, dimension)

    def close(self) -> None:
        """Let go of the scratch table; the file stays open."""
        self._search.close()

    @property
    def client(self) -> Store:
        """The file itself."""
        return self._store

    def add(self, nodes: Sequence[BaseNode], **_: object) -> list[str]:
        """Keep the articles these nodes make up, each in one transaction; return the ids of the nodes.

        Raises ValueError for nodes that make no whole article, or have no embedding.
        """
        for record in _records(nodes):
            self._store.put(record)
        return [node.node_id for node in nodes]

    def delete(self, ref_doc_id: str, **_: object) -> None:
        """Remove an article with everything found through it; one that is not there is no error."""
        self._store.remove(ref_doc_id)

    def query(self, query: VectorStoreQuery, **_: object) -> VectorStoreQueryResult:
        """Return the sentences of the articles that `doc_ids` and `filters` admit, best first.

        `alpha` is the share of meaning, 0 to 1; without it the measured mix. Node metadata carry `words` and
        `meaning`, the two parts of the score. Raises ValueError for a mode this store has not.
        """
        if query.mode not in _DENSE | _SPARSE:
            raise ValueError(
                f"Query mode {query.mode!r}: this store has default, sparse, text_search and hybrid."
            )
        with self._store.reading():
            keys = self._admitted(query)
            found = self._search.find(
                query.query_str if query.mode in _SPARSE else None,
                _vector(query) if query.mode in _DENSE else None,
                keys,
                query.similarity_top_k,
                _mix(query, keys),
            )
            nodes = self._nodes(found)
        return VectorStoreQueryResult(nodes, [each.score for each in found], [node.node_id for node in nodes])

    def _admitted(self, query: VectorStoreQuery) -> Ints | None:
        """The keys of the articles that may be found; None for all."""
        if query.filters is not None:
            wanted = None if query.doc_ids is None else set(query.doc_ids)
            rows = (row for row in self._store.rows() if wanted is None or row.article_id in wanted)
            return np.array([row.key for row in rows if admits(query.filters, row)], np.int64)
        if query.doc_ids is not None:
            return np.array(self._store.keys_of(query.doc_ids), np.int64)
        return None

    def _nodes(self, found: Sequence[Found]) -> list[TextNode]:
        rows = {key: self._store.by_key(key) for key in {each.key for each in found}}
        texts = {key: self._store.text_of(row) for key, row in rows.items()}
        return [
            sentence_node(
                rows[each.key].article_id,
                each.number,
                texts[each.key][0],
                texts[each.key][1][each.number - 1],
                {"words": each.words, "meaning": each.meaning},
            )
            for each in found
        ]


def article_nodes(record: Record) -> list[TextNode]:
    """The nodes that `add` takes for an article."""
    whole = TextNode(
        id_=record.article_id,
        text=record.text,
        metadata={
            "kind": "article",
            "origin": record.origin,
            "title": record.title,
            "date": record.date,
            "source": record.source,
            "url": record.url,
            "channels": sorted(record.channels),
        },
    )
    sentences = [
        sentence_node(record.article_id, number, record.text, span, {})
        for number, span in enumerate(record.spans, 1)
    ]
    windows = [
        TextNode(
            id_=f"{record.article_id}:w{number}",
            metadata={"kind": "window"},
            relationships=_of(record.article_id),
        )
        for number in range(1, len(record.windows) + 1)
    ]
    _embed(sentences, record.vectors)
    _embed(windows, record.windows)
    return [whole, *sentences, *windows]


def _embed(nodes: Sequence[TextNode], vectors: Floats) -> None:
    """Hang the vectors on the nodes as rows of the array.

    Past pydantic, which would copy each into Python floats: a third of the time of adding.
    """
    for node, vector in zip(nodes, vectors, strict=True):
        vars(node)["embedding"] = vector


def sentence_node(
    article_id: str,
    number: int,
    text: str,
    span: tuple[int, int],
    metadata: dict[str, Any],
) -> TextNode:
    """A sentence as a node; `text` is the whole article's."""
    return TextNode(
        id_=f"{article_id}:{number}",
        text=text[span[0] : span[1]],
        start_char_idx=span[0],
        end_char_idx=span[1],
        metadata={"kind": "sentence", "number": number, **metadata},
        relationships=_of(article_id),
    )


def _of(article_id: str) -> dict[NodeRelationship, Any]:
    return {NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article_id)}


def _records(nodes: Sequence[BaseNode]) -> list[Record]:
    """The articles among `nodes`, each with its sentences and windows in the order given."""
    articles = [node for node in nodes if node.metadata.get("kind") == "article"]
    parts: dict[tuple[str | None, str], list[TextNode]] = {}
    for node in nodes:
        if isinstance(node, TextNode):
            parts.setdefault((node.ref_doc_id, str(node.metadata.get("kind"))), []).append(node)
    left = {article_id for article_id, _ in parts} - {node.node_id for node in articles} - {None}
    if left or not articles:
        raise ValueError(
            f"No whole text came with the nodes of {sorted(map(str, left))}: use article_nodes()."
        )
    return [
        _record(node, parts.get((node.node_id, "sentence"), []), parts.get((node.node_id, "window"), []))
        for node in articles
        if isinstance(node, TextNode)
    ]


def _record(article: TextNode, sentences: Sequence[TextNode], windows: Sequence[TextNode]) -> Record:
    if not sentences or len(windows) != len(window_starts(len(sentences))):
        raise ValueError(
            f"{article.node_id}: {len(sentences)} sentences and {len(windows)} windows do not fit."
        )
    known = article.metadata
    return Record(
        article.node_id,
        known["origin"],
        known["title"],
        known["date"],
        known["source"],
        known["url"],
        frozenset(known["channels"]),
        article.text,
        tuple((node.start_char_idx or 0, node.end_char_idx or 0) for node in sentences),
        np.array([node.get_embedding() for node in sentences], np.float32),
        np.array([node.get_embedding() for node in windows], np.float32),
    )


def _vector(query: VectorStoreQuery) -> Floats:
    if query.query_embedding is None:
        raise ValueError(f"Query mode {query.mode.value!r} needs query_embedding.")
    return np.array(query.query_embedding, np.float32)


def _mix(query: VectorStoreQuery, keys: Ints | None) -> Mix:
    """The measured mix, or the caller's share of meaning split as the measured one splits it."""
    measured = ONE_ARTICLE if keys is not None and len(keys) == 1 else LIBRARY
    if query.alpha is None:
        return measured
    share = query.alpha / (measured.sentence + measured.window)
    return Mix(1 - query.alpha, measured.sentence * share, measured.window * share)
