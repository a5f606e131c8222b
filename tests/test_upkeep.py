"""The deep look: whatever is derived from the texts is held against them, and made anew; texts never are."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answers import Answer
from bot.cli import main
from bot.records import Records
from index.library import Library
from index.stores.sqlite import checksum
from index.types import NewArticle
from tests.embedders import WORDS

MILL = "The mill closed in May. Its workers went home. Nobody bought the machines."
CUP = "The cup broke on Sunday. It was old."
Harm = Callable[[sqlite3.Connection], object]


def ignore(done: int, total: int) -> None:
    """No progress is shown."""


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with Library.open(home, embedding=WORDS) as opened:
        opened.add_all([NewArticle("/mill.txt", MILL, title="Mill"), NewArticle("/cup.txt", CUP)])
        yield opened


def flip(table: str, column: str) -> Harm:
    """Change one bit of what is stored for the first article."""

    def harm(db: sqlite3.Connection) -> None:
        (held,) = db.execute(f"SELECT {column} FROM {table} WHERE key = 1").fetchone()
        db.execute(f"UPDATE {table} SET {column} = ? WHERE key = 1", (bytes([held[0] ^ 4]) + held[1:],))

    return harm


def swap_vectors(db: sqlite3.Connection) -> None:
    """Sentences with each other's vectors, under right checksums."""
    sentences, windows = db.execute("SELECT sentences, windows FROM planes WHERE key = 1").fetchone()
    turned = sentences[24:48] + sentences[:24] + sentences[48:]  # three planes of 64 bits for each
    db.execute("UPDATE planes SET sentences = ?, sum = ? WHERE key = 1", (turned, checksum(turned, windows)))


def wrong_lengths(db: sqlite3.Connection) -> None:
    _, sentences, windows = db.execute(
        "SELECT lengths, sentences, windows FROM signs WHERE key = 1"
    ).fetchone()
    lengths = b"\x09\x00" * 3
    db.execute(
        "UPDATE signs SET lengths = ?, sum = ? WHERE key = 1",
        (lengths, checksum(lengths, sentences, windows)),
    )


def moved_sentences(db: sqlite3.Connection) -> None:
    (spans,) = db.execute("SELECT spans FROM texts WHERE key = 1").fetchone()
    moved = bytearray(zlib.decompress(spans))
    moved[4] -= 1
    db.execute("UPDATE texts SET spans = ? WHERE key = 1", (zlib.compress(bytes(moved)),))


def run(*statements: str) -> Harm:
    def harm(db: sqlite3.Connection) -> None:
        for statement in statements:
            db.execute(statement)

    return harm


DERIVED: dict[str, tuple[str, Harm]] = {
    "a flipped bit in memory's vectors": ("vectors", flip("signs", "sentences")),
    "a flipped bit in the disk's vectors": ("vectors", flip("planes", "windows")),
    "vectors that are missing": ("vectors", run("DELETE FROM planes WHERE key = 1")),
    "vectors of other sentences": ("vectors", swap_vectors),
    "wrong counts of words": ("vectors", wrong_lengths),
    "sentences cut elsewhere": ("sentences", moved_sentences),
    "sentences that cannot be read": ("sentences", flip("texts", "spans")),
    "an empty word index": ("words", run("INSERT INTO words(words) VALUES ('delete-all')")),
    "a word too many": ("words", run("INSERT INTO words(rowid, body) VALUES (2, 'zebra')")),
    "words of no article": ("words", run("INSERT INTO words(rowid, body) VALUES (900, 'zebra')")),
    "a title that is not found": ("words", run("INSERT INTO titles(titles) VALUES ('delete-all')")),
    "a word index that cannot be read": ("words", run("UPDATE words_data SET block = x'00ff' WHERE id > 10")),
    "rows of no article": ("leftovers", run("INSERT INTO planes VALUES (900, x'00', x'00', 0)")),
    "a next row that is taken": ("file", run("UPDATE settings SET value = 2 WHERE name = 'next_row'")),
}


def harmed(home: Path, harm: Harm) -> None:
    with closing(sqlite3.connect(home / "library.sqlite3")) as db, db:
        harm(db)


def kinds(library: Library) -> set[str]:
    return {fault.kind for fault in library.upkeep(embeds=True).faults(ignore)}


def found(library: Library) -> list[tuple[str, float]]:
    hits = library.search("what did the mill's workers do in May?")
    return [(hit.sentence.text, round(hit.score, 4)) for hit in hits]


def test_nothing_is_amiss_in_a_sound_library(library: Library) -> None:
    assert library.upkeep(embeds=True).faults(ignore) == []


@pytest.mark.parametrize("case", DERIVED)
def test_what_is_derived_is_found_wrong_and_made_anew_while_texts_stay(
    case: str, home: Path, library: Library
) -> None:
    kind, harm = DERIVED[case]
    before = found(library)
    harmed(home, harm)
    assert kind in kinds(library)
    upkeep = library.upkeep(embeds=True)
    upkeep.mend(upkeep.faults(ignore))
    assert upkeep.faults(ignore) == []
    assert library.check() == []
    assert (library.get("mill").text, library.get("cup").text) == (MILL, CUP)
    assert found(library) == before
    with Library.open(home, embedding=WORDS) as fresh:
        assert found(fresh) == before
        assert fresh.add(NewArticle("/new.txt", "A fox ran.")).status == "added"


def test_without_embedding_again_wrong_vectors_pass(home: Path, library: Library) -> None:
    harmed(home, swap_vectors)
    assert library.upkeep(embeds=False).faults(ignore) == []


def test_a_damaged_text_is_named_and_left_alone(home: Path, library: Library) -> None:
    harmed(home, flip("texts", "text"))
    assert kinds(library) == {"text"}
    harmed(home, DERIVED["an empty word index"][1])
    upkeep = library.upkeep(embeds=True)
    upkeep.mend(upkeep.faults(ignore))
    (left,) = upkeep.faults(ignore)
    assert (left.kind, left.article_id, left.derived) == ("text", "mill", False)
    library.remove("mill")
    assert library.search("cup")[0].sentence.text == "The cup broke on Sunday."


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, dict[str, str]]]:
    code = main(["doctor", "--deep", "--json", *arguments])
    return code, {row["name"]: row for row in json.loads(capsys.readouterr().out)}


@pytest.fixture
def at_home(home: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))
    monkeypatch.setenv("FOOTNOTE_EMBEDDING", WORDS)
    return home


def test_the_command_names_a_fault_then_says_what_it_repaired(
    at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    harmed(at_home, flip("planes", "windows"))
    code, found = rows(capsys)
    assert (code, found["vectors"]["state"]) == (1, "fail")
    assert found["vectors"]["cure"] == "footnote doctor --deep --repair"
    code, found = rows(capsys, "--repair")
    assert found["vectors"]["what"] == "embedded again: mill: its vectors are missing or damaged"
    code, found = rows(capsys)
    assert (code, found["vectors"]["state"]) == (0, "ok")


def test_the_command_says_what_it_cannot_repair(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harmed(at_home, flip("texts", "text"))
    code, found = rows(capsys, "--repair")
    assert (code, found["texts"]["state"]) == (1, "fail")
    assert "footnote remove mill" in found["texts"]["cure"]


def test_repair_alone_is_wrong_usage(at_home: Path) -> None:
    assert main(["doctor", "--repair"]) == 2


def broken_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 3] = b"\xff" * 4096
    path.write_bytes(data)


def test_records_that_are_damaged_are_found(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = at_home / "records.sqlite3"
    assert rows(capsys)[1]["records"]["what"] == "there are none yet"
    with Records.open(at_home) as records:
        records.keep_answer("id1", "T", "C", Answer("why?", "llm"), "text", [])
    assert rows(capsys)[1]["records"]["what"] == "1 answers, each can be read"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE answers SET places = '[[half'")
    assert rows(capsys)[1]["records"]["what"] == "cannot be read: places of answers id1"
    broken_page(path)
    assert rows(capsys)[1]["records"]["state"] == "fail"
