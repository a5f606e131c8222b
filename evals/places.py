"""Which gold sentences a cited text stands for, whatever splitter or quote length made it. Pure.

Texts are compared by letters and digits only (NFKC, case folded), so neither quote marks nor spaces decide.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

# A character and the marks that combine with it: they are normalised together or not at all.
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)


class _Letter(NamedTuple):
    """One folded letter or digit, and where its character stands in the text."""

    letter: str
    start: int
    end: int


def letters(text: str) -> list[_Letter]:
    """The letters and digits of `text`, folded, with their places."""
    return [
        _Letter(letter, found.start(), found.end())
        for found in _CLUSTER.finditer(text)
        for letter in unicodedata.normalize("NFKC", found[0]).casefold()
        if letter.isalnum()
    ]


class Document:
    """One gold document: finds cited texts in it."""

    def __init__(self, text: str, sentences: Sequence[Sequence[int]]) -> None:
        self.text = text
        self._spans = [(start, end) for start, end in sentences]

    @cached_property
    def _letters(self) -> list[_Letter]:
        return letters(self.text)

    @cached_property
    def _folded(self) -> str:
        return "".join(one.letter for one in self._letters)

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        """Each gold sentence as a range of letters."""
        starts = [one.start for one in self._letters]
        return [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in self._spans]

    @cached_property
    def same_as(self) -> list[int]:
        """For each sentence the first one of the same letters: those are one sentence."""
        first: dict[str, int] = {}
        texts = [self._folded[start:end] for start, end in self._sentences]
        return [first.setdefault(text, number) for number, text in enumerate(texts)]

    def stands_for(self, cited: str) -> set[int]:
        """The sentences `cited` covers by half or that hold half of it; none when it is not in the text."""
        found = self._find("".join(one.letter for one in letters(cited)))
        if found is None:
            return set()
        start, end = found
        shared = (
            (number, min(end, b) - max(start, a), b - a) for number, (a, b) in enumerate(self._sentences)
        )
        return {
            self.same_as[number]
            for number, common, length in shared
            if common > 0 and (2 * common >= length or 2 * common >= end - start)
        }

    def _find(self, wanted: str) -> tuple[int, int] | None:
        """The first place of the letters that begins and ends at a word border."""
        at = self._folded.find(wanted) if wanted else -1
        while at >= 0:
            if self._border(at) and self._border(at + len(wanted)):
                return at, at + len(wanted)
            at = self._folded.find(wanted, at + 1)
        return None

    def _border(self, at: int) -> bool:
        """Whether something that is no letter stands before letter `at`."""
        return at in (0, len(self._letters)) or self._letters[at - 1].end < self._letters[at].start
