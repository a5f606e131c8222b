"""THE path of a summary: read the articles, draft near their own words, check each sentence, keep the length.

Every sentence shown cites at least one sentence of the articles. Without a model, or when it fails, the
summary is made of the articles' most central sentences, in their order.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot import central, extractive
from bot.answers import Claim, Coverage, Summary
from bot.ask import Choice, check, usable_model
from bot.budget import count_tokens
from bot.context import Context, whole
from bot.desk import Desk
from bot.drafting import NoDraft, fetch_draft
from bot.errors import UsageError
from bot.llm import Model
from bot.stages import Stages
from index.sentences import split
from index.types import EVERYTHING, Article, Scope
from prompts import render

log = logging.getLogger(__name__)

LENGTHS = {"short": 3, "medium": 5, "long": 8}
MOST_SENTENCES = 20
_READ_TOKENS = 8_000  # of article text in one prompt; of longer texts the most central sentences are read
_TOKENS_PER_SENTENCE = 120


def summarise(
    refs: Sequence[str],
    desk: Desk,
    *,
    scope: Scope = EVERYTHING,
    mode: Choice = "auto",
    sentences: int = LENGTHS["medium"],
) -> Summary:
    """Summarise the articles that `refs` name in at most `sentences` sentences, each with its citations.

    Raises UsageError for a length outside 1 to 20 or no article, the library's errors for an unknown one, and
    ModelNeeded for `mode="llm"` without a model. A model that fails is no error: see `failure`.
    """
    if not 1 <= sentences <= MOST_SENTENCES:
        raise UsageError(
            f"--sentences {sentences}: must be 1 to {MOST_SENTENCES}. Try: footnote summary ID --sentences 3"
        )
    if not refs:
        raise UsageError("No article was named. See what there is: footnote list")
    model = usable_model(desk, mode)
    stages = Stages()
    articles = _distinct(desk.library.get(ref, scope) for ref in refs)
    text = whole(articles)
    if model:
        summary = _from_model(articles, text, sentences, model, desk.settings.deadline_s, stages)
    else:
        summary = _from_extracts(articles, text, sentences, stages)
    return replace(summary, elapsed_ms=round(stages.elapsed_s * 1000), stages=stages.done)


def _distinct(articles: Iterable[Article]) -> tuple[Article, ...]:
    return tuple({article.article_id: article for article in articles}.values())


def _from_extracts(articles: Sequence[Article], text: Context, length: int, stages: Stages) -> Summary:
    with stages.stage("extract") as did:
        # A headline kept as the first line of the text repeats the title and tells less.
        told = [s for s in text.sentences if s.text != text.articles[s.article_id].title]
        picked = central.pick(told or text.sentences, length)
        did["sentences"], did["picked"] = len(text.sentences), len(picked)
    claims = tuple(extractive.whole(sentence, text.articles[sentence.article_id]) for sentence in picked)
    return Summary(_names(articles), "extractive", claims, _coverage(claims, text))


def _from_model(
    articles: Sequence[Article],
    text: Context,
    length: int,
    model: Model,
    deadline_s: float,
    stages: Stages,
) -> Summary:
    with stages.stage("read") as did:
        shown = _readable(text, model.name)
        did["sentences"], did["of"] = len(shown.sentences), len(text.sentences)
    drafted = fetch_draft(
        model,
        system=render("summary.system"),
        user=render("summary.user", articles=shown.shown(), count=str(length)),
        max_tokens=length * _TOKENS_PER_SENTENCE + 200,
        deadline_s=deadline_s,
        stages=stages,
    )
    if isinstance(drafted, NoDraft):
        log.warning("no usable summary draft: %s", drafted.failure)
        extracts = _from_extracts(articles, text, length, stages)
        return replace(extracts, failure=drafted.failure, model=model.name, usage=drafted.usage)
    with stages.stage("check") as did:
        claims, rejected = check(drafted.draft.claims, shown, wording=True)
        claims = _cut(claims, length)
        did["passed"], did["rejected"] = len(claims), [claim.reason for claim in rejected]
    if not claims:  # nothing drafted could be verified: the articles' own sentences still can
        extracts = _from_extracts(articles, text, length, stages)
        return replace(extracts, rejected=rejected, model=drafted.model, usage=drafted.usage)
    return Summary(
        _names(articles),
        "llm",
        claims,
        _coverage(claims, text),
        rejected=rejected,
        model=drafted.model,
        usage=drafted.usage,
    )


def _readable(text: Context, model: str) -> Context:
    """The sentences that fit the prompt: all of them, else the most central, in their order."""
    room = _READ_TOKENS
    fitting: set[tuple[str, int]] = set()
    for sentence in central.ranked(text.sentences):
        room -= count_tokens(sentence.text, model)
        if room < 0:
            break
        fitting.add((sentence.article_id, sentence.number))
    kept = tuple(s for s in text.sentences if (s.article_id, s.number) in fitting)
    return Context(kept, text.articles)


def _cut(claims: Sequence[Claim], length: int) -> tuple[Claim, ...]:
    """The claims that fit the length, in order: a claim of two sentences counts as two."""
    kept: list[Claim] = []
    for claim in claims:
        length -= len(split(claim.text))
        if length < 0:
            break
        kept.append(claim)
    return tuple(kept)


def _coverage(claims: Sequence[Claim], text: Context) -> Coverage:
    used = {citation.place for claim in claims for citation in claim.citations}
    numbers = (n for n, s in enumerate(text.sentences, 1) if (s.article_id, s.number) in used)
    return Coverage(tuple(numbers), len(text.sentences))


def _names(articles: Sequence[Article]) -> tuple[str, ...]:
    return tuple(article.name for article in articles)
