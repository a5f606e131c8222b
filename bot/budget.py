"""Tokens and money. Counts with tiktoken from tables that are installed, never from the network."""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answers import Usage
from bot.errors import ConfigError

if TYPE_CHECKING:
    import tiktoken

# The tables inside llama-index-core, by tiktoken's file names: sha1 of the address it would load from.
TABLES = {
    "o200k_base": "fb374d419588a4632f3f557e76b4b70aebbca790",
    "cl100k_base": "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
}
_NEWEST = "o200k_base"
# tiktoken raises on a run of some 100,000 spaces (its pattern backtracks too deep), so it gets pieces.
PIECE_CHARS = 10_000
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")


def count_tokens(text: str, model: str) -> int:
    """How many tokens `model` reads in `text`. A model tiktoken does not know is counted as the newest ones.

    Text over PIECE_CHARS may count about one token too many for each piece.
    Raises ConfigError when the token tables are not installed.
    """
    encoding = _encoding(model)
    pieces = (text[start : start + PIECE_CHARS] for start in range(0, len(text), PIECE_CHARS))
    # Without disallowed_special=() the characters "<|endoftext|>" in an article would raise.
    return sum(len(encoding.encode(piece, disallowed_special=())) for piece in pieces)


def price_usd(model: str, usage: Usage) -> float | None:
    """What `usage` costs at most, in US dollars, or None when no price of `model` is known."""
    rates = _prices().get(model) or _prices().get(_DATED.sub("", model))
    if rates is None:
        return None
    return (usage.prompt_tokens * rates[0] + usage.completion_tokens * rates[1]) / 1_000_000


def table_folder() -> Path:
    """The folder of the installed token tables. Raises ConfigError when one of them is missing."""
    spec = find_spec("llama_index.core")  # found, not imported: importing it costs about two seconds
    folder = Path(spec.origin).parent / "_static" / "tiktoken_cache" if spec and spec.origin else Path()
    for name, file_name in TABLES.items():
        if not (folder / file_name).is_file():
            raise ConfigError(
                f"The token table {name} is missing (looked for {folder / file_name}). "
                "Install again what the lock file names: make -B install."
            )
    return folder


@cache
def _encoding(model: str) -> tiktoken.Encoding:
    import tiktoken

    # tiktoken is told through the environment only, and would otherwise load the tables from the network.
    os.environ["TIKTOKEN_CACHE_DIR"] = str(table_folder())
    return tiktoken.get_encoding(_table_of(model))


def _table_of(model: str) -> str:
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        return _NEWEST
    return name if name in TABLES else _NEWEST


@cache
def _prices() -> dict[str, list[float]]:
    return tomllib.loads((files("bot") / "prices.toml").read_text(encoding="utf-8"))
