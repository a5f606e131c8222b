"""Every name of the claim stands in the sentence, or is the fuller form of one that the article itself uses.
Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from bot.gate.match import Match
from bot.gate.reading import Item, Part
from bot.gate.reasons import Reason
from bot.gate.words import Token, fold, word_set


def check(match: Match) -> Reason | None:
    """Reject a name the sentence does not hold."""
    for i, pair in enumerate(match.pairs):
        if pair is None and match.claim.items[i].is_name and not _is_fuller_form(match, i):
            return "names"
    if loses_rank(_inside(match.claim), _inside(match.held)) or _is_anybodys(match):
        return "names"
    return None


def _inside(part: Part) -> tuple[Token, ...]:
    return tuple(part.words[i] for i in part.inside)


def _is_anybodys(match: Match) -> bool:
    """Whether the claim names somebody by a surname alone that two people of the article bear."""
    for i, j in match.matched():
        ours, theirs = match.claim.items[i], match.held.items[j]
        surname = match.claim.words[ours.first]
        alone = ours.first == 0 or not match.claim.words[ours.first - 1].is_capital
        given = match.held.words[theirs.first - 1 : theirs.first]
        if surname.is_capital and alone and given and given[0].is_capital:
            bearers = given_names(surname.text, match.article)
            if given[0].text in bearers and len(bearers) > 1:
                return True
    return False


def unmatched_is_known(match: Match, i: int) -> bool:
    """Whether an unmatched item is part of a fuller name that the article gives to a matched one."""
    return match.claim.items[i].is_name and _is_fuller_form(match, i)


def _is_fuller_form(match: Match, i: int) -> bool:
    """Whether it is "Oleksandr" beside "Syrsky", and the article writes of Oleksandr Syrsky and no other."""
    for other in (i + 1, i - 1):
        if not 0 <= other < len(match.pairs) or match.pairs[other] is None:
            continue
        pair = sorted((match.claim.items[i], match.claim.items[other]), key=lambda item: item.first)
        if pair[0].last == pair[1].first and _is_the_only(
            _text(match.claim, pair[0]), _text(match.claim, pair[1]), match.article
        ):
            return True
    return False


def _text(part: Part, item: Item) -> str:
    return part.words[item.first].text


def _is_the_only(given: str, surname: str, article: str) -> bool:
    return given_names(surname, article) == {given}


@lru_cache(maxsize=256)
def given_names(surname: str, article: str) -> frozenset[str]:
    """The capitalised words that the article puts right before a surname."""
    found = re.findall(rf"(\w+) {re.escape(surname)}\b", fold(article))
    return frozenset(name for name in found if name[:1].isupper()) - _TITLES


def loses_rank(ours: tuple[Token, ...], theirs: tuple[Token, ...]) -> bool:
    """Whether "the deputy mayor" becomes the mayor, or "a former guard" a guard: another person, or a lie."""
    said = {word.key for word in ours}
    return any(
        word.key in _RANKS and word.key not in said and after.key in said
        for word, after in pairwise(word for word in theirs if word.key != "-")
    )


_RANKS = word_set(
    "deputy vice acting former ex assistant interim shadow junior outgoing incoming retired alleged "
    "suspected self-styled so-called honorary late then would-be"
)
_TITLES = word_set("Mr Mrs Ms Miss Dr Sir Lady Lord President Minister General Professor Inspector The")
