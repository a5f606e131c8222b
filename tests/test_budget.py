"""Counting tokens without the network, and money only where a price is known."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import pytest

import bot.budget
from bot.answers import Usage
from bot.budget import PIECE_CHARS, count_tokens, price_usd, table_folder
from bot.errors import ConfigError

SEED_TEXT = (Path(__file__).parent.parent / "seeds" / "north-korea-kursk.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "model", ["gpt-4o", "gpt-5.4-mini", "llama3.2:1b", "", "gpt-oss-20b", "text-davinci-003"]
)
def test_the_seed_has_443_tokens_for_new_and_unknown_models(model: str) -> None:
    assert count_tokens(SEED_TEXT, model) == 443


def test_an_older_model_is_counted_by_its_own_table() -> None:
    assert count_tokens("정부가 말했다", "gpt-4") > count_tokens("정부가 말했다", "gpt-4o")


@pytest.mark.parametrize("text", ["<|endoftext|>", "a <|im_start|> b", "\ud800", "", " "])
def test_no_text_is_too_odd_to_count(text: str) -> None:
    assert count_tokens(text, "gpt-4o") >= len(text.strip()[:1])


@pytest.mark.parametrize("text", [" " * 1_000_000, "a" * 400_000, "\n" * 400_000, "." * 400_000])
def test_a_long_run_of_one_character_is_counted_in_pieces(text: str) -> None:
    assert 0 < count_tokens(text, "gpt-4o") <= len(text)


def test_counting_in_pieces_differs_by_about_a_token_a_piece() -> None:
    text = SEED_TEXT * 10
    pieces = math.ceil(len(text) / PIECE_CHARS)
    assert pieces > 1
    assert abs(count_tokens(text, "gpt-4o") - 10 * 443) <= 10 + 2 * pieces


def test_missing_tables_are_an_error_with_a_cure_and_never_a_download(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(bot.budget.TABLES, "o200k_base", "0" * 40)
    with pytest.raises(ConfigError, match=r"token table o200k_base is missing .*make -B install"):
        table_folder()


@pytest.mark.parametrize(
    ("model", "usd"),
    [
        ("gpt-4o-mini", 0.00075),
        ("gpt-4o-mini-2024-07-18", 0.00075),
        ("gpt-4o", 0.0125),
        ("gpt-4o-2024-05-13", 0.020),
        ("gpt-4o-2024-08-06", 0.0125),
        ("llama3.2:1b", None),
        ("openai/gpt-4o", None),
        ("gpt-4o-latest", None),
        ("", None),
    ],
)
def test_a_price_is_shown_only_where_one_is_known(model: str, usd: float | None) -> None:
    price = price_usd(model, Usage(1_000, 1_000))
    assert price == (usd if usd is None else pytest.approx(usd))


def test_a_known_model_that_was_not_used_costs_nothing() -> None:
    assert price_usd("gpt-4o", Usage(0, 0)) == 0.0


def test_every_price_is_a_pair_of_dollars_and_what_comes_back_costs_more() -> None:
    table = tomllib.loads((Path(bot.budget.__file__).parent / "prices.toml").read_text(encoding="utf-8"))
    assert table
    assert all(0 < sent < received < 1_000 for sent, received in table.values())
