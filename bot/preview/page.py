"""One page of what Slack would show: nothing is loaded, nothing runs, light or dark, as wide as asked."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Literal

from bot.preview.surfaces import Shown, surface
from bot.preview.tags import Tag, tag, written

Theme = Literal["light", "dark"]
Width = Literal["desktop", "phone"]

# The page may not fetch, run or send anything, whatever stands in it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(shown: Sequence[Shown], theme: Theme = "light", width: Width = "desktop") -> str:
    """The page; what it shows first can be changed in it. Raises UnknownBlock for what is not known yet."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", **{"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", "Footnote in Slack"),
        tag("style", resources.files("bot.preview").joinpath("style.css").read_text(encoding="utf-8")),
    )
    body = tag("body", _switches(theme, width), *map(_framed, shown))
    return "<!DOCTYPE html>\n" + written(tag("html", head, body, lang="en")) + "\n"


def _switches(theme: Theme, width: Width) -> Tag:
    """Two rows of radio buttons; the style sheet follows them without any script."""
    rows = (("theme", ("light", "dark"), theme), ("width", ("desktop", "phone"), width))
    return tag(
        "form",
        *(_switch(name, one, on=one == first) for name, choices, first in rows for one in choices),
        kind="switches",
    )


def _switch(name: str, choice: str, *, on: bool) -> Tag:
    checked = {"checked": "checked"} if on else {}
    return tag("label", tag("input", type="radio", name=name, id=choice, **checked), choice)


def _framed(shown: Shown) -> Tag:
    return tag("section", tag("h2", shown.heading), tag("div", surface(shown), kind="frame"), id=shown.name)
