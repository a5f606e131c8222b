"""What a question asks for, read from its words. Pure; never learns from capitals or a question mark.

It may ask for a kind of thing (a figure, a time, somebody), or be no question but a statement to check.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.gate.grammar import content_stems
from bot.gate.units import ONES, TENS

_FIGURE = re.compile(
    rf"\d|\b(?:{'|'.join([*ONES, *TENS])}|dozens?|hundreds?|thousands?|(?:m|b|tr)illions?|half|halves|halved"
    r"|third|quarter|both|twice|double[ds]?|single|none|no|nobody)\b",
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
_ASKS = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
_VERBS = (
    r"(?:is|are|was|were|am|has|have|had|do|does|did|can|could|will|would|should|shall|may|might|must)"
    r"(?:n['’]t)?\b"
)
_TELLS = re.compile(rf"\b{_VERBS}|\b\w+ed\b", re.IGNORECASE)
_ASKS_WHETHER = re.compile(rf"\W*{_VERBS}", re.IGNORECASE)


def content_words(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(content_stems(text))


def is_statement(text: str) -> bool:
    """Whether the text tells something, to be checked, and asks nothing ("The mill closed in 1961")."""
    return bool(_TELLS.search(text)) and not _ASKS.search(text) and not _ASKS_WHETHER.match(text)


def kind_asked(question: str) -> Callable[[str], bool] | None:
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
    (
        # "When it was eaten, in what is it trapped?" asks for a thing: its "when" only joins.
        re.compile(
            r"^(?!.*\b(?:what|which|who|where|why|how)\b).*\bwhen\b"
            r"|\b(?:what|which) (?:year|month|date|day|century|decade)\b",
            re.IGNORECASE | re.DOTALL,
        ),
        _holds_time,
    ),
    (re.compile(r"^\W*who(?:m|se)?\b|\baccording to whom\b", re.I), _holds_someone),
)
