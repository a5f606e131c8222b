"""Articles made of given sentences, for tests that need nothing else. Reads the rows in data/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.gate.match import Match, lay_over
from bot.gate.reading import read
from index.types import Article, Sentence

DATA = Path(__file__).parent / "data"
SEED = Path(__file__).parents[2] / "seeds" / "north-korea-kursk.txt"

Shelf = tuple[list[Sentence], dict[str, Article]]


def shelve(*texts: str) -> Shelf:
    """One article, a line for each sentence; returns the sentences and the articles by id."""
    sentences: list[Sentence] = []
    start = 0
    for number, text in enumerate(texts, 1):
        sentences.append(Sentence("a", number, start, start + len(text), text))
        start += len(text) + 1
    whole = "\n".join(texts)
    return sentences, {"a": Article("a", None, None, None, None, frozenset(), whole, tuple(sentences))}


def seed() -> Shelf:
    """The seed article; `sentences[5]` is S6."""
    return shelve(*SEED.read_text(encoding="utf-8").split("\n"))


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a file in data/."""
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def over(claim: str, sentence: str, article: str = "") -> Match:
    """The claim's first part laid over the sentence's first part."""
    return lay_over(read(claim)[0], read(sentence)[0], article or sentence)
