"""Which footnotes of an earlier answer no longer read as they did, and how its message says so. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.records.rows import Cited
from bot.slack.shown import layout
from bot.slack.shown.layout import Rendered, bold, line
from bot.wording import quoted

_NAMED = 3  # articles in the line; more are counted


@dataclass(frozen=True, slots=True)
class Stale:
    """Footnotes of an answer by what became of them, in order.

    `changed`: the article is there and says something else now; `names` are those articles' as far as the
    channel may know them. `gone`: the channel may not read the article any more, so it has no name here.
    """

    changed: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    names: tuple[str, ...] = field(default=(), compare=False)

    @property
    def mark(self) -> str:
        """The same as a short text, the same for the same footnotes; empty when nothing is out of date."""
        return json.dumps([self.changed, self.gone]) if self.changed or self.gone else ""


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as the channel of an answer has it now.

    `name` is None where the channel may not be told it. `words` are the hashes of all its sentences.
    """

    name: str | None
    words: frozenset[str]


def stale(places: Sequence[Cited], now: Callable[[str], Seen | None]) -> Stale:
    """Compare what an answer cites with what is there `now`, by an article's id; None where it is not.

    A sentence that only moved, as when a paragraph was put before it, still reads as it did.
    """
    changed: dict[int, str | None] = {}
    gone: list[int] = []
    for number, place in enumerate(places, 1):
        seen = now(place.article_id)
        if seen is None:
            gone.append(number)
        elif place.words not in seen.words:
            changed[number] = seen.name
    names = dict.fromkeys(name for name in changed.values() if name is not None)
    return Stale(tuple(changed), tuple(gone), tuple(names))


def marked(found: Stale, blocks: Sequence[layout.Block], text: str) -> Rendered:
    """The message of an answer (`blocks` and `text` are inert) with what is out of date said above it."""
    if not found.mark:
        return Rendered(text, tuple(blocks))
    first = line(bold("Out of date: "), _told(found))
    return Rendered(f"{layout.plain_text([first])}\n{text}", (layout.rich_text([first]), *blocks))


def _told(found: Stale) -> str:
    """`“A” has changed since, and footnote [1] no longer reads like this.`"""
    told: list[str] = []
    if found.changed:
        reads = "no longer reads" if len(found.changed) == 1 else "no longer read"
        told.append(f"{_named(found.names)} changed since, and {_notes(found.changed)} {reads} like this")
    if found.gone:
        cites = "cites is" if len(found.gone) == 1 else "cite is"
        told.append(f"what {_notes(found.gone)} {cites} no longer here")
    return f"{'; '.join(told)}."


def _named(names: Sequence[str]) -> str:
    shown = [quoted(layout.title(name)) for name in names[:_NAMED]]
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    if not shown:
        return "an article has"
    *first, last = shown
    return f"{', '.join(first)} and {last} have" if first else f"{last} has"


def _notes(numbers: Sequence[int]) -> str:
    marks = "".join(f"[{number}]" for number in numbers)
    return f"footnote {marks}" if len(numbers) == 1 else f"footnotes {marks}"
