"""The HTTP transport: its address, its tokens, and what stops the start."""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import ConfigError, UsageError
from bot.slack.run import Address, run
from tests.fakes.slack_server import FakeSlack
from tests.slack.conftest import start_bot


@pytest.fixture(scope="module")
def listening(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSlack]:
    home = tmp_path_factory.mktemp("bot") / "home"
    shutil.copytree(shelf, home)
    with FakeSlack() as slack, ExitStack() as stack:
        slack.home = start_bot(stack, slack, home, http=True, FOOTNOTE_LOG="DEBUG").home
        yield slack
        assert slack.complaints == []


def test_slack_can_verify_the_address_and_a_supervisor_the_health(listening: FakeSlack) -> None:
    (ack,) = listening.deliver({"type": "url_verification", "challenge": "abc"})
    assert "abc" in (ack.text, ack.body.get("challenge"))
    with urllib.request.urlopen(listening.bot_url.replace("/slack/events", "/healthz")) as reply:
        assert json.load(reply) == {"ok": True}


@pytest.mark.parametrize("text", ["", "3000", ":3000", "host:", "host:99999", "host:x", "host:-1"])
def test_an_address_that_is_none_is_explained(text: str) -> None:
    with pytest.raises(UsageError, match="must be HOST:PORT"):
        Address.read(text)


def test_an_address_may_be_ipv6() -> None:
    assert Address.read("[::1]:0") == Address("::1", 0)


@pytest.mark.parametrize(
    ("http", "missing"),
    [
        (None, "SLACK_BOT_TOKEN and SLACK_APP_TOKEN"),
        ("127.0.0.1:0", "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET"),
    ],
)
def test_missing_tokens_are_named_with_where_to_find_them(http: str | None, missing: str, home: Path) -> None:
    with pytest.raises(ConfigError, match=f"^{missing} not set.*is under.*docs/slack.md"):
        run(Settings(home=home), http)


def test_a_name_in_the_file_of_settings_that_resembles_a_missing_token_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    monkeypatch.chdir(home)
    (home / ".env").write_text("SLACK_BOT_TOKN=xoxb-1\nSLACK_APP_TOKEN=xapp-1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"not set\. SLACK_BOT_TOKN in \.env is not SLACK_BOT_TOKEN\. Put"):
        run(Settings.load({"FOOTNOTE_HOME": str(home)}), None)


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (
            ("xapp-1", "xoxb-1"),
            "SLACK_BOT_TOKEN begins with xapp- and SLACK_APP_TOKEN begins with xoxb-: the two",
        ),
        (("xapp-1", None), "SLACK_BOT_TOKEN begins with xapp-: that is the other one's"),
        (("xoxb-1", "xoxb-1"), "SLACK_APP_TOKEN begins with xoxb-: that is the other one's"),
    ],
)
def test_swapped_tokens_are_told_before_slack_is_asked(
    home: Path, tokens: tuple[str | None, str | None], said: str
) -> None:
    bot_token, app_token = tokens
    with FakeSlack() as slack:
        settings = Settings(
            home=home,
            slack_bot_token=bot_token,
            slack_app_token=app_token,
            slack_api_url=slack.environment["SLACK_API_URL"],
        )
        with pytest.raises(ConfigError, match=f"^{said}"):
            run(settings, None)
        assert slack.calls == []


@pytest.mark.parametrize(("key", "start"), [("SLACK_BOT_TOKEN", "xoxb"), ("SLACK_APP_TOKEN", "xapp")])
def test_a_token_that_slack_refuses_is_one_line_with_its_cure(key: str, start: str, home: Path) -> None:
    with FakeSlack() as slack:
        environment = {**slack.environment, "FOOTNOTE_HOME": str(home), key: f"{start}-of-somebody-else"}
        settings = Settings.load(environment, None)
        with pytest.raises(ConfigError, match=f"^Slack refuses {key}: invalid_auth. Copy the token anew"):
            run(settings, None)


def test_a_slack_that_cannot_be_reached_is_one_line(home: Path) -> None:
    with FakeSlack() as slack:
        environment = {**slack.environment, "FOOTNOTE_HOME": str(home)}
    with pytest.raises(ConfigError, match=r"^Slack cannot be reached at http"):
        run(Settings.load(environment, None), None)


def test_what_would_turn_bolt_to_another_way_of_installing_stops_the_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "")
    with FakeSlack() as slack:
        settings = Settings.load({**slack.environment, "FOOTNOTE_HOME": str(home)}, None)
        with pytest.raises(ConfigError, match=r"stand empty in the environment.*unset them"):
            run(settings, None)


def test_a_port_that_is_taken_is_one_line(home: Path) -> None:
    with FakeSlack() as slack:
        environment = {**slack.environment, "FOOTNOTE_HOME": str(home)}
        taken = slack.base.removeprefix("http://")
        with pytest.raises(ConfigError, match=r"cannot be opened.*Choose another port"):
            run(Settings.load(environment, None), taken)
