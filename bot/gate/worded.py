"""Does a statement in someone's own words follow from the cited sentences? All checks, in order. Pure.

Every part of the claim (what one speaker says in it) must pass every check against one part of one cited
sentence;
a part that joins two sentences is tried clause by clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.gate import (
    attribution,
    figure,
    hedge,
    names,
    negation,
    quantifier,
    roles,
    stranded,
    tail,
    times,
    unit_object,
)
from bot.gate.aliases import called_otherwise
from bot.gate.context import misleads_alone
from bot.gate.forms import forms, weaker
from bot.gate.match import Match, lay_over
from bot.gate.quote import locate
from bot.gate.reading import Part, clauses, read
from bot.gate.reasons import Reason
from bot.gate.speakers import speaker_at
from bot.gate.widen import widen
from index.types import Article, Sentence

# A figure that is not there is there in no other order and under no other name.
_PLAIN: frozenset[Reason] = frozenset({"figure", "unit_object", "no_words"})

_CHECKS = (
    figure.check,
    unit_object.check,
    negation.check,
    hedge.check,
    quantifier.check,
    times.check,
    roles.check,
    stranded.check,
    attribution.check,
    names.check,
    tail.check,
)


def reasons_against(
    claim: str, cited: Sequence[Sentence], articles: Mapping[str, Article]
) -> tuple[Reason, ...]:
    """Return why the claim does not follow from the cited sentences; empty when it does."""
    if any(_is_said_there(claim, sentence.text) for sentence in cited):
        return ()
    held = [(part, articles[sentence.article_id].text) for sentence in cited for part in read(sentence.text)]
    reasons = _against(claim, held)
    if not reasons or _PLAIN & set(reasons):
        return reasons
    turned = [
        (part, articles[sentence.article_id].text)
        for sentence in cited
        for form in _said_otherwise(sentence, articles[sentence.article_id])
        for part in read(form)
    ]
    return () if any(not _against(form, held + turned) for form in (claim, *forms(claim))) else reasons


def _said_otherwise(sentence: Sentence, article: Article) -> Iterator[str]:
    """What the sentence says in other orders, and under the other names that the article uses."""
    for called in (sentence.text, *called_otherwise(sentence, article)):
        if called is not sentence.text:
            yield called
        yield from forms(called)
        yield from weaker(called)


def _against(claim: str, held: list[tuple[Part, str]]) -> tuple[Reason, ...]:
    parts = read(claim)
    if not parts or not held:
        return ("no_words",)
    return tuple(dict.fromkeys(reason for part in parts for reason in _against_part(part, held)))


def _is_said_there(claim: str, sentence: str) -> bool:
    """Whether the claim is a piece of the sentence that needs no widening and has no speaker outside it."""
    place = locate(claim, sentence)
    if place is None:
        return False
    if place[1] - place[0] >= len(sentence.rstrip(" .")):
        return True
    alone = widen(sentence, *place) == place and not misleads_alone(sentence, *place)
    return alone and speaker_at(sentence, *place) is None


def _against_part(part: Part, held: list[tuple[Part, str]]) -> tuple[Reason, ...]:
    whole = _best(part, held)
    pieces = clauses(part)
    if not whole or len(pieces) < 2:
        return whole
    apart = tuple(reason for piece in pieces for reason in _best(piece, held))
    return () if not apart else whole


def _best(part: Part, held: list[tuple[Part, str]]) -> tuple[Reason, ...]:
    """The reasons against the part from the sentence part that fits it best."""
    fits = [lay_over(part, other, article) for other, article in held]
    judged = [(_reasons(match), match) for match in fits]
    reasons, best = min(judged, key=lambda fit: (len(fit[0]) > 0, -len(fit[1].matched()), len(fit[0])))
    if "speaker" in reasons and any(attribution.speaks(match) for match in fits if match is not best):
        return (*(reason for reason in reasons if reason != "speaker"), "merge")
    return reasons


def _reasons(match: Match) -> tuple[Reason, ...]:
    found = (check(match) for check in _CHECKS)
    return tuple(reason for reason in found if reason is not None)
