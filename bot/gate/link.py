"""Checks that need no reading: a claim has words, and no address that its sentences do not hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.gate.grammar import FUNCTION_WORDS
from bot.gate.reasons import Reason
from bot.gate.words import fold, tokens, word_set
from index.types import Sentence

# A scheme, an at sign, "www.", a Slack or Markdown link, or name.name with two or more letters after the
# stop.
# "p.m." and "U.S." have one; "end.Next" would be taken for an address, which only costs a claim.
_ADDRESS = re.compile(
    r"(?i)[a-z][a-z0-9+.-]*://\S+|www\.\S+|\S*@\S+|<[^>]*>|\]\(|(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}(?:[/:?#]\S*)?"
)


def check(claim: str, cited: Sequence[Sentence]) -> Reason | None:
    """Reject a claim without a word that says something, and one with an address no cited sentence holds."""
    if not says_something(claim):
        return "no_words"
    held = [fold(sentence.text).casefold() for sentence in cited]
    for address in _ADDRESS.findall(fold(claim)):
        if not any(address.casefold().rstrip(".,;:!?)'\"") in text for text in held):
            return "link"
    return None


def says_something(claim: str) -> bool:
    """Whether any word is more than a function word; a pronoun alone counts, it can be widened."""
    return any(
        token.kind == "number" or (token.is_word and token.key not in _EMPTY) for token in tokens(claim)
    )


_EMPTY = FUNCTION_WORDS - word_set("they he she it we none nobody nothing never")
