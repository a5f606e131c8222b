"""A hedge of the sentence is kept, none is added, none is strengthened; approximators keep their direction.
Pure.
"""

from __future__ import annotations

from bot.gate.grammar import AUXILIARIES, DETERMINERS, is_adverb, is_content
from bot.gate.hedges import HEDGE_CLASSES, STRENGTHENERS
from bot.gate.markers import over, unanswered
from bot.gate.match import Match
from bot.gate.quantities import FIGURE_WORDS
from bot.gate.reading import Part, hedges
from bot.gate.reasons import Reason
from bot.gate.words import by_word, word_set

# "managed to retake" did retake; "agreed to buy" did not buy. Only these may be left out before "to".
_FACTIVE = word_set(
    "managed manages go went continue continued continues began begun begin started helped used due"
)
_BEFORE_GERUND = word_set("of from against without for about into")
_CONDITIONS = word_set("if unless provided")
_APPROXIMATE = by_word(
    {
        "about": "about around roughly approximately some circa estimated",
        "below": "nearly almost under below less fewer",
        "above": "over above more",
        "at least": "least",
        "at most": "most many much up",
        "near": "close closer nearer near",
        "exactly": "exactly precisely",
    }
)
_MULTIPLES = word_set(
    "double doubled doubling triple tripled tripling quadruple quadrupled halve halved halving"
)
_COUNTING = FIGURE_WORDS | _MULTIPLES | {"a", "an", "£", "$", "€", "¥"}
_LOOK_BACK = 4  # tokens: "no fewer than about"


def check(match: Match) -> Reason | None:
    """Reject a hedge lost, added or exchanged, and a condition or an intention left out."""
    ours, theirs = over(match, hedge_at)
    if unanswered(ours, theirs) or unanswered(theirs, ours):
        return "hedge"
    if any(_approximation(match.claim, i) != _approximation(match.held, j) for i, j in _figures(match)):
        return "hedge"
    return "hedge" if _loses_an_intention(match) or _loses_a_condition(match) else None


def hedge_at(part: Part, position: int) -> str | None:
    """The class of a hedge or a strengthener at a token, or None."""
    word = part.words[position]
    if word.key in STRENGTHENERS and _approximates(part, position) is None:
        return "certain"
    return HEDGE_CLASSES[word.key] if hedges(part.words, position) else None


def _figures(match: Match) -> list[tuple[int, int]]:
    return [(i, j) for i, j in match.matched() if _counts(match.claim, i) and _counts(match.held, j)]


def _counts(part: Part, index: int) -> bool:
    item = part.items[index]
    return item.quantity is not None or part.words[item.first].key in _MULTIPLES


def _approximation(part: Part, index: int) -> str | None:
    """The class of the approximator before a figure: "about", "at least", "above" ..., or None."""
    first = part.items[index].first
    for position in range(first - 1, max(-1, first - 1 - _LOOK_BACK), -1):
        word = part.words[position]
        if word.kind == "number" or word.key in (",", ";", "and", "to") or position not in part.inside:
            return None
        name = _approximates(part, position)
        if name:
            negated = position > 0 and part.words[position - 1].key == "no"
            return (
                {"below": "at least", "above": "at most"}[name]
                if negated and name in ("below", "above")
                else name
            )
        if any(item.first <= position < item.last for item in part.items):
            return None
    return None


def _approximates(part: Part, position: int) -> str | None:
    name = _APPROXIMATE.get(part.words[position].key)
    if name is None:
        return None
    near = part.words[position + 1 : position + 4]
    return name if any(word.kind == "number" or word.key in _COUNTING for word in near) else None


def _loses_an_intention(match: Match) -> bool:
    """Whether a word is left out that made it no fact: "refused to pay" and "accused of paying" -> "paid"."""
    return any(_is_made_fact(match, i, j) for i, j in match.matched())


def _is_made_fact(match: Match, i: int, j: int) -> bool:
    words = match.held.words
    position = match.held.items[j].first - 1
    while position > 0 and is_adverb(words[position]):
        position -= 1
    if position <= 0 or not match.held.items[j].is_verb or not _is_finite(match, i, words[position].key):
        return False
    if words[position].key in _BEFORE_GERUND:
        return words[match.held.items[j].first].key.endswith("ing")
    before = words[position - 1]
    lost = not any(match.held.items[k].first == position - 1 for _, k in match.matched())
    plain = before.key in _FACTIVE | AUXILIARIES or not is_content(before)
    return words[position].key == "to" and lost and not plain


def _is_finite(match: Match, i: int, opener: str) -> bool:
    """Whether the claim's word says that it happened: no infinitive, no noun ("the withdrawal"), no "of
    forcing".
    """
    first = match.claim.items[i].first
    return first == 0 or match.claim.words[first - 1].key not in DETERMINERS | {"to", opener}


def _loses_a_condition(match: Match) -> bool:
    """Whether "unless the council renews it" is left out behind a word that the claim keeps."""
    if any(word.key in _CONDITIONS for word in match.claim.words):
        return False
    kept = {match.held.items[j].last for _, j in match.matched()}
    for position in match.held.inside:
        if match.held.words[position].key in _CONDITIONS:
            before = [item for item in match.held.items if item.last <= position]
            if not before or before[-1].last in kept:
                return True
    return False
