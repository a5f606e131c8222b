"""The benchmarks run: a small round of each, for their claims about right answers, never for their times."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus import DIMENSION, questions, records
from benchmarks.stale import looked, made
from benchmarks.store import changing, opening, ours
from index.stores.llama import SqliteVectorStore
from index.stores.sqlite import Store


def test_a_small_round_finds_its_sentences_and_weighs_what_it_may(tmp_path: Path) -> None:
    kept = list(records(40))
    asked = questions(kept, 10)
    figures = ours(tmp_path, kept, asked, sum(len(record.spans) for record in kept))
    assert figures.right == 1
    assert figures.bytes_a_sentence <= 900  # 600 at 1,000 articles; small files carry their empty pages


def test_a_change_is_seen_by_the_next_question(tmp_path: Path) -> None:
    store = Store(tmp_path / "library.sqlite3")
    vectors = SqliteVectorStore(store, DIMENSION)
    times = changing(vectors)
    assert {name: len(each) for name, each in times.items()} == {
        "add": 20, "update": 20, "remove": 20, "the question after": 60,
    }  # fmt: skip
    kept = list(records(2))
    for record in kept:
        store.put(record)
    assert opening(tmp_path, questions(kept, 1)[0]) > 0
    store.close()


def test_a_look_at_earlier_answers_finds_those_that_cite_what_has_changed(tmp_path: Path) -> None:
    bot, out_of_date = made(tmp_path, 30, 40)
    assert 0 < out_of_date < 40
    assert looked(bot)[0] == out_of_date
    bot.records.close()
    bot.desk.library.close()
