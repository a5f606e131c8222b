"""Every name of the claim stands in the sentence, or is the fuller form of one that the article itself uses.
Pure.
"""

from __future__ import annotations

import re

from bot.gate.match import Match
from bot.gate.reading import Item, Part
from bot.gate.reasons import Reason
from bot.gate.words import fold, word_set


def check(match: Match) -> Reason | None:
    """Reject a name the sentence does not hold."""
    for i, pair in enumerate(match.pairs):
        if pair is None and match.claim.items[i].is_name and not _is_fuller_form(match, i):
            return "names"
    return None


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


def given_names(surname: str, article: str) -> set[str]:
    """The capitalised words that the article puts right before a surname."""
    found = re.findall(rf"(\w+) {re.escape(surname)}\b", fold(article))
    return {name for name in found if name[:1].isupper()} - _TITLES


_TITLES = word_set("Mr Mrs Ms Miss Dr Sir Lady Lord President Minister General Professor Inspector The")
