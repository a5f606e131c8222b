"""What stands around a word in its sentence: the subject of a verb, the preposition and the head of a noun.
Pure guesses.

There is no parser here. Each guess is made so that a wrong one rejects a claim rather than passes it.
"""

from __future__ import annotations

from bot.gate.grammar import (
    AUXILIARIES,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    is_adverb,
)
from bot.gate.hedges import APPROXIMATORS, HEDGES
from bot.gate.reading import Item, Part, is_infinitive
from bot.gate.words import word_set

HELPERS = AUXILIARIES | MODALS | NEGATIONS | HEDGES | {"longer"}

# "Since", "after" and the like open clauses as well as phrases; what they do to a time, times.py knows.
_GOVERNING = PREPOSITIONS - word_set("since after before until till as than like up down except including")
_APPROXIMATING = APPROXIMATORS - word_set("about over under up at as") | {"between"}
_LONGEST = 24  # tokens of a noun phrase
_RELATIVES = word_set("who which that")


def between(part: Part, one: Item, two: Item) -> list[str]:
    """The lower-case tokens from one item to a later one."""
    return [part.words[k].key for k in range(one.last, two.first)]


def preposition(part: Part, item: Item) -> str | None:
    """The preposition that governs the noun phrase of an item, or None."""
    found = _before_phrase(part, item)
    return part.words[found].key if found is not None and part.words[found].key in _GOVERNING else None


def subject_of(part: Part, verb: Item) -> int | None:
    """The item that is the subject right before a verb, or None where a mark, "and", "to" or a pronoun stands
    there.

    "A lawyer for Barker was arrested": lawyer. "Officers, who responded": officers.
    """
    position = verb.first - 1
    while position in part.inside and (
        part.words[position].key in HELPERS - {"to"} or is_adverb(part.words[position])
    ):
        position -= 1
    relative = position in part.inside and part.words[position].key in _RELATIVES
    if relative:
        position -= 2 if part.words[position - 1].key == "," else 1
    found = _ending_at(part, position + 1)
    if found is None or part.items[found].is_verb:
        return None
    return found if relative else _outermost(part, found)


def verb_over(part: Part, index: int) -> int | None:
    """The verb whose object an item is, which stands right before the item's noun phrase; or None."""
    while index > 0:
        gap = between(part, part.items[index - 1], part.items[index])
        if not set(gap) <= DETERMINERS | APPROXIMATORS | {"'s"}:
            return None
        index -= 1
        if part.items[index].is_verb:
            return index
    return None


def phrase_end(part: Part, index: int) -> int:
    """The last item of the unbroken run of words that an item stands in: its likely head."""
    items = part.items
    while (
        index + 1 < len(items)
        and items[index + 1].first == items[index].last
        and not items[index + 1].is_verb
        and not items[index + 1].quantity
        and not items[index + 1].is_time
        and not is_adverb(part.words[items[index + 1].first])
    ):
        index += 1
    return index


def opens_relative(part: Part, index: int) -> bool:
    """Whether "which" or "who" follows the noun phrase of an item: then it is a subject of its own."""
    last = part.items[phrase_end(part, index)].last
    return last < len(part.words) and part.words[last].key in _RELATIVES


def _before_phrase(part: Part, item: Item) -> int | None:
    """The position of the first token before an item that is no part of its noun phrase."""
    position = item.first - 1
    while position in part.inside and item.first - position <= _LONGEST:
        word = part.words[position]
        if word.key == "to" and is_infinitive(part.words, position + 1):
            return None
        if word.key in _GOVERNING - _APPROXIMATING and not (
            word.key in APPROXIMATORS | {"between"} and _is_counted(part, position)
        ):
            return position
        held = next((other for other in part.items if other.first <= position < other.last), None)
        passes = word.key in DETERMINERS | APPROXIMATORS | {"'s"} or (held is not None and not held.is_verb)
        if not passes and not is_adverb(word):
            return None
        position -= 1
    return None


def _is_counted(part: Part, position: int) -> bool:
    """Whether a figure follows: then "about" and "over" are no prepositions."""
    return any(item.first == position + 1 and item.quantity for item in part.items)


def _outermost(part: Part, index: int) -> int:
    """From "trial" in "two thirds of the patients in the trial" to "two thirds"."""
    while True:
        position = _before_phrase(part, part.items[index])
        outer = None if position is None else _ending_at(part, position)
        if outer is None or part.items[outer].is_verb:
            return index
        index = outer


def _ending_at(part: Part, position: int) -> int | None:
    return next((n for n, item in enumerate(part.items) if item.last == position), None)
