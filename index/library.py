"""The library: the only door to the articles. What keeps, embeds and finds them is behind it.

Opening, listing, showing and removing load neither llama_index nor a model; adding and searching do.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from index.access import Access
from index.engine import Engine
from index.errors import AmbiguousArticle, UnknownArticle
from index.ingest import Ingest
from index.naming import whole
from index.stores.sqlite import Row, Store
from index.types import EVERYTHING, Added, Article, ArticleInfo, Hit, NewArticle, Progress, Scope, Sentence

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

    from index.upkeep import Upkeep

FILE_NAME = "library.sqlite3"
_NAMES_SHOWN = 10  # in an error


class Library:
    """Articles with exact sentences, and search over them. Safe for many threads; close it when done."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine
        self._ingest = Ingest(store, engine)

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        embedding: str = "local",
        openai_api_key: str | None = None,
        openai_base_url: str | None = None,
    ) -> Self:
        """Open the library in the folder `home`; folder and file are created with the first article.

        Raises BrokenLibrary if the file there is not one.
        """
        store = Store(home / FILE_NAME)
        return cls(store, Engine(store, embedding, openai_api_key, openai_base_url))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.close()
        self._store.close()

    def add(self, new: NewArticle) -> Added:
        """Keep one article; what became of it stands in the result, refusals too.

        The same origin again is an update, or unchanged if nothing changed. A text that another origin
        brought is not kept twice: the result names the article it equals.
        Raises WrongEmbedder, EmbedderFailed or BrokenLibrary.
        """
        return self.add_all([new])[0]

    def add_all(self, news: Iterable[NewArticle], progress: Progress | None = None) -> list[Added]:
        """`add` for many, faster; each commits on its own. `progress` gets (done, all) after each."""
        self._engine.check()
        return self._ingest.keep(list(news), progress)

    def remove(self, ref: str, scope: Scope = EVERYTHING) -> ArticleInfo:
        """Delete the article `ref` (as in `get`); nothing of it is found or cited again."""
        row = self._named(ref, scope)
        self._store.remove(row.article_id)
        return _info(row)

    def get(self, ref: str, scope: Scope = EVERYTHING) -> Article:
        """Return the article with the id `ref`, or that title (any case), or the one id that begins so.

        Raises UnknownArticle or AmbiguousArticle, which name what there is in scope, and BrokenLibrary if the
        stored text is not what was stored.
        """
        return self._read(self._named(ref, scope))

    def by_id(self, article_id: str, scope: Scope = EVERYTHING) -> Article | None:
        """Return the article with exactly this id, or None if there is none in scope (any more).

        For what our own code refers to; names and beginnings are for people, and may mean another article.
        """
        row = self._store.by_id(whole(article_id))
        return self._read(row) if row and scope.admits(row.article_id, row.channels) else None

    def articles(self, scope: Scope = EVERYTHING) -> list[ArticleInfo]:
        """The articles in scope, by id."""
        return [_info(row) for row in self._rows(scope)]

    def search(self, question: str, scope: Scope = EVERYTHING, limit: int = 40) -> list[Hit]:
        """Return up to `limit` sentences of articles in scope, best first.

        Raises WrongEmbedder, EmbedderFailed or BrokenLibrary.
        """
        ids, question = self._ids(scope), whole(question)
        if not question.strip() or limit < 1 or not (self._store.exists if ids is None else ids):
            return []
        return self._found(question, ids, limit)

    def check(self) -> list[str]:
        """Return the ids of damaged articles. Raises WrongEmbedder if another embedder built the library."""
        self._engine.check()
        return self._store.damaged()

    @property
    def revision(self) -> int:
        """A number that is another one after every change, by whatever process; cheap to ask for."""
        return int(self._store.setting("generation") or 0)

    def aside(self) -> Library:
        """An empty library in memory, for one thread, that embeds as this one does. Close it when done.

        For what is read once and kept nowhere.
        """
        from index.stores.passing import PassingStore

        store = PassingStore()
        return Library(store, self._engine.over(store))

    @property
    def access(self) -> Access:
        """What opens articles to every channel and withdraws them from one."""
        return Access(self._store)

    def upkeep(self, *, embeds: bool) -> Upkeep:
        """What looks over the whole file and mends what is derived from the texts.

        `embeds`: also embed every sentence again, to compare. Raises WrongEmbedder.
        """
        from index.upkeep import Upkeep

        self._engine.check()
        return Upkeep(self._store, self._ingest, embeds=embeds)

    def _found(self, question: str, ids: list[str] | None, limit: int) -> list[Hit]:
        from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryMode

        vector = self._engine.embed_question(question)
        query = VectorStoreQuery(
            query_str=question,
            query_embedding=vector.tolist(),
            similarity_top_k=limit,
            doc_ids=ids,
            mode=VectorStoreQueryMode.HYBRID,
        )
        result = self._engine.vectors(len(vector)).query(query)
        return [
            Hit(_sentence(cast("TextNode", node)), score, node.metadata["words"], node.metadata["meaning"])
            for node, score in zip(result.nodes or (), result.similarities or (), strict=True)
        ]

    def _rows(self, scope: Scope) -> list[Row]:
        return [row for row in self._store.rows() if scope.admits(row.article_id, row.channels)]

    def _ids(self, scope: Scope) -> list[str] | None:
        """The ids in scope; None where the scope admits whatever there is."""
        rows = self._rows(scope)
        return None if len(rows) == len(self._store.rows()) else [row.article_id for row in rows]

    def _named(self, ref: str, scope: Scope) -> Row:
        rows = self._rows(scope)
        if not ref.strip():  # an unset variable of a script, and a beginning of every id
            raise UnknownArticle(_unknown(ref, rows))
        wanted = ref.casefold()
        for matches in (
            [row for row in rows if row.article_id == ref],
            [row for row in rows if row.title and row.title.casefold() == wanted],
            [row for row in rows if row.article_id.startswith(ref)],
        ):
            if len(matches) > 1:
                raise AmbiguousArticle(f"{ref!r} is more than one article: {_names(matches)}. Say which id.")
            if matches:
                return matches[0]
        raise UnknownArticle(_unknown(ref, rows))

    def _read(self, row: Row) -> Article:
        text, spans = self._store.text_of(row)
        sentences = tuple(
            Sentence(row.article_id, number, start, end, text[start:end])
            for number, (start, end) in enumerate(spans, 1)
        )
        return Article(
            row.article_id, row.title, row.date, row.source, row.url, row.channels, text, sentences
        )


def _sentence(node: TextNode) -> Sentence:
    """A node the store returned, as our own noun."""
    article_id, start, end = node.ref_doc_id or "", node.start_char_idx or 0, node.end_char_idx or 0
    return Sentence(article_id, node.metadata["number"], start, end, node.text)


def _info(row: Row) -> ArticleInfo:
    described = (row.article_id, row.title, row.date, row.source, row.url, row.channels)
    return ArticleInfo(*described, row.sentences, version=row.key)


def _unknown(ref: str, rows: list[Row]) -> str:
    if not rows:
        return f"No article {ref!r}: the library is empty. Add one: footnote add PATH"
    return f"No article {ref!r}. Known: {_names(rows)}. All of them: footnote list"


def _names(rows: list[Row]) -> str:
    """The first ids, with their titles where they have one."""
    named = [f"{row.article_id} ({row.title})" if row.title else row.article_id for row in rows]
    more = len(named) - _NAMES_SHOWN
    return ", ".join(named[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
