"""When: months, weekdays, years, "last", "ago", and the preposition that makes "from November" of November.
Pure.
"""

from __future__ import annotations

from bot.gate.grammar import DETERMINERS, is_adverb
from bot.gate.hedges import FACTIVE
from bot.gate.markers import over, unanswered
from bot.gate.match import Match
from bot.gate.phrases import HELPERS
from bot.gate.reading import Item, Part
from bot.gate.reasons import Reason
from bot.gate.words import by_word, word_set

_STRICT = by_word(
    {
        "from": "from since",
        "after": "after following",
        "until": "until till by",
        "before": "before ahead prior",
        "within": "within",
        "beyond": "beyond past",
        "as": "as",
        "towards": "toward towards",
        "near": "around about near",
        "throughout": "throughout",
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
    if any(_strays(match, i, j) for i, j in match.matched() if match.claim.items[i].is_time):
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


def _strays(match: Match, i: int, j: int) -> bool:
    """Whether a time is taken from another verb, figure or time: "fell to 48% in May, from 61% in June"."""
    taken = {held for _, held in match.matched()}
    said = [(n, held) for n, held in match.matched() if not match.claim.items[n].is_time]
    before = [held for n, held in said if n < i] or [
        held for n, held in said if match.claim.items[n].is_verb
    ][:1]
    if not before or before[-1] > j:
        return False
    between = [match.held.items[k] for k in range(before[-1] + 1, j) if k not in taken]
    acts = [item for item in between if item.is_verb and match.held.words[item.first - 1].key != "to"]
    if acts or any(item.quantity is not None and not item.is_time for item in between):
        return True
    times = [item for item in between if item.is_time and match.held.items[j].first - item.last > 1]
    return bool(times) and not _comma_between(match.held, times, j)


def _comma_between(part: Part, times: list[Item], index: int) -> bool:
    """Whether the time is an addition of its own: "on 9 June, | a year after the fire"."""
    return any(part.words[k].key == "," for k in range(times[0].last, part.items[index].first))


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
