"""Every word the gate has for a refusal is told in plain words."""

from __future__ import annotations

from typing import get_args

import pytest

from bot import verdicts
from bot.answers import Citation, Claim, ClaimKind
from bot.gate.reasons import Reason

HERE = Citation("a", None, None, None, None, 6, 0, 5, "Seven", (0, 5))


def test_every_reason_of_the_gate_has_its_sentence() -> None:
    assert set(get_args(Reason)) | {"unknown_sentence"} <= set(verdicts.REFUSED)
    assert len(set(verdicts.REFUSED.values())) == len(verdicts.REFUSED)


def test_several_reasons_are_told_each_once() -> None:
    told = verdicts.refused("figure,tail,figure")
    assert told == f"{verdicts.REFUSED['figure']} {verdicts.REFUSED['tail']}"
    assert verdicts.refused("word of another time") == "It did not pass the checks."


@pytest.mark.parametrize("kind", get_args(ClaimKind))
def test_every_kind_of_claim_says_why_it_is_shown(kind: ClaimKind) -> None:
    told = verdicts.shown(Claim("Seven", kind, "police", (HERE,)))
    assert told.startswith("sentence 6: ")
    assert ("speaker is named" in told) is (kind == "copied")


def test_several_sentences_are_named() -> None:
    assert verdicts.shown(Claim("x", "worded", None, (HERE, HERE))).startswith("sentences 6, 6: ")
