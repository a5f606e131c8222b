"""The stores: four-bit codes, the SQLite file, and llama_index's questions to it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
)

from index.sentences import split
from index.stores import codes, search
from index.stores.llama import SqliteVectorStore, article_nodes
from index.stores.search import Search
from index.stores.sqlite import Record, Store, window_starts
from index.stores.terms import Stems, words_of

DIMENSION = 96
RANDOM = np.random.default_rng(3)


def unit(count: int, dimension: int = DIMENSION) -> codes.Floats:
    vectors = RANDOM.standard_normal((count, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def record(
    name: str, text: str, title: str | None = None, date: str | None = None, source: str | None = None
) -> Record:
    spans = tuple(split(text))
    windows = unit(len(window_starts(len(spans))))
    return Record(
        name, f"/{name}.txt", title, date, source, None, frozenset(), text, spans, unit(len(spans)), windows
    )


STORM = record(
    "storm",
    "The storm killed nine people.\nThe wall broke.\nSirens failed.",
    title="Storm Odalys",
    date="2026-02-10",
)
CUP = record(
    "cup",
    "Ferrowick won the cup.\nThe keeper saved two penalties.\nIt rained.\nFans sang.\nAll left.",
    date="2026-05-17",
    source="Wire",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "home" / "library.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def vectors(store: Store) -> Iterator[SqliteVectorStore]:
    made = SqliteVectorStore(store, DIMENSION)
    made.add([*article_nodes(STORM), *article_nodes(CUP)])
    yield made
    made.close()


# Codes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dimension", [64, 96, 384, 1536])
def test_four_bits_keep_the_direction(dimension: int) -> None:
    vectors = unit(50, dimension)
    signs, low = codes.pack(vectors)
    assert (signs.nbytes + low.nbytes) == 50 * 4 * codes.plane_bytes(dimension)
    cosines = (codes.unpack(signs, low, dimension) * vectors).sum(axis=1)
    assert cosines.min() > 0.97


def test_equal_and_opposite_vectors_are_recognised_by_their_signs() -> None:
    vectors = unit(40_000)
    columns = codes.pack(vectors)[0].view(np.uint64).T
    unequal = codes.unequal_signs(columns, codes.sign_words(vectors[17]))
    assert unequal[17] == 0
    assert codes.likeness(unequal, DIMENSION)[17] == pytest.approx(1)
    assert codes.unequal_signs(columns, codes.sign_words(-vectors[17]))[17] == DIMENSION
    by_hand = ((vectors > 0) != (vectors[17] > 0)).sum(axis=1)
    assert np.array_equal(unequal, by_hand)


# Terms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("How many fighters and fighter did they send?", ["fighter", "send"]),
        ("What is it?", []),
        ("Zaporiz\u030chzhia's CAFÉ", ["zaporižhzhia", "café"]),
        ("11,000 men", ["11", "000", "men"]),
    ],
)
def test_a_question_is_cut_as_the_index_cuts(question: str, terms: list[str]) -> None:
    stems = Stems()
    assert stems.distinct(words_of(question)) == terms
    stems.close()


# llama_index ----------------------------------------------------------------------------------------------


def ask(vectors: SqliteVectorStore, **query: object) -> list[str]:
    given = {"query_str": "who saved two penalties in the storm", "query_embedding": CUP.vectors[1].tolist()}
    return vectors.query(VectorStoreQuery(**{"similarity_top_k": 10, **given, **query})).ids or []  # type: ignore[arg-type]


def test_a_dense_query_ranks_by_meaning_alone(vectors: SqliteVectorStore) -> None:
    found = ask(vectors, mode=VectorStoreQueryMode.DEFAULT, query_str="storm")
    assert found[0] == "cup:2"


@pytest.mark.parametrize("mode", [VectorStoreQueryMode.SPARSE, VectorStoreQueryMode.TEXT_SEARCH])
def test_a_sparse_query_finds_only_what_shares_a_word(
    vectors: SqliteVectorStore, mode: VectorStoreQueryMode
) -> None:
    found = ask(vectors, mode=mode, query_embedding=None, query_str="killed penalty")
    assert set(found) == {"storm:1", "cup:2"}


def test_a_title_counts_for_each_of_its_sentences(vectors: SqliteVectorStore) -> None:
    assert set(ask(vectors, mode=VectorStoreQueryMode.SPARSE, query_str="odalys")) == {
        "storm:1",
        "storm:2",
        "storm:3",
    }


def test_a_hybrid_query_mixes_both_and_alpha_moves_the_mix(vectors: SqliteVectorStore) -> None:
    hybrid = VectorStoreQueryMode.HYBRID
    assert ask(vectors, mode=hybrid)[0] == "cup:2"
    words = {"query_str": "sirens failed", "mode": hybrid}
    assert ask(vectors, **words, alpha=0.0)[0] == "storm:3"
    assert ask(vectors, **words, alpha=1.0)[0] == "cup:2"


def test_nodes_carry_their_place_and_the_parts_of_their_score(vectors: SqliteVectorStore) -> None:
    result = vectors.query(
        VectorStoreQuery(CUP.vectors[1].tolist(), 1, query_str="penalties", mode=VectorStoreQueryMode.HYBRID)
    )
    (node,) = result.nodes or ()
    assert isinstance(node, TextNode)
    assert (node.node_id, node.ref_doc_id) == ("cup:2", "cup")
    assert CUP.text[node.start_char_idx : node.end_char_idx] == node.text == "The keeper saved two penalties."
    assert set(node.metadata) >= {"number", "words", "meaning"}


def test_a_query_is_limited_to_the_documents_named(vectors: SqliteVectorStore) -> None:
    assert {each.split(":")[0] for each in ask(vectors, doc_ids=["storm", "none"])} == {"storm"}
    assert ask(vectors, doc_ids=[]) == []


def only(key: str, operator: FilterOperator, value: object) -> MetadataFilters:
    return MetadataFilters(filters=[MetadataFilter(key=key, value=value, operator=operator)])  # type: ignore[arg-type]


BOTH = MetadataFilters(
    filters=[only("date", FilterOperator.LT, "2026-03-01"), only("source", FilterOperator.EQ, "Wire")],
    condition=FilterCondition.OR,
)
NEITHER = MetadataFilters(filters=BOTH.filters, condition=FilterCondition.NOT)


@pytest.mark.parametrize(
    ("filters", "articles"),
    [
        (only("article_id", FilterOperator.EQ, "cup"), {"cup"}),
        (only("source", FilterOperator.NE, "Wire"), {"storm"}),
        (only("date", FilterOperator.GTE, "2026-05-17"), {"cup"}),
        (only("title", FilterOperator.IN, ["Storm Odalys"]), {"storm"}),
        (only("title", FilterOperator.NIN, ["Storm Odalys"]), {"cup"}),
        (only("source", FilterOperator.IS_EMPTY, None), {"storm"}),
        (only("channels", FilterOperator.ANY, ["C1"]), set()),
        (BOTH, {"cup", "storm"}),
        (NEITHER, set()),
    ],
)
def test_filters_admit_articles(
    vectors: SqliteVectorStore, filters: MetadataFilters, articles: set[str]
) -> None:
    assert {each.split(":")[0] for each in ask(vectors, filters=filters)} == articles


def test_filters_and_modes_it_has_not_are_refused(vectors: SqliteVectorStore) -> None:
    with pytest.raises(ValueError, match="articles have article_id"):
        ask(vectors, filters=only("colour", FilterOperator.EQ, "red"))
    with pytest.raises(ValueError, match="text_match"):
        ask(vectors, filters=only("title", FilterOperator.TEXT_MATCH, "Storm"))
    with pytest.raises(ValueError, match="default, sparse"):
        ask(vectors, mode=VectorStoreQueryMode.MMR)
    with pytest.raises(ValueError, match="needs query_embedding"):
        ask(vectors, query_embedding=None)


def test_nodes_that_make_no_whole_article_are_refused(vectors: SqliteVectorStore) -> None:
    whole, *parts = article_nodes(STORM)
    with pytest.raises(ValueError, match="article_nodes"):
        vectors.add(parts)
    with pytest.raises(ValueError, match="do not fit"):
        vectors.add([whole, *parts[:2]])
    with pytest.raises(ValueError, match="article_nodes"):
        vectors.add([TextNode(text="alone", embedding=[0.1] * DIMENSION)])


def test_a_deleted_document_is_gone_and_deleting_it_again_is_no_error(vectors: SqliteVectorStore) -> None:
    vectors.delete("storm")
    vectors.delete("storm")
    assert {each.split(":")[0] for each in ask(vectors)} == {"cup"}


# The file -------------------------------------------------------------------------------------------------


def test_a_failed_write_leaves_the_old_article_whole(store: Store) -> None:
    store.put(STORM)
    unfit = replace(STORM, text="New.", spans=((0, 4),), title=object())  # type: ignore[arg-type]
    with pytest.raises(sqlite3.Error):
        store.put(unfit)
    row = store.by_id("storm")
    assert row is not None
    assert store.text_of(row)[0] == STORM.text


def test_keys_are_never_used_twice(store: Store) -> None:
    keys = [store.put(STORM)]
    for _ in range(3):
        store.remove("storm")
        keys.append(store.put(STORM))
    assert len(set(keys)) == 4


def test_removed_words_leave_the_text_index(store: Store) -> None:
    store.put(STORM)
    store.put(CUP)
    store.remove("storm")
    found = store.connection().execute("SELECT rowid FROM words WHERE words MATCH 'sirens'").fetchall()
    assert found == []


def many(store: Store, articles: int) -> list[Record]:
    kept = [
        record(f"a{n}", "\n".join(f"Sentence {n} {k} about thing{n % 7}." for k in range(9)))
        for n in range(articles)
    ]
    for each in kept:
        store.put(each)
    return kept


def test_a_large_library_gives_what_an_exact_search_gives(store: Store) -> None:
    kept = many(store, 150)
    everything = np.concatenate([each.vectors for each in kept])
    finder = Search(store, DIMENSION)
    for at in range(0, len(everything), 97):
        best = finder.find(None, everything[at], limit=1, mix=search.Mix(0, 1, 0))[0]
        row = store.by_key(best.key)
        assert (row.article_id, best.number) == (f"a{at // 9}", at % 9 + 1)
    finder.close()


def test_words_that_stand_everywhere_are_left_out_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(store, 60)
    monkeypatch.setattr(search, "MAX_POSTINGS", 100)
    finder = Search(store, DIMENSION)
    found = finder.find("sentence about thing3", None, limit=500)
    texts = [store.text_of(store.by_key(each.key))[0] for each in found]
    assert texts
    assert all("thing3" in text for text in texts)
    assert finder.find("sentence", None) == []
    finder.close()


def test_memory_follows_many_changes(store: Store) -> None:
    kept = many(store, 60)
    finder = Search(store, DIMENSION)
    finder.find("thing1", None)
    for each in kept[:40]:
        store.remove(each.article_id)
        left = {store.by_key(one.key).article_id for one in finder.find("sentence about", None, limit=1000)}
        assert each.article_id not in left
    assert len(left) == 20
    store.put(kept[0])
    assert finder.find("thing0", None, keys=np.array([store.by_id("a0").key]))  # type: ignore[union-attr]
    finder.close()


def test_no_import_of_llama_index_in_the_file_itself() -> None:
    for name in ("file", "sqlite", "memory", "search", "codes", "terms"):
        source = (Path(search.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) llama_index", source, re.MULTILINE), name
