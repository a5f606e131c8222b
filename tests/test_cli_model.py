"""The command line with a model: a real server on this machine, and its replies recorded and played back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from tests.fakes.openai_server import FakeOpenAI, error
from tests.shelf import SEED, drafted

ASKED = "How many troops did North Korea send?"
DRAFT = drafted(("around 11,000 trained fighters", [6]), ("21,000 fighters", [6]))


@pytest.fixture(autouse=True)
def library(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))
    assert main(["add", str(SEED)]) == 0
    capsys.readouterr()


def test_only_what_a_sentence_says_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeOpenAI(DRAFT) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert main(["ask", ASKED]) == 0
        shown = capsys.readouterr().out
        assert main(["ask", ASKED, "--explain"]) == 0
        explained = capsys.readouterr().out
    assert "“around 11,000 trained fighters” [1]" in shown
    assert "21,000" not in shown
    assert "refused “21,000 fighters”" in explained


def test_a_model_that_fails_gives_extracts_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeOpenAI(error(401, "invalid_api_key")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert main(["ask", ASKED, "--mode", "llm"]) == 0
    shown = capsys.readouterr().out
    assert "Extracts, not an answer" in shown
    assert "bad key" in shown


def test_a_reply_is_recorded_and_played_back_without_a_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tape = str(tmp_path / "tape")
    with FakeOpenAI(DRAFT) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert main(["tapes", "record", ASKED, "--server", "a fake, version 1", "--tape", tape]) == 0
        monkeypatch.delenv("OPENAI_BASE_URL")
        assert server.count == 1
    assert main(["tapes", "check", tape]) == 0
    capsys.readouterr()
    assert main(["ask", ASKED, "--tape", tape, "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["mode"], row["claims"][0]["text"]) == ("llm", "around 11,000 trained fighters")
    assert [one["text"] for one in row["rejected"]] == ["21,000 fighters"]


def test_a_question_that_was_not_recorded_fails_with_the_difference(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tape = str(tmp_path / "tape")
    with FakeOpenAI(DRAFT) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        main(["tapes", "record", ASKED, "--server", "a fake, version 1", "--tape", tape])
    capsys.readouterr()
    assert main(["ask", "How many tanks did North Korea send?", "--tape", tape]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "tanks" in err
    assert "Traceback" not in err


def test_an_edited_recording_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with FakeOpenAI(DRAFT) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        main(["tapes", "record", ASKED, "--server", "a fake, version 1", "--tape", str(tmp_path / "tape")])
    (file,) = (tmp_path / "tape").glob("*.json")
    file.write_text(file.read_text("utf-8").replace("11,000", "12,000"), encoding="utf-8")
    capsys.readouterr()
    assert main(["tapes", "check", str(tmp_path / "tape")]) == 1
    assert file.name in capsys.readouterr().err
