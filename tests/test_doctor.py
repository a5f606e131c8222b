"""Doctor: each fault is found, named and comes with its cure."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import prompts
from bot import doctor
from bot.cli import main
from bot.upkeep.backup import PENDING
from index.library import Library
from index.rerank import Reranker
from index.types import NewArticle
from tests.embedders import WORDS

MANY = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "fake"}


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))


def found(name: str) -> doctor.Check:
    (check,) = [one for one in doctor.examine() if one.name == name]
    return check


def test_a_fresh_machine_has_nothing_that_fails(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["doctor", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["state"] for row in rows} <= {"ok", "warn"}
    assert all((row["cure"] is None) == (row["state"] == "ok") for row in rows)
    assert not home.exists()


def test_a_failed_check_is_code_1_and_shows_its_cure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_KEEP_DAYS", "x")
    assert main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "fail settings" in shown
    assert "FOOTNOTE_KEEP_DAYS is 'x'" in shown
    assert "docs/configuration.md" in shown


@pytest.mark.parametrize(
    ("environment", "name", "state", "word"),
    [
        ({"OPENAI_API_KEY": "sk-1"}, "model", "ok", "not called"),
        ({"OPENAI_API_KEY": "1234"}, "model", "warn", "does not begin with sk-"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "model", "ok", "127.0.0.1"),
        ({"OPENAI_BASE_URL": "http://example.com/v1", "OPENAI_API_KEY": "sk-1"}, "model", "fail", "http"),
        ({}, "model", "warn", "extracts"),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "slack", "fail", "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "slack", "warn", "not configured"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, "slack", "ok", "SLACK_APP_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "short"}, "slack", "fail", "SLACK_SIGNING_SECRET"),
        ({**MANY, "SLACK_SIGNING_SECRET": "0" * 32}, "slack", "ok", "many workspaces"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "slack", "fail", "the two are swapped"),
        ({}, "workspaces", "ok", "no token is set"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "workspaces", "ok", "one, with the token of the settings"),
        (MANY, "workspaces", "warn", "none has installed the app"),
        ({"FOOTNOTE_EMBEDDING": "openai:x"}, "embedder", "ok", "not the bundled one"),
        ({}, "reranker", "ok", "as pinned"),
        ({"FOOTNOTE_RERANK": "off"}, "reranker", "ok", "switched off"),
        ({"FOOTNOTE_HOME": "/dev/null/home"}, "home", "fail", "cannot be written"),
    ],
)
def test_what_is_configured_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], name: str, state: str, word: str
) -> None:
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    check = found(name)
    assert (check.state, word in f"{check.what} {check.cure}") == (state, True), check


def test_a_package_of_another_version_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "bot.doctor.metadata.requires", lambda _: ["click==0.1", "nosuch==2", "ruff==1 ; extra == 'dev'"]
    )
    check = found("packages")
    assert check.state == "fail"
    assert "click is " in check.what
    assert "nosuch is missing, 2 is pinned" in check.what
    assert "ruff" not in check.what


def test_an_exchanged_embedder_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"another model")
    monkeypatch.setattr("index.minilm.model_file", lambda: tmp_path / "model.onnx")
    assert found("embedder").state == "fail"
    assert "model.onnx" in found("embedder").what


def test_a_missing_reranker_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.rerank.find", lambda: None)
    check = found("reranker")
    assert (check.state, check.cure) == ("warn", "Better extracts: make rerank")


def test_an_exchanged_reranker_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"another model")
    monkeypatch.setattr("index.rerank.find", lambda: Reranker(tmp_path))
    check = found("reranker")
    assert (check.state, "model.onnx" in check.what) == ("fail", True)
    assert "make rerank" in (check.cure or "")


def test_a_damaged_library_is_found(home: Path) -> None:
    home.mkdir()
    (home / "library.sqlite3").write_bytes(b"not a database" * 1000)
    check = found("library")
    assert check.state == "fail"
    assert check.cure


def test_a_check_that_breaks_counts_as_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prompts.names", lambda: 1 / 0)
    check = found("prompts")
    assert (check.state, check.what) == ("fail", "ZeroDivisionError: division by zero")


def test_a_prompt_that_lacks_a_variable_is_found_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(prompts.VARIABLES, "earlier", frozenset({"turns", "mood"}))
    prompts._template.cache_clear()
    check = found("prompts")
    assert (check.state, "earlier.md lacks $mood" in check.what) == ("fail", True)
    assert "prompts/" in (check.cure or "")


def test_a_restore_that_was_stopped_is_told_and_the_next_command_finishes_it(home: Path) -> None:
    home.mkdir(mode=0o700)
    (home / PENDING).mkdir()
    check = found("home")
    assert (check.state, "stopped in its last step" in check.what) == ("warn", True)
    assert main(["list"]) == 0
    assert found("home").state == "ok"


def test_the_workspaces_that_installed_the_app_are_counted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in MANY.items():
        monkeypatch.setenv(name, value)
    home.mkdir(parents=True)
    path = home / "workspaces.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE slack_bots (team_id, enterprise_id)")
        db.execute("INSERT INTO slack_bots VALUES ('T1', NULL), ('T1', NULL), ('T2', 'E1'), (NULL, 'E1')")
        db.commit()
    path.chmod(0o600)
    assert (found("workspaces").state, found("workspaces").what) == ("ok", "the app is installed in 3")
    path.chmod(0o644)
    assert (found("workspaces").state, found("workspaces").cure) == ("warn", f"chmod 600 {path}")
    path.write_bytes(b"no database" * 100)
    assert found("workspaces").state == "fail"


def test_files_open_to_others_are_a_warning(home: Path) -> None:
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    dotenv = Path(".env")
    dotenv.write_text("FOOTNOTE_LOG=INFO\n", encoding="utf-8")
    dotenv.chmod(0o644)
    assert (found("home").state, found("home").cure) == ("warn", f"chmod 700 {home}")
    assert (found(".env").state, found(".env").cure) == ("warn", "chmod 600 .env")
    dotenv.chmod(0o600)
    assert found(".env").state == "ok"


def test_a_damaged_article_is_named_with_its_cure(home: Path) -> None:
    with Library.open(home, embedding=WORDS) as library:
        library.add_all(
            [NewArticle("/mill.txt", "The mill closed."), NewArticle("/cup.txt", "The cup broke.")]
        )
    with sqlite3.connect(home / "library.sqlite3") as connection:
        connection.execute("UPDATE planes SET sum = sum + 1 WHERE key = 1")
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOOTNOTE_EMBEDDING", WORDS)
        check = found("library")
    assert (check.state, check.what) == ("fail", "damaged articles: mill")
    assert "footnote remove mill" in (check.cure or "")


def test_a_library_of_another_embedder_is_named_with_its_cure(home: Path) -> None:
    with Library.open(home, embedding=WORDS) as library:
        library.add(NewArticle("/mill.txt", "The mill closed."))
    check = found("library")
    assert check.state == "fail"
    assert f"FOOTNOTE_EMBEDDING={WORDS}" in check.what


@pytest.mark.parametrize(
    ("written", "state", "word"),
    [
        ("OPENAI_KEY=sk-1", "warn", "OPENAI_KEY in .env is not a setting, OPENAI_API_KEY is"),
        ("slack_bot_token=xoxb-1", "warn", "slack_bot_token in .env is not a setting, SLACK_BOT_TOKEN is"),
        ("OPENAI_KEY=sk-1\nOPENAI_API_KEY=sk-1", "ok", "every setting is known"),  # of another program
        ("OPENAI_KEY=", "ok", "every setting is known"),
        ("AWS_REGION=eu-north-1\nDATABASE_URL=sqlite://", "ok", "every setting is known"),
    ],
)
def test_a_name_in_the_file_of_settings_that_resembles_one_is_told(
    written: str, state: str, word: str
) -> None:
    Path(".env").write_text(written + "\n", encoding="utf-8")
    check = found("settings")
    assert (check.state, word in check.what) == (state, True), check
