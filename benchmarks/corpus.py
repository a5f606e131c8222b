"""Articles, vectors and questions made by rule from a seed, at any size: nobody wrote them.

Words follow Zipf's law with real English function words at the top, so that posting lists have the lengths
they have in news. Vectors of one article lie together, those of a question near one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.sentences import split
from index.stores.codes import Floats
from index.stores.sqlite import Record, window_starts

SENTENCES = 25
DIMENSION = 384
_FUNCTION_WORDS = """
the of to and a in that is for on with as was by at from it his an are be this have which not has had were
their but or been they he will one would all more who when out about up there her she into than other some
could them two new time its over only first after most also said year people made many before last
""".split()  # noqa: SIM905
_SYLLABLES = "ba re ko mi tu sa len dor vik nah pel gor ist une cra mond fer jul wyn tho".split()  # noqa: SIM905
_VOCABULARY = 30_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question made from one sentence: some of its words, and a vector near its own."""

    words: str
    vector: Floats
    article_id: str
    number: int


def records(articles: int, seed: int = 7) -> Iterator[Record]:
    """`articles` articles of 25 sentences each, ready to be stored."""
    random = np.random.default_rng(seed)
    vocabulary, chances = _vocabulary()
    for at in range(articles):
        words = random.choice(vocabulary, size=(SENTENCES, 22), p=chances)
        text = "\n".join(f"{' '.join(row).capitalize()}." for row in words)
        title = " ".join(random.choice(vocabulary, size=8, p=chances)).capitalize()
        vectors = _near(random, _near(random, np.zeros(DIMENSION), 1, 1.0)[0], SENTENCES, 1.2)
        windows = [vectors[begin : begin + 4].mean(axis=0) for begin in window_starts(SENTENCES)]
        yield Record(
            f"article-{at}", f"/bench/{seed}/{at}.txt", title, "2026-01-01", "Bench", None, frozenset(), text,
            tuple(split(text)), vectors, _unit(np.array(windows, np.float32)),
        )  # fmt: skip


def questions(kept: list[Record], count: int, seed: int = 11) -> list[Question]:
    """Questions about sentences of `kept`."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        record = kept[int(random.integers(len(kept)))]
        number = int(random.integers(len(record.spans)))
        begin, end = record.spans[number]
        words = random.choice(record.text[begin:end].strip(".").split(), size=7, replace=False)
        vector = _near(random, record.vectors[number], 1, 0.8)[0]
        made.append(Question(" ".join(words), vector, record.article_id, number + 1))
    return made


def _vocabulary() -> tuple[list[str], np.ndarray]:
    made = [_word(number) for number in range(_VOCABULARY - len(_FUNCTION_WORDS))]
    chances = 1 / (np.arange(_VOCABULARY) + 2.7)
    return [*_FUNCTION_WORDS, *made], chances / chances.sum()


def _word(number: int) -> str:
    """A word that no other number has: its digits in syllables."""
    word = ""
    while number or not word:
        number, digit = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[digit]
    return word


def _near(random: np.random.Generator, centre: np.ndarray, count: int, spread: float) -> Floats:
    noise = random.standard_normal((count, len(centre))) * spread / np.sqrt(len(centre))
    return _unit((centre + noise).astype(np.float32))


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
