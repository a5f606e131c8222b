"""docs/gate.md says what the gate does: its examples are refused, its list is the list, its check works."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import get_args

import pytest

from bot.gate import supported, worded
from bot.gate.reasons import Reason
from tests.gate.shelf import over, shelve

PAGE = (Path(__file__).parents[2] / "docs" / "gate.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def test_the_page_lists_the_checks_in_their_order() -> None:
    listed = list(dict.fromkeys(check for check, *_ in ROWS))
    assert listed == [check.__module__.rpartition(".")[2] for check in worded._CHECKS]


def test_the_page_names_every_reason() -> None:
    assert {reason for reason in get_args(Reason) if f"`{reason}`" not in PAGE} == set()


@pytest.mark.parametrize(("reason", "sentence", "claim"), [row[1:] for row in ROWS])
def test_an_example_of_the_page_is_refused_for_its_reason(reason: str, sentence: str, claim: str) -> None:
    sentences, articles = shelve(sentence)
    assert reason in supported(claim, sentences, articles)[1]
    assert supported(sentence, sentences, articles) == (True, ())


def test_the_check_that_the_page_writes_is_one() -> None:
    (code,) = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
    record = ModuleType("record")
    exec(dedent(code), record.__dict__)
    assert record.check(over("It was a record harvest.", "It was a good harvest.")) == "tail"
    assert record.check(over("It was a record harvest.", "It was a record harvest.")) is None
