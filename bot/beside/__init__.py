"""What an answer says beside its claims: the other side of a conflict, what the articles never mention, and
what relative times mean. Code adds it, whatever the model said. Reads articles, never a model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import extractive, gate
from bot.answers import Answer, Citation, Claim, Differ
from bot.beside import conflict, dates, premise
from bot.gate.words import MAX_CHARS
from index.types import Article, Sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences that were read for an answer, with their articles.

    `seek` finds more of them for a few words; it is asked only for a name that they do not hold.
    """

    sentences: Sequence[Sentence]
    articles: Mapping[str, Article]
    seek: Callable[[str], Sequence[str]]


def completed(answer: Answer, reading: Reading) -> Answer:
    """The answer with both sides, with what is not mentioned, and with notes on its times."""
    if not answer.claims:
        return answer
    answer = _with_both_sides(answer, reading)
    return replace(
        answer,
        missing=answer.missing or _unmentioned(answer.question, reading),
        claims=tuple(_dated(claim, answer.question) for claim in answer.claims),
    )


def _with_both_sides(answer: Answer, reading: Reading) -> Answer:
    claims: list[Claim] = []
    found: list[conflict.Other] = []
    known = conflict.Known(reading.articles)
    for claim in answer.claims:
        whole = conflict.in_one_sentence(claim, answer.claims)
        claims.append(_whole(claim.citations[0], reading) if whole else claim)
        found += conflict.others(claim, answer.question, reading.sentences, known)
    how = _how(claims, found)
    if how is None:
        return replace(answer, claims=_each_once(claims))
    claims += (_other(one, answer, reading) for one in found)
    return replace(answer, claims=_newest_first(_each_once(claims)), differ=how)


def _how(claims: Sequence[Claim], found: Sequence[conflict.Other]) -> Differ | None:
    """What the opening line says: an update if there is one, else who differs."""
    kinds = {one.how for one in found}
    if not kinds:
        return "sources" if any(conflict.disputed(claim) for claim in claims) else None
    return next(kind for kind in ("updated", "articles", "sources") if kind in kinds)


def _other(one: conflict.Other, answer: Answer, reading: Reading) -> Claim:
    """The other side as a claim: as short as the gate lets it be, or whole beside extracts."""
    figure = one.figure
    article = reading.articles[figure.sentence.article_id]
    words = figure.sentence.text[figure.start : figure.end]
    if answer.mode == "llm":
        verdict = gate.judge(words, "copied", [figure.sentence], {article.article_id: article})
        for sentence, start, end in verdict.spans:
            citation = Citation.of(article, sentence, (start, end))
            return Claim(citation.quoted, "copied", verdict.speaker, (citation,))
    return extractive.whole(figure.sentence, article)


def _whole(citation: Citation, reading: Reading) -> Claim:
    article = reading.articles[citation.article_id]
    return extractive.whole(article.sentences[citation.sentence - 1], article)


def _each_once(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    distinct = {(claim.text, tuple(one.place for one in claim.citations)): claim for claim in claims}
    return tuple(distinct.values())


def _newest_first(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """By the date of the article, the newest first; as they stand where one is undated."""
    days = [claim.citations[0].date for claim in claims]
    if None in days:
        return tuple(claims)
    return tuple(sorted(claims, key=lambda claim: claim.citations[0].date or "", reverse=True))


def _unmentioned(question: str, reading: Reading) -> str | None:
    about = [
        text
        for article in reading.articles.values()
        for text in (article.title, article.source, article.date)
    ]
    texts = [*(sentence.text for sentence in reading.sentences), *filter(None, about)]
    return premise.unmentioned(question, texts, reading.seek)


def _dated(claim: Claim, question: str) -> Claim:
    """The claim with notes on the relative times in what is shown.

    Where a time is asked and a copied piece holds none, on those of its sentence. Beside a whole sentence
    only where a time is asked: it may hold several that nobody wants to know.
    """
    asks = dates.asks_when(question)
    if claim.kind == "sentence" and not asks:
        return claim
    found = times_shown(claim)
    citation = claim.citations[0]
    if not found and asks and _is_quoted(claim):
        found = dates.notes(citation.text, (0, len(citation.text)), citation.date)
    return replace(claim, notes=found)


def times_shown(claim: Claim) -> tuple[str, ...]:
    """Notes on the relative times in the piece or sentence that the claim shows; none on words of a model."""
    citation = claim.citations[0]
    start, end = citation.span or (citation.start, citation.end)
    shown = (start - citation.start, end - citation.start)
    return dates.notes(citation.text, shown, citation.date) if _is_quoted(claim) else ()


def _is_quoted(claim: Claim) -> bool:
    return claim.kind in ("copied", "sentence") and len(claim.citations[0].text) <= MAX_CHARS
