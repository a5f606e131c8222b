"""Lay a claim's words over a sentence's words, in order where that is possible. Pure."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.gate.grammar import is_adverb, is_content, is_past
from bot.gate.reading import Item, Part
from bot.gate.words import word_set

_UNMATCHED = 12.0  # dearer than any detour, so a word is left alone only when it has no like
_BACKWARD = 2.0
_REUSED = 3.0
_STEP = 0.01
_BEAM = 24  # paths kept; a text that repeats one word a thousand times must not take a thousand times as long
_NEAREST = 8  # likes tried on either side of the last word; no sentence repeats a word so often
_WHEN = word_set("when after as while because before since")
_ENDS = word_set(", ; : (")


@dataclass(frozen=True, slots=True)
class Match:
    """A claim's part over a sentence's part: `pairs[i]` is the sentence item of claim item i, or None.

    `article` is the text the sentence is from; only names are looked up in it.
    """

    claim: Part
    held: Part
    pairs: tuple[int | None, ...]
    article: str

    def matched(self) -> list[tuple[int, int]]:
        """The pairs (claim item, sentence item) that found each other, in the claim's order."""
        return [(i, j) for i, j in enumerate(self.pairs) if j is not None]


def lay_over(claim: Part, held: Part, article: str) -> Match:
    """Pair each claim item with its like, preferring the sentence's own order (dynamic programming)."""
    paths: dict[int, tuple[float, tuple[int | None, ...]]] = {-1: (0.0, ())}
    for item in claim.items:
        likes = [j for j, other in enumerate(held.items) if item.keys & other.keys]
        paths = _extended(paths, likes)
    return Match(claim, held, min(paths.values(), key=lambda path: path[0])[1], article)


def _extended(
    paths: dict[int, tuple[float, tuple[int | None, ...]]], likes: list[int]
) -> dict[int, tuple[float, tuple[int | None, ...]]]:
    grown: dict[int, tuple[float, tuple[int | None, ...]]] = {}
    for last, (cost, pairs) in paths.items():
        here = bisect(likes, last)
        for j in likes[max(0, here - _NEAREST) : here + _NEAREST]:
            dearer = cost + _detour(last, j, pairs)
            if j not in grown or dearer < grown[j][0]:
                grown[j] = (dearer, (*pairs, j))
        if not likes and (last not in grown or cost + _UNMATCHED < grown[last][0]):
            grown[last] = (cost + _UNMATCHED, (*pairs, None))
    return dict(sorted(grown.items(), key=lambda path: path[1][0])[:_BEAM])


def _detour(last: int, j: int, pairs: tuple[int | None, ...]) -> float:
    if j in pairs:
        return _REUSED
    return _STEP * (j - last - 1) if j > last else _BACKWARD + _STEP * (last - j)


def governed_by(
    part: Part, is_marker: Callable[[int], str | None], items: list[Item]
) -> Iterator[tuple[str, int | None]]:
    """Yield (class, index into `items`) for each marker: the first of `items` it stands over, or None.

    A marker stands over what follows it up to the next comma or clause; at the end of such a piece, over what
    comes after ("Reportedly, ..."), and at the end of all over what came last ("..., apparently").
    """
    for position in part.inside:
        name = is_marker(position)
        if name is not None:
            yield name, _governed(part, position, items)


def _governed(part: Part, position: int, items: list[Item]) -> int | None:
    if items and part.items[-1].first < position:
        return len(items) - 1
    after = [n for n, item in enumerate(items) if item.first > position]
    end = _chunk_end(part, position)
    within = [n for n in after if items[n].first < end]
    if not within and _has_company(part, position, end):
        return None
    return next(iter(within or after), None)


def _has_company(part: Part, position: int, end: int) -> bool:
    """Whether the piece of a marker holds anything else that says something."""
    start = max((i for i in part.inside if i < position and part.words[i].key in _ENDS), default=-1)
    return any(start < item.first < end for item in part.items)


def _chunk_end(part: Part, position: int) -> int:
    for i in part.inside:
        if i > position and (i in part.borders or part.words[i].key in _ENDS):
            return i
        if i > position and part.words[i].key in ("and", "but") and _starts_afresh(part, position, i):
            return i
        if i > position and part.words[i].key in _WHEN and _is_nobody(part, position):
            return i
    return part.inside[-1] + 1


def _is_nobody(part: Part, position: int) -> bool:
    """Whether a negation is the subject itself: "No one was hurt | when a crane fell"."""
    first = position == part.inside[0] or part.words[position - 1].key in _ENDS
    return first and part.words[position].key in ("no", "nobody", "none", "neither")


def _starts_afresh(part: Part, position: int, joint: int) -> bool:
    """Whether a past tense after "and" stands outside: "failed to agree and ended", unlike "was not seen and
    heard".
    """
    after = next((word for word in part.words[joint + 1 :] if not is_adverb(word)), None)
    governed = next(
        (word for word in part.words[position + 1 :] if is_content(word) and not is_adverb(word)), None
    )
    return after is not None and governed is not None and is_past(after) and not is_past(governed)
