"""What an article is called: a readable id made from where it came from. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from pathlib import PurePosixPath
from urllib.parse import urlsplit

MAX_ID_CHARS = 60
MAX_TITLE_CHARS = 300  # longer ones are a paragraph by mistake

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


def article_id_for(origin: str, title: str | None, taken: Container[str]) -> str:
    """A readable id: of the origin's last part, else of the title; `-2`, `-3` where it is taken."""
    base = slug(_stem(origin)) or slug(title or "") or "article"
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
