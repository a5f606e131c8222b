"""The nouns of the library: article, sentence, hit, scope. Frozen; they hold no connection and do no work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from index.naming import everywhere_in, workspace_of

Place = tuple[str, int]  # article id and sentence number
Progress = Callable[[int, int], None]  # how much is done, of how much


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of one article: `article.text[start:end] == text`, always.

    `number` counts from 1. `start` and `end` count Unicode characters of the article's text.
    """

    article_id: str
    number: int
    start: int
    end: int
    text: str

    @property
    def place(self) -> Place:
        """Where it stands, whatever it says."""
        return (self.article_id, self.number)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article as a reader hands it in. `origin` is its identity: the same origin again is an update.

    `origin` is a resolved path, an address, or for standard input a name; `text` is stored as it came.
    `channels` empty means every channel may ask about it. `date` is ISO 8601 (`2026-02-10`) or None.
    """

    origin: str
    text: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """An article without its text, for lists. `sentences` is their count.

    `version` is a number of this text and title: each one that the library takes has a higher one.
    """

    article_id: str
    title: str | None
    date: str | None
    source: str | None
    url: str | None
    channels: frozenset[str]
    sentences: int
    version: int = 0

    @property
    def name(self) -> str:
        """What a person calls it: its title, else its id."""
        return self.title or self.article_id


@dataclass(frozen=True, slots=True)
class Article:
    """One stored article with its text and its sentences in order (`sentences[n - 1].number == n`)."""

    article_id: str
    title: str | None
    date: str | None
    source: str | None
    url: str | None
    channels: frozenset[str]
    text: str
    sentences: tuple[Sentence, ...]

    @property
    def name(self) -> str:
        """What a person calls it: its title, else its id."""
        return self.title or self.article_id


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one article handed in. `article_id` is None only when it was refused."""

    article_id: str | None
    title: str | None
    source: str | None
    status: Literal["added", "unchanged", "updated", "refused"]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a question may see. Applied before retrieval, so what is outside leaves no trace.

    `articles` None means all; `channel` None means the operator asks, who may see everything.
    An article with channels is seen only from one of them; an article without is seen from all.
    Where there are many workspaces a channel is named "WORKSPACE/CHANNEL" and also sees "WORKSPACE/*".
    """

    articles: frozenset[str] | None = None
    channel: str | None = None

    def admits(self, article_id: str, channels: frozenset[str]) -> bool:
        """Whether the article may be searched, shown, listed or counted."""
        if self.articles is not None and article_id not in self.articles:
            return False
        if self.channel is None or not channels or self.channel in channels:
            return True
        workspace = workspace_of(self.channel)
        return bool(workspace) and everywhere_in(workspace) in channels


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found for a question. `score` is the mix; `words` and `meaning` its parts, 0 to 1.

    `words` is the BM25 share (0: no word shared); `meaning` the share of the embedding.
    """

    sentence: Sentence
    score: float
    words: float
    meaning: float
