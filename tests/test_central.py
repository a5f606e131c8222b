"""Which sentences stand for a text."""

from __future__ import annotations

from bot.central import pick, ranked
from index.types import Sentence

TEXT = [
    "The council of Marrowby approved a budget of 94 million pounds for the coming year.",
    "Short note.",
    "Councillors voted for the budget after the council debated the coming year for six hours.",
    "A dog barked outside during lunch.",
    "The budget of 94 million pounds for the coming year was approved by the council of Marrowby.",
    "Libraries keep their hours, and the council said the budget protects the libraries next year.",
]
SENTENCES = [Sentence("a", number, 0, len(text), text) for number, text in enumerate(TEXT, 1)]


def test_the_subject_comes_first_and_the_aside_late() -> None:
    order = [sentence.number for sentence in ranked(SENTENCES)]
    assert order[0] == 1
    assert order.index(4) > order.index(3)
    assert order[-1] == 2, "a fragment says nothing alone"


def test_what_is_picked_keeps_the_order_of_the_text_and_tells_nothing_twice() -> None:
    numbers = [sentence.number for sentence in pick(SENTENCES, 3)]
    assert numbers == sorted(numbers)
    assert not {1, 5} <= set(numbers), "5 only repeats 1"


def test_a_text_shorter_than_asked_is_shown_as_far_as_it_goes() -> None:
    assert [s.number for s in pick(SENTENCES[:1], 5)] == [1]
    assert pick([], 5) == ()
