"""A hedge of the sentence is kept, none is added, none is strengthened; approximators keep their direction.
Pure.
"""

from __future__ import annotations

from bot.gate.grammar import AUXILIARIES, DETERMINERS, is_adverb, is_content
from bot.gate.hedges import FACTIVE, HEDGE_CLASSES, STRENGTHENERS
from bot.gate.markers import over, unanswered
from bot.gate.match import Match
from bot.gate.reading import Part, hedges
from bot.gate.reasons import Reason
from bot.gate.words import by_word, word_set

_BEFORE_GERUND = word_set("of from against without for about into")
_CONDITIONS = word_set("if unless provided once until till whether assuming")
_APPROXIMATE = by_word(
    {
        "about": "about around roughly approximately some circa estimated region order",
        "below": "nearly almost under below less fewer shy short quite",
        "above": "over above more beyond excess upwards north",
        "at least": "least minimum",
        "at most": "most many much up maximum",
        "near": "close closer nearer near",
        "exactly": "exactly precisely",
        "just": "just only merely",
        "barely": "barely hardly scarcely",
        "up to there": "far",
    }
)
_BEFORE_OF = word_set(
    "shy short excess upwards north minimum maximum region order"
)  # "just short of", unlike "a short"
_BEFORE_TO = word_set("up close closer near nearer")
_AFTER = {"quite": "not", "far": "as"}
_MULTIPLES = word_set(
    "twice thrice double doubled doubling triple tripled tripling quadruple quadrupled halve halved halving"
)
_NEGATED = {"below": "at least", "above": "at most"}  # "no fewer than", "no more than"
_STOPS = word_set(", ; and to")
_LOOK_BACK = 5  # tokens: "no fewer than just over"


def check(match: Match) -> Reason | None:
    """Reject a hedge lost, added or exchanged, and a condition or an intention left out."""
    ours, theirs = over(match, hedge_at)
    if unanswered(ours, theirs) or unanswered(theirs, ours):
        return "hedge"
    if any(_shifts(match, i, j) for i, j in _figures(match)):
        return "hedge"
    return "hedge" if _loses_an_intention(match) or _loses_a_condition(match) else None


def hedge_at(part: Part, position: int) -> str | None:
    """The class of a hedge or a strengthener at a token, or None."""
    word = part.words[position]
    if word.key in STRENGTHENERS and not _approximates(part, position):
        return "certain"
    return HEDGE_CLASSES[word.key] if hedges(part.words, position) else None


def _figures(match: Match) -> list[tuple[int, int]]:
    return [(i, j) for i, j in match.matched() if _counts(match.claim, i) and _counts(match.held, j)]


def _shifts(match: Match, i: int, j: int) -> bool:
    """Whether a figure gets, loses or changes an approximator; the "just" of "in just three days" may go."""
    ours, theirs = _approximation(match.claim, i), _approximation(match.held, j)
    return ours not in (theirs, theirs - {"just"})


def _counts(part: Part, index: int) -> bool:
    """Whether an approximator may bound the item: a figure, "twice", or a time ("until at least May")."""
    item = part.items[index]
    return item.quantity is not None or item.is_time or part.words[item.first].key in _MULTIPLES


def _approximation(part: Part, index: int) -> set[str]:
    """The classes of the approximators before a figure: "about", "at least", "above" ..."""
    first = part.items[index].first
    found: set[str] = set()
    for position in range(first - 1, max(-1, first - 1 - _LOOK_BACK), -1):
        up_to = part.words[position].key == "to" and part.words[position - 1].key in _BEFORE_TO
        if (part.words[position].key in _STOPS and not up_to) or not _is_free(part, position):
            break
        name = _approximator(part, position)
        negated = name in _NEGATED and position > 0 and part.words[position - 1].key in ("no", "not")
        if name is not None:
            found.add(_NEGATED[name] if negated else name)
    return found


def _approximator(part: Part, position: int) -> str | None:
    key = part.words[position].key
    after = part.words[position + 1].key if position + 1 < len(part.words) else ""
    before = part.words[position - 1].key if position else ""
    if (key in _BEFORE_OF and after != "of") or before != _AFTER.get(key, before):
        return None
    return _APPROXIMATE.get(key)


def _approximates(part: Part, position: int) -> bool:
    """Whether an approximator stands before a figure, with nothing that says something between them."""
    if _approximator(part, position) is None:
        return False
    after = next((n for n, item in enumerate(part.items) if item.first > position), None)
    return after is not None and part.items[after].first <= position + _LOOK_BACK and _counts(part, after)


def _is_free(part: Part, position: int) -> bool:
    if position not in part.inside:
        return False
    held = any(item.first <= position < item.last for item in part.items)
    return not held or _approximator(part, position) is not None


def _loses_an_intention(match: Match) -> bool:
    """Whether a word is left out that made it no fact: "refused to pay" and "accused of paying" -> "paid"."""
    return any(_is_made_fact(match, i, j) or _serves_another_verb(match, i, j) for i, j in match.matched())


def _serves_another_verb(match: Match, i: int, j: int) -> bool:
    """Whether "to end the war" stands behind another verb than the one that it is the purpose of."""
    if not (_is_infinitive(match.claim, i) and _is_infinitive(match.held, j)):
        return False
    ours = next((k for k in range(i - 1, -1, -1) if match.claim.items[k].is_verb), None)
    theirs = next((k for k in range(j - 1, -1, -1) if match.held.items[k].is_verb), None)
    return ours is not None and theirs is not None and (ours, theirs) not in match.matched()


def _is_infinitive(part: Part, index: int) -> bool:
    item = part.items[index]
    return item.is_verb and item.first > 0 and part.words[item.first - 1].key == "to"


def _is_made_fact(match: Match, i: int, j: int) -> bool:
    words = match.held.words
    position = match.held.items[j].first - 1
    while position > 0 and is_adverb(words[position]):
        position -= 1
    if position <= 0 or not match.held.items[j].is_verb or not _is_finite(match, i, words[position].key):
        return False
    gerund = words[match.held.items[j].first].key.endswith("ing")
    if gerund and position in (item.first for item in match.held.items if item.is_verb):
        spoken = any(match.held.items[k].first == position for _, k in match.matched())
        return not spoken and words[position].key not in FACTIVE
    if words[position].key in _BEFORE_GERUND:
        return words[match.held.items[j].first].key.endswith("ing")
    before = words[position - 1]
    lost = not any(match.held.items[k].first == position - 1 for _, k in match.matched())
    plain = before.key in FACTIVE | AUXILIARIES or not is_content(before)
    return words[position].key == "to" and lost and not plain


def _is_finite(match: Match, i: int, opener: str) -> bool:
    """Whether the claim's word says that it happened: no infinitive, no noun ("the withdrawal"), no "of
    forcing".
    """
    first = match.claim.items[i].first
    return first == 0 or match.claim.words[first - 1].key not in DETERMINERS | {"to", opener}


def _loses_a_condition(match: Match) -> bool:
    """Whether "unless the council renews it" is left out behind a word that the claim keeps, or is kept as a
    fact.
    """
    if any(word.key in _CONDITIONS for word in match.claim.words):
        return False
    if any(_is_conditional(match.held, match.held.items[j].first) for _, j in match.matched()):
        return True
    kept = {match.held.items[j].last for _, j in match.matched()}
    for position in match.held.inside:
        if match.held.words[position].key in _CONDITIONS:
            before = [item for item in match.held.items if item.last <= position]
            if not before or before[-1].last in kept:
                return True
    return False


def _is_conditional(part: Part, position: int) -> bool:
    """Whether a condition opens the clause of the token: nothing in it is said to have happened."""
    for before in range(position - 1, -1, -1):
        if part.words[before].key in _CONDITIONS:
            return True
        if part.words[before].key in (",", ";", ":"):
            return False
    return False
