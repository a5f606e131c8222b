"""Two words of one name, and two names that only look alike."""

from __future__ import annotations

import pytest

from bot.beside.spelling import aliases, is_near


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("syrski", "syrsky"),
        ("putyn", "putin"),
        ("kusrk", "kursk"),
        ("zelenskyy", "zelensky"),
        ("chinese", "china"),
        ("koreans", "korea"),
        ("iranian", "iran"),
        ("russians", "russia"),
        ("protestantism", "protestant"),
    ],
)
def test_a_slip_or_an_ending_is_the_same_name(one: str, other: str) -> None:
    assert is_near(one, other)
    assert is_near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("iran", "iraq"), ("martin", "marta"), ("slovakia", "slovenia"), ("harle", "brock"), ("kim", "tim")],
)
def test_two_names_that_look_alike_are_two(one: str, other: str) -> None:
    assert not is_near(one, other)


def test_a_place_goes_by_other_names() -> None:
    assert "moscow" in aliases("kremlin")
    assert "korea" not in aliases("china")
    assert aliases("harle") == frozenset()
