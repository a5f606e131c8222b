"""The ways to answer that are measured side by side. Starts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.ask import Choice
from bot.config import Settings
from index.rerank import find


@dataclass(frozen=True, slots=True)
class Column:
    """One way to answer."""

    name: str  # "extracts", "reranked" or "model"
    mode: Choice
    settings: Settings

    @property
    def configured(self) -> tuple[str, ...]:
        """What, beside the code, decides its answers."""
        settings = self.settings
        searched = (settings.embedding, settings.rerank)
        asked = (settings.model, settings.openai_base_url or "", str(settings.deadline_s))
        return (self.name, *searched, *(asked if self.mode == "llm" else ()))


def columns(settings: Settings) -> Sequence[Column]:
    """Those that there are here: extracts always, reranked or by a model only where that is installed."""
    alone = replace(settings, openai_api_key=None, openai_base_url=None, rerank="off")
    found = [Column("extracts", "extractive", alone)]
    if find() is not None:
        found.append(Column("reranked", "extractive", replace(alone, rerank="auto")))
    if settings.has_model:
        found.append(Column("model", "llm", settings))
    return found
