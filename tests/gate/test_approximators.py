"""A word that bounds a figure (about, at least, over, just under) is not changed, dropped or added."""

from __future__ import annotations

from itertools import permutations

import pytest

from bot.gate import supported
from tests.gate.shelf import shelve

BOUNDS = {
    "none": ("",),
    "about": ("about", "around", "roughly", "in the region of"),
    "below": ("nearly", "almost", "just under", "less than", "just short of", "below", "shy of"),
    "above": ("over", "more than", "just over", "in excess of", "upwards of", "beyond"),
    "least": ("at least", "no fewer than", "not less than", "a minimum of"),
    "most": ("at most", "up to", "no more than", "as many as", "a maximum of"),
    "near": ("close to",),
}
FIGURES = (
    "The dam lost {} 40 boats in May.",
    "The bridge cost {} £3m to repair.",
    "The tram was going at {} twice the limit.",
    "The show lasted {} three hours.",
    "The price was {} halved in June.",
)


def follows(claim: str, sentence: str) -> bool:
    sentences, articles = shelve(" ".join(sentence.split()))
    return supported(" ".join(claim.split()), sentences, articles)[0]


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize(("said", "claimed"), list(permutations(BOUNDS, 2)))
def test_another_bound_is_refused(figure: str, said: str, claimed: str) -> None:
    passed = [
        (one, other)
        for one in BOUNDS[said]
        for other in BOUNDS[claimed]
        if follows(figure.format(other), figure.format(one))
    ]
    assert passed == []


@pytest.mark.parametrize(
    ("sentence", "claim", "kept"),
    [
        ("The dam lost about 40 boats.", "The dam lost around 40 boats.", True),
        ("The dam lost more than 40 boats.", "The dam lost over 40 boats.", True),
        ("It broke in just three weeks.", "It broke in three weeks.", True),
        ("It broke in three weeks.", "It broke in just three weeks.", False),
        ("It broke in barely three weeks.", "It broke in three weeks.", False),
        ("It may last beyond 2030.", "It may last as far as 2030.", False),
        ("It may last beyond 2030.", "It may last until 2030.", False),
        ("The van stays until at least September.", "The van stays until September.", False),
        ("The van stays until September.", "The van stays until about September.", False),
    ],
)
def test_a_bound_may_be_said_in_other_words_but_not_moved(sentence: str, claim: str, kept: bool) -> None:
    assert follows(claim, sentence) is kept
