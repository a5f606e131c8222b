"""What Slack sends, read: which requests are questions, what was typed, and what they may be claimed by."""

from __future__ import annotations

import pytest

from bot.slack.bodies import keys, read
from bot.slack.incoming import Incoming, team_of, typed

BOT = "U0BOT"


def event(**parts: object) -> dict:
    base = {"type": "message", "channel": "C1", "user": "U1", "text": "hello", "ts": "5.0"}
    return {"team_id": "T1", "event_id": "Ev1", "event": {**base, **parts}}


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("<@U0BOT> how many?", "how many?"),
        ("<@U0BOT|footnote> how <@U0BOT>many?", "how  many?"),
        ("see <https://x.example/a|x.example/a>", "see x.example/a"),
        ("see <https://x.example/a>", "see https://x.example/a"),
        ("ask <@U2|anna> in <#C2|general> or <@U3>", "ask @anna in #general or @U3"),
        ("<!here> and <!subteam^S1|@devs> and <!date^1^{date}|Feb 18>", "@here and @devs and Feb 18"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
        ("5 < 6", "5 < 6"),
        ("", ""),
    ],
)
def test_what_was_typed_comes_back_unwrapped_and_unescaped_once(raw: str, meant: str) -> None:
    assert typed(raw, BOT) == meant


@pytest.mark.parametrize(
    ("body", "surface", "root"),
    [
        (event(type="app_mention"), "mention", "5.0"),
        (event(type="app_mention", thread_ts="1.0"), "mention", "1.0"),
        (event(channel_type="im"), "dm", "5.0"),
        (event(channel_type="im", thread_ts="1.0"), "dm", "1.0"),
        (event(channel_type="channel", thread_ts="1.0"), "reply", "1.0"),
        (event(channel_type="im", subtype="file_share", files=[{}]), "dm", "5.0"),
    ],
)
def test_questions_are_told_apart_and_know_their_thread(body: dict, surface: str, root: str) -> None:
    incoming = read(body, BOT)
    assert incoming == Incoming(surface, "T1", "C1", "U1", "hello", root, "5.0", "", surface == "mention")


@pytest.mark.parametrize(
    "body",
    [
        event(channel_type="channel"),
        event(channel_type="im", subtype="message_changed"),
        event(channel_type="im", bot_id="B1"),
        event(channel_type="im", user=None),
        event(type="app_mention", bot_id="B1"),
        event(type="reaction_added"),
        {"type": "block_actions", "actions": [{"action_id": "source"}]},
        {"command": "/other"},
        {},
    ],
)
def test_everything_else_is_not_for_the_bot(body: dict) -> None:
    assert read(body, BOT) is None


def test_a_mention_and_its_twin_share_a_name_and_a_command_has_its_trigger() -> None:
    mention, twin = event(type="app_mention"), {**event(), "event_id": "Ev2"}
    assert set(keys(mention)) & set(keys(twin)) == {"message:C1:5.0"}
    assert keys({"command": "/ask", "trigger_id": "t1"}) == ["trigger:t1"]
    assert keys({"type": "view_closed"}) == []


@pytest.mark.parametrize("body", [{"team_id": "T1"}, {"team": {"id": "T1"}}])
def test_the_team_is_found_in_every_form(body: dict) -> None:
    assert team_of(body) == "T1"


@pytest.mark.parametrize(
    ("value", "text"), [("100 words:the-plan", "100 words"), ("3:the-plan", "3 sentences"), ("the-plan", "")]
)
def test_a_choice_from_the_menu_is_an_id_and_a_length(value: str, text: str) -> None:
    action = {"action_id": "pick_article", "selected_option": {"value": value}}
    incoming = read({"type": "block_actions", "actions": [action]}, "U0BOT")
    assert (incoming.picked, incoming.text) == ("the-plan", text)
