"""A copied span is found exactly, or not at all."""

from __future__ import annotations

import pytest

from bot.gate.quote import locate

SENTENCE = (
    "Ms. Ode’s co-op paid 11,000 “old” farmers 2026–27 rates on its behalf; it didn’t pay 4.5% – twice."
)


@pytest.mark.parametrize(
    "span",
    [
        "11,000",
        "paid 11,000",
        "Paid 11,000",
        "“old” farmers",
        '"old" farmers',
        "Ode's co-op",
        "on its behalf",
        "2026-27",
        "didn't",
        "4.5%",
        "4.5% - twice",
        "Ode",
        "  paid 11,000  ",
        "“on its behalf.”",
        "'on its behalf'",
    ],
)
def test_what_stands_there_is_found_with_any_kind_of_mark_or_dash(span: str) -> None:
    place = locate(span, SENTENCE)
    assert place is not None
    assert place[0] < place[1]


@pytest.mark.parametrize(
    "span",
    [
        "1,000",
        "11",
        "11,00",
        "000",
        "half",
        "on its beh",
        "2026",
        "27",
        "did",
        "t pay",
        "5%",
        "farm",
        "paid 12,000",
        "PAID",
        "paid farmers",
        "",
        "...",
        "“”",
    ],
)
def test_what_is_cut_changed_or_not_there_is_not_found(span: str) -> None:
    assert locate(span, SENTENCE) is None


def test_offsets_count_the_characters_of_the_sentence_itself() -> None:
    sentence = "Straße – “ß” stays one character, so “half” is half."
    start, end = locate('"half" is half', sentence) or (0, 0)
    assert sentence[start:end] == "“half” is half"


def test_the_first_place_that_cuts_nothing_is_taken() -> None:
    sentence = "11,000 came and 1,000 left."
    start, end = locate("1,000", sentence) or (0, 0)
    assert (start, sentence[start:end]) == (16, "1,000")


def test_a_letter_is_not_parted_from_its_accent() -> None:
    assert locate("cafe", "The cafe\u0301 shut.") is None


@pytest.mark.parametrize("broken", ["11,000\nold", "11,000\r\nold", "11,000  old"])
def test_a_line_break_in_wrapped_text_counts_as_a_space(broken: str) -> None:
    sentence = f"It paid {broken} farmers."
    place = locate("11,000 old farmers", sentence)
    assert place is not None
    assert sentence[slice(*place)] == f"{broken} farmers"
