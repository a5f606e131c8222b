"""An answer without any model: the best sentences themselves, quoted whole.

Abstains by hard rule only. Refusing by score was measured to fail: near misses score as high as answers.
The figures: docs/decisions/0007-extracts.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot import gate
from bot.answers import Citation, Claim
from index.types import Article, Hit, Sentence

MOST = 4  # sentences shown; more is a list to read, not an answer
# How near the best score a sentence must be to be shown as well. "How many", "when" and "who" have one
# answer, now and then told twice; an open question may need several sentences.
MARGIN_ONE = 0.1
MARGIN_OPEN = 0.2
_BONUS = 0.3  # for a sentence that holds the kind of thing asked for: the others hardly ever answer

_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozens?|hundreds?"
    r"|thousands?|[mb]illions?|half|halves|halved|third|quarter|both|twice|double[ds]?|single|none|no|nobody)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:1\d{3}s?|20\d\ds?|\d{1,2}(?::\d\d)? ?[ap]\.?m\b|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|to(?:day|night|morrow)"
    r"|yesterday|(?:year|month|week|day|hour|minute|decade|century|season|term)s?|centuries|morning|afternoon"
    r"|evening|night|noon|midnight|spring|summer|autumn|winter|ago|since|until|before|after|when|during|now)\b",
    re.IGNORECASE,
)
# A capital inside the sentence, or two words with capitals at its start: a name of someone or something.
_NAME = re.compile(r"(?<=[\w,;:’'”\")\]] )[“\"‘'(]?[A-Z][\w.]+|\b[A-Z][\w.’'-]+ [A-Z][\w.]+")
_PEOPLE = re.compile(
    r"\b(?:he|she|they|who|officials?|sources?|experts?|police|ministers?|man|men|woman|women|people|workers?"
    r"|soldiers?|scientists?|critics?|residents?|leaders?|presidents?|\w+(?:ers|ists|ians))\b",
    re.IGNORECASE,
)


def whole(sentence: Sentence, article: Article) -> Claim:
    """The sentence itself as a claim: its words, its speaker, its citation."""
    return Claim(sentence.text, "sentence", gate.speaker_of(sentence.text), (Citation.of(article, sentence),))


def pick(question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The one to `MOST` hits that answer best, best first; none when a hard rule says the articles do not.

    Hard rules: nothing found; no word shared with anything found; the question asks for a kind of thing
    (figure, time, person or place) and no sentence found holds one.
    """
    if not any(hit.words > 0 for hit in hits):
        return ()
    holds = _kind_asked(question)
    if holds is None:
        return _nearest_to_best([(hit.score, hit) for hit in hits], MARGIN_OPEN)
    if not any(holds(hit.sentence.text) for hit in hits):
        return ()
    ranked = [(hit.score + _BONUS * holds(hit.sentence.text), hit) for hit in hits]
    return _nearest_to_best(ranked, MARGIN_ONE)


def _nearest_to_best(ranked: list[tuple[float, Hit]], margin: float) -> tuple[Hit, ...]:
    ranked.sort(key=lambda pair: -pair[0])
    best = ranked[0][0]
    return tuple(hit for score, hit in ranked[:MOST] if score >= best - margin)


def _kind_asked(question: str) -> Callable[[str], bool] | None:
    """Whether a sentence holds the kind of thing the question asks for; None if any sentence may do."""
    for asks, holds in _KINDS:
        if asks.search(question):
            return holds
    return None


def _holds_figure(sentence: str) -> bool:
    return _FIGURE.search(sentence) is not None


def _holds_time(sentence: str) -> bool:
    return _TIME.search(sentence) is not None


def _holds_someone(sentence: str) -> bool:
    return _NAME.search(sentence) is not None or _PEOPLE.search(sentence) is not None


_KINDS = (
    (
        re.compile(r"\bhow (?:many|much|old|tall|high|far|heavy)\b|\bwhat (?:number|percentage)\b", re.I),
        _holds_figure,
    ),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:year|month|date|day|century|decade)\b", re.I), _holds_time),
    (re.compile(r"^\W*who(?:m|se)?\b|\baccording to whom\b", re.I), _holds_someone),
)
