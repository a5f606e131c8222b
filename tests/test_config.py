"""Settings: read once, refused when wrong, never shown when secret."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings, rows
from bot.errors import ConfigError
from tests.held_docs import ROOT


def test_nothing_set_means_every_default() -> None:
    settings = Settings.load({}, None)
    assert settings == Settings()
    assert (settings.home, settings.keep_days, settings.deadline_s) == (Path(".footnote"), 30, 20.0)
    assert not settings.has_model


@pytest.mark.parametrize(
    ("key", "written", "field", "value"),
    [
        ("FOOTNOTE_HOME", "/srv/footnote", "home", Path("/srv/footnote")),
        ("FOOTNOTE_HOME", "~/library", "home", Path.home() / "library"),
        ("FOOTNOTE_KEEP_DAYS", "0", "keep_days", 0),
        ("FOOTNOTE_DEADLINE_S", "2.5", "deadline_s", 2.5),
        ("FOOTNOTE_LOG", "debug", "log", "DEBUG"),
        ("FOOTNOTE_EMBEDDING", "openai:text-embedding-3-small", "embedding", "openai:text-embedding-3-small"),
        ("FOOTNOTE_EMBEDDING", "my.package.Embedder", "embedding", "my.package.Embedder"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1", "openai_base_url", "http://127.0.0.1:8080/v1"),
        ("SLACK_API_URL", "http://127.0.0.1:9/api", "slack_api_url", "http://127.0.0.1:9/api/"),
        ("SLACK_BOT_TOKEN", "xoxb-1", "slack_bot_token", "xoxb-1"),
        ("FOOTNOTE_MODEL", " llama3.2 ", "model", "llama3.2"),
        ("FOOTNOTE_ADMINS", "U0ANNA, W0BEN", "admins", frozenset({"U0ANNA", "W0BEN"})),
        ("FOOTNOTE_ADMINS", "T0ONE/U0ANNA", "admins", frozenset({"T0ONE/U0ANNA"})),
        ("FOOTNOTE_WORKSPACES", "T0ONE,E0ALL", "workspaces", frozenset({"T0ONE", "E0ALL"})),
        (
            "FOOTNOTE_FETCH_ALLOW",
            "Wiki.internal:443, [::1]:8080",
            "fetch_allow",
            frozenset({("wiki.internal", 443), ("::1", 8080)}),
        ),
    ],
)
def test_a_setting_is_read_into_its_type(key: str, written: str, field: str, value: object) -> None:
    assert getattr(Settings.load({key: written}, None), field) == value


@pytest.mark.parametrize(
    ("key", "written", "allowed"),
    [
        ("FOOTNOTE_KEEP_DAYS", "-1", "from 0 to 3650"),
        ("FOOTNOTE_KEEP_DAYS", "thirty", "from 0 to 3650"),
        ("FOOTNOTE_KEEP_DAYS", "1.5", "from 0 to 3650"),
        ("FOOTNOTE_QUESTIONS_PER_MINUTE", "0", "from 1 to 1000"),
        ("FOOTNOTE_DEADLINE_S", "nan", "from 1 to 300"),
        ("FOOTNOTE_DEADLINE_S", "inf", "from 1 to 300"),
        ("FOOTNOTE_USD_PER_DAY", "-0.01", "from 0 to 100000"),
        ("FOOTNOTE_LOG", "loud", "DEBUG, INFO, WARNING, ERROR"),
        ("FOOTNOTE_EMBEDDING", "openai:", "openai:NAME"),
        ("FOOTNOTE_EMBEDDING", "minilm", "local"),
        ("FOOTNOTE_MODEL", "   ", "a name"),
        ("OPENAI_BASE_URL", "127.0.0.1:8080", "http or https"),
        ("OPENAI_BASE_URL", "http://user:pass@host/v1", "http or https"),
        ("OPENAI_BASE_URL", "file:///etc/passwd", "http or https"),
        ("FOOTNOTE_FETCH_ALLOW", "wiki.internal", "host:port"),
        ("FOOTNOTE_FETCH_ALLOW", "wiki.internal:0", "host:port"),
        ("FOOTNOTE_FETCH_ALLOW", "wiki.internal:65536", "host:port"),
        ("FOOTNOTE_FETCH_ALLOW", "http://wiki.internal:80", "host:port"),
        ("FOOTNOTE_FETCH_ALLOW", "a:80,,b:80", "host:port"),
        ("FOOTNOTE_ADMINS", "@anna", "user ids"),
        ("FOOTNOTE_ADMINS", "U0ANNA,", "user ids"),
    ],
)
def test_a_wrong_value_stops_with_key_value_and_range(key: str, written: str, allowed: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.load({key: written}, None)
    assert all(part in str(caught.value) for part in (key, repr(written), allowed))


@pytest.mark.parametrize("written", [" ", "sk-with a space", "sk-line\nbreak", "sk-\u200bhidden"])
def test_a_secret_that_cannot_be_one_is_refused_without_being_shown(written: str) -> None:
    with pytest.raises(
        ConfigError, match=f"OPENAI_API_KEY is a value of {len(written)} characters"
    ) as caught:
        Settings.load({"OPENAI_API_KEY": written}, None)
    assert "sk-" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("FOOTNOTE_HOM", "Did you mean FOOTNOTE_HOME?"),
        ("FOOTNOTE_DATABASE_URL", "is not a setting"),
        ("FOOTNOTE_VECTOR_STORE", "is not a setting"),
    ],
)
def test_an_unknown_name_of_ours_stops_the_start(key: str, hint: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(hint)):
        Settings.load({key: "x"}, None)


def test_names_of_settings_to_come_do_no_harm_while_they_are_empty() -> None:
    later = {"FOOTNOTE_VECTOR_STORE": "", "FOOTNOTE_DATABASE_URL": ""}
    assert Settings.load(later, None) == Settings()


def test_names_of_others_are_left_alone() -> None:
    assert Settings.load({"SLACK_TEAM_ID": "1", "OPENAI_ORG_ID": "2", "PATH": "/bin"}, None) == Settings()


@pytest.mark.parametrize("key", [row.key for _, row in rows()])
def test_an_empty_value_counts_as_absent(key: str) -> None:
    assert Settings.load({key: ""}, None) == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text('FOOTNOTE_MODEL="from file"  # a comment\nFOOTNOTE_KEEP_DAYS=7\n', encoding="utf-8")
    settings = Settings.load({"FOOTNOTE_MODEL": "from environment"}, dotenv)
    assert (settings.model, settings.keep_days) == ("from environment", 7)


def test_a_dollar_in_a_secret_stays_a_dollar(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=sk-$HOME${HOME}\n", encoding="utf-8")
    assert Settings.load({}, tmp_path / ".env").openai_api_key == "sk-$HOME${HOME}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"FOOTNOTE_MODEL=a\n= b\n", "line 2"),
        (b"FOOTNOTE_MODL=a\n", "Did you mean FOOTNOTE_MODEL"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_broken_file_is_refused_with_its_fault(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(ConfigError, match=reason):
        Settings.load({}, tmp_path / ".env")


@pytest.mark.parametrize("field", [name for name, row in rows() if row.secret])
def test_no_secret_is_in_the_repr(field: str) -> None:
    assert "s3cret" not in repr(replace(Settings(), **{field: "s3cret"}))


@pytest.mark.parametrize("field", ["openai_api_key", "openai_base_url"])
def test_a_key_or_a_server_makes_a_model(field: str) -> None:
    assert replace(Settings(), **{field: "http://x"}).has_model


def test_the_example_file_can_be_used_as_it_is() -> None:
    assert Settings.load({}, ROOT / ".env.example") == Settings()


def test_no_other_module_reads_the_environment() -> None:
    # Setting TIKTOKEN_CACHE_DIR is no reading: it is the one way to tell tiktoken where its tables lie.
    reads = re.compile(
        r'os\.environ(?!\["TIKTOKEN_CACHE_DIR"\] = )|os\.getenv|from os import .*(environ|getenv)'
    )
    sources = [path for room in ("bot", "index", "prompts") for path in (ROOT / room).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in sources if reads.search(path.read_text("utf-8"))}
    assert found == {"bot/config.py"}


@pytest.mark.parametrize(
    ("admins", "many", "is_one"),
    [
        ("U0ANNA", False, True),
        ("T0ONE/U0ANNA", False, True),
        ("U0ANNA", True, False),
        ("T0ONE/U0ANNA", True, True),
        ("T0TWO/U0ANNA", True, False),
    ],
)
def test_an_administrator_of_one_workspace_is_none_in_another(admins: str, many: bool, is_one: bool) -> None:
    pair = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"} if many else {}
    settings = Settings.load({"FOOTNOTE_ADMINS": admins, **pair}, None)
    assert settings.names_admin("T0ONE", "U0ANNA") is is_one
