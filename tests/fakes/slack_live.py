"""What Slack would make live in a text, by its documentation: pings, links, addresses, markup. Pure."""

from __future__ import annotations

import re
from typing import Any

_LIVE = {
    "angle markup": re.compile(r"<[!@#]|<[a-z][a-z0-9+.-]*:[^>]*>", re.IGNORECASE),
    "ping": re.compile(r"@(?:channel|here|everyone)\b", re.IGNORECASE),
    "address": re.compile(r"\w://|\bwww\.\w", re.IGNORECASE),
    "mail": re.compile(r"\S@\w"),
    "host": re.compile(r"\w\.[^\W\d_]{2}"),
    "invisible": re.compile(r"[\u202a-\u202e\u2060-\u206f\u200c-\u200f\ufeff\x00-\x09\x0b-\x1f\x7f-\x9f]"),
}
_RAW = {"unescaped": re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")}


def in_literal(text: str) -> list[str]:
    """What is live in a rich_text or plain_text field."""
    return [name for name, found in _LIVE.items() if found.search(text)]


def in_mrkdwn(text: str) -> list[str]:
    """What is live in a field that Slack parses; every `& < >` must be an entity."""
    return [name for name, found in {**_LIVE, **_RAW}.items() if found.search(text)]


def in_message(shown: dict[str, Any]) -> list[str]:
    """What is live in a message, a modal or a home tab: in its `text`, and everywhere in its blocks."""
    text = shown.get("text")
    found = in_mrkdwn(text) if isinstance(text, str) else []
    return found + [live for part in ("title", "blocks") for live in _in_blocks(shown.get(part))]


def _in_blocks(value: object) -> list[str]:
    if isinstance(value, list):
        return [live for inner in value for live in _in_blocks(inner)]
    if not isinstance(value, dict):
        return []
    text = value.get("text")
    parsed = value.get("type") == "mrkdwn"
    found = (in_mrkdwn if parsed else in_literal)(text) if isinstance(text, str) else []
    found += [name for name in ("url", "image_url", "mrkdwn") if value.get(name)]
    return found + [live for inner in value.values() for live in _in_blocks(inner)]
