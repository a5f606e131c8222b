"""The other side: a sentence that gives another value for what a claim says. Pure.

A false "sources differ" is worse than none, so a difference needs two speakers or two articles, and words
that make it one thing. The rules and what they were measured on: docs/decisions/0011-beside-the-claims.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.answers import Citation, Claim, Differ
from bot.beside.figures import Figure, differ, figures, same_thing
from bot.gate.grammar import is_content, is_time_word
from bot.gate.words import MAX_CHARS, stem, tokens, word_set
from index.types import Article, Sentence

# A figure that was taken back is no side: what was withdrawn does not differ, it is gone.
_GONE = re.compile(
    r"(?i)\b(?:withdr[ae]wn?|withdrew|retracted|corrected|correction|wrongly|in error|mistaken(?:ly)?"
    r"|earlier (?:figure|version|count|estimate)|no longer)\b"
)
_COUNT = r"(?:count|figure|estimate|tally|number|toll|total)"
_DISPUTES = re.compile(
    rf"(?i)\b(?:own {_COUNT}|{_COUNT}s?(?: \w+)? (?:is|are|was|were) (?:lower|higher|closer|nearer|smaller)"
    r"|puts? (?:the|it|its)|closer to|nearer to|disagrees?|disput\w+|contradict\w*"
    rf"|true (?:cost|{_COUNT})|(?:by|in) contrast)\b"
)
_REVISES = re.compile(
    rf"(?i)\b(?:(?:up|down) from|revis\w+|updat\w+ (?:its|the|their) {_COUNT}|first (?:report\w*|{_COUNT})"
    r"|earlier (?:said|estimated)|now (?:puts?|believ\w+|says?|said|estimat\w+)"
    r"|who in [A-Z]\w+ (?:expected|said|estimated))\b"
)
_CONTRAST = re.compile(r"(?i);|\b(?:while|whereas|although)\b")
_BUT = re.compile(r"(?i)\b(?:but|though)\b")  # "21 shots, but only six on target" sets nothing against it
# Somebody who gives a figure: each side of a dispute has one.
_TELLS = re.compile(
    r"(?i)\b(?:says?|said|tells?|told|counts?|counted|puts?|gives?|gave|estimates?|estimated|expects?|expected"
    r"|claims?|claimed|reports?|reported|believes?|believed|insists?|insisted|according to)\b"
)
_SHARED = 2  # words that tie a revision to what it revises, besides the old figure
_SMALL = word_set("number figure total count")


@dataclass(frozen=True, slots=True)
class Other:
    """A figure of another sentence that differs from a claim's, and how."""

    figure: Figure
    how: Differ


class Known:
    """The articles of one answer. What is read of them is kept, and lives no longer than the answer's making.

    Each claim is held against the same sentences: read anew each time, a long article would take seconds.
    """

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self.articles = articles
        self.figures = cache(figures)
        self.all_names = cache(lambda article_id: _all_names(articles[article_id]))
        self.names = cache(lambda sentence: _names(articles[sentence.article_id], sentence))


def in_one_sentence(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether the claim shows one side of a sentence that sets two figures of a kind against each other.

    `claims` are all that are shown: a side that another claim shows is not left out.
    """
    citation = claim.citations[0]
    if claim.kind != "copied" or citation.span is None or len(claim.citations) != 1:
        return False
    contrasts = _contrasts(citation.text)
    shown = [
        one.span for each in claims for one in each.citations if one.place == citation.place and one.span
    ]
    ours: list[Figure] = []
    others: list[Figure] = []
    for figure in figures(_sentence(citation)):
        at = citation.start + figure.start
        (ours if citation.span[0] <= at < citation.span[1] else others).append(figure)
    return any(
        _of_a_kind(mine, other)
        and mine.value != other.value
        and any(min(mine.start, other.start) < at < max(mine.start, other.start) for at in contrasts)
        and not any(first <= citation.start + other.start < last for first, last in shown)
        for mine in ours
        for other in others
    )


def disputed(claim: Claim) -> bool:
    """Whether the shown words themselves set two figures of two sources against each other."""
    text = claim.text[:MAX_CHARS]
    contrasts = [at for at in _contrasts(text) if _TELLS.search(text[:at]) and _TELLS.search(text[at:])]
    found = figures(_sentence(claim.citations[0])) if contrasts and _DISPUTES.search(text) else ()
    return any(
        _of_a_kind(one, two)
        and one.value != two.value
        and any(one.start < at < two.start for at in contrasts)
        and not _are_of_one_speaker(one, two)
        for one in found
        for two in found
    )


def _of_a_kind(one: Figure, two: Figure) -> bool:
    """Whether both count one thing; the second mostly leaves it out: "40 homes, while insurers say 65"."""
    if one.unit != two.unit:
        return False
    return not (one.counts and two.counts) or (one.counts, one.of_a_kind) == (two.counts, two.of_a_kind)


def _are_of_one_speaker(one: Figure, two: Figure) -> bool:
    return one.speaker is not None and one.speaker == two.speaker


def _contrasts(text: str) -> list[int]:
    """Where one side of the sentence ends and the other begins."""
    text = text[:MAX_CHARS]
    found = [*_CONTRAST.finditer(text), *(_BUT.finditer(text) if _DISPUTES.search(text) else ())]
    return [one.start() for one in found]


def others(claim: Claim, question: str, sentences: Iterable[Sentence], known: Known) -> tuple[Other, ...]:
    """The figures of other sentences that give another value for what the claim says, each sentence once."""
    mine = list(_claimed(claim, question, known))
    if not mine or _GONE.search(claim.text):
        return ()
    own = {citation.place for citation in claim.citations}
    found: dict[tuple[str, int], Other] = {}
    for sentence in sentences:
        place = sentence.place
        if place in own or place in found or _GONE.search(sentence.text[:MAX_CHARS]):
            continue
        how = _how(mine, sentence, question, known)
        if how is not None:
            found[place] = how
    return tuple(found.values())


def _claimed(claim: Claim, question: str, known: Known) -> Iterator[Figure]:
    """The figures that the claim says; of a whole sentence, those that the question is about."""
    citation = claim.citations[0]
    asked = _stems(question)
    for figure in known.figures(_sentence(citation)):
        at = citation.start + figure.start
        if citation.span is not None:
            if citation.span[0] <= at < citation.span[1]:
                yield figure
        elif asked & ({figure.counts} | figure.of_a_kind | figure.about) - {""}:
            yield figure


def _how(mine: Sequence[Figure], sentence: Sentence, question: str, known: Known) -> Other | None:
    for other in known.figures(sentence):
        for one in mine:
            if one.unit != other.unit or not differ(one, other):
                continue
            how = _revision(one, other, question, known) or _difference(one, other, known)
            if how is not None:
                return Other(other, how)
    return None


def _difference(one: Figure, other: Figure, known: Known) -> Differ | None:
    """Two articles, or two speakers of one, that give two values for one thing."""
    ours, theirs = one.sentence.article_id, other.sentence.article_id
    both = known.names(one.sentence) & known.names(other.sentence) if ours != theirs else frozenset()
    if not (same_thing(one, other, both) or _dispute(one, other)):
        return None
    if ours != theirs:
        return "articles" if _speak_of_one_thing(known.all_names(ours), known.all_names(theirs)) else None
    return "sources" if one.speaker and other.speaker and one.speaker != other.speaker else None


def _speak_of_one_thing(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether the articles share a name, or one of them has none: "the bridge" may be another bridge."""
    return not ours or not theirs or bool(ours & theirs)


def _all_names(article: Article) -> frozenset[str]:
    found = [tokens(sentence.text[:MAX_CHARS]) for sentence in article.sentences]
    return frozenset(
        stem(word.key) for words in found for word in words[1:] if word.is_capital and not is_time_word(word)
    )


def _dispute(one: Figure, other: Figure) -> bool:
    """Whether a sentence that says it differs counts the same noun."""
    counts = bool(one.counts) and one.counts == other.counts and one.of_a_kind == other.of_a_kind
    if not counts or one.apart or other.apart:
        return False
    return any(_DISPUTES.search(figure.sentence.text) for figure in (one, other))


def _revision(one: Figure, other: Figure, question: str, known: Known) -> Differ | None:
    """A newer article that says what stood before and what stands now: "eleven, up from the nine"."""
    dates = [known.articles[each.sentence.article_id].date for each in (one, other)]
    if None in dates or dates[0] == dates[1]:
        return None
    old, new = (one, other) if str(dates[0]) < str(dates[1]) else (other, one)
    if not _REVISES.search(new.sentence.text) or old.unit != new.unit or new.counts not in ("", old.counts):
        return None
    if not new.names <= known.names(old.sentence) | known.all_names(old.sentence.article_id):
        return None  # "20 injured in the fire in Odell, up from 12": another twelve than those of the bridge
    repeated = any(
        figure.value == old.value and figure.unit == old.unit and figure.start != new.start
        for figure in known.figures(new.sentence)
    )
    shared = _stems(new.sentence.text) & (_stems(old.sentence.text) | _stems(question))
    return "updated" if repeated and len(shared) >= _SHARED and new.value != old.value else None


def _names(article: Article, sentence: Sentence) -> frozenset[str]:
    """What is named by the sentence or by its article's title."""
    words = tokens(f"{sentence.text} {article.title or ''}")
    return frozenset(stem(word.key) for word in words if word.is_capital)


def _stems(text: str) -> frozenset[str]:
    words = tokens(text[:MAX_CHARS])
    return frozenset(stem(word.key) for word in words if word.is_word and is_content(word)) - _SMALL


def _sentence(one: Citation) -> Sentence:
    return Sentence(one.article_id, one.sentence, one.start, one.end, one.text)
