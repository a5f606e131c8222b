"""1. Nothing that reaches Slack pings, links or formats, whatever the model, an article or a person says."""

from __future__ import annotations

from pathlib import Path

from bot.slack.inert import literal, mrkdwn
from tests.fakes.slack_live import in_literal, in_mrkdwn
from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent

OUTPUTS = Path(__file__).parents[1] / "slack" / "data" / "outputs.jsonl"


def test_no_worst_case_output_is_live(figure: TellFigure, extent: Extent) -> None:
    rows = extent.rows("slack_markup_outputs.jsonl", OUTPUTS)
    figure("worst-case outputs rendered", len(rows), "= 35")
    live = [row for row in rows if in_literal(literal(row["text"])) or in_mrkdwn(mrkdwn(row["text"]))]
    figure("worst-case outputs with a live token", len(live), "= 0")
