"""Which channels are public is remembered by Slack's own word only."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.read.public import Public

SHOWN = {"channel": {"is_channel": True, "is_private": False}}
HIDDEN = SlackApiError("", type("Said", (), {"data": {"error": "channel_not_found"}})())


class Slack:
    """Answers conversations.info with one of these after the other."""

    def __init__(self, *replies: object) -> None:
        self.replies = list(replies)

    async def conversations_info(self, *, channel: str) -> Any:  # noqa: ANN401 - what the client gives
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


@pytest.mark.parametrize(
    ("replies", "public", "left"),
    [
        ([TimeoutError(), SHOWN], [False, True, True], 0),
        ([HIDDEN, SHOWN], [False, False, False], 1),
        ([SHOWN, TimeoutError()], [True, True, True], 1),
    ],
    ids=["not told", "not there", "told"],
)
async def test_a_lost_connection_hides_a_channel_no_longer_than_it_lasts(
    replies: list[object], public: list[bool], left: int
) -> None:
    slack, known = Slack(*replies), Public()
    assert [bool(await known.among(slack, "T", ["C1"])) for _ in public] == public
    assert len(slack.replies) == left
