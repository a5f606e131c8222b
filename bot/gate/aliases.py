"""Other forms of a name that stands in the sentence itself: "Judge Voss" the judge, "County Fire Service" the
CFS. Pure.

Only what the article itself sets up, and only where one alone can be meant: with two judges, "the judge" is
nobody. Whom "she", "the chairman" or "the company" of a sentence means stands elsewhere, and may have changed
since ("The president was elected in 1992"): that is never written out, so such a sentence is shown instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.gate.words import fold
from index.types import Article, Sentence

# Words are cut at 30 letters: without a bound a text of 48,000 joined by hyphens took 49 s.
_NAME = r"(?:[A-Z][\w.'-]{0,30}\s+){0,3}[A-Z][\w'-]{1,30}"
_TITLES = (
    "Judge|Justice|President|Chancellor|Mayor|Governor|Senator|Minister|Bishop|Archbishop|Pope|King|Queen|Prince|"
    "Princess|General|Colonel|Major|Captain|Lieutenant|Sergeant|Inspector|Superintendent|Commissioner|Admiral|"
    "Professor|Ambassador|Sheriff|Coach"
)
_TITLED = re.compile(rf"\b(?P<title>{_TITLES})\.?\s+(?P<name>{_NAME})")
_SHORT = re.compile(
    r"\b(?P<long>(?:[A-Z][\w'-]{1,30}\s+(?:(?:of|for|and|the)\s+)*){1,6}[A-Z][\w'-]{1,30})\s+\((?P<short>[A-Z]{2,6})\)"
)
_MAX_ARTICLE = 50_000  # characters; in a longer text a name may be set up twice where nobody looks


@dataclass(frozen=True, slots=True)
class _Names:
    """What an article sets up: what to write for what, compiled once an article."""

    written_out: tuple[tuple[re.Pattern[str], str], ...]
    titled: tuple[tuple[re.Pattern[str], str], ...]
    shortened: tuple[tuple[re.Pattern[str], str], ...]


def called_otherwise(sentence: Sentence, article: Article) -> tuple[str, ...]:
    """The sentence with its names written in their other forms; empty without any."""
    if len(article.text) > _MAX_ARTICLE:
        return ()
    text, names = fold(sentence.text), _names(article.text)
    found = (_replaced(text, pairs) for pairs in (names.written_out, names.titled, names.shortened))
    return tuple(dict.fromkeys(form for form in found if form != text))


def _replaced(text: str, pairs: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for wanted, instead in pairs:
        text = wanted.sub(instead, text)
    return text


@lru_cache(maxsize=32)
def _names(article: str) -> _Names:
    whole = fold(article)
    titles = [title for title, names in _surnames(whole).items() if len(names) == 1]
    shorts = dict(_initials(whole))
    return _Names(
        tuple((re.compile(rf"{long}\s+\({short}\)|\b{short}\b"), long) for short, long in shorts.items()),
        tuple((re.compile(rf"\b{title}\s+{_NAME}"), f"the {title.lower()}") for title in titles),
        tuple((re.compile(rf"{long}(?:\s+\({short}\))?"), short) for short, long in shorts.items()),
    )


def _surnames(whole: str) -> dict[str, set[str]]:
    """The surnames that the article gives each title."""
    found: dict[str, set[str]] = {}
    for match in _TITLED.finditer(whole):
        found.setdefault(match["title"], set()).add(match["name"].split()[-1])
    return found


def _initials(whole: str) -> Iterator[tuple[str, str]]:
    for found in _SHORT.finditer(whole):
        capitals = "".join(word[0] for word in found["long"].split() if word[0].isupper())
        if capitals.endswith(found["short"]):
            yield found["short"], " ".join(found["long"].split()[-len(found["short"]) :])
