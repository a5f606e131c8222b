"""What a person wants a summary of, and how long: the words after /summary, or said in a thread. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.slack.read.since import asks_here
from bot.summary.lengths import MEDIUM, Length, length_in

One = TypeVar("One")

MOST_NAMED = 8  # articles in one digest, and pieces a list of names may have

_SPLIT = re.compile(r"(\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s*&\s*)", re.IGNORECASE)
_THREAD = re.compile(
    r"(?:(?:can|could|would|will) you\s+|please\s+)*"
    r"(?:(?:give (?:me|us) )?(?:a )?(?:summary|recap)(?: of)?|summari[sz]e|sum up|recap|tl;?\s?dr)"
    r"(?:\s+(?:this|the|it)(?:\s+(?:whole\s+)?(?:thread|conversation|discussion))?)?"
    r"(?:\s+so far)?(?:,?\s*please)?[\s.!?]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: an article as the person named it (or nothing), or the channel since `since`.

    `since` is what was said behind "here", perhaps nothing; None where no channel is meant.
    """

    article: str
    length: Length = MEDIUM
    since: str | None = None


def wish(text: str, names: Collection[str] = ()) -> Wish:
    """Read the words after /summary; the length stands last. Quotation marks around a title are dropped.

    Words that are the whole name of an article are that article (`names`: all of them, in lower case).
    """
    if _bare(text).lower() in names:
        return Wish(_bare(text))
    rest, length = length_in(text)
    since = None if _bare(rest).lower() in names else asks_here(rest)
    return Wish(_bare(rest), length, since)


def thread_wish(text: str) -> Length | None:
    """How long a summary of the thread it is said in should be; None where no such thing is asked."""
    rest, length = length_in(text)
    return length if _THREAD.fullmatch(rest) else None


def several(text: str, known: Callable[[str], One | None]) -> list[One] | None:
    """The things that a list of names ("A, B and C") stands for; None unless every one is `known`.

    A name may hold a comma or an "and" itself: the longest names that are known win.
    """
    pieces = _SPLIT.split(text.strip())
    if not 1 <= len(pieces[::2]) <= MOST_NAMED:
        return None
    return _from(pieces, known, {})


def _from(
    pieces: Sequence[str], known: Callable[[str], One | None], tried: dict[str, One | None]
) -> list[One] | None:
    """Names and what stands between them alternate; the first name is tried as long as it can be."""
    for end in range(len(pieces), 0, -2):
        name = _bare("".join(pieces[:end]))
        if name not in tried:
            tried[name] = known(name) if name else None
        one = tried[name]
        rest = [] if end == len(pieces) else _from(pieces[end + 1 :], known, tried)
        if one is not None and rest is not None:
            return [one, *rest]
    return None


def _bare(text: str) -> str:
    return text.strip().strip("\"'“”‘’").strip()
