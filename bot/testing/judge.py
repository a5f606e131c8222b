"""What is wrong with an answer, by what its test expects. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import wording
from bot.answers import Answer, Citation, Claim, Summary
from bot.errors import FootnoteError
from bot.gate.words import fold
from bot.testing.case import Case, Cited
from index.types import Article, Sentence

Made = Answer | Summary


class CaseError(FootnoteError):
    """A test cannot be judged: it cites what its articles do not hold, or they changed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One expectation that was not met: what was wanted, and the lines of what came instead."""

    wanted: str
    got: tuple[str, ...]


def problems(case: Case, made: Made, articles: Sequence[Article]) -> tuple[Problem, ...]:
    """Every expectation of the case that the answer does not meet, in the order of the file's keys.

    Raises CaseError when the case cites a sentence that its articles do not hold.
    """
    return (
        *_ending(case, made),
        *_unsaid(case, made),
        *_said(case, made),
        *_uncited(case, made, articles),
    )


def said(made: Made) -> list[str]:
    """What is stated, line by line: our opening and the claims, without the sentences quoted beneath."""
    if isinstance(made, Answer):
        return wording.answer_text(made).split("\n")
    return [wording.claim_text(claim) for claim in made.sentences]


def claims(made: Made) -> tuple[Claim, ...]:
    """The statements of an answer or a summary."""
    return made.claims if isinstance(made, Answer) else made.sentences


def cited(made: Made) -> list[Citation]:
    """Each cited sentence once, in reading order."""
    return list({one.place: one for claim in claims(made) for one in claim.citations}.values())


def reasons(made: Made) -> list[str]:
    """Why something is not shown: the model's failure, and each statement left out with the gate's word."""
    failed = [f"the model failed: {made.failure}"] if made.failure else []
    return failed + [f"left out, {one.reason}: “{one.text}”" for one in made.rejected]


def holds(text: str, words: str) -> bool:
    """Whether the words stand in the text, in any case and spacing, and cut out of no word or figure."""
    wanted = _plain(words)
    before = r"(?<!\w)(?<!\d[.,])" if wanted[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if wanted[-1:].isalnum() else ""
    return re.search(before + re.escape(wanted) + after, _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(fold(text).casefold().split())


def _ending(case: Case, made: Made) -> Iterator[Problem]:
    if case.ending not in (None, made.status):
        yield Problem(f"ending: {case.ending}", (f"ending: {made.status}", *reasons(made)))


def _unsaid(case: Case, made: Made) -> Iterator[Problem]:
    lines = said(made)
    for words in case.says:
        if not holds("\n".join(lines), words):
            yield Problem(f"says: “{words}”", (*(f"says: {line}" for line in lines), *reasons(made)))


def _said(case: Case, made: Made) -> Iterator[Problem]:
    lines = said(made)
    for words in case.never_says:
        if holds("\n".join(lines), words):
            where = [line for line in lines if holds(line, words)] or lines
            yield Problem(f"never says: “{words}”", tuple(f"says: {line}" for line in where))


def _uncited(case: Case, made: Made, articles: Sequence[Article]) -> Iterator[Problem]:
    found = cited(made)
    got = tuple(f"cites: [{one.sentence}] {one.text}" for one in found) or ("cites: nothing",)
    for wanted in case.cites:
        meant = _meant(wanted, articles)
        if not {one.place for one in meant} & {one.place for one in found}:
            yield Problem(f"cites: [{meant[0].number}] {meant[0].text}", got)


def _meant(wanted: Cited, articles: Sequence[Article]) -> list[Sentence]:
    sentences = [sentence for article in articles for sentence in article.sentences]
    if wanted.words is None:
        meant = [one for one in sentences if one.number == wanted.number]
    else:
        meant = [one for one in sentences if holds(one.text, wanted.words)]
    if not meant:
        raise CaseError(_not_there(wanted, sentences))
    return meant


def _not_there(wanted: Cited, sentences: Sequence[Sentence]) -> str:
    if wanted.words is None:
        return f"cites: there is no sentence {wanted.number}; the article has {len(sentences)}."
    near = difflib.get_close_matches(wanted.words, [one.text for one in sentences], 1, 0.0)
    return (
        f"cites: no sentence of the articles holds {wanted}. They may have changed since it was written. "
        f"The nearest reads: “{near[0] if near else ''}”"
    )
