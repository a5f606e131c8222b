"""HTML as a tree. The one place where a text becomes part of a page; the serialiser escapes it, once."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree as tree  # written with, never read with

Tag = tree.Element

# Control characters have no place in a page; a browser drops or changes them, so it is said where one stood.
_REPLACED = "\ufffd"


class UnknownBlock(ValueError):
    """A payload holds what this preview has not learned to show."""


def tag(element: str, /, *inside: str | Tag, kind: str = "", **attributes: str) -> Tag:
    """An element with texts and elements in it; `kind` is its class."""
    made = tree.Element(element, {**({"class": kind} if kind else {}), **attributes})
    for one in inside:
        if isinstance(one, str):
            _say(made, one)
        else:
            made.append(one)
    return made


def written(root: Tag) -> str:
    """The tree as HTML."""
    return tree.tostring(root, encoding="unicode", method="html")


def shown(text: str) -> str:
    """The text as it will stand in the page."""
    return "".join(
        one if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs") else _REPLACED for one in text
    )


def _say(into: Tag, text: str) -> None:
    said = shown(text)
    if len(into):
        into[-1].tail = (into[-1].tail or "") + said
    else:
        into.text = (into.text or "") + said
