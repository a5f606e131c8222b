"""Turns of phrase that say the same: written one way, and no lie is let through by it."""

from __future__ import annotations

import pytest

from bot.gate import supported
from bot.gate.rewrites import one_way
from tests.gate.shelf import shelve

EQUAL = [
    ("Ice cannot alone explain the crash.", "Ice cannot on its own explain the crash."),
    ("Orr owed £40,000 to three lenders in May.", "Orr owed three lenders £40,000 in May."),
    ("Engineers at Orr Rail expect a frost.", "Orr Rail's engineers expect a frost."),
    ("The board put off the vote until June.", "The board postponed the vote until June."),
    ("The council voted 8 to 6 for the tram.", "The council voted by eight to six for the tram."),
    ("Several of the guards left.", "Several guards left."),
    ("A list that the guild issued in May was wrong.", "A list issued by the guild in May was wrong."),
    ("None weighed more than a tenth of a gram.", "None weighed more than 0.1 g."),
    ("The seats are likely to cost £3m.", "The seats will probably cost £3m."),
    ("The tablet reduced the number of attacks by 38%.", "The tablet reduced attacks by 38%."),
    ("Repairs cost £4m per year.", "Repairs cost £4m a year."),
    ("A man who was injured in the fire left.", "A man injured in the fire left."),
    ("The lawyer left the railway.", "The attorney left the railroad."),
]
OTHER = [
    ("The firm does not have to pay.", "The firm must not pay."),
    ("The guild handed over the deeds in its archive.", "The guild handed over in its archive."),
    ("The board put off the vote until June.", "The board cancelled the vote until June."),
    ("Orr owed £40,000 to three lenders in May.", "Three lenders owed Orr £40,000 in May."),
    ("Orr Rail's engineers expect a frost.", "Orr Rail expects a frost."),
    ("The council voted 8 to 6 for the tram.", "The council voted 6 to 8 for the tram."),
    ("Most of the guards left.", "Most guards left."),
    ("A list that the guild issued was wrong.", "A guild that the list issued was wrong."),
    ("The seats are likely to cost £3m.", "The seats will cost £3m."),
    ("It rose by a tenth of a gram.", "It rose by a tenth of a metre."),
]


@pytest.mark.parametrize(("sentence", "claim"), EQUAL)
def test_either_turn_of_phrase_follows_from_the_other(sentence: str, claim: str) -> None:
    for one, other in ((sentence, claim), (claim, sentence)):
        sentences, articles = shelve(one)
        assert supported(other, sentences, articles) == (True, ())


@pytest.mark.parametrize(("sentence", "claim"), OTHER)
def test_what_only_looks_alike_is_refused(sentence: str, claim: str) -> None:
    sentences, articles = shelve(sentence)
    assert supported(claim, sentences, articles)[0] is False


@pytest.mark.parametrize("text", ["They said that the council approved it.", "She left.", ""])
def test_a_text_without_such_a_turn_stays_as_it_is(text: str) -> None:
    assert one_way(text) == text
