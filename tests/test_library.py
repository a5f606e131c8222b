"""The library: what becomes of an article, what is found, and what survives damage and sudden death."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import AmbiguousArticle, BrokenLibrary, UnknownArticle, UnwritableLibrary, WrongEmbedder
from index.library import FILE_NAME, Library
from index.stores.sqlite import Store
from index.types import Hit, NewArticle, Scope
from tests.embedders import WORDS
from tests.shelf import SEED_TEXT

ROOT = Path(__file__).parent.parent
SEED = NewArticle("/seeds/north-korea-kursk.txt", SEED_TEXT)
STORM = NewArticle(
    "/news/storm.md",
    "The storm killed nine people. The sea wall broke at noon. Sirens failed in the city.",
    title="Storm Odalys",
    date="2026-02-10",
    source="Courier",
)
CUP = NewArticle(
    "/news/cup.md", "Ferrowick won the cup. The keeper saved two penalties.", title="The cup final"
)


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with Library.open(home, embedding=WORDS) as opened:
        yield opened


def ids(hits: list[Hit]) -> set[str]:
    return {hit.sentence.article_id for hit in hits}


# Adding ---------------------------------------------------------------------------------------------------


def test_nothing_is_created_before_the_first_article(home: Path, library: Library) -> None:
    assert library.articles() == []
    assert library.search("anything") == []
    with pytest.raises(UnknownArticle, match="the library is empty"):
        library.get("a")
    assert not home.exists()


def test_an_added_article_comes_back_with_its_exact_sentences(library: Library) -> None:
    added = library.add(SEED)
    assert (added.article_id, added.status, added.reason) == ("north-korea-kursk", "added", None)
    article = library.get("north-korea-kursk")
    assert article.text == SEED_TEXT
    assert [sentence.number for sentence in article.sentences] == list(range(1, 16))
    assert all(article.text[each.start : each.end] == each.text for each in article.sentences)


def test_the_same_again_changes_nothing(library: Library) -> None:
    library.add(STORM)
    assert library.add(STORM).status == "unchanged"
    assert len(library.articles()) == 1


def test_changed_text_is_an_update_under_the_same_id(library: Library) -> None:
    library.add(STORM)
    added = library.add(replace(STORM, text="Eleven people died."))
    assert (added.article_id, added.status) == ("storm", "updated")
    assert library.get("storm").text == "Eleven people died."
    assert not any("nine" in hit.sentence.text for hit in library.search("storm killed nine people"))
    assert library.search("eleven people died")[0].sentence.text == "Eleven people died."


@pytest.mark.parametrize(
    "change", [{"title": "Other"}, {"date": "2026-02-11"}, {"source": "S"}, {"url": "http://x"}]
)
def test_changed_metadata_is_an_update(library: Library, change: dict[str, str]) -> None:
    library.add(STORM)
    assert library.add(replace(STORM, **change)).status == "updated"
    assert getattr(library.get("storm"), *change) == next(iter(change.values()))
    assert library.add(replace(STORM, **change)).status == "unchanged"


def test_every_change_by_whatever_process_has_a_revision_of_its_own(home: Path, library: Library) -> None:
    assert library.revision == 0  # also before there is a file
    seen = [library.revision]
    with Library.open(home) as other:
        added = other.add(NewArticle("a", "One is here.", channels=frozenset({"C1"})))
        seen.append(library.revision)
        other.add(NewArticle("a", "One is gone.", channels=frozenset({"C1"})))
        seen.append(library.revision)
        other.access.open(added.article_id)
        seen.append(library.revision)
        other.remove(added.article_id)
        seen.append(library.revision)
        other.add(NewArticle("b", " "))  # refused
    assert sorted(set(seen)) == seen
    assert library.revision == seen[-1]


def test_a_newer_text_has_a_higher_version_than_all_before_it(library: Library) -> None:
    for origin in ("a", "b"):
        library.add(NewArticle(origin, f"{origin} is here."))
    a, b = (one.version for one in library.articles())
    assert a < b
    library.add(NewArticle("a", "a is here.", date="2026-01-01"))  # described anew, the text is the same
    assert library.articles()[0].version == a
    library.add(NewArticle("a", "a is gone."))
    assert library.articles()[0].version > b


def test_the_same_text_from_elsewhere_is_not_kept_twice(library: Library) -> None:
    library.add(STORM)
    again = library.add(replace(STORM, origin="/copies/other.txt", title=None))
    assert (again.article_id, again.status) == ("storm", "unchanged")
    assert again.reason is not None
    assert "'storm'" in again.reason
    assert len(library.articles()) == 1


@pytest.mark.parametrize(
    ("had", "brought", "kept"),
    [
        (set(), {"C2"}, [set()]),
        (set(), set(), [set()]),
        ({"C1", "C2"}, {"C2"}, [{"C1", "C2"}]),
        ({"C1"}, {"C2"}, [{"C1"}, {"C2"}]),
        ({"C1"}, {"C1", "C2"}, [{"C1"}, {"C1", "C2"}]),
        ({"C1"}, set(), [{"C1"}]),  # a folder that was moved does not open what was closed
        ({"T1/*"}, {"T1/C1"}, [{"T1/*"}]),
        ({"T1/C1"}, set(), [{"T1/C1"}, set()]),
    ],
)
def test_a_copy_is_kept_apart_unless_all_who_may_read_it_have_the_text_already(
    library: Library, had: set[str], brought: set[str], kept: list[set[str]]
) -> None:
    library.add(replace(STORM, channels=frozenset(had)))
    added = library.add(replace(STORM, origin="/copy/other.txt", channels=frozenset(brought)))
    assert added.status == ("unchanged" if len(kept) == 1 else "added")
    assert sorted(map(sorted, kept)) == sorted(sorted(info.channels) for info in library.articles())


def test_adding_again_without_channels_does_not_open_a_closed_article(library: Library) -> None:
    library.add(replace(STORM, channels=frozenset({"C1"})))
    library.add(replace(STORM, text="New text."))
    assert library.get("storm").channels == {"C1"}


def test_any_name_of_a_channel_is_kept_as_one(library: Library) -> None:
    assert library.add(replace(STORM, channels=frozenset({"C1\nC2", "\ud800"}))).status == "added"
    assert library.get("storm").channels == {"C1 C2", "\\ud800"}


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), (" \n\t", "empty"), ("... 123 —", "no words")])
def test_an_article_without_words_is_refused(library: Library, text: str, reason: str) -> None:
    added = library.add(replace(STORM, text=text))
    assert (added.article_id, added.status) == (None, "refused")
    assert reason in (added.reason or "")
    assert library.articles() == []


def test_an_endless_article_is_refused(library: Library) -> None:
    added = library.add(replace(STORM, text="".join(f"Line {n} here.\n" for n in range(5_001))))
    assert "more than 5,000" in (added.reason or "")


def test_ids_are_readable_and_unique(library: Library) -> None:
    origins = [
        "/a/My Report (final).txt",
        "/b/my-report-final.md",
        "https://example.com/2026/storm-odalys.html?x=1",
    ]
    origins += ["/c/тест.txt", "/c/тест2.txt", "stdin"]
    news = [NewArticle(origin, f"Text number {n}.", title=None) for n, origin in enumerate(origins)]
    assert [added.article_id for added in library.add_all(news)] == [
        "my-report-final", "my-report-final-2", "storm-odalys", "article", "2", "stdin",
    ]  # fmt: skip


def test_a_title_loses_what_nobody_can_see(library: Library) -> None:
    library.add(replace(STORM, title="Storm\u202e\nOdalys\x1b[31m\u200b!"))
    assert library.get("storm").title == "Storm Odalys [31m !"


def test_progress_is_told_after_each_article(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    library.add_all([STORM, CUP], lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


# Finding and naming ---------------------------------------------------------------------------------------


def test_an_article_is_named_by_id_title_or_beginning(library: Library) -> None:
    library.add_all([SEED, STORM, CUP])
    assert {library.get(ref).article_id for ref in ("storm", "STORM odalys", "sto", "st")} == {"storm"}
    with pytest.raises(UnknownArticle, match=r"No article 'kursk'.*north-korea-kursk"):
        library.get("kursk")
    library.add(replace(STORM, origin="/x/storage.txt", text="Another text.", title="The cup final"))
    with pytest.raises(AmbiguousArticle, match=r"storage .*, storm "):
        library.get("sto")
    with pytest.raises(AmbiguousArticle, match="cup"):
        library.get("The Cup Final")
    assert library.get("storm").article_id == "storm"


def test_our_own_code_gets_an_article_by_its_whole_id_in_scope_and_lists_no_others_for_it(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add_all([STORM, CUP])
    monkeypatch.setattr(Store, "rows", lambda store: pytest.fail("all articles were listed"))
    found = library.by_id("cup")
    assert found is not None
    assert (found.article_id, found.text) == ("cup", CUP.text)
    for other in ("cu", "The cup final", "", "\ud800"):
        assert library.by_id(other) is None
    assert library.by_id("cup", Scope(frozenset({"storm"}))) is None


def test_search_gives_the_sentence_with_its_place(library: Library) -> None:
    library.add_all([SEED, STORM, CUP])
    best = library.search("who saved two penalties?")[0]
    assert best.sentence.text == "The keeper saved two penalties."
    assert library.get("cup").sentences[best.sentence.number - 1] == best.sentence
    assert 0 <= best.meaning <= 1
    assert best.words == pytest.approx(1)


def test_the_bundled_embedder_finds_what_shares_no_word(home: Path) -> None:
    with Library.open(home) as library:
        library.add_all([SEED, STORM, CUP])
        assert library.search("Which club took the trophy?")[0].sentence.text == "Ferrowick won the cup."
        found = library.search("fighters dispatched by Pyongyang", Scope(frozenset({"north-korea-kursk"})))
        assert 6 in [hit.sentence.number for hit in found[:3]]


def test_a_removed_article_is_found_and_cited_no_more(library: Library) -> None:
    library.add_all([STORM, CUP])
    assert library.remove("storm").title == "Storm Odalys"
    assert ids(library.search("storm killed nine people sirens")) == {"cup"}
    with pytest.raises(UnknownArticle):
        library.get("storm")
    library.add(STORM)
    assert "storm" in ids(library.search("storm killed nine people"))


def test_scope_is_applied_before_the_search(library: Library) -> None:
    closed = replace(STORM, channels=frozenset({"C1"}))
    library.add_all([closed, CUP, SEED])
    question = "storm killed nine people"
    assert ids(library.search(question, Scope(channel="C1"))) == {"storm", "cup", "north-korea-kursk"}
    assert ids(library.search(question, Scope(channel="C2"))) == {"cup", "north-korea-kursk"}
    assert ids(library.search(question, Scope(frozenset({"cup"})))) == {"cup"}
    assert library.search(question, Scope(frozenset())) == []
    assert [info.article_id for info in library.articles(Scope(channel="C2"))] == ["cup", "north-korea-kursk"]
    with pytest.raises(UnknownArticle) as unknown:
        library.get("storm", Scope(channel="C2"))
    assert "Storm Odalys" not in str(unknown.value)


def test_what_is_out_of_scope_leaves_no_trace_in_the_scores(home: Path, tmp_path: Path) -> None:
    question = "who saved the keeper and the storm?"
    with Library.open(home, embedding=WORDS) as alone, Library.open(tmp_path / "b", embedding=WORDS) as mixed:
        alone.add_all([CUP, SEED])
        mixed.add_all([CUP, SEED, replace(STORM, channels=frozenset({"C1"}))])
        assert mixed.search(question, Scope(channel="C2")) == alone.search(question, Scope(channel="C2"))


@pytest.mark.parametrize(
    "question", ["", "  ", "the of and", "?!", '" OR 1=1 --', "a" * 5_000, "북한 NEAR(x y)"]
)
def test_any_question_is_safe(library: Library, question: str) -> None:
    library.add_all([STORM, CUP])
    assert all(hit.sentence.text for hit in library.search(question))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_asked_and_kept(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    with Library.open(tmp_path_factory.mktemp("any") / "home", embedding=WORDS) as library:
        added = library.add(NewArticle("/a.txt", text, title=text))
        library.search(text)
        if added.article_id:
            assert library.get(added.article_id).text == text


# Many at once, and damage ---------------------------------------------------------------------------------


def test_another_library_object_sees_each_change_at_its_next_question(home: Path, library: Library) -> None:
    library.add(CUP)
    with Library.open(home, embedding=WORDS) as reader:
        assert ids(reader.search("storm")) == {"cup"}
        library.add(STORM)
        assert reader.search("storm killed nine people")[0].sentence.article_id == "storm"
        library.remove("storm")
        assert ids(reader.search("storm killed nine people")) == {"cup"}


def test_threads_search_while_another_adds(library: Library) -> None:
    library.add(CUP)
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(30):
                assert "cup" in ids(library.search("who won the cup?"))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(20):
        library.add(replace(STORM, origin=f"/s/{n}.txt", text=f"{STORM.text} Number {n}."))
    for thread in threads:
        thread.join()
    assert not failures
    assert len(library.articles()) == 21


WRITER = """
import sys
from pathlib import Path
from index.library import Library
from index.types import NewArticle
home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Library.open(home, embedding="tests.embedders.BagOfWords") as library:
    for n in range(count):
        text = f"{name} wrote sentence {n}. " + "It has more words. " * (n % 7)
        print(library.add(NewArticle(f"/{name}/{n % 40}.txt", text)).article_id, flush=True)
"""


def writer(home: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(home), name, str(count)]
    return subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)


def test_two_processes_add_at_once(home: Path, library: Library) -> None:
    writers = [writer(home, name, 30) for name in ("anna", "bert")]
    assert [process.wait(timeout=60) for process in writers] == [0, 0]
    for process in writers:
        process.communicate()
    assert len(library.articles()) == 60


def test_a_killed_writer_leaves_whole_articles_and_loses_none_it_reported(home: Path) -> None:
    random.seed(5)
    for _ in range(4):
        process = writer(home, "anna", 10_000)
        assert process.stdout is not None
        reported = {process.stdout.readline().strip() for _ in range(random.randint(1, 60))}
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with Library.open(home, embedding=WORDS) as library:
            kept = {info.article_id for info in library.articles()}
            assert reported <= kept
            assert all(library.get(each).text.startswith("anna wrote") for each in kept)
            assert library.search("anna wrote sentence")
            with sqlite3.connect(home / FILE_NAME) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


FULL_DISK = """
import resource, sys
from pathlib import Path
from index.errors import UnwritableLibrary
from index.library import Library
from index.types import NewArticle
home, act, room = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    with Library.open(home, embedding="tests.embedders.BagOfWords") as library:
        if act == "add":
            library.add(NewArticle("/big.txt", " ".join(f"Word{n} fell." for n in range(3_000))))
        library.remove("storm")
except UnwritableLibrary as error:
    print(error)
"""


@pytest.mark.parametrize(("act", "room"), [("add", 200_000), ("add", 10), ("remove", 10), ("remove", 40_000)])
def test_a_full_disk_changes_nothing_and_is_called_so(
    home: Path, library: Library, act: str, room: int
) -> None:
    library.add_all([STORM, *(replace(CUP, origin=f"/{n}", text=f"{n} {CUP.text}") for n in range(20))])
    library.close()
    command = [sys.executable, "-c", FULL_DISK, str(home), act, str(room)]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60)
    assert f"{home / FILE_NAME} could not be written" in done.stdout, done.stderr
    assert "Free space" in done.stdout
    assert "another folder" not in done.stdout
    with Library.open(home, embedding=WORDS) as after:
        assert after.check() == []
        assert len(after.articles()) == 21
        assert "storm" in ids(after.search("storm killed nine people"))


def test_a_first_article_on_a_full_disk_leaves_nothing_behind(home: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(home), "add", "5000"]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60)
    assert "Free space" in done.stdout, done.stderr
    assert list(home.iterdir()) == []


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with (
        Library.open(tmp_path / "file" / "home", embedding=WORDS) as library,
        pytest.raises(UnwritableLibrary, match="set FOOTNOTE_HOME"),
    ):
        library.add(STORM)


def test_only_the_owner_may_read_the_library(home: Path, library: Library) -> None:
    previous = os.umask(0)
    try:
        library.add(STORM)
    finally:
        os.umask(previous)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()} == {0o600}


def test_another_embedder_is_told_how_to_go_on(home: Path, library: Library) -> None:
    library.add(STORM)
    with (
        Library.open(home) as other,
        pytest.raises(WrongEmbedder, match=r"BagOfWords.*'local'.*FOOTNOTE_EMBEDDING"),
    ):
        other.search("storm")
    for act in (lambda other: other.add(CUP), lambda other: other.check()):
        with Library.open(home) as other, pytest.raises(WrongEmbedder):
            act(other)
    with Library.open(home) as other:
        assert other.get("storm").title == "Storm Odalys"


def test_an_embedder_that_changed_its_dimension_is_noticed(home: Path, library: Library) -> None:
    library.add(STORM)
    library.close()
    with sqlite3.connect(home / FILE_NAME) as connection:
        connection.execute("UPDATE settings SET value = 'tests.embedders.Smaller' WHERE name = 'embedder'")
    with (
        Library.open(home, embedding="tests.embedders.Smaller") as other,
        pytest.raises(WrongEmbedder, match="32"),
    ):
        other.search("storm")


@pytest.mark.parametrize("content", [b"no database", b"", b"SQLite format 3\x00" + bytes(4080)])
def test_a_file_that_is_no_library_is_said_to_be_none(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / FILE_NAME).write_bytes(content)
    with pytest.raises(BrokenLibrary, match="FOOTNOTE_HOME"):
        Library.open(home)


def damaged(home: Path, table: str, column: str) -> None:
    """Flip one bit in the middle of a stored value, as a failing disk would."""
    with sqlite3.connect(home / FILE_NAME) as connection:
        (held,) = connection.execute(f"SELECT {column} FROM {table}").fetchone()
        broken = bytearray(held)
        broken[len(broken) // 2] ^= 1
        connection.execute(f"UPDATE {table} SET {column} = ?", (bytes(broken),))


@pytest.mark.parametrize("column", ["text", "spans"])
def test_a_damaged_text_is_never_shown_and_can_be_removed(home: Path, column: str) -> None:
    with Library.open(home, embedding=WORDS) as library:
        library.add(STORM)
    damaged(home, "texts", column)
    with Library.open(home, embedding=WORDS) as library:
        assert library.check() == ["storm"]
        with pytest.raises(BrokenLibrary, match="footnote remove storm"):
            library.get("storm")
        library.remove("storm")
        assert library.add(STORM).status == "added"
        assert library.search("nine people")[0].sentence.text == "The storm killed nine people."


@pytest.mark.parametrize(
    ("table", "column"), [("signs", "sentences"), ("signs", "lengths"), ("planes", "windows")]
)
def test_damaged_vectors_are_noticed(home: Path, table: str, column: str) -> None:
    with Library.open(home, embedding=WORDS) as library:
        library.add(STORM)
    damaged(home, table, column)
    with Library.open(home, embedding=WORDS) as library:
        assert library.check() == ["storm"]
        with pytest.raises(BrokenLibrary, match="'storm'"):
            library.search("storm")


def test_listing_showing_and_removing_load_no_heavy_library(home: Path, library: Library) -> None:
    library.add(STORM)
    program = (
        "import sys; from pathlib import Path; from index.library import Library\n"
        "with Library.open(Path(sys.argv[1]), embedding='x') as library:\n"
        "    library.articles(); library.get('storm'); library.remove('storm')\n"
        "heavy = {'llama_index', 'onnxruntime', 'httpx', 'trafilatura', 'pypdf'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home)],
        env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_half_characters_stop_nothing(library: Library) -> None:
    """Lone surrogates come from JSON and from file names that are no UTF-8."""
    assert "half characters" in (library.add(replace(STORM, text="Nine \ud800 people.")).reason or "")
    added = library.add(
        replace(STORM, origin="/a/\udcff.txt", title="A\ud800", source="\ud800", url="http://\ud800")
    )
    assert added.status == "added"
    assert library.search("nine \ud800 people")
