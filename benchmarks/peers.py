"""Two other stores behind llama_index's interface: its own default, and LanceDB. They get sentences only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.simple import SimpleVectorStore
from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryMode

from benchmarks.corpus import Question
from benchmarks.measure import Subject
from index.stores.sqlite import Record


def simple(folder: Path, kept: Sequence[Record]) -> Subject:
    """llama_index's default: SimpleVectorStore and BM25Retriever, their two rankings taken in turn."""
    from llama_index.retrievers.bm25 import BM25Retriever  # type: ignore[import-untyped]

    vectors = SimpleVectorStore()
    held: dict[str, Any] = {}

    def build() -> None:
        nodes = _nodes(kept)
        vectors.add(nodes)
        vectors.persist(str(folder / "vectors.json"))
        held["words"] = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=10)
        held["words"].persist(str(folder / "bm25"))

    def ask(each: Question) -> list[str]:
        meant = vectors.query(VectorStoreQuery(each.vector.tolist(), 10)).ids or []
        said = [hit.node.node_id for hit in held["words"].retrieve(each.words)]
        return list(dict.fromkeys(x for pair in zip(said, meant, strict=False) for x in pair))[:10]

    return Subject("llama-index default", build, ask, lambda: weight(folder))


def lance(folder: Path, kept: Sequence[Record]) -> Subject:
    """LanceDB, hybrid, through llama-index-vector-stores-lancedb."""
    from llama_index.vector_stores.lancedb import (  # type: ignore[import-untyped]
        LanceDBVectorStore,
    )

    store = LanceDBVectorStore(uri=str(folder), query_type="hybrid", mode="overwrite")

    def build() -> None:
        store.add(_nodes(kept))
        store.table.create_fts_index(store.text_key, replace=True)
        store._fts_index_ready = True

    def ask(each: Question) -> Sequence[str]:
        query = VectorStoreQuery(
            each.vector.tolist(), 10, query_str=each.words, mode=VectorStoreQueryMode.HYBRID
        )
        return store.query(query).ids or []

    return Subject("LanceDB through llama-index", build, ask, lambda: weight(folder))


def weight(folder: Path) -> int:
    """The bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _nodes(kept: Sequence[Record]) -> list[TextNode]:
    """One node a sentence, with its title, as a user of llama_index would index them."""
    return [
        TextNode(
            id_=f"{record.article_id}:{number}",
            text=f"{record.title}. {record.text[start:end]}",
            metadata={"article": record.article_id},
            embedding=record.vectors[number - 1].tolist(),
        )
        for record in kept
        for number, (start, end) in enumerate(record.spans, 1)
    ]
