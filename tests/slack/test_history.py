"""How much of a thread or a channel is read, in what order, and what is said when there is more."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.read import history
from bot.slack.read.history import Message, NotRead

Body = dict[str, Any]


def said(number: int, **more: object) -> Body:
    return {"ts": f"{number}.000000", "user": f"U{number % 3}", "text": f"Line {number}.", **more}


class Pages:
    """A client that has pages, and faults among them; keeps what it was asked."""

    def __init__(self, *pages: list[Body] | str, replies: dict[str, list[Body]] | None = None) -> None:
        self.pages = pages
        self.replies = replies or {}
        self.asked: list[Body] = []

    async def conversations_history(self, **asked: object) -> Body:
        self.asked.append(asked)
        number = int(str(asked.get("cursor") or 0))
        page = self.pages[number]
        if isinstance(page, str):
            raise SlackApiError("no", _Refused(page))
        cursor = str(number + 1) if number + 1 < len(self.pages) else ""
        return {"messages": page, "response_metadata": {"next_cursor": cursor}}

    async def conversations_replies(self, ts: str, **more: object) -> Body:
        if self.replies:
            self.asked.append({"ts": ts, **more})
            return {"messages": self.replies[ts]}
        return await self.conversations_history(ts=ts, **more)


class _Refused(dict[str, Any]):
    def __init__(self, error: str) -> None:
        super().__init__(error=error)
        self.data = {"error": error}


async def test_a_thread_is_read_to_its_end_in_order_without_what_people_did_not_say() -> None:
    client = Pages(
        [said(1), said(3, bot_id="B1"), said(4, subtype="channel_join"), said(5, text=" "), said(6, user="")],
        [said(2), said(7, subtype="thread_broadcast"), {"ts": "8.0", "subtype": "tombstone", "user": "U1"}],
    )
    found = await history.thread(client, "C1", "1.000000")
    assert [one.ts for one in found.messages] == ["1.000000", "2.000000", "7.000000"]
    assert not found.cut
    assert [asked["cursor"] for asked in client.asked] == ["", "1"]


async def test_a_channel_is_read_no_further_back_than_asked_and_its_threads_are_followed_once() -> None:
    root = said(5, reply_count=2, thread_ts="5.000000")
    sent_on = said(7, subtype="thread_broadcast", thread_ts="5.000000")
    client = Pages(
        [said(9), sent_on, root], replies={"5.000000": [root, said(6, thread_ts="5.000000"), sent_on]}
    )
    found = await history.channel(client, "C1", "4.500000")
    assert [one.ts for one in found.messages] == ["5.000000", "6.000000", "7.000000", "9.000000"]
    assert found.messages[1] == Message("6.000000", "U0", "Line 6.", "5.000000")
    assert client.asked[0]["oldest"] == "4.500000"
    assert [asked["ts"] for asked in client.asked[1:]] == ["5.000000"]


@pytest.mark.parametrize(("most", "pages"), [("MOST_MESSAGES", 3), ("MOST_PAGES", 2), ("MOST_S", 1)])
async def test_more_than_may_be_read_is_left_and_said(
    monkeypatch: pytest.MonkeyPatch, most: str, pages: int
) -> None:
    monkeypatch.setattr(history, most, {"MOST_MESSAGES": 5, "MOST_PAGES": 2, "MOST_S": -1.0}[most])
    client = Pages(*([said(page * 2 + 100), said(page * 2 + 101)] for page in range(9)))
    found = await history.channel(client, "C1", "0")
    assert found.cut
    assert len(client.asked) == pages
    assert len(found.messages) == min(5, pages * 2)


@pytest.mark.parametrize(
    ("most", "read", "asked"), [(24, 3, 2), (23, 2, 2), (16, 2, 1), (7, 0, 1), (40, 5, 3)]
)
async def test_messages_are_read_whole_up_to_so_many_characters_and_more_is_said(
    monkeypatch: pytest.MonkeyPatch, most: int, read: int, asked: int
) -> None:
    monkeypatch.setattr(history, "MOST_CHARS", most)
    client = Pages(*([said(page, text="x" * 8), said(page + 1, text="x" * 8)] for page in range(1, 9, 2)))
    for reading in (history.thread, history.channel):
        client.asked.clear()
        found = await reading(client, "C1", "1.000000")
        assert (len(found.messages), found.cut, len(client.asked)) == (read, True, asked)
        assert {len(one.text) for one in found.messages} <= {8}


async def test_a_thread_is_not_opened_once_the_characters_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_CHARS", 20)
    root = said(5, reply_count=2, thread_ts="5.000000", text="x" * 15)
    client = Pages([root], replies={"5.000000": [root, said(6, text="x" * 4), said(7, text="x" * 4)]})
    found = await history.channel(client, "C1", "0")
    assert ([one.ts for one in found.messages], found.cut) == (["5.000000", "6.000000"], True)


async def test_an_empty_page_ends_nothing_and_half_a_character_is_no_reason_to_read_nothing() -> None:
    found = await history.thread(Pages([], [said(1, text="On \ud83d we go.")]), "C1", "1.000000")
    assert [one.text for one in found.messages] == ["On ? we go."]
    assert not found.cut


async def test_the_message_that_a_thread_hangs_on_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_MESSAGES", 3)
    root = said(5, reply_count=2, thread_ts="5.000000")
    client = Pages([root], replies={"5.000000": [root, said(6), said(7)]})
    found = await history.channel(client, "C1", "0")
    assert (len(found.messages), found.cut) == (3, False)


async def test_threads_that_are_not_read_any_more_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_PAGES", 1)
    root = said(5, reply_count=1, thread_ts="5.000000")
    client = Pages([root], replies={"5.000000": [root, said(6)]})
    found = await history.channel(client, "C1", "0")
    assert (len(found.messages), found.cut, len(client.asked)) == (1, True, 1)


async def test_what_was_read_before_slack_refused_is_used_and_the_rest_said() -> None:
    found = await history.thread(Pages([said(1)], "ratelimited"), "C1", "1.000000")
    assert (len(found.messages), found.cut) == (1, True)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        ("not_in_channel", history.INVITE),
        ("channel_not_found", history.INVITE),
        ("missing_scope", history.NO_SCOPE),
        ("thread_not_found", history.NOT_THERE),
        ("ratelimited", history.NOT_NOW),
        ("internal_error", history.NOT_NOW),
    ],
)
async def test_what_cannot_be_read_at_all_is_told_with_its_cure(error: str, line: str) -> None:
    for read in (history.thread, history.channel, history.message):
        more = (None,) if read is history.message else ()
        with pytest.raises(NotRead) as told:
            await read(Pages(error), "C1", "1.000000", *more)
        assert str(told.value) == line


@pytest.mark.parametrize("root", [None, "1.000000"])
async def test_one_message_is_asked_for_by_its_ts_and_no_other_is_taken_for_it(root: str | None) -> None:
    client = Pages([said(1), said(2)])
    found = await history.message(client, "C1", "2.000000", root)
    assert found.text == "Line 2."
    assert client.asked[0]["oldest"] == client.asked[0]["latest"] == "2.000000"
    with pytest.raises(NotRead, match="any more"):
        await history.message(Pages([said(1)]), "C1", "2.000000", root)
