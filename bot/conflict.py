"""The other side: a sentence that gives another value for what a claim says. Pure.

A false "sources differ" is worse than none, so a difference needs two speakers or two articles, and words
that make it one thing. The rules and what they were measured on: docs/decisions/0011-beside-the-claims.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answers import Citation, Claim, Differ
from bot.figures import Figure, differ, figures, same_thing, speaker
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
    who = speaker(one.sentence, one.start)
    return who is not None and who == speaker(two.sentence, two.start)


def _contrasts(text: str) -> list[int]:
    """Where one side of the sentence ends and the other begins."""
    text = text[:MAX_CHARS]
    found = [*_CONTRAST.finditer(text), *(_BUT.finditer(text) if _DISPUTES.search(text) else ())]
    return [one.start() for one in found]


def others(
    claim: Claim, question: str, sentences: Iterable[Sentence], articles: Mapping[str, Article]
) -> tuple[Other, ...]:
    """The figures of other sentences that give another value for what the claim says, each sentence once."""
    mine = list(_claimed(claim, question))
    if not mine or _GONE.search(claim.text):
        return ()
    own = {citation.place for citation in claim.citations}
    found: dict[tuple[str, int], Other] = {}
    for sentence in sentences:
        place = (sentence.article_id, sentence.number)
        if place in own or place in found or _GONE.search(sentence.text[:MAX_CHARS]):
            continue
        how = _how(mine, sentence, question, articles)
        if how is not None:
            found[place] = how
    return tuple(found.values())


def _claimed(claim: Claim, question: str) -> Iterator[Figure]:
    """The figures that the claim says; of a whole sentence, those that the question is about."""
    citation = claim.citations[0]
    asked = _stems(question)
    for figure in figures(_sentence(citation)):
        at = citation.start + figure.start
        if citation.span is not None:
            if citation.span[0] <= at < citation.span[1]:
                yield figure
        elif asked & ({figure.counts} | figure.of_a_kind | figure.about) - {""}:
            yield figure


def _how(
    mine: Sequence[Figure], sentence: Sentence, question: str, articles: Mapping[str, Article]
) -> Other | None:
    for other in figures(sentence):
        for one in mine:
            if one.unit != other.unit or not differ(one, other):
                continue
            how = _revision(one, other, question, articles) or _difference(one, other, articles)
            if how is not None:
                return Other(other, how)
    return None


def _difference(one: Figure, other: Figure, articles: Mapping[str, Article]) -> Differ | None:
    """Two articles, or two speakers of one, that give two values for one thing."""
    ours, theirs = articles[one.sentence.article_id], articles[other.sentence.article_id]
    both = _names(ours, one) & _names(theirs, other) if ours is not theirs else frozenset()
    if not (same_thing(one, other, both) or _dispute(one, other)):
        return None
    if ours is not theirs:
        return "articles" if _speak_of_one_thing(ours, theirs) else None
    who = speaker(one.sentence, one.start), speaker(other.sentence, other.start)
    return "sources" if None not in who and who[0] != who[1] else None


def _speak_of_one_thing(one: Article, two: Article) -> bool:
    """Whether the articles share a name, or one of them has none: "the bridge" may be another bridge."""
    ours, theirs = _all_names(one), _all_names(two)
    return not ours or not theirs or bool(ours & theirs)


def _all_names(article: Article) -> frozenset[str]:
    found = [tokens(sentence.text[:MAX_CHARS]) for sentence in article.sentences]
    return frozenset(
        word.key for words in found for word in words[1:] if word.is_capital and not is_time_word(word)
    )


def _dispute(one: Figure, other: Figure) -> bool:
    """Whether a sentence that says it differs counts the same noun."""
    counts = bool(one.counts) and one.counts == other.counts and one.of_a_kind == other.of_a_kind
    disputes = _DISPUTES.search(one.sentence.text) or _DISPUTES.search(other.sentence.text)
    return counts and disputes is not None and not one.apart and not other.apart


def _revision(one: Figure, other: Figure, question: str, articles: Mapping[str, Article]) -> Differ | None:
    """A newer article that says what stood before and what stands now: "eleven, up from the nine"."""
    dates = articles[one.sentence.article_id].date, articles[other.sentence.article_id].date
    if None in dates or dates[0] == dates[1]:
        return None
    old, new = (one, other) if str(dates[0]) < str(dates[1]) else (other, one)
    if not _REVISES.search(new.sentence.text) or old.unit != new.unit or new.counts not in ("", old.counts):
        return None
    told = articles[old.sentence.article_id]
    if not new.names <= _names(told, old) | frozenset(map(stem, _all_names(told))):
        return None  # "20 injured in the fire in Odell, up from 12": another twelve than those of the bridge
    repeated = any(
        figure.value == old.value and figure.unit == old.unit and figure.start != new.start
        for figure in figures(new.sentence)
    )
    shared = _stems(new.sentence.text) & (_stems(old.sentence.text) | _stems(question))
    return "updated" if repeated and len(shared) >= _SHARED and new.value != old.value else None


def _names(article: Article, figure: Figure) -> frozenset[str]:
    """What is named by the figure's own sentence or by the article's title."""
    words = tokens(f"{figure.sentence.text} {article.title or ''}")
    return frozenset(stem(word.key) for word in words if word.is_capital)


def _stems(text: str) -> frozenset[str]:
    words = tokens(text[:MAX_CHARS])
    return frozenset(stem(word.key) for word in words if word.is_word and is_content(word)) - _SMALL


def _sentence(one: Citation) -> Sentence:
    return Sentence(one.article_id, one.sentence, one.start, one.end, one.text)
