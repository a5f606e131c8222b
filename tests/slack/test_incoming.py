"""What Slack sends, read: which requests are questions, what was typed, and what they may be claimed by."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.slack.read.bodies import keys, read
from bot.slack.read.incoming import Incoming, agreement, message_ids, team_of, typed

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


TL_DR = "tl;dr"


@pytest.mark.parametrize(
    ("body", "surface", "thread"),
    [
        (event(type="app_mention", text=f"<@U0BOT> {TL_DR}", thread_ts="1.0"), "thread", "1.0"),
        (event(type="app_mention", text=f"<@U0BOT> {TL_DR}"), "thread", None),
        (event(channel_type="im", text=TL_DR, thread_ts="1.0"), "thread", "1.0"),
        (event(channel_type="channel", text=TL_DR, thread_ts="1.0"), "thread", "1.0"),
        (event(channel_type="channel", text=f"<@U0BOT> {TL_DR}", thread_ts="1.0"), "thread", "1.0"),
        (event(type="app_mention", text="<@U0BOT> what is a tl;dr?", thread_ts="1.0"), "mention", "1.0"),
    ],
)
def test_a_wish_for_the_thread_is_one_wherever_it_is_said(
    body: dict, surface: str, thread: str | None
) -> None:
    incoming = read(body, BOT)
    assert (incoming.surface, incoming.thread) == (surface, thread)
    assert incoming.mentioned is ("U0BOT" in body["event"]["text"])


def test_what_people_say_to_each_other_outside_of_threads_is_no_wish() -> None:
    assert read(event(channel_type="channel", text=TL_DR), BOT) is None


SHORTCUT = {
    "type": "message_action",
    "callback_id": "summarise_thread",
    "team": {"id": "T1"},
    "channel": {"id": "C1"},
    "user": {"id": "U1"},
    "trigger_id": "t1",
    "response_url": "https://hooks.example/1",
    "message": {"ts": "5.0", "thread_ts": "1.0", "text": "the words of somebody"},
}


def test_a_shortcut_is_the_thread_of_its_message_and_holds_no_word_of_it() -> None:
    url = SHORTCUT["response_url"]
    assert read(SHORTCUT, BOT) == Incoming("thread", "T1", "C1", "U1", "", "1.0", "5.0", url)
    alone = {**SHORTCUT, "message": {"ts": "5.0"}}
    assert read(alone, BOT).thread is None
    ids = message_ids(SHORTCUT)
    assert ids == {"channel": "C1", "ts": "5.0", "root": "1.0", "url": url}
    assert read({**SHORTCUT, "callback_id": "ask_about_message"}, BOT) is None


def submitted(question: str | None, trigger: str = "t2") -> dict:
    values = {"question": {"question": {"value": question}}}
    view = {
        "id": "V1",
        "callback_id": "ask_about_message",
        "private_metadata": json.dumps(message_ids(SHORTCUT)),
        "state": {"values": values},
    }
    team, user = {"id": "T1"}, {"id": "U1"}
    return {"type": "view_submission", "team": team, "user": user, "trigger_id": trigger, "view": view}


@pytest.mark.parametrize(("written", "text"), [(" how many? ", "how many?"), (None, ""), ("", "")])
def test_a_question_about_a_message_knows_which_one(written: str | None, text: str) -> None:
    url = SHORTCUT["response_url"]
    assert read(submitted(written), BOT) == Incoming("message", "T1", "C1", "U1", text, "1.0", "5.0", url)


def test_a_modal_sent_off_twice_has_one_name_in_common_and_other_modals_have_none() -> None:
    assert set(keys(submitted("x"))) & set(keys(submitted("x", "t3"))) == {"once:ask_about_message:V1"}
    other = submitted("x")
    other["view"]["callback_id"] = "feedback_reason"
    assert keys(other) == ["trigger:t2"]


WISH = Incoming("summary", "T1", "C1", "U1", "kursk 100 words", response_url="https://hooks.example/1")


def agreed(value: str, trigger: str = "t9") -> dict:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "user": {"id": "U1"},
        "trigger_id": trigger,
        "response_url": "https://hooks.example/2",
        "actions": [{"action_id": "go_ahead", "value": value}],
    }


@pytest.mark.parametrize(
    "wish",
    [
        WISH,
        replace(WISH, picked="file:F1", text=""),
        replace(WISH, links=("https://x.example/a",)),
        replace(WISH, surface="thread", text="tl;dr", root="1.0", ts="5.0", response_url=""),
    ],
    ids=["named", "a file", "a page", "a thread for all"],
)
def test_an_agreement_is_the_same_wish_answered_where_it_was_to_be(wish: Incoming) -> None:
    value = agreement(wish, "e1", 9_000)
    url = "https://hooks.example/2" if wish.response_url else ""
    assert read(agreed(value), BOT) == replace(wish, agreed=9_000, response_url=url)
    assert set(keys(agreed(value))) & set(keys(agreed(value, "t10"))) == {"once:go_ahead:e1"}


def test_a_wish_too_long_for_a_button_cannot_be_agreed_to() -> None:
    assert agreement(replace(WISH, text="x" * 2_000), "e1", 9_000) is None
