"""Who says it, in the sentence's own words. Pure; how the words are found stands in frames.py."""

from __future__ import annotations

import re

from bot.gate.frames import Frame, frames
from bot.gate.words import MAX_CHARS, Token, tokens

_MAX_OUTSIDE = 6  # tokens of "In a statement, ..." and the like
_MARKUP = re.compile(r"\]\(|\*\*|__|</?[a-z]|https?://")


def is_marked_up(sentence: str) -> bool:
    """Whether the sentence holds markup or an address: a speaker cut out of it would read as neither."""
    return _MARKUP.search(sentence) is not None


def speaker_of(sentence: str) -> str | None:
    """Return who says it in the sentence's own words, a contiguous piece of it; None where the article itself
    speaks.
    """
    words = tokens(sentence) if len(sentence) <= MAX_CHARS and not is_marked_up(sentence) else ()
    found = frames(words)
    if not found:
        return None
    chain = _outermost(found)
    first = chain[0]
    # Where half of the sentence is not the speaker's, naming them for the whole would put words into their
    # mouth.
    governed = first.content[1] - first.content[0] + first.whole[1] - first.whole[0]
    return phrase_of(sentence, words, chain) if len(words) - governed <= max(governed, _MAX_OUTSIDE) else None


def speaker_at(sentence: str, start: int, end: int) -> str | None:
    """Return who says the piece [start, end) of the sentence, in characters of it; None where the article
    does.
    """
    words = tokens(sentence)
    governing = [
        frame
        for frame in frames(words)
        if words[frame.content[0]].start < end and start < words[frame.content[1] - 1].end
    ]
    return phrase_of(sentence, words, governing) if governing else None


def phrase_of(sentence: str, words: tuple[Token, ...], chain: list[Frame]) -> str:
    """The words that name the speaker; for someone quoting someone, both, when they stand together."""
    first, end = chain[0], chain[0].phrase[1]
    for inner in chain[1:]:
        if 0 <= inner.speaker[0] - first.content[0] <= 1 and first.phrase[1] <= inner.speaker[0]:
            end = inner.listener[1] if inner.listener else inner.verb + 1
    return sentence[words[first.phrase[0]].start : words[end - 1].end]


def _outermost(found: list[Frame]) -> list[Frame]:
    first = found[0]
    return [f for f in found if f is first or first.content[0] <= f.speaker[0] < first.content[1]]
