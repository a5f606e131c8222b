"""When: months, weekdays, years, "last", "ago", and the preposition that makes "from November" of November.
Pure.
"""

from __future__ import annotations

from bot.gate.grammar import DETERMINERS, is_adverb
from bot.gate.hedges import FACTIVE
from bot.gate.markers import over, unanswered
from bot.gate.match import Match
from bot.gate.phrases import HELPERS
from bot.gate.reading import Part
from bot.gate.reasons import Reason
from bot.gate.words import by_word, word_set

_STRICT = by_word(
    {
        "from": "from since",
        "after": "after following",
        "until": "until till by",
        "before": "before ahead prior",
        "within": "within",
    }
)
_RELATIVE = by_word(
    {
        "before": "before earlier prior ahead",
        "after": "after later afterwards following",
        "last": "last",
        "next": "next",
        "ago": "ago",
        "this": "yesterday today tomorrow tonight",
        "onwards": "onwards onward",
        "until": "until till",
    }
)
_POINTERS = by_word({"this": "this", "last": "last past", "next": "next coming", "previous": "previous"})
_FUTURE = word_set("will 'll shall")
_NOT_YET = _FUTURE | word_set("would to may might could should can must expect expects expected due wo")


def check(match: Match) -> Reason | None:
    """Reject a time the sentence does not give, another preposition before it, a future made of a past."""
    for item, pair in zip(match.claim.items, match.pairs, strict=True):
        if item.is_time and pair is None and item.quantity is None:
            return "time"
    for i, j in match.matched():
        if match.claim.items[i].is_time and (
            _before(match.claim, i) != _before(match.held, j)
            or _pointed(match.claim, i) != _pointed(match.held, j)
        ):
            return "time"
    if _relatives(match.claim) - _relatives(match.held):
        return "time"
    return "time" if _changes_tense(match) else None


def _before(part: Part, index: int) -> str | None:
    """The class of the preposition that opens the time phrase, or None for the harmless ones (in, on, at)."""
    position = part.items[index].first - 1
    while position in part.inside and part.words[position].key in DETERMINERS | {
        "early",
        "late",
        "mid",
        "last",
    }:
        position -= 1
    return _STRICT.get(part.words[position].key) if position in part.inside else None


def _pointed(part: Part, index: int) -> str | None:
    """The word that points at a time: "this year" is not "last year"."""
    position = part.items[index].first - 1
    key = part.words[position].key if position in part.inside else None
    return _POINTERS.get(key) if key else None


def _relatives(part: Part) -> set[str]:
    return {_RELATIVE[part.words[i].key] for i in part.inside if part.words[i].key in _RELATIVE}


def _changes_tense(match: Match) -> bool:
    """Whether what has happened becomes what will, or what will happen becomes what has."""
    ours, theirs = over(match, _future_at)
    if unanswered(theirs, ours):
        return True
    return any(
        _helpers(match.claim, match.claim.items[i].first) & _FUTURE
        and not _helpers(match.held, match.held.items[j].first) & _NOT_YET
        for i, j in match.matched()
    )


def _future_at(part: Part, position: int) -> str | None:
    return "future" if part.words[position].key in _FUTURE | {"would", "wo"} else None


def _helpers(part: Part, position: int) -> set[str]:
    """The helping verbs right before a verb."""
    found: set[str] = set()
    position -= 1
    while position in part.inside and (
        part.words[position].key in HELPERS or is_adverb(part.words[position])
    ):
        if part.words[position].key != "to" or part.words[position - 1].key not in FACTIVE:
            found.add(part.words[position].key)
        position -= 1
    return found
