"""What Slack sent, as the few facts a handler needs. Pure: a request body in, an Incoming or None out.

Whether a thread is followed is not known here: `surface` "reply" is a message that may be for us.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.slack.attached import asks_to_index, links_in, readable_files, without_links

Surface = Literal["mention", "dm", "reply", "ask", "summary", "library", "offer", "index", "remove", "person"]
Body = dict[str, Any]

PICK_ARTICLE = "pick_article"
INDEX_THIS = "index_this"
REMOVE_ARTICLE = "remove_article"
ASK_PERSON = "person"
_COMMANDS: dict[str, Surface] = {"/ask": "ask", "/summary": "summary", "/footnote": "library"}
_BUTTONS: dict[str, Surface] = {INDEX_THIS: "index", REMOVE_ARTICLE: "remove", ASK_PERSON: "person"}
_WRAPPED = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_EMOJI = re.compile(r":[a-z0-9_+'-]+:")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A question (or a wish about the library) and where its answer belongs.

    `text` is what the person typed, without Slack's wrapping. `root` is the thread (a message's own `ts`
    when it begins one); it is empty for commands, which are answered at `response_url`.
    `mentioned`: the message names the bot. `picked`: what a menu or button stands for. `files` and `links`:
    what a message brings (`bot.slack.attached`).
    """

    surface: Surface
    team: str
    channel: str
    user: str
    text: str
    root: str = ""
    ts: str = ""
    response_url: str = ""
    mentioned: bool = False
    picked: str = ""
    files: Sequence[Body] = ()
    links: Sequence[str] = ()

    @property
    def in_dm(self) -> bool:
        """Whether nobody but the person and the bot reads along."""
        return self.channel.startswith("D")

    @property
    def thread(self) -> str | None:
        """The thread it stands in, if it does not begin one."""
        return self.root if self.root and self.root != self.ts else None


def read(body: Body, bot_user: str) -> Incoming | None:
    """What the body asks of the bot, or None for everything that is not for it to answer."""
    if body.get("command") in _COMMANDS:
        return _command(body)
    if body.get("type") == "block_actions":
        return _pressed(body) or _picked(body)
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
    }
    return [f"{kind}:{name}" for kind, name in names.items() if name]


def team_of(body: Body) -> str:
    """The workspace that the app is told of here; the organisation, where that installed it for all its own.

    In a channel shared with another workspace the sender's may be named beside it.
    """
    told = (body.get("authorizations") or [body])[0]
    if told.get("is_enterprise_install") in (True, "true"):
        return str(told.get("enterprise_id") or (body.get("enterprise") or {}).get("id") or "")
    installed = (body.get("view") or {}).get("app_installed_team_id") or told.get("team_id")
    return str(installed or body.get("team_id") or (body.get("team") or {}).get("id") or "")


def typed(text: str, bot_user: str = "") -> str:
    """What a person typed: without the bot's own mention, links unwrapped, then unescaped, once."""
    text = re.sub(rf"<@{re.escape(bot_user)}(\|[^<>]*)?>", " ", text) if bot_user else text
    unwrapped = _WRAPPED.sub(_unwrap, text)
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], unwrapped).strip()


def says_nothing(text: str) -> bool:
    """Whether what was typed holds no word: marks, and emoji, which Slack sends as :tada:."""
    return not any(char.isalnum() for char in _EMOJI.sub("", text))


def _unwrap(found: re.Match[str]) -> str:
    inside, _, label = found[1].partition("|")
    if inside[:1] in ("@", "#"):
        return inside[0] + (label or inside[1:])
    if inside[:1] == "!":
        return label or f"@{inside[1:].partition('^')[0]}"
    return label or inside


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
    # The menu's values are a count of sentences, a colon and the id; older menus had the id alone.
    count, _, article_id = (action.get("selected_option") or {}).get("value", "").rpartition(":")
    return Incoming(
        "summary",
        team_of(body),
        (body.get("channel") or {}).get("id", ""),
        (body.get("user") or {}).get("id", ""),
        f"{count} sentences",
        response_url=body.get("response_url", ""),
        picked=article_id,
    )


def _message(body: Body, event: Body, bot_user: str) -> Incoming | None:
    text = event.get("text") or ""
    mentioned = bool(re.search(rf"<@{re.escape(bot_user)}[|>]", text))
    surface = _surface(event)
    addressed = mentioned or surface in ("mention", "dm")
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
        mentioned=mentioned or surface == "mention",
        files=files,
        links=links_in(text) if wished else (),
    )


def _to_be_indexed(event: Body, text: str, bot_user: str) -> bool:
    """Whether it is addressed to the bot for nothing but what it brings."""
    brings = bool(event.get("files") or links_in(text))
    return brings and asks_to_index(typed(without_links(text), bot_user))


def _surface(event: Body) -> Surface | None:
    if event["type"] == "app_mention":
        return "mention"
    if event.get("channel_type") == "im":
        return "dm"
    return "reply" if event.get("thread_ts") else None
