"""Keeps what answers stand on that is not in the library with the answer, as long as that is kept.

So its buttons work. Where the records keep no texts nothing is kept; people's messages are forgotten with
whoever wrote them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Engine, delete, select, true
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.brought import Spot
from bot.records.tables import brought as table
from index.types import Article, Sentence


class BroughtBook:
    """Keeps and hands out sources. Every method is one short transaction; any thread may call it."""

    def __init__(
        self, engine: Engine, *, keep: bool, now: Callable[[], float], hashed: Callable[[str, str], str]
    ) -> None:
        self._engine = engine
        self._keep = keep
        self._now = now
        self._hashed = hashed

    def keep(
        self,
        answer: str,
        team: str,
        articles: Sequence[Article],
        speakers: Iterable[str] = (),
        messages: Iterable[Spot] = (),
    ) -> None:
        """Keep what an answer stands on. `speakers` are the users whose words it holds; kept as hashes.

        `messages` are where the sentences it cites stand in Slack.
        """
        if not self._keep:
            return
        hashes = sorted({self._hashed(team, one) for one in speakers})
        row = {"articles": json.dumps([_row(one) for one in articles]), "speakers": json.dumps(hashes)}
        row["messages"] = json.dumps([asdict(one) for one in messages])
        statement = upsert(table).values(answer=answer, at=self._now(), **row)
        with self._engine.begin() as db:
            db.execute(statement.on_conflict_do_update(index_elements=["answer"], set_=row))

    def of(self, answer: str) -> tuple[Article, ...]:
        """What an answer stands on beside the library; nothing when it is past its time."""
        with self._engine.connect() as db:
            kept = db.scalar(select(table.c.articles).where(table.c.answer == answer))
        return tuple(_article(one) for one in json.loads(kept)) if kept else ()

    def messages(self, answer: str) -> tuple[Spot, ...]:
        """Where in Slack the sentences stand that an answer cites; nothing for what is no message."""
        with self._engine.connect() as db:
            kept = db.scalar(select(table.c.messages).where(table.c.answer == answer))
        return tuple(Spot(**one) for one in json.loads(kept or "[]"))

    def purge(self, before: float) -> None:
        """Delete what is older than `before` (seconds since 1970); all of it where no texts are kept."""
        with self._engine.begin() as db:
            db.execute(delete(table).where(table.c.at < before if self._keep else true()))


def _row(article: Article) -> dict[str, Any]:
    spans = [(one.start, one.end) for one in article.sentences]
    return {**asdict(article), "channels": [], "sentences": spans}


def _article(row: dict[str, Any]) -> Article:
    article_id, text = row["article_id"], row["text"]
    sentences = tuple(
        Sentence(article_id, number, start, end, text[start:end])
        for number, (start, end) in enumerate(row["sentences"], 1)
    )
    return Article(**{**row, "channels": frozenset(), "sentences": sentences})
