"""The gate: does this claim follow from the sentences it cites? Pure code, no model; fails closed. Start
reading here.

A copied claim is found in its sentence word for word and widened until it says what the sentence says.
A worded claim passes every check of `worded.py`, or falls back to its sentence, or is dropped.
Nothing here reads a file, the network or a model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.gate import link, voice
from bot.gate.context import misleads_alone
from bot.gate.meant import may_be_meant
from bot.gate.quote import locate
from bot.gate.reasons import Outcome, Reason, outcome_of
from bot.gate.speakers import is_marked_up, speaker_at, speaker_of
from bot.gate.widen import widen
from bot.gate.worded import reasons_against
from bot.gate.words import MAX_CHARS, fold
from index.types import Article, Sentence

__all__ = ["MAX_CHARS", "Outcome", "Reason", "Verdict", "judge", "speaker_of", "supported"]

# A span of four fifths of its sentence is the sentence: the rest costs less to show than to explain.
NEARLY_WHOLE = 0.8

Span = tuple[Sentence, int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a claim: `pass`, fall back to the `sentence`, or `drop`, and why.

    `spans` holds, for a copied claim that passes, the cited sentence and where the widened span stands, in
    characters of the article, and `speaker` who says it, in the sentence's own words, or None. For all others
    `sentences` are those it stands on; a worded claim names its speakers itself.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    spans: tuple[Span, ...] = ()
    speaker: str | None = None
    sentences: tuple[Sentence, ...] = ()


def judge(span: str, kind: str, cited: Sequence[Sentence], articles: Mapping[str, Article]) -> Verdict:
    """Judge one drafted claim against the sentences it cites; `articles` maps ids to the articles they are
    from.

    A sentence that is not in its article, character for character, counts as not cited.
    Never raises for any text: what cannot be read is dropped.
    """
    held = [sentence for sentence in cited if _is_stored(sentence, articles)]
    if not held:
        return Verdict("drop", ("quote",))
    if max(len(span), *(len(sentence.text) for sentence in held)) > MAX_CHARS:
        return Verdict("drop", ("context",))
    fault = link.check(span, held)
    if fault is not None:
        return Verdict("drop", (fault,))
    # Wording that only copies is a quotation, whatever the draft calls it.
    copies = kind == "copied" or any(locate(span, sentence.text) for sentence in held)
    return _copied(span, held) if copies else _worded(span, held, articles)


def supported(
    claim: str, cited: Sequence[Sentence], articles: Mapping[str, Article]
) -> tuple[bool, tuple[Reason, ...]]:
    """Whether the claim, taken as a statement of its own, follows from the cited sentences; if not, why.

    A piece copied from a sentence follows only if it says what its sentence says, speaker and hedge included.
    """
    held = [s for s in cited if _is_stored(s, articles) and len(s.text) <= MAX_CHARS]
    fault = "context" if len(claim) > MAX_CHARS or not held else link.check(claim, held)
    reasons = (fault,) if fault else reasons_against(claim, held, articles)
    return not reasons, reasons


def _is_stored(sentence: Sentence, articles: Mapping[str, Article]) -> bool:
    article = articles.get(sentence.article_id)
    return article is not None and article.text[sentence.start : sentence.end] == sentence.text != ""


def _copied(span: str, cited: Sequence[Sentence]) -> Verdict:
    found = [(sentence, place) for sentence in cited if (place := locate(span, sentence.text))]
    if not found:
        return Verdict("drop", ("quote",))
    first, place = found[0]
    if _is_nearly_whole(place, first) or is_marked_up(first.text):
        return Verdict("sentence", sentences=(first,))
    wider = widen(first.text, *place)
    if wider is None or misleads_alone(first.text, *wider):
        return Verdict("sentence", ("context",), sentences=(first,))
    if _is_nearly_whole(wider, first):
        return Verdict("sentence", sentences=(first,))
    shown = first.text[slice(*wider)]
    return Verdict("pass", (), tuple(_same_words(shown, found)), speaker_at(first.text, *wider))


def _is_nearly_whole(place: tuple[int, int], sentence: Sentence) -> bool:
    return place[1] - place[0] >= NEARLY_WHOLE * len(sentence.text)


def _same_words(shown: str, found: list[tuple[Sentence, tuple[int, int]]]) -> Iterator[Span]:
    """The places that say the same once widened: "half" of the ranks is not "half" of the land."""
    for sentence, place in found:
        wider = widen(sentence.text, *place)
        if wider is not None and fold(sentence.text[slice(*wider)]) == fold(shown):
            yield sentence, sentence.start + wider[0], sentence.start + wider[1]


def _worded(claim: str, cited: Sequence[Sentence], articles: Mapping[str, Article]) -> Verdict:
    unfit = voice.check(claim)
    reasons = reasons_against(claim, cited, articles) + ((unfit,) if unfit else ())
    outcome = outcome_of(reasons)
    if outcome == "drop" and may_be_meant(reasons, claim, cited, articles):
        outcome = "sentence"
    return Verdict(outcome, reasons, sentences=tuple(cited))
