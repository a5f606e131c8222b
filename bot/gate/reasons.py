"""The gate's fixed words for why a claim is not shown, and how bad each one is. Knows nothing else."""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "no_words",  # empty, wordless or unreadable
    "link",  # an address that does not stand in the sentence
    "quote",  # a copied span that no cited sentence holds
    "figure",  # a figure that does not stand there
    "unit_object",  # the figure stands there, but with another unit or for another thing
    "names",  # a name that does not stand there
    "negation",  # the other polarity
    "hedge",  # a hedge lost, added or strengthened
    "attribution",  # the speaker, or who was told, is lost
    "speaker",  # another speaker, or another listener
    "roles",  # the sides of the verb are not the sentence's
    "quantifier",  # all, most, some, only
    "time",  # month, weekday, from, until
    "tail",  # a word that has no like in the sentence
    "merge",  # one speaker's fact under another speaker's name
    "voice",  # no plain telling: an order, a word to the reader, an address, code
    "context",  # a span that says something else without its sentence; no readable sentence
]

Outcome = Literal["pass", "sentence", "drop"]

# These contradict the sentence, so its neighbourhood is no help: nothing of the claim is shown.
# The others only leave us unsure; then the cited sentence itself is shown in the claim's place.
CONTRADICTIONS: frozenset[Reason] = frozenset(
    {"no_words", "link", "quote", "figure", "unit_object", "names", "negation", "speaker", "merge"}
)


def outcome_of(reasons: tuple[Reason, ...]) -> Outcome:
    """What becomes of a claim with these reasons: none passes, a contradiction drops it."""
    if not reasons:
        return "pass"
    return "drop" if CONTRADICTIONS & set(reasons) else "sentence"
