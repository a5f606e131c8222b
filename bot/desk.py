"""What a question needs at hand: library, model, settings. Wired once, where the program starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.config import Settings
from index.library import Library
from index.rerank import Reranker, find

if TYPE_CHECKING:
    from bot.llm import Model


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything `ask` and `summarise` reach for. `model` None: answers are extracts.

    `reranker` None: it is not installed, or switched off; extracts are then chosen by the search alone.
    """

    library: Library
    model: Model | None
    settings: Settings
    reranker: Reranker | None = None


def open_desk(settings: Settings, model: Model | None = None) -> Desk:
    """Open the library and the configured model, or the `model` given in its place (a recording, say)."""
    library = Library.open(
        settings.home,
        embedding=settings.embedding,
        openai_api_key=settings.openai_api_key,
        openai_base_url=settings.openai_base_url,
    )
    reranker = find() if settings.rerank == "auto" else None
    return Desk(library, model or _configured(settings), settings, reranker)


def _configured(settings: Settings) -> Model | None:
    if not settings.has_model:
        return None
    from bot.llm import OpenAIModel  # the client costs about a second of CPU to import

    return OpenAIModel(settings.openai_api_key, settings.openai_base_url, settings.model)
