"""What becomes of an article handed in: added, updated, unchanged, refused. Reads no files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.engine import Engine
from index.naming import article_id_for, shown, whole, workspaces
from index.sentences import split
from index.stores.codes import Floats
from index.stores.sqlite import Record, Row, Store, digest_of, window_starts
from index.types import Added, NewArticle, Progress, Scope

WINDOW = 4  # sentences a window holds
MAX_SENTENCES = 5_000  # about 200 book pages; a longer text is many articles
BATCH_ARTICLES = 16  # embedded together, so that texts of like length share a batch

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article cut into sentences. `refusal` says why it cannot be kept, or None."""

    new: NewArticle
    spans: tuple[tuple[int, int], ...]
    refusal: str | None


class Ingest:
    """Keeps articles in one store."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine

    def keep(self, news: Sequence[NewArticle], progress: Progress | None) -> list[Added]:
        """Keep each article in its own transaction, in order; `progress` gets (done, all) after each."""
        done: list[Added] = []
        for first in range(0, len(news), BATCH_ARTICLES):
            batch = [prepared(new) for new in news[first : first + BATCH_ARTICLES]]
            for each, record in zip(batch, self._records(batch), strict=True):
                done.append(self._kept(each, record))
                if progress is not None:
                    progress(len(done), len(news))
        return done

    def record(self, article_id: str, new: NewArticle, spans: tuple[tuple[int, int], ...]) -> Record:
        """What is kept of an article whose sentences are these, embedded anew."""
        (made,) = self._embedded([Prepared(new, spans, None)])
        return replace(made, article_id=article_id)

    def _records(self, batch: Sequence[Prepared]) -> Iterator[Record | None]:
        """The articles of a batch with their vectors; None for those that need none."""
        needed = [each for each in batch if self._needs_vectors(each)]
        made = {id(each): record for each, record in zip(needed, self._embedded(needed), strict=True)}
        return (made.get(id(each)) for each in batch)

    def _needs_vectors(self, each: Prepared) -> bool:
        if each.refusal is not None:
            return False
        mine = self._store.by_origin(each.new.origin)
        if mine is not None:
            return not _same_content(mine, each.new)
        return self._twin(each.new) is None

    def _embedded(self, needed: Sequence[Prepared]) -> list[Record]:
        """The records of these articles, still without an id: all their texts in one call."""
        texts = [text for each in needed for text in (*_sentences(each), *_windows(each))]
        if not texts:
            return []
        vectors = self._engine.embed(texts)
        records, begin = [], 0
        for each in needed:
            middle = begin + len(each.spans)
            end = middle + len(window_starts(len(each.spans)))
            records.append(_record(each, vectors[begin:middle], vectors[middle:end]))
            begin = end
        return records

    def _kept(self, each: Prepared, record: Record | None) -> Added:
        new = each.new
        if each.refusal is not None:
            return Added(None, new.title, new.source, "refused", each.refusal)
        with self._store.writing():
            mine = self._store.by_origin(new.origin)
            twin = self._twin(new)
            if mine is None and twin is not None:
                reason = f"the same text is already here as {twin.article_id!r}"
                return Added(twin.article_id, twin.title, twin.source, "unchanged", reason)
            if mine is not None and _same_content(mine, new):
                return self._redescribed(mine, new)
            if record is None:  # another process removed, a moment ago, what made vectors needless
                (record,) = self._embedded([each])
            if mine is not None:
                record = replace(record, channels=_channels_after(mine, new))
            return self._written(record, mine)

    def _written(self, record: Record, mine: Row | None) -> Added:
        from index.stores.llama import article_nodes

        article_id = mine.article_id if mine else self._free_id(record)
        vectors = self._engine.vectors(record.vectors.shape[1])
        vectors.add(article_nodes(replace(record, article_id=article_id)))
        return Added(article_id, record.title, record.source, "updated" if mine else "added")

    def _twin(self, new: NewArticle) -> Row | None:
        """The article of the same text that may already be read wherever the new one may.

        Any other stays apart: a text brought elsewhere opens nothing, neither what that article is called
        nor what it will say later.
        """
        same = self._store.of_digest(digest_of(new.text))
        return next((row for row in same if _is_open_to(row, new.channels)), None)

    def _free_id(self, record: Record) -> str:
        owners = workspaces(record.channels)
        owner = owners.pop() if len(owners) == 1 else ""
        return article_id_for(record.origin, record.title, set(self._store.ids()), owner)

    def _redescribed(self, mine: Row, new: NewArticle) -> Added:
        after = replace(
            mine, date=new.date, source=new.source, url=new.url, channels=_channels_after(mine, new)
        )
        if after == mine:
            return Added(mine.article_id, mine.title, mine.source, "unchanged")
        self._store.describe(after)
        return Added(mine.article_id, mine.title, after.source, "updated")


def prepared(new: NewArticle, most_sentences: int | None = MAX_SENTENCES) -> Prepared:
    """Cut an article into sentences; what is shown beside it loses what nobody can see."""
    clean = replace(
        new,
        origin=whole(new.origin),
        title=shown(new.title),
        source=shown(new.source),
        url=shown(new.url),
        channels=frozenset(" ".join(whole(one).split()) for one in new.channels),  # stored one a line
    )
    if whole(new.text) != new.text:
        return Prepared(clean, (), "it holds half characters (lone surrogates): save it as UTF-8")
    spans = tuple(split(clean.text))
    return Prepared(clean, spans, _refusal(clean.text, len(spans), most_sentences))


def _refusal(text: str, sentences: int, most_sentences: int | None) -> str | None:
    if not text.strip():
        return "it is empty"
    if not _LETTER.search(text) or not sentences:
        return "it holds no words"
    if most_sentences is not None and sentences > most_sentences:
        return f"it has {sentences:,} sentences, more than {most_sentences:,}: split it into several articles"
    return None


def _same_content(mine: Row, new: NewArticle) -> bool:
    """Whether text and title, which are all that is searched, are the stored ones."""
    return mine.digest == digest_of(new.text) and mine.title == new.title


def _is_open_to(row: Row, channels: frozenset[str]) -> bool:
    """Whether all of these channels may read an article already. For none it is for its workspace to say."""
    if not channels:
        return not workspaces(row.channels)
    return all(Scope(channel=one).admits(row.article_id, row.channels) for one in channels)


def _channels_after(mine: Row, new: NewArticle) -> frozenset[str]:
    """An update without channels keeps those there are: adding a folder again must not open what was closed.

    With channels it adds them; an article that all may see is then seen from these alone.
    """
    return mine.channels | new.channels


def _record(each: Prepared, vectors: Floats, windows: Floats) -> Record:
    new = each.new
    return Record(
        "", new.origin, new.title, new.date, new.source, new.url, new.channels, new.text, each.spans,
        vectors, windows,
    )  # fmt: skip


def _sentences(each: Prepared) -> list[str]:
    return [each.new.text[start:end] for start, end in each.spans]


def _windows(each: Prepared) -> list[str]:
    """The title and four sentences, from every second one: an answer is often spread over neighbours."""
    title = f"{each.new.title}. " if each.new.title else ""
    sentences = _sentences(each)
    return [title + " ".join(sentences[at : at + WINDOW]) for at in window_starts(len(sentences))]
