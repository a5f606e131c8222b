"""The same said in another order: what is rewritten, and what is left alone."""

from __future__ import annotations

import pytest

from bot.gate import supported
from bot.gate.forms import forms, weaker
from tests.gate.shelf import shelve

SAME = [
    (
        "The ministry was ordered by Judge Castellan to release the tapes.",
        "Judge Castellan ordered The ministry to release the tapes.",
    ),
    ("The bill has been backed by the mayor of Orme.", "the mayor of Orme has backed The bill."),
    ("The bill was not backed by the mayor.", "the mayor did not backed The bill."),
    (
        "On 4 March the council approved the stadium, overruling its officers.",
        "the council approved the stadium On 4 March, overruling its officers.",
    ),
    ("If the rain lasts, the dam fails, they said.", "the dam fails If the rain lasts, they said."),
    ("The coach, Ann Boyd, left.", "Ann Boyd, The coach, left."),
    ("The rate was cut to 6% from 8.5% in May.", "The rate was cut from 8.5% to 6% in May."),
]
ALONE = [
    "Bell was arrested by the river.",
    "Bell was shot by mistake.",
    "Bell was beaten by 40 votes.",
    "The deal was signed by the deadline.",
    "The body was found by Loch Orme.",
    "In May, police said, Bell robbed the bank.",
    "The council met by the river.",
    "In May, the mayor said that the dam had failed.",
    "The man who was hired by Orr left.",
    "Peru won, Chile lost, and Cuba drew.",
    "He was told to leave by Friday.",
]
WEAKER = [
    ("The judge ordered the city to pay.", "the city was ordered to pay."),
    ("The judge has ordered the city of Orme to pay.", "the city of Orme has been ordered to pay."),
    ("Ann Boyd, whose brother left, owns it.", "Ann Boyd owns it."),
    ("Ann Boyd, a pilot who had left, owns it.", "Ann Boyd, a pilot, owns it."),
    ("The judge may have ordered the city to pay.", "the city may have been ordered to pay."),
]
NO_WEAKER = [
    "Bell promised Cox to resign.",
    "No judge ordered the city to pay.",
    "Few judges ordered the city to pay.",
    "The judge who ordered the city to pay left.",
    "Shares rose 14% in May.",
    "Plans ordered by the judge failed.",
]


@pytest.mark.parametrize(("text", "form"), SAME)
def test_a_text_is_said_in_another_order(text: str, form: str) -> None:
    assert form in forms(text)


@pytest.mark.parametrize("text", ALONE)
def test_a_text_whose_pieces_are_not_certain_is_left_alone(text: str) -> None:
    assert forms(text) == ()


@pytest.mark.parametrize(("text", "form"), WEAKER)
def test_what_was_done_is_said_without_who_did_it(text: str, form: str) -> None:
    assert weaker(text) == (form,)


@pytest.mark.parametrize("text", NO_WEAKER)
def test_nobody_and_plans_did_nothing(text: str) -> None:
    assert weaker(text) == ()


@pytest.mark.parametrize(
    ("sentence", "claim", "follows"),
    [
        ("Ann Boyd sued Peru in May.", "Peru was sued by Ann Boyd in May.", True),
        ("Ann Boyd sued Peru in May.", "Peru was sued in May.", True),
        ("Ann Boyd sued Peru in May.", "Ann Boyd was sued by Peru in May.", False),
        ("Ann Boyd sued Peru in May.", "Ann Boyd was sued in May.", False),
        ("The board met, overruling its officers.", "The board was overruled by its officers.", False),
        ("Peru was sued by Ann Boyd.", "Ann Boyd sued Peru.", True),
        ("Peru was sued by Ann Boyd.", "Peru sued Ann Boyd.", False),
        ("Prices fell from 8% in May to 6% in June.", "In May, prices fell to 6%.", False),
        ("They said the tapes were burned on Friday.", "On Friday, they said the tapes were burned.", False),
    ],
)
def test_a_claim_may_turn_its_sentence_round_but_not_its_sides(
    sentence: str, claim: str, follows: bool
) -> None:
    sentences, articles = shelve(sentence)
    assert supported(claim, sentences, articles)[0] is follows
