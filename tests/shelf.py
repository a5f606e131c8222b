"""What several tests need at hand: a desk with the seed article, and a model that says what it is told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.answers import Usage
from bot.config import Settings
from bot.desk import Desk
from bot.llm import Failure, Model, Reply, Request
from index.library import Library
from index.types import NewArticle

SEED = Path(__file__).parent.parent / "seeds" / "north-korea-kursk.txt"
SEED_TEXT = SEED.read_text(encoding="utf-8")


@dataclass
class ScriptedModel:
    """Replies with the given texts in order, whatever it is asked; keeps the requests it was given."""

    replies: list[str | Failure]
    name: str = "scripted"
    asked: list[Request] = field(default_factory=list)

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        """Return the next reply."""
        self.asked.append(request)
        reply = self.replies.pop(0)
        return reply if isinstance(reply, Failure) else Reply(reply, self.name, Usage(100, 10, None))


def drafted(*claims: tuple[str, list[int]] | tuple[str, list[int], str], missing: str | None = None) -> str:
    """A well-formed draft as a model sends it: each claim is (span, sentence numbers[, kind])."""
    rows = [
        {"span": claim[0], "sentences": claim[1], "kind": claim[2] if len(claim) > 2 else "copied"}
        for claim in claims
    ]
    return json.dumps({"claims": rows, "missing": missing})


def desk_with(home: Path, articles: Iterable[NewArticle], model: Model | None = None) -> Desk:
    """A desk over a new library in `home` that holds the articles."""
    library = Library.open(home)
    for article in articles:
        library.add(article)
    return Desk(library, model, Settings(home=home))


def seed_desk(home: Path, *replies: str | Failure) -> Desk:
    """A desk over the seed article; with replies, its model gives them in order."""
    model = ScriptedModel(list(replies)) if replies else None
    return desk_with(home, [NewArticle(origin="north-korea-kursk.txt", text=SEED_TEXT)], model)
