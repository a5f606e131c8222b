"""Does a statement in someone's own words follow from the cited sentences? All checks, in order. Pure.

Every part of the claim (what one speaker says in it) must pass every check against one part of one cited
sentence;
a part that joins two sentences is tried clause by clause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.gate import (
    attribution,
    figure,
    hedge,
    kept,
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
from bot.gate.grammar import FUNCTION_WORDS
from bot.gate.match import Match, lay_over
from bot.gate.quote import locate
from bot.gate.reading import Part, clauses, read
from bot.gate.reasons import Reason
from bot.gate.rewrites import one_way
from bot.gate.speakers import speaker_at
from bot.gate.widen import widen
from bot.gate.words import tokens
from index.types import Article, Sentence

# Nobody words a statement longer than this, nor on more sentences; the checks take time with both.
MAX_CLAIM = 600  # characters
MAX_CITED = 6
_LETTERS_A_REPEAT = 40
_MAX_REPEATS = 12  # of one word: "AI AI AI ..." says nothing, and lies over itself in thousands of ways

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
    kept.check,
)


def reasons_against(
    claim: str, cited: Sequence[Sentence], articles: Mapping[str, Article]
) -> tuple[Reason, ...]:
    """Return why the claim does not follow from the cited sentences; empty when it does."""
    if any(_is_said_there(claim, sentence.text) for sentence in cited):
        return ()
    if (
        len(claim) > MAX_CLAIM
        or len(cited) > MAX_CITED
        or any(map(_repeats, (claim, *(sentence.text for sentence in cited))))
    ):
        return ("context",)
    held = [(part, articles[sentence.article_id].text) for sentence in cited for part in read(sentence.text)]
    reasons = _against(claim, held)
    if not reasons or _follows_one_way(claim, cited, articles):
        return ()
    if _PLAIN & set(reasons):
        return reasons
    turned = [
        (part, articles[sentence.article_id].text)
        for sentence in cited
        for form in _said_otherwise(sentence, articles[sentence.article_id])
        for part in read(form)
    ]
    same = dict.fromkeys(form for one in (claim, one_way(claim)) for form in (one, *forms(one)))
    return () if any(_follows(form, held + turned) for form in same) else reasons


def _repeats(text: str) -> bool:
    """Whether one word that says something, or one mark, stands there too often to be prose."""
    most = Counter(word.key for word in tokens(text) if word.key not in FUNCTION_WORDS).most_common(1)
    return bool(most) and most[0][1] > max(_MAX_REPEATS, len(text) // _LETTERS_A_REPEAT)


def _follows_one_way(claim: str, cited: Sequence[Sentence], articles: Mapping[str, Article]) -> bool:
    """Whether it follows once both say the same turns of phrase in the same way."""
    told = [(one_way(sentence.text), articles[sentence.article_id].text) for sentence in cited]
    plain = one_way(claim)
    if plain == claim and all(text == sentence.text for (text, _), sentence in zip(told, cited, strict=True)):
        return False  # as it was judged already
    return _follows(plain, [(part, article) for text, article in told for part in read(text)])


def _said_otherwise(sentence: Sentence, article: Article) -> tuple[str, ...]:
    """What the sentence says in other orders, and under the other names that the article uses."""
    called = (sentence.text, *called_otherwise(sentence, article))
    said = dict.fromkeys(form for one in called for form in (one, one_way(one)))
    found = dict.fromkeys(form for one in said for form in (one, *forms(one), *weaker(one)))
    return tuple(form for form in found if form != sentence.text)


def _against(claim: str, held: list[tuple[Part, str]]) -> tuple[Reason, ...]:
    parts = read(claim)
    if not parts or not held:
        return ("no_words",)
    return tuple(dict.fromkeys(reason for part in parts for reason in _against_part(part, held)))


def _follows(claim: str, held: list[tuple[Part, str]]) -> bool:
    """Whether nothing speaks against the claim; quicker than naming every reason."""
    parts = read(claim)
    return bool(parts and held) and all(
        _is_silent(part, held)
        or (len(pieces := clauses(part)) > 1 and all(_is_silent(p, held) for p in pieces))
        for part in parts
    )


def _is_silent(part: Part, held: list[tuple[Part, str]]) -> bool:
    fits = (lay_over(part, other, article) for other, article in held)
    return any(all(check(match) is None for check in _CHECKS) for match in fits)


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
