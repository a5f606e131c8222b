"""What Slack refuses, as far as it is known: the SDK's validators and the limits the SDK misses. Pure.

Each function returns Slack's word for the fault and where it lies, or None.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from bot.preview.surfaces import block as drawn
from bot.preview.tags import UnknownBlock

MAX_TEXT = 40_000
MAX_BLOCKS_TEXT = 13_200  # measured by others; refused as msg_blocks_too_long
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MAX_URL = 3_000
FIXED_LINKS = {"open the thread", "open in Slack"}  # to a message, by chat.getPermalink
_LIVE_ELEMENTS = {"user", "usergroup", "channel", "broadcast", "date", "emoji", "team", "color"}
_VIEW_KEYS = {
    *("type", "id", "title", "blocks", "close", "submit", "private_metadata", "callback_id"),
    *("clear_on_close", "notify_on_close", "external_id", "submit_disabled"),
}
_OPTIONS = {"radio_buttons": 10, "checkboxes": 10}  # the others take 100, which the SDK holds them to
_RICH = {"rich_text_section", "rich_text_quote", "rich_text_list", "rich_text_preformatted"}


def message(args: dict[str, Any]) -> str | None:
    """A message's arguments: `text`, `blocks`, and what may not stand with them."""
    text, shown = args.get("text") or "", args.get("blocks") or []
    if not text.strip():
        return "no_text"
    if len(text) > MAX_TEXT:
        return "msg_too_long"
    for forbidden in ("link_names", "parse", "as_user", "markdown_text", "attachments"):
        if args.get(forbidden):
            return f"invalid_arguments: {forbidden}"
    return blocks(shown, MESSAGE_BLOCKS)


def without_unfurling(args: dict[str, Any]) -> str | None:
    """A message by a method that cannot switch unfurling off: nothing in it may be a link."""
    if '"type": "link"' in json.dumps(args.get("blocks") or []):
        return "invalid_arguments: a link that could unfurl"
    return message(args)


def posted(args: dict[str, Any]) -> str | None:
    """A message that everybody sees must also switch unfurling off."""
    for name in ("unfurl_links", "unfurl_media"):
        if args.get(name) not in (False, "false", "0"):
            return f"invalid_arguments: {name} is not off"
    return message(args)


def view(shown: dict[str, Any]) -> str | None:
    """A modal."""
    if shown.get("type") != "modal" or not 1 <= len(shown.get("title", {}).get("text", "")) <= 24:
        return "invalid_arguments: type or title"
    if set(shown) - _VIEW_KEYS:
        return f"invalid_arguments: {sorted(set(shown) - _VIEW_KEYS)}"
    named = [shown[name] for name in ("title", "submit", "close") if name in shown]
    if any(one.get("type") != "plain_text" or len(one["text"]) > 24 for one in named):
        return "invalid_arguments: title, submit or close"
    if len(shown.get("private_metadata", "")) > 3_000 or len(shown.get("callback_id", "")) > 255:
        return "invalid_arguments: private_metadata or callback_id"
    if any(block["type"] == "input" for block in shown.get("blocks") or []) and not shown.get("submit"):
        return "invalid_arguments: an input needs submit"
    return blocks(shown.get("blocks") or [], VIEW_BLOCKS)


def reaction(sent: dict[str, Any], ack: dict[str, Any]) -> str | None:
    """What the ack of a modal that was sent off asks for: another view, or errors under its inputs."""
    action = ack.get("response_action")
    if action in ("update", "push"):
        return view(ack["view"])
    if action != "errors":
        return None if action in (None, "clear") else f"invalid_arguments: response_action {action}"
    inputs = {block["block_id"] for block in sent["blocks"] if block["type"] == "input"}
    wrong = {key for key, text in ack["errors"].items() if key not in inputs or not text}
    return f"invalid_arguments: errors under {sorted(wrong)}" if wrong or not ack["errors"] else None


def home(shown: dict[str, Any]) -> str | None:
    """The home tab of an app: blocks and nothing that only a modal has."""
    if shown.get("type") != "home" or set(shown) - {"type", "blocks", "private_metadata", "callback_id"}:
        return "invalid_arguments: not a home view"
    return blocks(shown.get("blocks") or [], VIEW_BLOCKS)


def blocks(shown: list[dict[str, Any]], most: int) -> str | None:
    """Every block by the SDK, nothing lost or added in its reading, unique ids, the sum of the text."""
    if len(shown) > most:
        return f"invalid_blocks: {len(shown)} of at most {most}"
    ids = [block["block_id"] for block in shown if "block_id" in block]
    if len(ids) != len(set(ids)):
        return "invalid_blocks: a block_id twice"
    for block in shown:
        fault = _block(block) or _not_shown(block)
        if fault:
            return f"invalid_blocks: {fault}"
    if sum(len(text) for text in texts(shown)) > MAX_BLOCKS_TEXT:
        return "msg_blocks_too_long"
    return None


def texts(value: object) -> Iterator[str]:
    """Every text a reader sees, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def _block(block: dict[str, Any]) -> str | None:
    try:
        parsed = Block.parse(block)
        if parsed is None:
            return f"unknown type {block.get('type')}"
        parsed.validate_json()
        read = json.loads(json.dumps(parsed.to_dict()))
    except (SlackObjectFormationError, TypeError) as fault:
        return str(fault)
    if _without_emoji(read) != _without_emoji(block):
        return f"keys the SDK does not know in {json.dumps(block)[:200]}"
    if block["type"] == "rich_text":
        return _rich_text(block)
    missed = _missed(block)
    if missed:
        return missed
    too_many = {"actions": 25, "context": 10, "context_actions": 5}.get(block["type"], 10**6)
    if not 1 <= len(block.get("elements", [{}])) <= too_many:
        return f"{block['type']} has {len(block['elements'])} elements"
    return None


def _not_shown(block: dict[str, Any]) -> str | None:
    """What our own preview has not learned to show: whatever the bot sends, people can look at beforehand."""
    try:
        drawn(block)
    except UnknownBlock as fault:
        return str(fault)
    return None


def _missed(block: dict[str, Any]) -> str | None:
    """What the SDK lets through and Slack refuses (docs.slack.dev, block kit)."""
    if any(len(field["text"]) > 2_000 for field in block.get("fields", ())):
        return "a field over 2,000"
    if block["type"] == "header" and block["text"]["type"] != "plain_text":
        return "a header in mrkdwn"
    inside = [*block.get("elements", ()), *([block["element"]] if "element" in block else ())]
    ids = [one["action_id"] for one in inside if "action_id" in one]
    if len(ids) != len(set(ids)):
        return "an action_id twice in a block"
    return next((fault for fault in map(_element, inside) if fault), None)


def _element(element: dict[str, Any]) -> str | None:
    options = element.get("options", [])
    if len(options) > _OPTIONS.get(element["type"], 100):
        return f"{len(options)} options of {element['type']}"
    for one in options:
        lengths = (len(one["text"]["text"]), len(one.get("description", {}).get("text", "")))
        if max(lengths) > 75 or not 1 <= len(one["value"]) <= 150:
            return f"an option too long: {one}"
    first = element.get("initial_options") or [one for one in [element.get("initial_option")] if one]
    if any(one not in options for one in first):
        return f"chosen and not on offer: {first}"
    if element.get("max_length", 0) > 3_000 or len(element.get("initial_value", "")) > 3_000:
        return "a text field over 3,000"
    return None


def _rich_text(block: dict[str, Any]) -> str | None:
    for element in block["elements"]:
        if element["type"] not in _RICH or not element["elements"]:
            return f"rich_text element {element['type']}"
        for inner in element["elements"]:
            if inner["type"] in _LIVE_ELEMENTS:
                return f"live element {inner['type']}"
            if inner["type"] == "link":
                fault = _link(inner)
                if fault:
                    return fault
                continue
            if inner["type"] != "text" or not inner.get("text"):
                return f"rich_text leaf {inner}"
    return None


def _link(element: dict[str, Any]) -> str | None:
    """A link of ours is the one live thing in a message: fixed words, and the host that it really opens."""
    url, words = urlsplit(element["url"]), element.get("text", "").replace("\u200b", "")
    host = (url.hostname or "").removeprefix("www.")
    at, _, named = words.partition(" at ")
    fits = at == "open" and host and (named == host or (named[:1] == "…" and host.endswith(named[1:])))
    if url.scheme not in ("http", "https") or "@" in url.netloc or len(element["url"]) > MAX_URL:
        return f"a link to {element['url']}"
    if set(element) != {"type", "url", "text"} or not (fits or words in FIXED_LINKS):
        return f"a link called {words!r}"
    return None


def _without_emoji(value: object) -> object:
    # The SDK writes the default of plain_text's `emoji` out.
    if isinstance(value, dict):
        return {key: _without_emoji(inner) for key, inner in value.items() if key != "emoji"}
    return [_without_emoji(inner) for inner in value] if isinstance(value, list) else value
