"""What stands inside blocks: rich text, buttons, menus, inputs. What is not known is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bot.preview.tags import Tag, UnknownBlock, tag

Part = dict[str, Any]

_STYLES = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}
_BUTTONS = {None: "button", "primary": "button primary", "danger": "button danger"}
_MENUS = {
    "static_select": "Choose",
    "multi_static_select": "Choose",
    "external_select": "Choose",
    "users_select": "Choose a person",
    "multi_users_select": "Choose people",
    "channels_select": "Choose a channel",
    "multi_channels_select": "Choose channels",
    "conversations_select": "Choose a conversation",
    "multi_conversations_select": "Choose conversations",
    "datepicker": "Choose a day",
    "timepicker": "Choose a time",
}
_FIELDS = {"plain_text_input": "", "number_input": "", "url_text_input": "https://"}
_TICKS = {"radio_buttons": "radio", "checkboxes": "checkbox"}

_THUMB = "M3 9h3v8H3z M6 9.5 9.5 3c1.6 0 2.4 1 2.2 2.5L11 8h4.3c1 0 1.7.9 1.5 2l-1 5.5c-.2 1-.8 1.5-2 1.5H6"


def text_of(part: Part) -> str:
    """The words of a text object. Markup is refused: what Slack would make of it is not shown here."""
    if part.get("type") != "plain_text":
        raise UnknownBlock(f"The preview shows plain_text, and this is {part.get('type')!r}: {part!r:.200}")
    return str(part["text"])


def rich_text(block: Part) -> list[Tag]:
    """The sections, quotations and lists of a rich_text block."""
    return [_rich(element) for element in block["elements"]]


def control(element: Part) -> Tag:
    """A button, a menu, a field or something to tick."""
    kind = element.get("type")
    if kind == "button":
        return tag("span", text_of(element["text"]), kind=_BUTTONS[element.get("style")], role="button")
    if kind == "feedback_buttons":
        return _thumbs(element)
    if kind in _MENUS:
        return _menu(element)
    if kind in _FIELDS:
        return _field(element)
    if kind in _TICKS:
        return tag("div", *(_tick(one, element) for one in element["options"]), kind="ticks")
    raise UnknownBlock(f"The preview does not know the element {kind!r} yet.")


def _rich(element: Part) -> Tag:
    kinds: dict[str, Callable[[Part], Tag]] = {
        "rich_text_section": lambda one: tag("div", *map(_leaf, one["elements"]), kind="section"),
        "rich_text_quote": lambda one: tag("blockquote", *map(_leaf, one["elements"])),
        "rich_text_preformatted": lambda one: tag("div", *map(_leaf, one["elements"]), kind="pre"),
        "rich_text_list": _list,
    }
    kind = element.get("type", "")
    if kind not in kinds:
        raise UnknownBlock(f"The preview does not know the rich text {kind!r} yet.")
    return kinds[kind](element)


def _list(element: Part) -> Tag:
    items = (tag("li", *map(_leaf, one["elements"])) for one in element["elements"])
    return tag("ol" if element.get("style") == "ordered" else "ul", *items)


def _leaf(element: Part) -> Tag:
    if element.get("type") == "link":
        inner: Tag = _link(element)
    elif element.get("type") == "text":
        inner = tag("span", element["text"])
    else:
        raise UnknownBlock(f"The preview does not know the rich text {element.get('type')!r} yet.")
    for style, on in element.get("style", {}).items():
        if style not in _STYLES:
            raise UnknownBlock(f"The preview does not know the style {style!r} yet.")
        inner = tag(_STYLES[style], inner) if on else inner
    return inner


def _link(element: Part) -> Tag:
    url = element["url"]
    if urlsplit(url).scheme not in ("http", "https"):
        raise UnknownBlock(f"A link leads to {url!r}; only http and https are shown.")
    return tag("a", element.get("text") or url, href=url, rel="noreferrer noopener")


def _thumbs(element: Part) -> Tag:
    thumbs = (("positive_button", ""), ("negative_button", "rotate(180 10 10)"))
    return tag("span", *(_thumb(text_of(element[name]["text"]), turn) for name, turn in thumbs))


def _thumb(says: str, turn: str) -> Tag:
    # Drawn: a font with the signs is not on every machine.
    drawn = tag("svg", tag("path", d=_THUMB, transform=turn), viewBox="0 0 20 20", width="18", height="18")
    return tag("span", drawn, kind="thumb", role="button", title=says)


def _menu(element: Part) -> Tag:
    chosen = element.get("initial_options") or [one for one in [element.get("initial_option")] if one]
    names = ", ".join(text_of(one["text"]) for one in chosen)
    if not names:
        names = _given(element) or (
            text_of(element["placeholder"]) if "placeholder" in element else _MENUS[element["type"]]
        )
    options = (tag("li", text_of(one["text"])) for one in element.get("options", ()))
    return tag("details", tag("summary", names, kind="menu"), tag("ul", *options, kind="options"))


def _given(element: Part) -> str:
    """What is chosen in a menu of people, channels, days or times: Slack shows the name of the id."""
    for key, value in element.items():
        if key.startswith("initial_") and value:
            return ", ".join(value) if isinstance(value, list) else str(value)
    return ""


def _field(element: Part) -> Tag:
    value = element.get("initial_value")
    hint = text_of(element["placeholder"]) if "placeholder" in element else _FIELDS[element["type"]]
    kind = "field tall" if element.get("multiline") else "field"
    return tag("div", value if value else hint, kind=kind if value else f"{kind} hint")


def _tick(option: Part, element: Part) -> Tag:
    first = element.get("initial_options") or [element.get("initial_option")]
    sign = {"radio": ("◯", "◉"), "checkbox": ("☐", "☑")}[_TICKS[element["type"]]][option in first]
    more = [tag("div", text_of(option["description"]), kind="aside")] if "description" in option else []
    return tag("div", tag("span", sign, kind="sign"), text_of(option["text"]), *more)
