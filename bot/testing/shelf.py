"""The articles of tests, in libraries that live as long as the run. Embeds each set of articles once."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.config import Settings
from bot.desk import Desk
from bot.llm import Model
from bot.testing.case import ArticleFile
from bot.testing.judge import CaseError
from index.library import Library
from index.readers import read_path
from index.types import EVERYTHING, Article, Hit, NewArticle, Scope

VERSION_CHARS = 12


@dataclass(frozen=True, slots=True)
class Held:
    """A library of some articles, and the articles in the order asked."""

    library: Library
    articles: tuple[Article, ...]


class _Filled(Library):
    """A library that nothing is added to any more: what was searched once is known."""

    @cached_property
    def _known(self) -> dict[tuple[str, Scope, int], list[Hit]]:
        return {}

    def search(self, question: str, scope: Scope = EVERYTHING, limit: int = 40) -> list[Hit]:
        """As a library does, once: the falsified replies to a question all want the same sentences."""
        key = (question, scope, limit)
        if key not in self._known:
            self._known[key] = super().search(question, scope, limit)
        return self._known[key]


class Shelf:
    """Opens libraries as tests need them; use it as a context manager. Not shared between threads.

    It ignores the settings of this machine: a test has to come out the same on every one.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._home = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="footnote-test-")))
        self._held: dict[tuple[Path, ...], Held] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Throw the libraries away."""
        self._stack.close()

    def articles(self, files: Sequence[ArticleFile]) -> tuple[Article, ...]:
        """The articles as the library holds them.

        Raises CaseError for one that changed, and the library's errors for what is no article.
        """
        for file in files:
            _refuse_changed(file)
        return self._of(files).articles

    def desk(self, files: Sequence[ArticleFile], model: Model | None, deadline_s: float = 20.0) -> Desk:
        """A desk over exactly these articles."""
        return Desk(self._of(files).library, model, Settings(home=self._home, deadline_s=deadline_s))

    def _of(self, files: Sequence[ArticleFile]) -> Held:
        key = tuple(file.path.resolve() for file in files)
        if key not in self._held:
            library = self._stack.enter_context(_Filled.open(self._home / str(len(self._held))))
            self._held[key] = Held(library, _filled(library, files))
        return self._held[key]


def version(path: Path) -> str:
    """A short hash of an article as it is read: it changes when its words, title, date or source do."""
    return _version(read_path(path))


def _version(news: Sequence[NewArticle]) -> str:
    told = [(new.text, new.title, new.date, new.source, new.url) for new in news]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:VERSION_CHARS]


def _refuse_changed(file: ArticleFile) -> None:
    if file.version is None:
        return
    now = version(file.path)
    if now != file.version:
        raise CaseError(
            f"{file.path} changed since this test was written (version {file.version}, now {now}). "
            f"See whether the test still holds, then write version: {now}"
        )


def _filled(library: Library, files: Sequence[ArticleFile]) -> tuple[Article, ...]:
    news = [new for file in files for new in read_path(file.path)]
    added = library.add_all(news)
    for one in added:
        if one.article_id is None:
            raise CaseError(f"{one.source}: {one.reason}")
    ids = dict.fromkeys(one.article_id for one in added if one.article_id)
    return tuple(library.get(one) for one in ids)
