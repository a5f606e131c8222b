"""How text is read: tokens, folding, stems, likeness."""

from __future__ import annotations

import pytest

from bot.gate.likeness import keys_of
from bot.gate.words import fold, stem, tokens


def test_figures_initials_and_titles_stay_whole_and_clitics_come_off() -> None:
    found = [token.text for token in tokens("Dr. Ode’s U.S. firm didn’t pay 11,000 at 9.40 p.m.")]
    assert found == ["Dr.", "Ode", "'s", "U.S.", "firm", "did", "n't", "pay", "11,000", "at", "9.40", "p.m."]


def test_the_no_of_a_number_is_not_the_no_of_a_negation() -> None:
    assert [token.key for token in tokens("No. 5 has no sirens")][:1] == ["no."]


def test_a_token_knows_what_it_is_glued_to() -> None:
    assert [token.glued for token in tokens("£30m – 61%")] == [False, True, True, False, False, True]


def test_folding_makes_marks_dashes_and_spaces_of_one_kind() -> None:
    assert fold("“a”\u00a0–\u202f‘b’") == "\"a\" - 'b'"


@pytest.mark.parametrize(
    "forms",
    [
        "seize seized seizing seizes",
        "retake retook retaken",
        "loss losses",
        "army armies",
        "send sent",
        "stop stopped",
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("news", "new"), ("march", "marsh"), ("under", "until"), ("ship", "shop")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("troops", "soldiers"), ("return", "came back"), ("russian", "russia"), ("bought", "purchased")],
)
def test_listed_synonyms_and_a_country_and_its_people_are_alike(one: str, other: str) -> None:
    assert keys_of(one) & keys_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("russian", "ukraine"), ("car", "vehicle"), ("killed", "injured"), ("rise", "fall")]
)
def test_words_that_say_more_less_or_else_are_not_alike(one: str, other: str) -> None:
    assert not keys_of(one) & keys_of(other)
