"""Where a quoted sentence stands on the web: its article's own address, with a text fragment. Pure.

A browser that knows text fragments (wicg.github.io/scroll-to-text-fragment) scrolls to the sentence and marks
it; any other opens the page. The address is the operator's or the one that was fetched, never a page's word
for another host: the readers see to that.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.answers import Citation
from bot.slack.shown.layout import Link
from index.errors import Unreadable
from index.readers.address import is_public, parsed

MAX_WHOLE_WORDS = 12  # a longer sentence is named by its two ends: a mark inside it does not hide it then
END_WORDS = 6
MAX_FRAGMENT_CHARS = 600  # of a directive; Slack takes 3,000 of a link: docs.slack.dev, rich text link
MAX_HOST_CHARS = 60
_MOST_HOST = 253  # of a name: RFC 1035
_HOST = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)*(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII | re.IGNORECASE)
_FIGURE = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII | re.IGNORECASE)
_OLD_DIRECTIVE = ":~:"
_IN_FRAGMENTS = "/?:@!$&'()*+,;=%-._~"  # RFC 3986, section 3.5


def link_to(citation: Citation) -> Link | None:
    """The link under a quotation; None where the article has no address that a browser may open.

    Its words are ours and the host's, an international one in its ASCII form: none looks like another.
    """
    try:
        url = parsed(citation.url or "")
    except Unreadable:
        return None
    host = url.raw_host or ""
    if not _is_opened(host):
        return None
    anchor = quote((citation.url or "").partition("#")[2].partition(_OLD_DIRECTIVE)[0], _IN_FRAGMENTS)
    directive = text_directive(citation.text)
    fragment = f"{anchor}{_OLD_DIRECTIVE}{directive}" if directive else anchor
    return Link(f"{url}#{fragment}" if fragment else str(url), f"open at {_named(host)}")


def _is_opened(host: str) -> bool:
    """Whether a browser finds a host of that form on the web: a name of plain letters, or a public address.

    A name that ends in a figure is an address to a browser, in whatever form ("0x7f.1" is this machine).
    """
    last = host.rpartition(".")[2]
    if "%" in host:  # encoded, or the card of one machine's network: `ipaddress` would take the latter
        return False
    if ":" in host or _FIGURE.fullmatch(last):
        try:
            return is_public(host)
        except ValueError:
            return False
    return len(host) <= _MOST_HOST and _HOST.fullmatch(host) is not None and last != "localhost"


def no_link(citation: Citation) -> None:
    """For what is whispered: chat.postEphemeral cannot be told to unfurl nothing, so none may stand there."""


def text_directive(sentence: str) -> str:
    """`text=` with the whole sentence, or with its beginning and its end; empty where that gets too long.

    A match of one piece ends with its paragraph, so a sentence over several lines is named by its ends.
    """
    lines = [line.split() for line in sentence.splitlines() if line.split()]
    words = [word for line in lines for word in line]
    if len(lines) == 1 and len(words) <= MAX_WHOLE_WORDS:
        ends = [words]
    else:
        ends = [lines[0][:END_WORDS], lines[-1][-END_WORDS:]] if lines else []
    directive = "text=" + ",".join(_encoded(" ".join(end)) for end in ends)
    return directive if ends and len(directive) <= MAX_FRAGMENT_CHARS else ""


def _encoded(words: str) -> str:
    # A dash would read as the mark of a prefix or suffix; comma and ampersand are encoded as all others are.
    return quote(words, safe="").replace("-", "%2D")


def _named(host: str) -> str:
    """The host without `www.`; of a very long one the end, which says whose it is."""
    short = host.removeprefix("www.")
    return short if len(short) <= MAX_HOST_CHARS else f"…{short[1 - MAX_HOST_CHARS :]}"
