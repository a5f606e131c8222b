"""What Slack sent, as an Incoming. Pure: a request body in, an Incoming or None out.

Whether a thread is followed is not known here: `surface` "reply" is a message that may be for us.
"""

from __future__ import annotations

import json
import re

from bot.slack.read.attached import asks_to_index, links_in, readable_files, without_links
from bot.slack.read.incoming import (
    ASK_ABOUT_MESSAGE,
    ASK_PERSON,
    GO_AHEAD,
    INDEX_THIS,
    PICK_ARTICLE,
    QUESTION,
    REMOVE_ARTICLE,
    SUMMARISE_THIS,
    SUMMARISE_THREAD,
    Body,
    Incoming,
    Surface,
    team_of,
    typed,
)
from bot.slack.read.wishes import thread_wish

_COMMANDS: dict[str, Surface] = {"/ask": "ask", "/summary": "summary", "/footnote": "library"}
_BUTTONS: dict[str, Surface] = {
    SUMMARISE_THIS: "summary",
    INDEX_THIS: "index",
    REMOVE_ARTICLE: "remove",
    ASK_PERSON: "person",
}


def read(body: Body, bot_user: str) -> Incoming | None:
    """What the body asks of the bot, or None for everything that is not for it to answer."""
    if body.get("command") in _COMMANDS:
        return _command(body)
    if body.get("type") == "block_actions":
        return _pressed(body) or _picked(body) or _agreed(body)
    if body.get("callback_id") == SUMMARISE_THREAD:
        return _about_thread(body)
    if (body.get("view") or {}).get("callback_id") == ASK_ABOUT_MESSAGE:
        return _about_message(body)
    event = body.get("event") or {}
    if event.get("type") not in ("app_mention", "message") or not _by_a_person(event):
        return None
    return _message(body, event, bot_user)


def keys(body: Body) -> list[str]:
    """The names under which this request may be taken once: Slack's id for it, and the message it is about.

    A mention arrives as two events with different ids, but of one message.
    """
    event = body.get("event") or {}
    names = {
        "event": body.get("event_id"),
        "trigger": body.get("trigger_id"),
        "message": f"{event.get('channel')}:{event['ts']}" if event.get("ts") else None,
        "once": _once(body),
    }
    return [f"{kind}:{name}" for kind, name in names.items() if name]


def _by_a_person(event: Body) -> bool:
    # Two bots that answer each other never stop; edits, joins and deletions are not questions.
    named = bool(event.get("user")) and not event.get("bot_id")
    return named and event.get("subtype") in (None, "file_share")


def _command(body: Body) -> Incoming:
    return Incoming(
        _COMMANDS[body["command"]],
        team_of(body),
        body.get("channel_id", ""),
        body.get("user_id", ""),
        typed(body.get("text") or ""),
        response_url=body.get("response_url", ""),
        links=links_in(body.get("text") or ""),
    )


def _pressed(body: Body) -> Incoming | None:
    """A button whose work outlasts the click, and so is kept in the ledger until it is done."""
    action = (body.get("actions") or [{}])[0]
    surface = _BUTTONS.get(action.get("action_id", ""))
    if surface is None:
        return None
    shown = body.get("message") or body.get("container") or {}
    return Incoming(
        surface,
        team_of(body),
        (body.get("channel") or {}).get("id", ""),
        (body.get("user") or {}).get("id", ""),
        "",
        root=shown.get("thread_ts") or "",
        response_url=body.get("response_url", ""),
        picked=action.get("value", ""),
    )


def _picked(body: Body) -> Incoming | None:
    """An article chosen from the menu that `/summary` offers is the same wish, said with a click."""
    action = (body.get("actions") or [{}])[0]
    if action.get("action_id") != PICK_ARTICLE:
        return None
    # The menu's values are a length, a colon and the id; older menus had a count of sentences, or no length.
    length, _, article_id = (action.get("selected_option") or {}).get("value", "").rpartition(":")
    return Incoming(
        "summary",
        team_of(body),
        (body.get("channel") or {}).get("id", ""),
        (body.get("user") or {}).get("id", ""),
        f"{length} sentences" if length.isdigit() else length,
        response_url=body.get("response_url", ""),
        picked=article_id,
    )


def _agreed(body: Body) -> Incoming | None:
    action = (body.get("actions") or [{}])[0]
    if action.get("action_id") != GO_AHEAD:
        return None
    kept = json.loads(action["value"])
    return Incoming(
        kept["surface"],
        team_of(body),
        (body.get("channel") or {}).get("id", ""),
        (body.get("user") or {}).get("id", ""),
        kept["text"],
        root=kept["root"],
        ts=kept["ts"],
        response_url=body.get("response_url", "") if kept["private"] else "",
        picked=kept["picked"],
        links=tuple(kept["links"]),
        agreed=int(kept.get("tokens") or 1),  # older buttons named no figure
    )


def _once(body: Body) -> str | None:
    """What counts once however often it is pressed or sent off, each time under another trigger."""
    action = (body.get("actions") or [{}])[0]
    if action.get("action_id") == GO_AHEAD:
        return f"{GO_AHEAD}:{json.loads(action['value'])['id']}"
    view = body.get("view") or {}
    sent_off = body.get("type") == "view_submission" and view.get("callback_id") == ASK_ABOUT_MESSAGE
    return f"{ASK_ABOUT_MESSAGE}:{view.get('id')}" if sent_off else None


def _about_thread(body: Body) -> Incoming:
    """The shortcut on a message: its thread, or the one that it begins. Told privately."""
    message = body.get("message") or {}
    return Incoming(
        "thread",
        team_of(body),
        (body.get("channel") or {}).get("id", ""),
        (body.get("user") or {}).get("id", ""),
        "",
        root=message.get("thread_ts") or message.get("ts", ""),
        ts=message.get("ts", ""),
        response_url=body.get("response_url", ""),
    )


def _about_message(body: Body) -> Incoming:
    """The modal's question about one message, sent off."""
    view = body["view"]
    ids = json.loads(view["private_metadata"])
    field = (view.get("state") or {}).get("values", {}).get(QUESTION, {}).get(QUESTION, {})
    return Incoming(
        "message",
        team_of(body),
        ids["channel"],
        (body.get("user") or {}).get("id", ""),
        str(field.get("value") or "").strip(),
        root=ids["root"],
        ts=ids["ts"],
        response_url=ids["url"],
    )


def _message(body: Body, event: Body, bot_user: str) -> Incoming | None:
    text = event.get("text") or ""
    mentioned = bool(re.search(rf"<@{re.escape(bot_user)}[|>]", text))
    surface = _surface(event, typed(text, bot_user))
    addressed = mentioned or surface in ("mention", "dm") or event.get("channel_type") == "im"
    files = readable_files(event)
    wished = addressed and _to_be_indexed(event, text, bot_user)
    offered = wished or bool(files)
    if surface is None and not offered:
        return None
    return Incoming(
        "offer" if offered else surface or "reply",
        team_of(body),
        event["channel"],
        event["user"],
        typed(text, bot_user),
        root=event.get("thread_ts") or event["ts"],
        ts=event["ts"],
        mentioned=mentioned or event["type"] == "app_mention",
        files=files,
        links=links_in(text) if wished else (),
    )


def _to_be_indexed(event: Body, text: str, bot_user: str) -> bool:
    """Whether it is addressed to the bot for nothing but what it brings."""
    brings = bool(event.get("files") or links_in(text))
    return brings and asks_to_index(typed(without_links(text), bot_user))


def _surface(event: Body, asked: str) -> Surface | None:
    surface = _spoken_to(event)
    return "thread" if surface and thread_wish(asked) else surface


def _spoken_to(event: Body) -> Surface | None:
    if event["type"] == "app_mention":
        return "mention"
    if event.get("channel_type") == "im":
        return "dm"
    return "reply" if event.get("thread_ts") else None
