"""What an article is called, a readable id made from where it came from, and what channels are. Pure.

Where the library serves many workspaces, a channel is named "WORKSPACE/CHANNEL".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

MAX_ID_CHARS = 60
MAX_TITLE_CHARS = 300  # longer ones are a paragraph by mistake

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


def workspace_of(channel: str) -> str:
    """The workspace that a channel's name begins with; empty where there is only one."""
    workspace, slash, _ = channel.partition("/")
    return workspace if slash else ""


def workspaces(channels: Iterable[str]) -> set[str]:
    """The workspaces of these channels; none where there is only one."""
    return {workspace_of(channel) for channel in channels} - {""}


def everywhere_in(workspace: str) -> str:
    """The name that stands for every channel of a workspace."""
    return f"{workspace}/*"


def owned(workspace: str, origin: str) -> str:
    """The identity of what a workspace brought: of the same page another has an article of its own."""
    return f"{workspace}|{origin}" if workspace else origin


def article_id_for(origin: str, title: str | None, taken: Container[str], workspace: str = "") -> str:
    """A readable id: of the origin's last part, else of the title; `-2`, `-3` where it is taken.

    With a workspace's name at its end, so that a number tells nothing of other workspaces.
    """
    stem = _stem(origin.removeprefix(owned(workspace, "")))
    base = "-".join(filter(None, (slug(stem) or slug(title or "") or "article", slug(workspace))))
    number = 1
    while (candidate := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return candidate


def slug(name: str) -> str:
    """Lower-case ASCII letters and digits joined by hyphens; empty if `name` has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_PLAIN.sub("-", plain)[:MAX_ID_CHARS].strip("-")


def shown(text: str | None) -> str | None:
    """A title or a source without characters nobody can see, on one line, cut to length; None if empty."""
    if text is None:
        return None
    visible = "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text)
    return " ".join(visible.split())[:MAX_TITLE_CHARS].strip() or None


def whole(text: str) -> str:
    """The text with half characters (lone surrogates) spelt out: the database cannot hold them."""
    return text.encode("utf-8", "backslashreplace").decode()


def _stem(origin: str) -> str:
    """The last part of a path or of an address, without what comes after its first dot of type."""
    path = urlsplit(origin).path if re.match(r"https?://", origin) else origin
    return PurePosixPath(path).stem
