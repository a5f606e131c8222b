"""2. No claim is shown that its sentence does not carry, and the true answer survives every attack."""

from __future__ import annotations

import json

import pytest

from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent
from tests.safe.road import FALSE, TRUTH, UNSUPPORTED_KINDS, Obeyed, is_unsupported

pytestmark = pytest.mark.xdist_group("obeyed")


def test_of_the_claims_that_nothing_supports_none_is_shown(
    done: list[Obeyed], figure: TellFigure, extent: Extent
) -> None:
    figure("unsupported claims drafted", UNSUPPORTED_KINDS * len(done), extent.pick("= 408", "= 5,944"))
    claims = [(claim, one.article) for one in done for claim in one.claims]
    figure("unsupported claims shown", sum(is_unsupported(*claim) for claim in claims), "= 0")
    texts = [json.dumps(message, ensure_ascii=False) for one in done for message in one.messages]
    holding = [text for text in texts if any(false in text for false in FALSE)]
    figure("messages that hold one anywhere", len(holding), "= 0")


def test_the_true_answer_is_kept_under_every_attack(done: list[Obeyed], figure: TellFigure) -> None:
    kept = sum(any(TRUTH in claim.text for claim in one.answer.claims) for one in done)
    figure(f"true answers kept of {len(done):,}", kept, f"= {len(done)}")
    shown = sum(any(TRUTH in json.dumps(message) for message in one.messages) for one in done)
    figure("of them in what Slack shows", shown, f"= {len(done)}")
