"""Blocks, and where they stand: a message in a thread, a modal, the Home tab."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.preview.elements import Part, control, rich_text, text_of
from bot.preview.tags import Tag, UnknownBlock, tag

PRIVATE = "Only visible to you"


@dataclass(frozen=True, slots=True)
class Shown:
    """One payload to show: a message's `text` and `blocks`, or a view (a modal or the Home tab).

    `name` is its anchor in the page, `heading` our words above it, `asked` what a person said before.
    """

    name: str
    heading: str
    payload: dict[str, Any]
    asked: str = ""
    private: bool = False


def surface(shown: Shown) -> Tag:
    """The payload where Slack would show it. Raises UnknownBlock for what is not known yet."""
    kind = shown.payload.get("type", "message")
    draw = {"message": _message, "modal": _modal, "home": _home}.get(kind)
    if draw is None:
        raise UnknownBlock(f"The preview does not know the view {kind!r} yet.")
    return draw(shown)


def block(one: Part) -> Tag:
    """One block."""
    draw = _BLOCKS.get(one.get("type", ""))
    if draw is None:
        raise UnknownBlock(f"The preview does not know the block {one.get('type')!r} yet.")
    return draw(one)


def _message(shown: Shown) -> Tag:
    before = [_said("A", "Anna", [tag("div", shown.asked, kind="section")])] if shown.asked else []
    note = [tag("div", PRIVATE, kind="private")] if shown.private else []
    return tag("div", *before, *note, _said("", "Footnote", _body(shown.payload)), kind="message")


def _said(letter: str, name: str, body: Iterable[Tag]) -> Tag:
    badge = [] if letter else [tag("span", "APP", kind="app")]
    head = tag("div", tag("b", name), *badge, tag("span", "10:32", kind="time"), kind="who")
    face = tag("div", letter or "[1]", kind="face" if letter else "face ours")
    return tag("div", face, tag("div", head, *body, kind="words"), kind="said")


def _body(payload: Part) -> list[Tag]:
    if payload.get("blocks"):
        return [block(one) for one in payload["blocks"]]
    # A message without blocks shows its text; Slack undoes the three escapes and, told so, parses no more.
    return [tag("div", _unescaped(str(payload["text"])), kind="section")]


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _modal(shown: Shown) -> Tag:
    view = shown.payload
    close = tag("span", text_of(view["close"]) if "close" in view else "Cancel", kind="button", role="button")
    send = (
        [tag("span", text_of(view["submit"]), kind="button primary", role="button")]
        if "submit" in view
        else []
    )
    return tag(
        "div",
        tag("div", text_of(view["title"]), kind="title"),
        tag("div", *map(block, view["blocks"]), kind="inside"),
        tag("div", close, *send, kind="feet"),
        kind="modal",
    )


def _home(shown: Shown) -> Tag:
    return tag("div", tag("div", "Home", kind="tab"), *map(block, shown.payload["blocks"]), kind="home")


def _section(one: Part) -> Tag:
    words = [tag("div", text_of(one["text"]))] if "text" in one else []
    fields = [tag("div", text_of(field)) for field in one.get("fields", ())]
    side = [control(one["accessory"])] if "accessory" in one else []
    return tag("div", tag("div", *words, *fields), *side, kind="block beside")


def _input(one: Part) -> Tag:
    more = [tag("div", text_of(one["hint"]), kind="aside")] if "hint" in one else []
    optional = [tag("span", " (optional)", kind="aside")] if one.get("optional") else []
    label = tag("div", text_of(one["label"]), *optional, kind="label")
    return tag("div", label, control(one["element"]), *more, kind="block")


_BLOCKS: dict[str, Callable[[Part], Tag]] = {
    "rich_text": lambda one: tag("div", *rich_text(one), kind="block"),
    "actions": lambda one: tag("div", *map(control, one["elements"]), kind="block actions"),
    "context_actions": lambda one: tag("div", *map(control, one["elements"]), kind="block actions"),
    "context": lambda one: tag(
        "div", *(tag("div", text_of(part)) for part in one["elements"]), kind="block aside"
    ),
    "header": lambda one: tag("h3", text_of(one["text"])),
    "divider": lambda one: tag("hr"),
    "section": _section,
    "input": _input,
}
