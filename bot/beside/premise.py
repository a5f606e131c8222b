"""Names and figures a question takes for granted that the articles never mention. Pure.

Prefers silence: a near spelling, an adjective, an acronym or a title is not called unmentioned.
What it was measured on: docs/decisions/0011-beside-the-claims.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.beside.spelling import aliases, is_near
from bot.gate.grammar import FUNCTION_WORDS, MONTHS, WEEKDAYS, is_time_word
from bot.gate.quantities import quantities
from bot.gate.words import MAX_CHARS, Token, stem, tokens, word_set
from index.sentences import split

_TITLES = word_set(
    "mr mrs ms miss dr sir dame lord lady president vice prime minister chancellor king queen prince "
    "princess emperor pope saint st general colonel captain major lieutenant sergeant inspector chief judge "
    "justice senator governor mayor professor prof reverend "
    "bishop archbishop father sister brother dr jr sr gen"
)
_ASKING = word_set("what who whom whose which when where why how did does do is are was were")
_NO_NAMES = (
    FUNCTION_WORDS
    | MONTHS
    | WEEKDAYS
    | _TITLES
    | _ASKING
    | word_set("name give tell list according please english bc ad ce am pm tv ok celsius fahrenheit")
)
# Who published an article need not be named in it: "the Fortune article", "reported by Engadget".
_PUBLISHED = re.compile(
    r"(?i)\b(?:reports?|reported|reporting|coverage|covered|publish\w*|publications?|newspapers?|magazines?"
    r"|outlets?|websites?|blogs?|authors?|(?<!the )articles?|according to (?!the (?:article|text|source))"
    r"|(?:article|story|piece)s? (?:by|from|in|on|of))\b"
    r"|\bthe \S+(?: \S+)? (?:article|story|piece)s?\b"
    r"|\b(?:discussed|described|highlighted|mentioned|featured|noted|detailed|quoted|cited) (?:by|in)\b"
)
_OF_A_PLACE = ("ish", "ese", "ean", "ian")
_ENGLISH = 0.25  # share of the small words that must be known, or it is another language's spelling
_LEAST_FIGURE = 10  # smaller ones stand for too many things


@dataclass(frozen=True, slots=True)
class Piece:
    """A name or a figure [start, end) of the question, with its tokens."""

    start: int
    end: int
    words: tuple[Token, ...]


class Told:
    """The words of some texts, for asking whether a name or a figure stands among them."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Read the texts; what is longer than a sentence can be is cut."""
        texts = tuple(texts)
        self._texts = [tokens(text[:MAX_CHARS]) for text in texts]
        self._letters = " ".join(map(_letters, texts))

    def mentions(self, piece: Piece) -> bool:
        """Whether the piece, or something it may be another form of, stands there."""
        if piece.words[0].kind == "number":
            return bool({found.value for found in quantities(piece.words)} & self._figures)
        known = self._names if len(piece.words) > 1 else self._keys
        unknown = [word for word in piece.words if not self._knows(word, known)]
        if not unknown or self._spells_out(piece):
            return True
        if " ".join(_letters(word.text) for word in piece.words) in self._letters:
            return True
        return len(unknown) < len(piece.words) and not self._is_another(piece, unknown)

    def reads_like(self, question: str) -> bool:
        """Whether the question is in the texts' language, as far as its small words tell."""
        small = [word.key for word in tokens(question) if word.is_word and not word.is_capital]
        known = [key for key in small if key in FUNCTION_WORDS | _ASKING or stem(key) in self._stems]
        return len(known) >= _ENGLISH * len(small)

    def _knows(self, word: Token, keys: frozenset[str]) -> bool:
        """Whether one of the keys is the word. In "South Korea", the south of a country is not South."""
        key = word.key
        if key in keys or key in self._initials:
            return True
        if aliases(key) & self._keys:
            return True
        return any(stem(key) == stem(other) or is_near(key, other) for other in keys)

    def _spells_out(self, piece: Piece) -> bool:
        """Whether the texts have the initials of the piece: UN for United Nations."""
        return len(piece.words) > 1 and "".join(word.key[0] for word in piece.words) in self._keys

    def _is_another(self, piece: Piece, unknown: Sequence[Token]) -> bool:
        """Whether the known part of the name always has another name at its side: South Korea where there is
        only North Korea, Marta Hale where there are only Helen and Martin Hale.
        """
        for one, two in zip(piece.words, piece.words[1:], strict=False):
            if (one in unknown) != (two in unknown):
                known, side = (two, -1) if one in unknown else (one, 1)
                if self._always_beside_a_name(known.key, side):
                    return True
        return False

    def _always_beside_a_name(self, key: str, side: int) -> bool:
        beside = [
            words[i + side] if 0 <= i + side < len(words) else None
            for words in self._texts
            for i, word in enumerate(words)
            if word.is_capital and stem(word.key) == stem(key)
        ]
        return bool(beside) and all(
            word is not None and word.is_capital and word.key not in _NO_NAMES for word in beside
        )

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(word.key for words in self._texts for word in words if word.is_word)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(word.key for words in self._texts for word in words if word.is_capital)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(stem, self._keys))

    @cached_property
    def _initials(self) -> frozenset[str]:
        """The acronyms of names spelt out: "nyt" for New York Times, "mod" for Ministry of Defence."""
        return frozenset(
            "".join(word.key[0] for word in run[i:j])
            for words in self._texts
            for run in (*_capital_runs(words), *_capital_runs(words, "of"))
            for i in range(len(run))
            for j in range(i + 2, len(run) + 1)
        )

    @cached_property
    def _figures(self) -> frozenset[object]:
        return frozenset(found.value for words in self._texts for found in quantities(words))


def _letters(text: str) -> str:
    """The text without accents, soft hyphens and case: PDFs and web pages write one name in several ways."""
    apart = unicodedata.normalize("NFKD", text)
    kept = (char for char in apart if unicodedata.category(char) not in ("Mn", "Cf"))
    return " ".join("".join(kept).casefold().split())


def unmentioned(question: str, texts: Sequence[str], seek: Callable[[str], Sequence[str]]) -> str | None:
    """The first name or figure of the question, as it stands there, that the articles never mention; or None.

    `texts` are read first; `seek` searches the articles for a piece that they do not hold.
    """
    told = Told(texts)
    if not told.reads_like(question):
        return None
    for piece in _pieces(question):
        words = question[piece.start : piece.end]
        if not told.mentions(piece) and not Told(seek(words)).mentions(piece):
            return words
    return None


def _pieces(question: str) -> Iterator[Piece]:
    """Names and figures of the sentences that ask; of all, where none does."""
    spans = split(question)
    asking = [span for span in spans if question[slice(*span)].rstrip("”\"') ").endswith("?")]
    for start, end in asking or spans:
        words = tokens(question[start:end])
        named = () if _PUBLISHED.search(question[start:end]) else _names(words)
        for run in (*named, *_large_figures(words)):
            yield Piece(start + run[0].start, start + run[-1].end, run)


def _names(words: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    if _is_title_case(words):
        return
    for run in _capital_runs(words):
        # The first word of a sentence has its capital from there; only a name behind it makes it one.
        kept = run[1:] if run[0] is words[0] and (len(run) == 1 or run[0].key in _NO_NAMES) else run
        named = tuple(word for word in kept if word.key not in _NO_NAMES and len(word.key) > 1)
        if len(named) == 1 and named[0].key.endswith(_OF_A_PLACE):
            continue  # "what European country": it describes, and articles need not say so
        if named and any(len(word.key) > 2 for word in named):
            yield named


def _is_title_case(words: Sequence[Token]) -> bool:
    """Whether capitals say nothing: "How Many Troops Did They Send?"."""
    small = (FUNCTION_WORDS | _ASKING) - {"the", "may"}
    return any(word.is_capital and word.key in small and not word.text.isupper() for word in words[1:])


def _capital_runs(words: Sequence[Token], linking: str = "") -> Iterator[tuple[Token, ...]]:
    """The capitalised words that stand in a row, `linking` words between them included."""
    run: list[Token] = []
    for word in words:
        if word.is_capital or (run and word.key == linking):
            run.append(word)
        else:
            if run:
                yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _large_figures(words: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    for found in quantities(words):
        run = tuple(words[found.first : found.last])
        beside = words[max(0, found.first - 3) : found.last + 1]
        is_date = ":" in run[0].text or any(is_time_word(word) for word in beside)
        is_large = found.unit in (None, "share") and found.value >= _LEAST_FIGURE
        if is_large and run[0].kind == "number" and not is_date:
            yield run
