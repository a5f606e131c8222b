"""`footnote eval`: rows of questions or claims in, predictions out. Knows the rows' form; scores nothing.

An answerer may read only what `READABLE` lists: the rest of a row is gold and is stripped before anything
looks at it. Metrics: evals/metrics.py.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import gate
from bot.answers import Answer, Citation
from bot.ask import Choice, Question, Turn, ask
from bot.config import Settings
from bot.desk import Desk, open_desk
from bot.errors import FootnoteError, UsageError
from bot.predictions import id_of
from bot.wire import Failure, Reply, Request
from bot.wording import answer_text
from index.sentences import split
from index.types import EVERYTHING, Article, NewArticle, Progress, Scope, Sentence

if TYPE_CHECKING:
    from bot.llm import Model

Row = dict[str, Any]

READABLE = {
    "document": ("type", "doc_id", "title", "date", "text"),
    "question": ("type", "qid", "question", "doc_ids", "history"),
    "claim": ("type", "id", "source", "claim", "cited"),
}
RETRIEVED = 10  # sentences of the search's own order, for recall@k
CANDIDATES = 3  # sentences of a claim's source that our search finds for it


def read_rows(path: Path) -> list[Row]:
    """Read JSON lines and strip each row to what an answerer may read.

    Raises FootnoteError naming the line that is not a row.
    """
    try:
        # Not splitlines(): a U+2028 inside a text is no end of a row.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise FootnoteError(f"{path} cannot be read as UTF-8 text: {fault}") from fault
    rows = [_stripped(line, f"{path}, line {at}") for at, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise FootnoteError(f"{path} holds no rows. Their form: docs/evaluation.md")
    return rows


def predictions(
    rows: Sequence[Row],
    settings: Settings,
    mode: Choice,
    progress: Progress = lambda done, total: None,
    *,
    already: Container[str] = (),
) -> Iterator[Row]:
    """Yield one prediction for each question or claim, in order, from a library made of these rows alone.

    Those whose ids are `already` there are passed over.
    """
    asked = [row for row in rows if row["type"] != "document"]
    with shelved(rows, settings, progress) as shelf:
        for at, row in enumerate(asked, 1):
            if id_of(row) not in already:
                yield shelf.prediction(row, mode)
            progress(at, len(asked))


@contextmanager
def shelved(
    rows: Sequence[Row],
    settings: Settings,
    progress: Progress = lambda done, total: None,
    home: Path | None = None,
) -> Iterator[Shelf]:
    """Open the library of these rows: in `home`, where what is there already is used, or for this once."""
    with tempfile.TemporaryDirectory(prefix="footnote-eval-") as scratch:
        desk = open_desk(replace(settings, home=home or Path(scratch)))
        with desk.library:
            yield Shelf.filled(desk, rows, progress)


def _stripped(line: str, where: str) -> Row:
    try:
        row = json.loads(line)
        kind = READABLE[row["type"]]
        needed = {
            "document": ("doc_id", "text"),
            "question": ("qid", "question"),
            "claim": ("id", "source", "claim"),
        }
        if not all(isinstance(row[key], str) for key in needed[row["type"]]):
            raise TypeError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise FootnoteError(
            f"{where}: not a document, question or claim row. Their form: docs/evaluation.md"
        ) from None
    return {key: row[key] for key in kind if key in row}


class AskedModel:
    """The configured model, and what the server that answered last calls it; None when none did."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.name = model.name
        self.served_as: str | None = None

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        """Ask the model."""
        reply = self._model.complete(request, deadline_s)
        self.served_as = (reply.served_as or self.name) if isinstance(reply, Reply) else None
        return reply


@dataclass(frozen=True, slots=True)
class Shelf:
    """The library of one file of rows, and which article holds which document or source.

    Two documents with the same text are one article: `documents` has all ids of each.
    """

    desk: Desk
    articles: Mapping[str, str]
    documents: Mapping[str, tuple[str, ...]]
    asked: AskedModel | None = None

    @classmethod
    def filled(cls, desk: Desk, rows: Sequence[Row], progress: Progress) -> Shelf:
        # A claim that names its sentences needs no search, so its source is not indexed.
        sources = {row["source"]: None for row in rows if row["type"] == "claim" and not row.get("cited")}
        news = [
            NewArticle(row["doc_id"], row["text"], row.get("title"), row.get("date"))
            for row in rows
            if row["type"] == "document"
        ] + [NewArticle(f"source:{at}", source) for at, source in enumerate(sources)]
        names = [new.origin for new in news[: len(news) - len(sources)]] + list(sources)
        articles = {
            name: added.article_id
            for name, added in zip(names, desk.library.add_all(news, progress), strict=True)
            if added.article_id is not None
        }
        documents: dict[str, tuple[str, ...]] = {}
        for name, article_id in articles.items():
            documents[article_id] = (*documents.get(article_id, ()), name)
        model = AskedModel(desk.model) if desk.model else None
        return cls(replace(desk, model=model), articles, documents, model)

    def prediction(self, row: Row, mode: Choice) -> Row:
        """What is to be written for a question or a claim."""
        return self.claim(row) if row["type"] == "claim" else self.question(row, mode)

    def question(self, row: Row, mode: Choice) -> Row:
        """Ask one question in the scope of its documents."""
        scope = self.scope(row)
        turns = tuple(Turn(turn["speaker"], turn["text"]) for turn in row.get("history") or ())
        if self.asked:
            self.asked.served_as = None
        try:
            answer = ask(row["question"], self.desk, scope=scope, mode=mode, history=turns)
        except UsageError:
            answer = Answer(row["question"], "extractive")  # no words to ask, or too many: not answered
        sought = Question(row["question"], scope, turns).sought
        hits = self.desk.library.search(sought, scope, RETRIEVED)
        served_as = self.asked.served_as if self.asked and answer.mode == "llm" else None
        return {
            "qid": row["qid"],
            "answer": answer_text(answer),
            "abstained": answer.abstained,
            "status": answer.status,
            "citations": self.quoted(row, _shown(answer)),
            "retrieved": self.quoted(row, [hit.sentence for hit in hits]),
            **({"model": served_as} if served_as else {}),
        }

    def claim(self, row: Row) -> Row:
        """Put one claim through the gate, against the sentences it cites or our search finds."""
        if row.get("cited"):
            article = _article(row["source"])
            cited = _sentences_at(row["cited"], article)
        elif row["source"] in self.articles:
            article = self.desk.library.get(self.articles[row["source"]])
            scope = Scope(articles=frozenset([article.article_id]))
            cited = [hit.sentence for hit in self.desk.library.search(row["claim"], scope, CANDIDATES)]
        else:
            return {"id": row["id"], "supported": False, "reasons": ["no_words"]}  # an empty source
        supported, reasons = gate.supported(row["claim"], cited, {article.article_id: article})
        return {"id": row["id"], "supported": supported, "reasons": list(reasons)}

    def scope(self, row: Row) -> Scope:
        """The documents the question names; none named means all."""
        wanted = row.get("doc_ids")
        if not wanted:
            return EVERYTHING
        return Scope(articles=frozenset(self.articles[one] for one in wanted if one in self.articles))

    def quoted(self, row: Row, sentences: Iterable[Citation | Sentence]) -> list[Row]:
        """The sentences as a prediction holds them, under the document that the question named."""
        wanted = row.get("doc_ids") or ()
        return [{"doc_id": self._document(one.article_id, wanted), "text": one.text} for one in sentences]

    def _document(self, article_id: str, wanted: Sequence[str]) -> str:
        names = self.documents[article_id]
        return next((name for name in names if name in wanted), names[0])


def _shown(answer: Answer) -> tuple[Citation, ...]:
    """Each cited sentence once, in reading order; beside a refusal, the nearest ones."""
    if answer.abstained:
        return answer.nearest
    cited = {one.place: one for claim in answer.claims for one in claim.citations}
    return tuple(cited.values())


def _article(text: str) -> Article:
    sentences = (
        Sentence("source", number, start, end, text[start:end])
        for number, (start, end) in enumerate(split(text), 1)
    )
    return Article("source", None, None, None, None, frozenset(), text, tuple(sentences))


def _sentences_at(cited: Sequence[str], article: Article) -> list[Sentence]:
    """Our sentences that overlap the cited texts, wherever the rows' own splitter put its borders."""
    places = [(at, at + len(text)) for text in cited if (at := article.text.find(text)) >= 0]
    return [
        one for one in article.sentences if any(one.start < end and start < one.end for start, end in places)
    ]
