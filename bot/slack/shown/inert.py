"""Text that can neither ping, link nor format: the last step before Slack. Pure.

Two forms of the same rule. `literal` is for rich_text and plain_text, which Slack shows as they are;
`mrkdwn` is for the one field that is always parsed, the message's `text`. Nothing decodes after either.
"""

from __future__ import annotations

import re
import unicodedata

BREAK = "\u200b"  # zero width: whoever removes it has the text back, character for character

# Control, format, private, surrogate and unassigned characters: bidi marks, NUL, invisible joins.
_STRIPPED = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})

# Measured on random mixes: removing addresses leaves new ones behind, breaking them does not.
_LINKS = (
    (re.compile(r":(?=//)"), f":{BREAK}"),
    (re.compile(r"(?i)(?<=www)\."), f"{BREAK}."),
    (re.compile(r"@"), f"@{BREAK}"),
    (re.compile(r"\.(?=[^\W\d_]{2})"), f".{BREAK}"),
)

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def literal(text: str) -> str:
    """Return `text` for a rich_text or plain_text field: nothing invisible, addresses and pings broken.

    A `<` is broken too, so that even a client which parsed the field would find no `<!channel>`.
    """
    return _broken(_clean(text)).replace("<", f"<{BREAK}")


def mrkdwn(text: str) -> str:
    """Return `text` for a field that Slack parses. `& < >` are escaped once and last: apply it once."""
    return _broken(_clean(text)).translate(_ESCAPES)


def one_line(text: str) -> str:
    """Return `text` with every run of white space as one space: titles and names."""
    return " ".join(text.split())


def _clean(text: str) -> str:
    # A tab keeps words apart, so it becomes a space instead of vanishing with the other controls.
    spaced = unicodedata.normalize("NFC", text).replace("\t", " ")
    return "".join(one for one in spaced if one == "\n" or unicodedata.category(one) not in _STRIPPED)


def _broken(text: str) -> str:
    for link, broken in _LINKS:
        text = link.sub(broken, text)
    return text
