"""THE path of a question: search, read, draft, check, answer. Read this first.

Whatever the model says, nothing is shown that the gate did not pass, and nothing ends in silence:
without a usable draft the answer is made of the best sentences themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from bot import extractive
from bot.answers import FREE, Answer, Citation, Mode
from bot.beside import Reading, completed
from bot.budget import count_tokens
from bot.checking import check, missing_piece
from bot.context import Context, choose, one_line
from bot.desk import Desk
from bot.drafting import Drafted, NoDraft, fetch_draft
from bot.errors import ModelNeeded, UsageError
from bot.llm import Model
from bot.question import unclear
from bot.question.followup import carried
from bot.stages import Stages
from index.errors import RerankerFailed
from index.types import EVERYTHING, Article, Hit, Scope, Sentence
from prompts import render

log = logging.getLogger(__name__)

Choice = Literal["auto", "llm", "extractive"]
MAX_QUESTION_CHARS = 4_000
NEAREST = 3  # sentences offered beside a refusal
ANSWER_TOKENS = 1_000  # of a reply, at most
PROMPT_TOKENS = 12_000  # of all that a model is sent for a question; in some scripts a character has several
BOTS = frozenset({"agent", "assistant", "bot", "footnote", "system"})  # who answers, in a thread's history
_NAMED = 5  # articles an answer names as searched; a library may hold thousands
_TURNS = 6  # earlier turns a model may read to understand a follow-up


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of a thread. It helps to understand a question; it is never evidence.

    `speaker` is the bot (one of `BOTS`, any case) or else whoever asked.
    """

    speaker: str
    text: str

    @property
    def by_bot(self) -> bool:
        """Whether an answer was told, not a question."""
        return self.speaker.casefold() in BOTS


@dataclass(frozen=True)
class Question:
    """A question with what it may see and what was said before it."""

    text: str
    scope: Scope
    history: tuple[Turn, ...]

    @cached_property
    def leans_on(self) -> str:
        """The words of the thread without which the question could not be understood; mostly none."""
        asked = [turn.text for turn in self.history if not turn.by_bot]
        answered = [turn.text for turn in self.history if turn.by_bot]
        return carried(self.text, asked, answered[-1] if answered else "")

    @property
    def sought(self) -> str:
        """What to search for: a follow-up alone ("and how many died?") misses what the thread is about."""
        return f"{self.text} {self.leans_on}".strip()

    @property
    def understood(self) -> str:
        """The question as a model reads it, on one line, with what it leans on."""
        return one_line(f"{self.text} (about: {self.leans_on})" if self.leans_on else self.text)


def ask(
    question: str,
    desk: Desk,
    *,
    scope: Scope = EVERYTHING,
    mode: Choice = "auto",
    history: Sequence[Turn] = (),
) -> Answer:
    """Answer the question from the articles in scope, every statement with the sentence it stands on.

    Raises UsageError for an empty or overlong question and ModelNeeded for `mode="llm"` without a model;
    a model that fails is no error: the answer is then extracts, with `failure` saying why.
    """
    asked = Question(_readable(question), scope, tuple(history))
    model = usable_model(desk, mode)
    stages = Stages()
    in_scope = desk.library.articles(scope)
    if in_scope and unclear.is_unclear(asked.text) and not asked.leans_on:
        answer = _asked_back(asked, desk, "llm" if model else "extractive")
    else:
        answer = _from_model(asked, desk, model, stages) if model else _from_extracts(asked, desk, stages)
    return replace(
        answer,
        searched=tuple(info.name for info in in_scope[:_NAMED]),
        searched_more=max(0, len(in_scope) - _NAMED),
        elapsed_ms=round(stages.elapsed_s * 1000),
        stages=stages.done,
    )


def usable_model(desk: Desk, mode: Choice) -> Model | None:
    """The model to draft with, or None for extracts. Raises ModelNeeded if one is demanded in vain."""
    if mode == "llm" and desk.model is None:
        raise ModelNeeded(
            "No model is configured, so --mode llm cannot be used. "
            "Set OPENAI_API_KEY or OPENAI_BASE_URL in .env, or say --mode extractive."
        )
    return None if mode == "extractive" else desk.model


def _readable(question: str) -> str:
    # Half a surrogate pair can be neither tokenised nor sent.
    question = question.encode("utf-8", "replace").decode().strip()
    if not any(char.isalnum() for char in question):
        raise UsageError('The question has no words. Try: footnote ask "how many troops were sent?"')
    if len(question) > MAX_QUESTION_CHARS:
        raise UsageError(
            f"The question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} are read. "
            "Ask it shorter, or add the long text as an article: footnote add FILE"
        )
    return question


def _from_extracts(asked: Question, desk: Desk, stages: Stages) -> Answer:
    with stages.stage("search") as did:
        hits = _search(asked, desk)
        did["hits"] = len(hits)
    found = _found(hits, asked, desk)
    with stages.stage("extract") as did:
        titles = {article.article_id: article.title for article in found.articles.values()}
        picked, failure = _picked(asked, hits, titles, desk)
        did["picked"], did["reranked"] = len(picked), desk.reranker is not None and failure is None
        if failure:
            did["reranker"] = failure
    claims = tuple(
        extractive.whole(hit.sentence, found.articles[hit.sentence.article_id])
        for hit in picked
        if hit.sentence in found.sentences
    )
    answer = Answer(asked.text, "extractive", claims, () if claims else _nearest(found))
    return _completed(answer, found, asked, desk, stages)


def _picked(
    asked: Question, hits: Sequence[Hit], titles: Mapping[str, str | None], desk: Desk
) -> tuple[tuple[Hit, ...], str | None]:
    """The hits that answer best, and why the reranker failed: it is an extra, and takes no answer away."""
    if desk.reranker is None:
        return extractive.pick(asked.sought, hits, titles), None
    try:
        return extractive.pick(asked.sought, hits, titles, desk.reranker.scores), None
    except RerankerFailed as fault:
        log.warning("%s Extracts are chosen by the search alone.", fault)
        return extractive.pick(asked.sought, hits, titles), str(fault)


def _from_model(asked: Question, desk: Desk, model: Model, stages: Stages) -> Answer:
    with stages.stage("search") as did:
        context = choose(asked.sought, desk.library, asked.scope, model.name)
        did["sentences"], did["articles"] = len(context.sentences), len(context.articles)
    if not context.sentences:
        return Answer(asked.text, "llm", model=model.name)
    drafted = _drafted(asked, context, desk, model, stages)
    if isinstance(drafted, NoDraft):
        log.warning("no usable draft: %s", drafted.failure)
        extracts = _from_extracts(asked, desk, stages)
        return replace(extracts, failure=drafted.failure, model=model.name, usage=drafted.usage)
    with stages.stage("check") as did:
        claims, rejected = check(drafted.draft.claims, context)
        did["passed"], did["rejected"] = len(claims), [claim.reason for claim in rejected]
    answer = Answer(
        asked.text,
        "llm",
        claims,
        nearest=() if claims else _nearest(_found(_search(asked, desk), asked, desk)),
        missing=missing_piece(asked.text, drafted.draft.missing, claims),
        rejected=rejected,
        model=drafted.model,
        usage=drafted.usage,
    )
    return _completed(answer, context, asked, desk, stages)


def _drafted(
    asked: Question, context: Context, desk: Desk, model: Model, stages: Stages
) -> Drafted | NoDraft:
    system = render("ask.system")
    user = _prompt(asked, context, model.name, PROMPT_TOKENS - count_tokens(system, model.name))
    if user is None:
        return NoDraft("too_long", FREE)
    deadline_s = desk.settings.deadline_s
    return fetch_draft(
        model, system=system, user=user, max_tokens=ANSWER_TOKENS, deadline_s=deadline_s, stages=stages
    )


def _prompt(asked: Question, context: Context, model: str, room: int) -> str | None:
    """What a model reads, with as many of the latest turns as fit `room` tokens; None where none would do."""
    articles, turns = context.shown(), asked.history[-_TURNS:]
    for first in range(len(turns) + 1):
        earlier = _earlier(turns[first:])
        user = render("ask.user", articles=articles, earlier=earlier, question=asked.understood)
        if count_tokens(user, model) <= room:
            return user
    return None


def _completed(answer: Answer, read: Context, asked: Question, desk: Desk, stages: Stages) -> Answer:
    def seek(words: str) -> list[str]:
        return [hit.sentence.text for hit in desk.library.search(words, asked.scope)]

    with stages.stage("complete") as did:
        answer = completed(answer, Reading(read.sentences, read.articles, seek))
        did["differ"], did["missing"], did["leans_on"] = answer.differ, answer.missing, asked.leans_on
    return answer


def _asked_back(asked: Question, desk: Desk, mode: Mode) -> Answer:
    """The question back, with meanings that the articles offer, in the order in which they stand there."""
    found = _found(_search(asked, desk), asked, desk)
    in_order = sorted(found.sentences, key=lambda sentence: sentence.place)
    meant = unclear.meanings(asked.text, in_order, found.articles)
    return Answer(asked.text, mode, unclear=True, meant=meant)


def _search(asked: Question, desk: Desk) -> list[Hit]:
    return desk.library.search(asked.sought, asked.scope)


def _found(hits: Sequence[Hit], asked: Question, desk: Desk) -> Context:
    """The sentences of a search, best first, less those that somebody changed or removed since."""
    ids = dict.fromkeys(hit.sentence.article_id for hit in hits)
    read = (desk.library.by_id(one, asked.scope) for one in ids)
    articles = {article.article_id: article for article in read if article is not None}
    return Context(tuple(hit.sentence for hit in hits if _stands(hit.sentence, articles)), articles)


def _stands(sentence: Sentence, articles: Mapping[str, Article]) -> bool:
    article = articles.get(sentence.article_id)
    return article is not None and article.sentences[sentence.number - 1 : sentence.number] == (sentence,)


def _earlier(history: Sequence[Turn]) -> str:
    turns = [f"{turn.speaker}: {one_line(turn.text)}" for turn in history]
    return render("earlier", turns="\n".join(turns)) if turns else ""


def _nearest(found: Context) -> tuple[Citation, ...]:
    return tuple(Citation.of(found.articles[one.article_id], one) for one in found.sentences[:NEAREST])
