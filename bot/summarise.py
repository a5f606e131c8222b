"""THE path of a summary: read the articles, draft near their own words, check each sentence, keep the length.

Every sentence shown cites at least one sentence of the articles. Without a model, or when it fails, the
summary is made of the articles' most telling sentences; they also fill what a model leaves of the length.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot import extractive
from bot.answers import Claim, Coverage, Share, Summary
from bot.ask import Choice, usable_model
from bot.beside import times_shown
from bot.budget import count_tokens
from bot.checking import check
from bot.context import Context
from bot.desk import Desk
from bot.drafting import Drafted, NoDraft, fetch_draft
from bot.errors import UsageError
from bot.llm import Model
from bot.stages import Stages
from bot.summary import digest
from bot.summary.company import corrected, owed
from bot.summary.digest import Pool
from bot.summary.sides import other_sides
from index.sentences import split
from index.types import EVERYTHING, Article, Place, Scope, Sentence
from prompts import render

log = logging.getLogger(__name__)

LENGTHS = {"short": 3, "medium": 5, "long": 8}
MOST_SENTENCES = 20
READ_TOKENS = 8_000  # of article text in one prompt; of longer texts the most telling sentences are read
_READ_SENTENCES = 800  # more never fit
_TOKENS_PER_SENTENCE = 120
_ROUNDS = 3  # a side that is brought in may be disputed itself


@dataclass(frozen=True, slots=True)
class Task:
    """What to summarise: the articles as asked, what they can be told with, in how many sentences."""

    articles: tuple[Article, ...]
    pool: Pool
    length: int


def summarise(
    refs: Sequence[str],
    desk: Desk,
    *,
    scope: Scope = EVERYTHING,
    mode: Choice = "auto",
    sentences: int = LENGTHS["medium"],
) -> Summary:
    """Summarise the articles of the library that `refs` name; see `summarise_articles`.

    Raises the library's errors for an unknown one.
    """
    articles = [desk.library.get(ref, scope) for ref in refs]
    return summarise_articles(articles, desk, mode=mode, sentences=sentences)


def summarise_articles(
    articles: Sequence[Article], desk: Desk, *, mode: Choice = "auto", sentences: int = LENGTHS["medium"]
) -> Summary:
    """Summarise the articles in `sentences` sentences, the oldest article first, each with its citations.

    Fewer sentences only where the articles have no more to tell. Raises UsageError for a length outside 1 to
    20 or no article, and ModelNeeded for `mode="llm"` without a model. A model that fails is no error: see
    `failure`.
    """
    if not 1 <= sentences <= MOST_SENTENCES:
        raise UsageError(
            f"--sentences {sentences}: must be 1 to {MOST_SENTENCES}. Try: footnote summary ID --sentences 3"
        )
    if not articles:
        raise UsageError("No article was named. See what there is: footnote list")
    model = usable_model(desk, mode)
    stages = Stages()
    with stages.stage("read") as did:
        task = _task(articles, sentences)
        did["sentences"], did["of"] = len(task.pool.units), sum(len(one.sentences) for one in task.articles)
    if model:
        summary = _from_model(task, model, desk.settings.deadline_s, stages)
    else:
        summary = _from_extracts(task, stages)
    return replace(summary, elapsed_ms=round(stages.elapsed_s * 1000), stages=stages.done)


def reading(articles: Sequence[Article], sentences: int, model: str) -> tuple[Context, str]:
    """What `model` would be shown for such a summary, and the whole prompt: to tell its cost beforehand."""
    shown = _readable(_task(articles, sentences), model)
    return shown, f"{render('summary.system')}\n{_wanted(shown, sentences)}"


def _wanted(shown: Context, sentences: int) -> str:
    return render("summary.user", articles=shown.shown(), count=str(sentences))


def longest_reply(sentences: int) -> int:
    """How many tokens a model may write for a summary of so many sentences."""
    return sentences * _TOKENS_PER_SENTENCE + 200


def _task(articles: Sequence[Article], length: int) -> Task:
    distinct = tuple({article.article_id: article for article in articles}.values())
    return Task(distinct, Pool.of(distinct), length)


def _from_extracts(task: Task, stages: Stages) -> Summary:
    with stages.stage("extract") as did:
        claims = _filled((), task)
        did["picked"] = len(claims)
    return _summary(task, claims)


def _from_model(task: Task, model: Model, deadline_s: float, stages: Stages) -> Summary:
    with stages.stage("choose") as did:
        shown = _readable(task, model.name)
        did["sentences"] = len(shown.sentences)
    drafted = fetch_draft(
        model,
        system=render("summary.system"),
        user=_wanted(shown, task.length),
        max_tokens=longest_reply(task.length),
        deadline_s=deadline_s,
        stages=stages,
    )
    if isinstance(drafted, NoDraft):
        log.warning("no usable summary draft: %s", drafted.failure)
        extracts = _from_extracts(task, stages)
        return replace(extracts, failure=drafted.failure, model=model.name, usage=drafted.usage)
    return _checked(task, drafted, shown, stages)


def _checked(task: Task, drafted: Drafted, shown: Context, stages: Stages) -> Summary:
    with stages.stage("check") as did:
        passed, rejected = check(drafted.draft.claims, shown, wording=True)
        task = _with_sides(task, _places(passed))
        kept = _cut(passed, task)
        did["passed"], did["rejected"] = len(passed), [claim.reason for claim in rejected]
        did["kept"] = len(kept)
    if not kept:  # nothing drafted could be verified: the articles' own sentences still can
        extracts = _from_extracts(task, stages)
        return replace(extracts, rejected=rejected, model=drafted.model, usage=drafted.usage)
    made = replace(_summary(task, _filled(kept, task)), mode="llm", rejected=rejected)
    return replace(made, model=drafted.model, usage=drafted.usage)


def _readable(task: Task, model: str) -> Context:
    """The sentences that fit the prompt: all that can be told, else the most telling, in their order."""
    room = READ_TOKENS
    fitting: set[Place] = set()
    for sentence in digest.best_first(task.pool, _READ_SENTENCES):
        room -= count_tokens(sentence.text, model)
        if room < 0:
            break
        fitting.add(sentence.place)
    kept = tuple(unit.sentence for unit in task.pool.units if unit.sentence.place in fitting)
    return Context(kept, _by_id(task))


def _cut(claims: Sequence[Claim], task: Task) -> tuple[Claim, ...]:
    """The claims that fit the length with what must stand beside them; one of two sentences counts as two."""
    kept: tuple[Claim, ...] = ()
    for claim in claims:
        more = (*kept, claim)
        if _sentences(more) + len(owed(task.pool.units, _places(more))) <= task.length:
            kept = more
    return kept


def _filled(claims: Sequence[Claim], task: Task) -> tuple[Claim, ...]:
    """The claims, the corrections they need and, up to the length, what tells most beside them."""
    needed = owed(task.pool.units, _places(claims))
    claims = (*claims, *_as_claims(needed, task))
    rest, task = _picked(task, task.length - _sentences(claims), _places(claims))
    order = {unit.sentence.place: number for number, unit in enumerate(task.pool.units)}
    ordered = sorted((*claims, *_as_claims(rest, task)), key=lambda one: order[one.citations[0].place])
    return tuple(_dated(claim) for claim in _with_ages(ordered, task))


def _picked(task: Task, length: int, told: Collection[Place]) -> tuple[tuple[Sentence, ...], Task]:
    """The most telling sentences beside those told, both sides of what is disputed; the task knows which."""
    picked: tuple[Sentence, ...] = ()
    for _ in range(_ROUNDS):
        picked = digest.pick(task.pool, length, told)
        before, task = task, _with_sides(task, {one.place for one in picked})
        if task is before:
            break
    return picked, task


def _with_sides(task: Task, shown: Collection[Place]) -> Task:
    """The task with the other sides of the sentences shown as their corrections; itself if none is new."""
    if task.length == 1:
        return task  # there is no room for two sides: better the main thing, with who says it
    sentences = [unit.sentence for unit in task.pool.units if unit.sentence.place in shown]
    sides = other_sides(sentences, task.pool, _by_id(task))
    units = corrected(task.pool.units, sides)
    return task if units == task.pool.units else replace(task, pool=replace(task.pool, units=units))


def _with_ages(claims: Sequence[Claim], task: Task) -> tuple[Claim, ...]:
    """The claims; one from a newer article that tells anew what an older one tells says so."""
    shown = _places(claims)
    older: dict[Place, dict[str, None]] = defaultdict(dict)
    for unit in task.pool.units:
        if unit.sentence.place in shown:
            for one in unit.corrections:
                older[one.place] |= dict.fromkeys(_newer_than(unit.sentence, one, _by_id(task)))
    return tuple(replace(claim, notes=(*claim.notes, *older[claim.citations[0].place])) for claim in claims)


def _dated(claim: Claim) -> Claim:
    """The claim with what its relative times mean; that an article is undated stands at its footnote."""
    dated = claim.citations[0].date is not None
    return replace(claim, notes=(*claim.notes, *times_shown(claim))) if dated else claim


def _newer_than(sentence: Sentence, newer: Sentence, articles: Mapping[str, Article]) -> Iterator[str]:
    first, second = articles[sentence.article_id], articles[newer.article_id]
    if first.date and second.date and first.date < second.date:
        yield f"newer than “{first.name}” ({first.date})"


def _as_claims(sentences: Iterable[Sentence], task: Task) -> tuple[Claim, ...]:
    articles = _by_id(task)
    return tuple(extractive.whole(one, articles[one.article_id]) for one in sentences)


def _sentences(claims: Iterable[Claim]) -> int:
    """How many there are to read. What is of one sentence of the library is one, however it reads alone."""
    return sum(len(split(one.text)) if one.kind in ("worded", "computed") else 1 for one in claims)


def _places(claims: Iterable[Claim]) -> set[Place]:
    return {citation.place for claim in claims for citation in claim.citations}


def _summary(task: Task, claims: tuple[Claim, ...]) -> Summary:
    names = tuple(article.name for article in task.articles)
    return Summary(names, "extractive", claims, _coverage(claims, task.articles))


def _coverage(claims: Sequence[Claim], articles: Sequence[Article]) -> Coverage:
    used = _places(claims)
    every = [sentence.place for article in articles for sentence in article.sentences]
    shares = (
        Share(one.article_id, one.name, sum(at == one.article_id for at, _ in used), len(one.sentences))
        for one in articles
    )
    return Coverage(tuple(n for n, at in enumerate(every, 1) if at in used), len(every), tuple(shares))


def _by_id(task: Task) -> dict[str, Article]:
    return {article.article_id: article for article in task.articles}
