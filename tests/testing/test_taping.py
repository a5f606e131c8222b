"""Recording for tests: only what is missing, everything anew, or what a person wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import main
from bot.recording import read
from bot.testing.case import Told
from bot.testing.shelf import Shelf
from bot.testing.taping import Server, tape
from bot.testing.upkeep import check
from tests.fakes.openai_server import FakeOpenAI, error
from tests.shelf import drafted
from tests.testing.files import EXTRACT, LIE, RIGHT, cases, write

ASKED = """\
  - name: asked of a server
    model: gpt-4o-mini
    ask: How many people were on board?
    says: around 40 people
"""
REPLY = drafted(("around 40 people were probably on board", [2]))
OTHER = drafted(("around 40 people", [2]))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))


def recorded(path: Path) -> list[Path]:
    return sorted((path.parent / "tapes").glob("*"))


def test_replies_in_the_file_are_recorded_without_a_model_and_labelled(tmp_path: Path) -> None:
    path = write(tmp_path, RIGHT, LIE, EXTRACT)
    assert main(["tapes", "record", str(path)]) == 0
    labels = [read(one).label for one in recorded(path)]
    assert {label["origin"] for label in labels} == {"authored"}
    assert {label["why"] for label in labels} == {"a right draft", "a changed figure"}
    assert main(["test", str(path)]) == 0
    assert main(["tapes", "check", str(path)]) == 0


def test_a_missing_reply_is_asked_of_the_server_and_a_recorded_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, ASKED, RIGHT)
    with FakeOpenAI(REPLY) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        command = ["tapes", "record", str(path), "--server", "a fake, version 1"]
        assert main(command) == 0
        assert server.count == 1
        said = capsys.readouterr().err
        assert "2 recorded" in said
        assert "tokens sent" in said
        assert "$0.0" in said
        assert main(command) == 0
        assert server.count == 1
        assert "2 kept" in capsys.readouterr().err
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert main(["test", str(path)]) == 0
    (own,) = [one for one in map(read, recorded(path)) if one.model == "gpt-4o-mini"]
    assert (own.label["origin"], own.label["server"]) == ("recorded", "a fake, version 1")


def test_all_asks_again_and_tells_what_changed_but_never_replaces_what_a_person_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, ASKED, RIGHT)
    command = ["tapes", "record", str(path), "--all", "--server", "a fake, version 1"]
    for reply in (REPLY, OTHER):
        with FakeOpenAI(reply) as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
            assert main(command) == 0
            assert server.count == 1
    said = capsys.readouterr().err
    assert "changed: asked of a server" in said
    assert "-[2] copied: around 40 people were probably on board" in said
    assert "+[2] copied: around 40 people" in said
    assert "1 changed, 1 kept" in said


def test_a_model_that_fails_leaves_no_recording_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, ASKED)
    with FakeOpenAI(error(401, "invalid_api_key")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert main(["tapes", "record", str(path), "--server", "a fake"]) == 1
    assert recorded(path) == []
    assert "bad_key" in capsys.readouterr().err


def test_without_a_model_what_is_missing_is_told_and_the_rest_is_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, ASKED, RIGHT)
    assert main(["tapes", "record", str(path)]) == 1
    said = capsys.readouterr().err
    assert "Set OPENAI_API_KEY" in said
    assert "1 failed, 1 recorded" in said


def test_a_server_has_to_be_named_unless_it_is_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert main(["tapes", "record", str(write(tmp_path, ASKED))]) == 2
    assert "--server" in capsys.readouterr().err


def test_a_mistyped_path_is_not_asked_as_a_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tapes", "record", str(tmp_path / "baots.footnote.yaml")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_files_and_questions_are_not_mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tapes", "record", str(write(tmp_path, ASKED)), "how many?"]) == 2
    assert "not both" in capsys.readouterr().err


def test_an_author_who_changes_a_reply_changes_its_recording(tmp_path: Path) -> None:
    (case,) = cases(write(tmp_path, RIGHT))
    server = Server(lambda name: pytest.fail(name), "nobody", anew=False)
    with Shelf() as shelf:
        assert tape(case, shelf, server).fate == "recorded"
        assert tape(case, shelf, server).fate == "kept"
        other = replace(case, told=Told(OTHER, "shorter", "Ann"))
        assert tape(other, shelf, server).fate == "changed"
    (held,) = recorded(case.at.path)
    assert read(held).label["why"] == "shorter"


def test_the_check_names_missing_unused_and_stale_recordings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, RIGHT, LIE)
    assert main(["tapes", "record", str(path)]) == 0
    write(tmp_path, RIGHT, ASKED)
    whats = [fault.what for fault in check(cases(path))]
    assert len(whats) == 2
    assert "'asked of a server' has no recording of 'gpt-4o-mini'" in whats[0]
    assert f"footnote tapes record {path}" in whats[0]
    assert "is unused: no test asks this" in whats[1]
    assert main(["tapes", "check", str(tmp_path)]) == 1


def test_the_check_names_files_that_are_no_recordings_and_tests_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, RIGHT, "  - {name: odd}\n")
    main(["tapes", "record", str(path)])
    (tmp_path / "tapes" / "x.123.tmp").write_text("{", "utf-8")
    capsys.readouterr()
    assert main(["tapes", "check", str(path)]) == 1
    said = capsys.readouterr().err
    assert "x.123.tmp is not a recording" in said
    assert "boats.footnote.yaml:15" in said


def test_prune_deletes_what_no_test_plays_and_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path, RIGHT, LIE)
    main(["tapes", "record", str(path)])
    write(tmp_path, RIGHT)
    assert main(["tapes", "record", str(path), "--prune"]) == 0
    assert [read(one).model for one in recorded(path)] == ["capable"]
    assert main(["test", str(path)]) == 0


def test_nothing_is_pruned_while_a_test_cannot_be_read(tmp_path: Path) -> None:
    path = write(tmp_path, RIGHT, LIE)
    main(["tapes", "record", str(path)])
    write(tmp_path, RIGHT, LIE.replace("ask:", "aks:"))
    assert main(["tapes", "record", str(path), "--prune"]) == 1
    assert len(recorded(path)) == 2


def test_two_replies_to_one_request_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, RIGHT, LIE.replace("model: liar", "model: capable"))
    assert main(["tapes", "record", str(path)]) == 1
    said = capsys.readouterr().err
    assert "'a changed figure' asks 'capable' the same as 'people on board'" in said


def neighbours(folder: Path) -> tuple[Path, Path, Path]:
    """Two files that share a folder of recordings, and one below that uses it too; all is recorded."""
    below = "articles: ../boats.txt\nauthor: Ann\ntapes: ../tapes\ntests:\n"
    one, two = write(folder, RIGHT), write(folder, LIE, name="other.footnote.yaml")
    three = folder / "below" / "third.footnote.yaml"
    three.parent.mkdir()
    three.write_text(below + RIGHT.replace("model: capable", "model: third"), encoding="utf-8")
    assert main(["tapes", "record", str(folder)]) == 0
    return one, two, three


@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_the_files_beside_it_play_is_not_unused(at: int, tmp_path: Path) -> None:
    path = neighbours(tmp_path)[at]
    assert main(["tapes", "check", str(path)]) == 0
    assert main(["tapes", "record", str(path), "--prune"]) == 0
    assert len(list((tmp_path / "tapes").iterdir())) == 3
    assert main(["test", str(tmp_path)]) == 0


def test_what_no_file_plays_is_pruned_beside_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, _ = neighbours(tmp_path)
    two.unlink()
    assert main(["tapes", "check", str(one)]) == 1
    assert "is unused: no test asks this" in capsys.readouterr().err
    assert main(["tapes", "record", str(one), "--prune"]) == 0
    assert {read(path).model for path in recorded(one)} == {"capable", "third"}


def test_nothing_is_pruned_while_a_file_beside_it_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, _ = neighbours(tmp_path)
    two.write_text(two.read_text("utf-8").replace("ask:", "aks:"), encoding="utf-8")
    assert main(["tapes", "record", str(one), "--prune"]) == 1
    assert "Nothing was pruned: " in capsys.readouterr().err
    assert len(recorded(one)) == 3


def test_a_recording_that_only_a_file_beside_it_lacks_is_not_its_fault(tmp_path: Path) -> None:
    one, _, _ = neighbours(tmp_path)
    new = LIE.replace("model: liar", "model: new").replace("name: a", "name: another")
    write(tmp_path, new, LIE, name="other.footnote.yaml")
    assert main(["tapes", "check", str(one)]) == 0
