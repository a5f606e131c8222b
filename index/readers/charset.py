"""Bytes to UTF-8, from an encoding that a stranger names: only those that text is published in. Pure."""

from __future__ import annotations

import codecs

# They count as encodings of text, but no article is in them; the first two take quadratic time.
_NEVER = frozenset({"idna", "punycode", "utf-7", "unicode-escape", "raw-unicode-escape"})


def utf8_from(data: bytes, encoding: str) -> bytes | None:
    """The text that `data` is in this encoding, in UTF-8; None if it is none, or nobody publishes in it."""
    try:
        found = codecs.lookup(encoding)
        if not found._is_text_encoding or found.name in _NEVER:
            return None
        return data.decode(found.name).encode()
    except (ValueError, LookupError):
        return None
