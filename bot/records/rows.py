"""What the records hand out, and how a stored row is read as it. Pure; knows no database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.answers import Answer, Citation, Claim, Summary

State = Literal["working", "done", "lost"]


@dataclass(frozen=True, slots=True)
class Taken:
    """An event that is ours to answer. `sending` says a post was begun.

    `body` is None once it is done, and when what is stored cannot be read. `since` is when it was taken.
    """

    id: str
    state: State
    sending: bool
    body: dict[str, Any] | None
    since: float


@dataclass(frozen=True, slots=True)
class Cited:
    """A place that an answer stands on, and a salted hash of the words that stood there.

    An empty hash (an answer kept before hashes were) matches nothing.
    """

    article_id: str
    number: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A given answer. `places` are what it cites, in the order of the footnotes.

    `question` and `blocks` are None where texts are not kept. `why` are lines on how it came about. `pages`
    are blocks with the whole of it, where its message shows only the beginning.
    """

    id: str
    team: str
    channel: str
    question: str | None
    text: str | None
    blocks: list[dict[str, Any]] | None
    places: tuple[Cited, ...]
    why: tuple[str, ...] = ()
    pages: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ThumbsDown:
    """An answer that somebody found bad. `reasons` and `words` are what was said about it, if anything.

    `draft` is what a model sent for it, where one was asked (`bot.tape.Overheard.draft`).
    """

    kept: Kept
    at: float
    reasons: tuple[str, ...]
    words: tuple[str, ...]
    draft: dict[str, Any] | None


def taken(row: Any) -> Taken:  # noqa: ANN401 - a row of `events`
    """Read a row of the ledger."""
    return Taken(row.id, row.state, row.sending, _decoded(row.body), row.since)


def kept(row: Any) -> Kept:  # noqa: ANN401 - a row of `answers`
    """Read the row of an answer."""
    blocks = json.loads(row.blocks) if row.blocks else None
    places = tuple(Cited(*place) for place in json.loads(row.places))
    told = tuple(json.loads(row.why or "[]"))
    pages = tuple(json.loads(row.pages or "[]"))
    return Kept(row.id, row.team, row.channel, row.question, row.text, blocks, places, told, pages)


def thumbs_down(row: Any, said: Sequence[Any]) -> ThumbsDown:  # noqa: ANN401 - rows of `answers`, `feedback`
    """Read the row of an answer with what was said of it."""
    reasons = tuple(dict.fromkeys(one.reason for one in said if one.reason))
    words = tuple(one.text for one in said if one.text)
    return ThumbsDown(kept(row), row.at, reasons, words, _decoded(row.draft))


def _decoded(body: str | None) -> dict[str, Any] | None:
    try:
        read = json.loads(body or "null")
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def cited(answer: Answer | Summary) -> list[Citation]:
    """What an answer stands on or offers: one citation for each footnote: two of one place share it."""
    claims: tuple[Claim, ...] = answer.claims if isinstance(answer, Answer) else answer.sentences
    cited = [citation for claim in claims for citation in claim.citations]
    nearest = list(answer.nearest) if isinstance(answer, Answer) and not claims else []
    return list({citation.place: citation for citation in cited + nearest}.values())
