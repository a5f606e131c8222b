"""Installing and leaving, part by part: states, tokens, whose a request is, and what stops the start."""

from __future__ import annotations

import copy
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Bot as Installed
from slack_sdk.oauth.installation_store import Installation

from bot.config import Settings
from bot.desk import Desk
from bot.errors import ConfigError
from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.install import Admitted, States, admission
from bot.slack.monitor import always, faults
from bot.slack.post import web_client
from bot.slack.read.incoming import team_of
from bot.slack.run import run
from bot.slack.tokens import FILE_NAME, Tokens, count, key_of
from index.library import Library
from tests.fakes.slack_server import BOT_TOKEN, FakeSlack

NOWHERE = "http://127.0.0.1:9/api/"
PAIR = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "fake"}


def granted(team: str | None, token: str, ago_s: float = 0.0, **more: object) -> Installation:
    ids = {"app_id": "A", "bot_id": "B", "bot_user_id": "U", "user_id": "U0ANNA"}
    when = {"installed_at": time.time() - ago_s}
    return Installation(team_id=team, bot_token=token, **{**ids, **when, **more})


@pytest.fixture
async def tokens(home: Path) -> Tokens:
    return await Tokens.open(home, client_id="1.2", client_secret="fake", base_url=NOWHERE)


def everything(home: Path) -> str:
    with closing(sqlite3.connect(home / FILE_NAME)) as db:
        tables = ("slack_bots", "slack_installations")
        return str([db.execute(f"SELECT * FROM {table}").fetchall() for table in tables])


# tokens that are made new


@pytest.fixture
async def renewed(tokens: Tokens, home: Path, monkeypatch: pytest.MonkeyPatch) -> Tokens:
    """Slack gave a new token once, and it could not be written."""
    ends = {"bot_refresh_token": "refresh", "bot_token_expires_at": int(time.time()) + 60}
    await tokens.keep(granted("T1", "old", ago_s=60, **ends))
    given = []

    async def rotated(*, bot: Installed, minutes_before_expiration: int) -> Installed:
        assert not given
        given.append(bot)
        new = copy.copy(bot)
        new.bot_token, new.bot_token_expires_at = "new", int(time.time()) + 43_200
        return new

    monkeypatch.setattr(tokens._rotator, "perform_bot_token_rotation", rotated)
    with closing(sqlite3.connect(home / FILE_NAME)) as db:
        db.execute("CREATE TRIGGER full BEFORE UPDATE ON slack_bots BEGIN SELECT raise(ABORT, 'full'); END")
    assert (await tokens.web("T1")).token == "new"
    return tokens


def room_again(tokens: Tokens, home: Path) -> None:
    with closing(sqlite3.connect(home / FILE_NAME)) as db:
        db.execute("DROP TRIGGER full")
    tokens._not_before.clear()  # a minute has passed


async def test_a_new_token_that_cannot_be_written_is_held_and_written_when_it_can_be(
    renewed: Tokens, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await renewed.web("T1")).token == "new"
    (told,) = caplog.get_records("setup")
    assert "its new token cannot be written" in told.getMessage()
    assert caplog.text == ""  # within a minute it is not tried again
    assert "'new'" not in everything(home)
    room_again(renewed, home)
    assert (await renewed.web("T1")).token == "new"
    assert "'new'" in everything(home)
    assert "'old'" not in everything(home)


@pytest.mark.parametrize("then", [None, "newest"], ids=["taken away", "installed anew"])
async def test_a_token_that_is_held_ends_with_the_installation(
    renewed: Tokens, home: Path, then: str | None
) -> None:
    room_again(renewed, home)
    await renewed.forget("T1")
    if then:
        await renewed.keep(granted("T1", then))
    assert (await renewed.web("T1")).token == then
    assert "'new'" not in everything(home)


# states


async def test_a_state_is_good_once() -> None:
    states = States()
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    assert not await states.async_consume("never issued")


async def test_a_state_ends_after_ten_minutes() -> None:
    now = [0.0]
    states = States(lambda: now[0])
    early, late = await states.async_issue(), await states.async_issue()
    now[0] = 599.0
    assert await states.async_consume(early)
    now[0] = 600.0
    assert not await states.async_consume(late)


async def test_a_flood_of_installations_begun_pushes_out_the_oldest_and_grows_no_further() -> None:
    states = States()
    issued = [await states.async_issue() for _ in range(1_001)]
    assert not await states.async_consume(issued[0])
    assert await states.async_consume(issued[1])
    assert len(set(issued)) == 1_001


# tokens


async def test_each_workspace_has_its_own_token_and_the_newest(tokens: Tokens, home: Path) -> None:
    await tokens.keep(granted("T1", "first", ago_s=60))
    await tokens.keep(granted("T2", "other"))
    await tokens.keep(granted("T1", "second"))
    assert [(await tokens.web(team)).token for team in ("T1", "T2", "T3")] == ["second", "other", None]
    assert "first" not in everything(home)
    assert count(home) == 2
    await tokens.forget("T1")
    assert await tokens.bot("T1") is None
    assert (await tokens.web("T2")).token == "other"
    assert "second" not in everything(home)


async def test_an_organisation_is_not_its_workspaces(tokens: Tokens, home: Path) -> None:
    whole = {"enterprise_id": "E1", "is_enterprise_install": True}
    await tokens.keep(granted(None, "of all", **whole))
    await tokens.keep(granted("T1", "of one", enterprise_id="E1"))
    assert [(await tokens.web(team)).token for team in ("E1", "T1")] == ["of all", "of one"]
    await tokens.forget("T1")
    assert (await tokens.web("E1")).token == "of all"
    await tokens.forget("E1")
    assert count(home) == 0


@pytest.mark.parametrize(
    ("team", "more", "key"),
    [
        ("T1", {}, "T1"),
        ("T1", {"enterprise_id": "E1"}, "T1"),
        (None, {"enterprise_id": "E1", "is_enterprise_install": True}, "E1"),
        (None, {}, ""),
    ],
)
def test_whose_an_installation_is(team: str | None, more: dict, key: str) -> None:
    assert key_of(granted(team, "t", **more)) == key


async def test_a_new_start_reads_what_was_kept(tokens: Tokens, home: Path) -> None:
    assert count(home / "elsewhere") is None
    await tokens.keep(granted("T1", "kept"))
    again = await Tokens.open(home, client_id="1.2", client_secret="fake", base_url=NOWHERE)
    assert (await again.web("T1")).token == "kept"
    other_app = await Tokens.open(home, client_id="3.4", client_secret="fake", base_url=NOWHERE)
    assert await other_app.bot("T1") is None


# who is let in


async def let_in(tokens: Tokens, home: Path, body: dict) -> tuple[object, dict]:
    context: dict = {}

    async def go_on() -> str:
        return "let in"

    with Records.open(home) as records:
        return await admission(tokens, records.schedules)(body, context, go_on), context


@pytest.mark.parametrize("kind", ["url_verification", "ssl_check"])
async def test_what_concerns_no_workspace_goes_on(tokens: Tokens, home: Path, kind: str) -> None:
    assert (await let_in(tokens, home, {"type": kind}))[0] == "let in"


async def test_where_it_is_installed_the_app_knows_its_own_user(tokens: Tokens, home: Path) -> None:
    await tokens.keep(granted("T1", "kept"))
    said, context = await let_in(tokens, home, {"team_id": "T1"})
    who = await Admitted()(context=context, enterprise_id=None, team_id="T1", user_id="U0ANNA")
    assert said == "let in"
    assert (who.bot_user_id, who.bot_id, who.bot_token) == ("U", "B", "kept")
    assert await Admitted()(context={}, enterprise_id=None, team_id="T1", user_id=None) is None


@pytest.mark.parametrize("event", [{}, {"type": "app_uninstalled"}], ids=["a question", "an uninstall"])
async def test_when_the_tokens_cannot_be_read_slack_is_left_to_send_it_again(
    tokens: Tokens, home: Path, event: dict, caplog: pytest.LogCaptureFixture
) -> None:
    (home / FILE_NAME).write_bytes(b"no database" * 100)
    said, _ = await let_in(tokens, home, {"team_id": "T1", "event": event})
    assert isinstance(said, BoltResponse)
    assert said.status == 503
    assert "cannot be read" in caplog.text


async def test_an_uninstall_of_what_was_never_installed_is_acked(tokens: Tokens, home: Path) -> None:
    said, _ = await let_in(tokens, home, {"team_id": "T1", "event": {"type": "app_uninstalled"}})
    assert isinstance(said, BoltResponse)
    assert said.status == 200


@pytest.mark.parametrize(
    ("fault", "status", "left"),
    [
        ({"error": "token_revoked"}, 200, None),
        ({"error": "internal_error"}, 503, "new"),
        ({"status": 502}, 503, "new"),
        ({}, 200, "new"),
    ],
    ids=["Slack refuses it", "Slack has a fault", "Slack is away", "it is good"],
)
async def test_a_removal_told_late_takes_away_only_a_token_that_slack_refuses(
    slack: FakeSlack, home: Path, fault: dict, status: int, left: str | None
) -> None:
    base = f"{slack.base}/api/"
    tokens = await Tokens.open(home, client_id="1.2", client_secret="fake", base_url=base)
    await tokens.keep(granted("T1", BOT_TOKEN))
    if fault:
        slack.fault("auth.test", **fault)
    event = {"type": "app_uninstalled"}
    said, _ = await let_in(tokens, home, {"team_id": "T1", "event": event, "event_time": time.time() - 60})
    assert isinstance(said, BoltResponse)
    assert said.status == status
    assert (await tokens.web("T1")).token == (left and BOT_TOKEN)


async def test_the_schedules_of_a_workspace_end_when_it_leaves_and_of_no_other(
    tokens: Tokens, home: Path
) -> None:
    with Records.open(home) as records:
        for team in ("T1", "T2"):
            records.schedules.follow(team, "C1", "https://example.org/", "daily", "UTC", 0.0)
            records.schedules.set_digest(team, "C1", "short", "daily", "UTC", 0.0, 0)
        await tokens.keep(granted("T1", "kept", ago_s=60))
        await let_in(
            tokens, home, {"team_id": "T1", "event": {"type": "app_uninstalled"}, "event_time": time.time()}
        )
        assert [one.team for one in records.schedules.every()] == ["T2", "T2"]


async def test_a_supervisor_hears_that_the_tokens_cannot_be_read(tokens: Tokens, home: Path) -> None:
    with Library.open(home) as library, Records.open(home) as records:
        desk, client = Desk(library, None, Settings()), web_client(None, NOWHERE)
        bot = Bot(desk, records, client, Crew(), Pace(10), tokens=tokens)
        assert await faults(bot, always) == []
        (home / FILE_NAME).write_bytes(b"no database" * 100)
        assert await faults(bot, always) == ["the tokens of the workspaces cannot be read"]


# whose a request is


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team": {"id": "T1"}}, "T1"),
        ({"team_id": "T2", "authorizations": [{"team_id": "T1"}]}, "T1"),
        ({"team": {"id": "T2"}, "view": {"app_installed_team_id": "T1"}}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "false"}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"}, "E1"),
        ({"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}, "E1"),
        ({"authorizations": [{"team_id": None, "enterprise_id": "E1", "is_enterprise_install": True}]}, "E1"),
        ({"authorizations": []}, ""),
    ],
)
def test_whose_a_request_is(body: dict, team: str) -> None:
    assert team_of(body) == team


# what stops the start


@pytest.mark.parametrize(
    ("given", "http", "said"),
    [
        (PAIR, None, "Socket Mode serves none. Start with --http"),
        ({**PAIR, "SLACK_BOT_TOKEN": "xoxb-1"}, "127.0.0.1:0", "Unset the one or the two"),
        ({"SLACK_CLIENT_ID": "1.2"}, "127.0.0.1:0", "belong together"),
        ({"SLACK_CLIENT_SECRET": "fake"}, None, "belong together"),
        (PAIR, "127.0.0.1:0", "^SLACK_SIGNING_SECRET not set"),
    ],
)
def test_one_workspace_or_many_must_be_plain(given: dict, http: str | None, said: str, home: Path) -> None:
    with pytest.raises(ConfigError, match=said):
        run(Settings.load({**given, "FOOTNOTE_HOME": str(home)}, None), http)
