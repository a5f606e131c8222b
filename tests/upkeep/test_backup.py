"""Backup and restore: one consistent archive, verified; put back whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.answers import Answer
from bot.cli import main
from bot.errors import FootnoteError
from bot.records import Records
from bot.upkeep.archive import FILES, MANIFEST
from bot.upkeep.backup import back_up, finish, restore
from index.library import Library
from index.types import NewArticle
from tests.embedders import WORDS

ROOT = Path(__file__).parent.parent.parent
BODY = {"surface": "mention", "text": "why?"}


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))
    monkeypatch.setenv("FOOTNOTE_EMBEDDING", WORDS)


def filled(home: Path, word: str) -> Path:
    """A home whose library and records hold this word."""
    with Library.open(home, embedding=WORDS) as library, Records.open(home) as records:
        library.add(NewArticle(f"/{word}.txt", f"The {word} closed in May.", title=word))
        records.keep_answer(word, "T", "C", Answer("why?", "llm"), "text", [])
    return home


def held(home: Path) -> list[str]:
    with Library.open(home, embedding=WORDS) as library, Records.open(home) as records:
        assert library.check() == []
        return [
            *(info.article_id for info in library.articles()),
            *(id for id in ("mill", "cup") if records.answer(id)),
        ]


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Path:
    back_up(filled(home, "mill"), tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_a_backup_restored_elsewhere_holds_the_same(archive: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    restore(archive, tmp_path / "other")
    assert held(tmp_path / "other") == ["mill", "mill"]
    assert {path.name for path in (tmp_path / "other").iterdir()} >= set(FILES)
    for path in (tmp_path / "other").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with Library.open(tmp_path / "other", embedding=WORDS) as library:
        assert library.search("mill")[0].sentence.text == "The mill closed in May."


def test_a_restored_library_is_read_while_it_is_written(archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path / "other")
    for name in FILES:
        db = sqlite3.connect(tmp_path / "other" / name)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        db.close()


def test_the_salt_comes_along_so_that_a_user_can_still_be_forgotten(archive: Path, home: Path) -> None:
    with Records.open(home) as before:
        known = before.hashed("T", "U1")
    shutil.rmtree(home)
    restore(archive, home)
    with Records.open(home) as after:
        assert after.hashed("T", "U1") == known


def test_an_event_that_was_open_is_looked_up_before_it_is_answered_from_a_backup(
    home: Path, tmp_path: Path
) -> None:
    with Records.open(filled(home, "mill")) as records:
        taken = records.claim("T", ["event:1"], BODY)
        back_up(home, tmp_path / "backup.zip")
        assert not records.taken(taken).sending
    restore(tmp_path / "backup.zip", tmp_path / "other")
    with Records.open(tmp_path / "other") as later:
        (lost,) = later.lose_others()
        assert (lost.id, lost.sending, lost.body) == (taken, True, BODY)


def test_what_is_written_meanwhile_is_in_it_whole_or_not(home: Path, tmp_path: Path) -> None:
    filled(home, "mill")
    stop = threading.Event()

    def write() -> None:
        with Records.open(home) as records:
            number = 0
            while not stop.is_set():
                number += 1
                records.remember("T", "C", "1.0", [("asker", f"q{number}"), ("bot", f"a{number}")])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(home, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        restore(tmp_path / f"{number}.zip", tmp_path / f"home{number}")
        with Records.open(tmp_path / f"home{number}") as records:
            said = [text for _, text in records.turns("T", "C", "1.0")]
        assert [f"a{text[1:]}" for text in said[::2]] == said[1::2]


def test_a_backup_never_overwrites(archive: Path, home: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(FootnoteError, match="is there already"):
        back_up(home, archive)
    assert archive.read_bytes() == before


def test_nothing_to_back_up_is_said(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(tmp_path / "backup.zip")]) == 1
    assert "holds neither library nor records" in capsys.readouterr().err
    assert not (tmp_path / "backup.zip").exists()


def test_what_is_there_is_replaced_only_when_told_to(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = filled(tmp_path / "other", "cup")
    monkeypatch.setenv("FOOTNOTE_HOME", str(other))
    assert main(["restore", str(archive)]) == 1
    assert "Say --replace" in capsys.readouterr().err
    assert held(other) == ["cup", "cup"]
    assert main(["restore", str(archive), "--replace", "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == list(FILES)
    assert held(other) == ["mill", "mill"]


def repacked(archive: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    with zipfile.ZipFile(archive) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    change(files)
    with zipfile.ZipFile(archive, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)


def manifest(**changes: object) -> Callable[[Path], object]:
    """A harm: the manifest with these entries."""

    def change(files: dict[str, bytes]) -> None:
        files[MANIFEST] = json.dumps(json.loads(files[MANIFEST]) | changes).encode()

    return lambda path: repacked(path, change)


def listed(**changes: object) -> Callable[[Path], object]:
    """A harm: the manifest with these entries for the records, whose bytes stay as they are."""

    def change(files: dict[str, bytes]) -> None:
        said = json.loads(files[MANIFEST])
        said["files"][FILES[0]].update(changes)
        files[MANIFEST] = json.dumps(said).encode()

    return lambda path: repacked(path, change)


def packed_by(kind: int) -> Callable[[Path], object]:
    """A harm: the same files, packed by another method."""

    def harm(path: Path) -> None:
        with zipfile.ZipFile(path) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        with zipfile.ZipFile(path, "w", kind) as packed:
            for name, data in files.items():
                packed.writestr(name, data)

    return harm


def central(at: int, value: bytes) -> Callable[[Path], object]:
    """A harm: other bytes in the first entry of the archive's list of files."""

    def harm(path: Path) -> None:
        data = bytearray(path.read_bytes())
        start = data.index(b"PK\x01\x02") + at
        data[start : start + len(value)] = value
        path.write_bytes(data)

    return harm


def displaced(path: Path) -> None:
    """A harm: the list of files is said to stand later than it does, so a file before the beginning."""
    data = bytearray(path.read_bytes())
    data[-6:-2] = (int.from_bytes(data[-6:-2], "little") + 7).to_bytes(4, "little")
    path.write_bytes(data)


HARM: dict[str, Callable[[Path], object]] = {
    "another file": lambda path: path.write_text("my holiday", encoding="utf-8"),
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-200]),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "another zip": lambda path: repacked(path, dict.clear),
    "a later version": manifest(version=2),
    "no list of files": manifest(files=None),
    "files in a list": manifest(files=list(FILES)),
    "a file that is a number": manifest(files=dict.fromkeys(FILES, 1)),
    "no files": manifest(files={}),
    "a size without end": listed(bytes=float("inf")),
    "a size in words": listed(bytes="1"),
    "a promise of another size": listed(bytes=1 << 60),
    "a sum that is a number": listed(sha256=1),
    "no sum": listed(sha256=None),
    "a manifest too deep": lambda path: repacked(
        path, lambda files: files.update({MANIFEST: b"[" * 200_000})
    ),
    "a manifest of digits": lambda path: repacked(path, lambda files: files.update({MANIFEST: b"9" * 6_000})),
    "a manifest too long": lambda path: repacked(
        path, lambda files: files.update({MANIFEST: files[MANIFEST] + b" " * 1_000_000})
    ),
    "packed by bzip2": packed_by(zipfile.ZIP_BZIP2),
    "packed by LZMA": packed_by(zipfile.ZIP_LZMA),
    "encrypted": central(8, b"\x01"),
    "an unknown packing": central(10, b"\x63"),
    "before its beginning": displaced,
    "at its very end": lambda path: central(42, (path.stat().st_size - 5).to_bytes(4, "little"))(path),
    "a flipped byte": lambda path: repacked(
        path, lambda files: files.update({FILES[0]: files[FILES[0]][:-1] + b"\xff"})
    ),
    "a longer file": lambda path: repacked(
        path, lambda files: files.update({FILES[0]: files[FILES[0]] + b"x"})
    ),
    "a missing file": lambda path: repacked(path, lambda files: files.pop(FILES[1])),
    "a file too many": lambda path: repacked(path, lambda files: files.update({"../evil": b"x"})),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_or_foreign_file_is_refused_and_changes_nothing(
    harm: str, archive: Path, tmp_path: Path
) -> None:
    other = filled(tmp_path / "other", "cup")
    HARM[harm](archive)
    with pytest.raises(FootnoteError, match=r"backup\.zip is no backup of Footnote, or damaged"):
        restore(archive, other, replace=True)
    assert held(other) == ["cup", "cup"]
    assert {path.name for path in other.iterdir()} == set(FILES)


def test_an_archive_that_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "backup.zip")
    for path in (tmp_path / "backup.zip", tmp_path):
        with pytest.raises(FootnoteError, match="not a regular file"):
            restore(path, tmp_path / "other")
    assert not list((tmp_path / "other").iterdir())


def test_a_backup_that_does_not_fit_on_the_disk_is_refused_before_it_is_unpacked(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=999))
    with pytest.raises(FootnoteError, match=r"unpacks to [\d,]+ bytes, and .* has 999 free"):
        restore(archive, tmp_path / "other")
    assert not list((tmp_path / "other").iterdir())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER sleeper AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
        "CREATE VIEW other AS SELECT * FROM {table}",
    ],
)
def test_a_file_that_would_act_by_itself_is_refused(sql: str, name: str, home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(filled(home, "mill") / name)) as db:
        db.execute(sql.format(table="settings" if name == "library.sqlite3" else "facts"))
    back_up(home, tmp_path / "backup.zip")
    other = filled(tmp_path / "other", "cup")
    with pytest.raises(FootnoteError, match="which Footnote never makes"):
        restore(tmp_path / "backup.zip", other, replace=True)
    assert held(other) == ["cup", "cup"]


def test_every_flipped_byte_is_noticed_or_harmless(archive: Path, tmp_path: Path) -> None:
    data = archive.read_bytes()
    for at in range(0, len(data), len(data) // 60):
        archive.write_bytes(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :])
        target = tmp_path / f"home{at}"
        try:
            restore(archive, target)
        except FootnoteError:
            assert not list(target.iterdir())
        else:
            assert held(target) == ["mill", "mill"]


def test_a_library_of_another_version_is_not_put_in_place(home: Path, tmp_path: Path) -> None:
    db = sqlite3.connect(filled(home, "mill") / "library.sqlite3")
    db.execute("PRAGMA user_version = 99")
    db.close()
    back_up(home, tmp_path / "backup.zip")
    with pytest.raises(FootnoteError, match="library format 99"):
        restore(tmp_path / "backup.zip", tmp_path / "other")


@pytest.mark.parametrize("opened", [lambda home: Library.open(home, embedding=WORDS), Records.open])
def test_files_that_another_program_has_open_are_not_replaced(
    archive: Path, tmp_path: Path, opened: Callable[[Path], Library | Records]
) -> None:
    other = filled(tmp_path / "other", "cup")
    with opened(other), pytest.raises(FootnoteError, match=r"in use .* Stop `footnote slack`"):
        restore(archive, other, replace=True)
    assert held(other) == ["cup", "cup"]


def test_a_damaged_library_can_be_replaced(archive: Path, tmp_path: Path) -> None:
    other = filled(tmp_path / "other", "cup")
    (other / "library.sqlite3").write_bytes(b"not a database" * 1000)
    restore(archive, other, replace=True)
    assert held(other) == ["mill", "mill"]


def test_a_log_left_by_the_old_library_is_not_played_into_the_new_one(archive: Path, tmp_path: Path) -> None:
    other = filled(tmp_path / "other", "cup")
    log = other / "library.sqlite3-wal"
    with Library.open(other, embedding=WORDS) as library:
        library.add(NewArticle("/fox.txt", "A fox ran."))
        written_ahead = log.read_bytes()
    log.write_bytes(written_ahead)
    restore(archive, tmp_path / "new")
    (tmp_path / "new").rename(other / ".restore")
    finish(other)
    assert held(other) == ["mill", "mill"]


def test_killed_at_any_step_a_restore_leaves_the_old_or_the_new_whole(archive: Path, tmp_path: Path) -> None:
    old = filled(tmp_path / "old", "cup")
    (tmp_path / "runs").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed", str(archive), str(old), str(tmp_path / "runs")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    *killed, lived = json.loads(done.stdout)
    assert len(killed) > 20
    before, after = ["ok cup", "ok cup"], ["ok mill", "ok mill"]
    for row in killed:
        assert set(row["right after"]) <= {"ok cup", "ok mill"}
        assert row["at next start"] in (before, after)
    endings = [row["at next start"] for row in killed]
    assert endings == sorted(endings)  # first the old ones, then the new ones
    assert {tuple(one) for one in endings} == {tuple(before), tuple(after)}
    assert lived["right after"] == lived["at next start"] == after
    assert lived["left"] == len(FILES)


def test_the_next_command_finishes_a_restore(
    archive: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    restore(archive, tmp_path / "new")
    (tmp_path / "new").rename(home / ".restore")
    for name in FILES:
        (home / name).unlink()
    assert main(["list", "--json"]) == 0
    assert [row["article_id"] for row in json.loads(capsys.readouterr().out)] == ["mill"]
    assert not (home / ".restore").exists()
