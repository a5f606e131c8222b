"""manifest.json asks for what the bot uses and for nothing else, within Slack's limits."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.slack import install
from bot.slack.read.bodies import read

ROOT = Path(__file__).parent.parent.parent
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))

# The methods and events the code relies on, each with the scope that Slack's reference names for it.
SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels, conversations.history and .replies": "channels:history",
    "message.groups, conversations.history and .replies": "groups:history",
    "message.im, conversations.history and .replies": "im:history",
    "chat.postMessage, chat.postEphemeral": "chat:write",
    "/ask, /summary, /footnote, the shortcuts": "commands",
    "files.info, url_private_download": "files:read",
    "assistant.threads.setStatus": "assistant:write",
    "conversations.info (which channels are public)": "channels:read",
    "users.info (who runs the workspace, names, time zones)": "users:read",
}


def test_it_asks_for_the_scopes_that_are_used_and_no_others() -> None:
    assert sorted(MANIFEST["oauth_config"]["scopes"]["bot"]) == sorted(SCOPES.values())


def test_the_guide_tells_an_administrator_what_each_scope_is_for() -> None:
    guide = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (`[a-z_]+:?[a-z]*`(?:, `[a-z_]+:[a-z]+`)*) \|", guide.split("\n## 2.")[0], re.MULTILINE
    )
    assert sorted(re.findall(r"`([^`]+)`", " ".join(rows))) == sorted(SCOPES.values())


def test_every_method_the_code_calls_has_its_scope_in_the_list() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "slack").rglob("*.py"))
    for called in ("client.files_info(", "client.users_info("):
        assert called in source
        source = source.replace(called, "")
    unlisted = ["files", "users", "reactions", "pins", "bookmarks", "conversations_open"]
    assert [name for name in unlisted if f"client.{name}" in source] == []


def test_a_workspace_that_installs_it_for_itself_grants_the_same() -> None:
    assert sorted(install.SCOPES) == sorted(SCOPES.values())


EVENTS = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
NO_QUESTIONS = {"app_home_opened", "app_uninstalled", "tokens_revoked"}  # each has a test of its own


@pytest.mark.parametrize("event", [event for event in EVENTS if event not in NO_QUESTIONS])
def test_every_event_it_subscribes_to_can_become_a_question(event: str) -> None:
    kind, _, place = event.partition(".")
    body = {"type": kind, "channel": "C1", "user": "U1", "text": "x", "ts": "2.0", "thread_ts": "1.0"}
    body |= {"channel_type": {"im": "im", "groups": "group"}.get(place, "channel")}
    assert read({"event_id": "E", "team_id": "T", "event": body}, "UBOT")


@pytest.mark.parametrize("command", MANIFEST["features"]["slash_commands"])
def test_every_command_is_understood_and_names_keep_their_wrapping(command: dict) -> None:
    assert read({"command": command["command"], "team_id": "T"}, "UBOT")
    assert command["should_escape"]
    assert len(command["description"]) <= 2_000


@pytest.mark.parametrize("shortcut", MANIFEST["features"]["shortcuts"])
def test_every_shortcut_is_one_on_messages_that_the_bot_listens_to(shortcut: dict) -> None:
    listened = (ROOT / "bot" / "slack" / "read" / "incoming.py").read_text(encoding="utf-8")
    assert f'= "{shortcut["callback_id"]}"' in listened
    assert shortcut["type"] == "message"
    assert 1 <= len(shortcut["name"]) <= 24
    assert 1 <= len(shortcut["description"]) <= 150


def test_the_limits_of_the_manifest_schema_are_kept() -> None:
    shown, agent = MANIFEST["display_information"], MANIFEST["features"]["agent_view"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert len(agent["agent_description"]) <= 300
    assert 1 <= len(agent["suggested_prompts"]) <= 4
    assert all(prompt["title"] and prompt["message"] for prompt in agent["suggested_prompts"])


def test_it_is_the_socket_mode_form_and_offers_nothing_that_is_not_there() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"]
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]
    # The event of the tab needs no scope, and neither does views.publish.
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"] is ("app_home_opened" in EVENTS)
