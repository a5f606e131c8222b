"""A claim that may name whom its sentence calls "she" falls back to the sentence, no other does."""

from __future__ import annotations

import pytest

from bot.gate import judge
from tests.gate.shelf import shelve

BEFORE = "Ann Boyd leads the Orme Rail Agency, and Tom Hale its works."
HEARD = "She told the hearing that 40 trams had worn brakes."


@pytest.mark.parametrize(
    ("sentence", "claim", "outcome"),
    [
        (HEARD, "Boyd told the hearing that 40 trams had worn brakes.", "sentence"),
        (HEARD, "The agency told the hearing that 40 trams had worn brakes.", "sentence"),
        ("Last year the agency shut the line.", "Last year Orme Rail shut the line.", "sentence"),
        (HEARD, "Quarrie told the hearing that 40 trams had worn brakes.", "drop"),
        (HEARD, "Boyd told the hearing that 14 trams had worn brakes.", "drop"),
        (HEARD, "Boyd told the hearing that 40 trams had no worn brakes.", "drop"),
        ("Hale told the hearing that she had left.", "Boyd told the hearing that she had left.", "drop"),
        ("Last year snow shut the line.", "Last year Orme snow shut the line.", "drop"),
    ],
)
def test_a_name_for_a_pronoun_falls_back_to_the_sentence(sentence: str, claim: str, outcome: str) -> None:
    sentences, articles = shelve(BEFORE, "He was away.", sentence)
    assert judge(claim, "worded", sentences[2:], articles).outcome == outcome
