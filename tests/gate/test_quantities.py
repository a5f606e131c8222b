"""Figures are read so that equal things compare equal."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bot.gate.quantities import quantities
from bot.gate.words import tokens


def read(text: str) -> list[tuple[Fraction, str | None]]:
    return [(found.value, found.unit) for found in quantities(tokens(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eleven thousand", "11,000"),
        ("11k", "11,000"),
        ("twenty-one", "21"),
        ("one hundred and five", "105"),
        ("1.2 million", "1,200,000"),
        ("£30m", "£30 million"),
        ("$5bn", "5 billion dollars"),
        ("half", "50%"),
        ("a quarter", "25 per cent"),
        ("two thirds", "two-thirds"),
        ("four and a half per cent", "4.5%"),
        ("9.40 p.m.", "21:40"),
        ("7 a.m.", "7 am"),
        ("5 km", "five kilometres"),
        ("500 sq miles", "500 square miles"),
        ("six to eight weeks", "6 to 8 weeks"),
        ("70 to 95 mm", "70 mm to 95 mm"),
        ("89th", "89th"),
        ("an hour", "1 hour"),
        ("a dozen", "12"),
    ],
)
def test_two_ways_to_write_a_figure_are_one(one: str, other: str) -> None:
    assert read(one) == read(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("11", "11,000"),
        ("4%", "4 percentage points"),
        ("£5", "$5"),
        ("5 miles", "5 sq miles"),
        ("5 m", "5m"),
        ("31 °C", "31 °F"),
        ("9.40", "9.40 p.m."),
        ("third", "a third of"),
        ("2 weeks", "2 months"),
    ],
)
def test_figures_that_differ_in_value_or_unit_stay_apart(one: str, other: str) -> None:
    assert read(one) != read(other)


@pytest.mark.parametrize(
    "text", ["one another", "no one", "at half-time", "the quarter-final", "Nothing.", "half time"]
)
def test_words_that_only_look_like_figures_are_none(text: str) -> None:
    assert read(text) == []


def test_a_share_is_a_fraction_of_one() -> None:
    assert read("61% and half") == [(Fraction(61, 100), "share"), (Fraction(1, 2), "share")]


def test_figures_of_other_scripts_never_raise() -> None:
    assert read("٣٤ and ² and १२") is not None
