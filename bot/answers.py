"""What an answer is made of. Frozen; the ending of an answer is derived from what survived, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from index.types import Article, Place, Sentence

Status = Literal["answered", "partly", "not_in_source", "not_verified"]
Mode = Literal["llm", "extractive"]
ClaimKind = Literal["copied", "worded", "computed", "sentence"]
# What stands side by side: two speakers, two articles, or an article and the newer one that revises it.
Differ = Literal["sources", "articles", "updated"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One whole sentence of one article: `article.text[start:end] == text`.

    `sentence` counts from 1. `span` is the copied piece in article offsets, inside [start, end), or None.
    """

    article_id: str
    title: str | None
    date: str | None
    source: str | None
    url: str | None
    sentence: int
    start: int
    end: int
    text: str
    span: tuple[int, int] | None = None

    @classmethod
    def of(cls, article: Article, sentence: Sentence, span: tuple[int, int] | None = None) -> Citation:
        """Cite `sentence` of `article`; the words are the library's own."""
        return cls(
            article.article_id,
            article.title,
            article.date,
            article.source,
            article.url,
            sentence.number,
            sentence.start,
            sentence.end,
            sentence.text,
            span,
        )

    @property
    def place(self) -> Place:
        """Article and sentence number: two citations of one place get one footnote."""
        return (self.article_id, self.sentence)

    @property
    def quoted(self) -> str:
        """The span's own characters, or the whole sentence."""
        if self.span is None:
            return self.text
        return self.text[self.span[0] - self.start : self.span[1] - self.start]

    @property
    def name(self) -> str:
        """What a person calls the article: its title, else its id."""
        return self.title or self.article_id


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement shown to a person, with the sentences it stands on (at least one).

    `copied`: `text` is the span of its citation. `sentence`: `text` is the whole cited sentence.
    `worded` and `computed` are our or the model's wording, passed by the gate.
    `speaker` is who says it, in the article's words, or None where the article itself does.
    `notes` are our own, on the relative times in it; article words in them stand in quotation marks.
    """

    text: str
    kind: ClaimKind
    speaker: str | None
    citations: tuple[Citation, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A drafted claim that is not shown, and the gate's word for why. Never shown as a statement."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model cost. `usd` is None when no price is known for the model."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float | None = 0.0


FREE = Usage()


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the road, for --explain: its name, its time, what it did."""

    name: str
    elapsed_ms: float
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. Nothing in it is the model's own words unless it passed the gate.

    `nearest` are offered, not evidence. `missing` is a piece of the question that the articles do not answer.
    `failure` is why a model that was asked gave no usable draft (a word of `bot.llm.FailureKind`), or None.
    `searched` names articles that were in scope, a few of them; `searched_more` counts the others.
    `differ` says that claims give different values for one thing, and who does. `unclear`: the question alone
    does not say what it is about; `meant` are then pieces of the articles it may be about, for asking back.
    """

    question: str
    mode: Mode
    claims: tuple[Claim, ...] = ()
    nearest: tuple[Citation, ...] = ()
    missing: str | None = None
    differ: Differ | None = None
    unclear: bool = False
    meant: tuple[Citation, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    failure: str | None = None
    searched: tuple[str, ...] = ()
    searched_more: int = 0
    model: str | None = None
    usage: Usage = FREE
    elapsed_ms: int = 0
    stages: tuple[Stage, ...] = ()

    @property
    def status(self) -> Status:
        """The ending, derived from what survived (docs/decisions: endings are derived)."""
        if self.claims:
            return "partly" if self.missing or self.rejected else "answered"
        return "not_verified" if self.rejected or self.failure else "not_in_source"

    @property
    def abstained(self) -> bool:
        """Whether this ending refuses to answer."""
        return self.status in ("not_in_source", "not_verified")


@dataclass(frozen=True, slots=True)
class Share:
    """How many sentences of one article a summary stands on, and of how many; `name` is for people."""

    article_id: str
    name: str
    used: int
    total: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which sentences a summary stands on, and of how many.

    Numbers count from 1 through all summarised articles in the order asked; with one they are its own.
    `shares` are those of the articles, in the same order.
    """

    used: tuple[int, ...]
    total: int
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary: every sentence is a Claim with citations. `articles` names what was summarised."""

    articles: tuple[str, ...]
    mode: Mode
    sentences: tuple[Claim, ...]
    coverage: Coverage
    rejected: tuple[Rejected, ...] = ()
    failure: str | None = None
    model: str | None = None
    usage: Usage = FREE
    elapsed_ms: int = 0
    stages: tuple[Stage, ...] = ()

    @property
    def status(self) -> Status:
        """Answered when anything stands, else not_verified."""
        return "answered" if self.sentences else "not_verified"
