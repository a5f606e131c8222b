"""What a text is about, and how much of it a sentence tells."""

from __future__ import annotations

from bot.summary.central import Centre
from index.types import Sentence

TEXT = [
    "The council of Marrowby approved a budget of 94 million pounds for the coming year.",
    "Short note.",
    "Councillors voted for the budget after the council debated the coming year for six hours.",
    "A dog barked outside during lunch.",
]
SENTENCES = [Sentence("a", number, 0, len(text), text) for number, text in enumerate(TEXT, 1)]
CENTRE = Centre(SENTENCES)


def test_the_subject_is_worth_more_than_an_aside_and_a_fragment_nothing() -> None:
    first, fragment, third, aside = (CENTRE.worth(sentence, set()) for sentence in SENTENCES)
    assert first > third > aside > fragment == 0


def test_what_is_told_already_is_worth_less_and_at_last_nothing() -> None:
    first, _, third, _ = SENTENCES
    alone, after = CENTRE.worth(third, set()), CENTRE.worth(third, CENTRE.things(first))
    assert 0 < after < alone
    assert CENTRE.worth(third, CENTRE.things(first), CENTRE.things(third)) == 0


def test_the_lead_of_an_article_is_worth_more_than_the_same_words_further_down() -> None:
    twice = [Sentence("a", number, 0, len(TEXT[0]), TEXT[0]) for number in (1, 9)]
    centre = Centre(twice)
    assert centre.worth(twice[0], set()) > centre.worth(twice[1], set())
