"""What somebody asks of the bot, as the few facts a handler needs, and what people typed. Pure.

How it is read out of what Slack sends: `bot.slack.read.bodies`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Surface = Literal[
    "mention",
    "dm",
    "reply",
    "ask",
    "summary",
    "library",
    "offer",
    "index",
    "remove",
    "thread",
    "message",
    "follow",
    "digest",
    "person",
]
Body = dict[str, Any]

PICK_ARTICLE = "pick_article"
INDEX_THIS = "index_this"
REMOVE_ARTICLE = "remove_article"
ASK_PERSON = "person"
SUMMARISE_THIS = "summarise_this"
GO_AHEAD = "go_ahead"
SUMMARISE_THREAD = "summarise_thread"
ASK_ABOUT_MESSAGE = "ask_about_message"
QUESTION = "question"  # the modal's field, block and action alike
MAX_VALUE_CHARS = 2_000  # of a button: docs.slack.dev, button element
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
    what a message brings (`bot.slack.read.attached`). `agreed`: to a cost of so many tokens, 0 for to none.
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
    agreed: int = 0

    @property
    def in_dm(self) -> bool:
        """Whether nobody but the person and the bot reads along."""
        return self.channel.startswith("D")

    @property
    def thread(self) -> str | None:
        """The thread it stands in, if it does not begin one."""
        return self.root if self.root and self.root != self.ts else None


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


def agreement(incoming: Incoming, taken: str, tokens: int) -> str | None:
    """The value of a button for the same wish at a cost of so many tokens; None where it would be too long.

    `taken` is the wish's event: of all such buttons pressed for it, one counts.
    """
    kept: Body = {"id": taken, "surface": incoming.surface, "text": incoming.text, "picked": incoming.picked}
    kept |= {"root": incoming.root, "ts": incoming.ts, "links": list(incoming.links), "tokens": tokens}
    value = json.dumps({**kept, "private": bool(incoming.response_url)}, ensure_ascii=False)
    return value if len(value) <= MAX_VALUE_CHARS else None


def message_ids(body: Body) -> Body:
    """Where the message of a shortcut stands and where its answer goes, for the modal that asks."""
    message = body.get("message") or {}
    return {
        "channel": (body.get("channel") or {}).get("id", ""),
        "ts": message.get("ts", ""),
        "root": message.get("thread_ts") or message.get("ts", ""),
        "url": body.get("response_url", ""),
    }
