"""What channels want done again and again: kept by workspace and channel, due in order, told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.records import Records
from bot.records.forget import What
from bot.records.schedule_book import MOST_FOLLOWED, Failing, ScheduleBook, Standing

FEED = "https://example.com/feed"


@pytest.fixture
def records(home: Path) -> Iterator[Records]:
    with Records.open(home) as opened:
        yield opened


@pytest.fixture
def book(records: Records) -> ScheduleBook:
    return records.schedules


def follow(
    book: ScheduleBook, team: str = "T", channel: str = "C", address: str = FEED, due: float = 10.0
) -> Standing:
    book.follow(team, channel, address, "every 6 hours", "UTC", due)
    return next(one for one in book.followed(team, channel) if one.what == address)


def test_an_address_followed_twice_is_followed_once_with_the_new_times(book: ScheduleBook) -> None:
    first = follow(book)
    book.fails(first.id, Failing(2, 1.0, "e"))
    book.follow("T", "C", FEED, "daily at 09:00", "Europe/Oslo", 99.0)
    assert book.followed("T", "C") == [
        Standing(first.id, "T", "C", "follow", FEED, "daily at 09:00", "Europe/Oslo", 99.0, 0)
    ]


def test_a_channel_follows_so_many_addresses_and_no_more_and_others_are_free_to(book: ScheduleBook) -> None:
    for number in range(MOST_FOLLOWED):
        follow(book, address=f"{FEED}/{number}")
    with pytest.raises(UsageError, match=f"{MOST_FOLLOWED} addresses.*unfollow"):
        follow(book)
    follow(book, address=f"{FEED}/0", due=20.0)  # no new one
    follow(book, channel="C2")
    follow(book, team="T2")
    assert book.unfollow("T", "C", f"{FEED}/0")
    follow(book)


def test_channels_of_the_same_id_in_two_workspaces_know_nothing_of_each_other(book: ScheduleBook) -> None:
    follow(book, team="T1")
    book.set_digest("T1", "C", "long", "daily at 09:00", "UTC", 5.0, 1)
    assert book.followed("T2", "C") == []
    assert book.digest("T2", "C") is None
    assert not book.unfollow("T2", "C", FEED)
    assert len(book.followed("T1", "C")) == 1


def test_what_waits_longest_comes_first_and_what_is_switched_off_never(book: ScheduleBook) -> None:
    late, later = follow(book, channel="C1", due=30.0), follow(book, channel="C2", due=20.0)
    follow(book, channel="C3", due=40.1)
    book.set_digest("T", "C4", "short", "", "UTC", None, 0)
    assert [one.id for one in book.due(40.0, 9)] == [later.id, late.id]
    assert [one.id for one in book.due(40.0, 1)] == [later.id]
    assert "C4" not in [one.channel for one in book.every()]


def test_a_digest_is_one_of_a_channel_and_keeps_what_it_has_told(book: ScheduleBook) -> None:
    book.set_digest("T", "C", "short", "daily at 09:00", "UTC", 5.0, 3)
    (first,) = book.every()
    book.told(first.id, 8)
    book.told(first.id, 6)
    book.set_digest("T", "C", "long", "mondays at 08:30", "Europe/Oslo", None, 0)
    assert book.digest("T", "C") == Standing(
        first.id, "T", "C", "digest", "long", "mondays at 08:30", "Europe/Oslo", None, 8
    )


def test_times_that_were_set_anew_meanwhile_are_not_overwritten(book: ScheduleBook) -> None:
    read = follow(book, due=10.0)
    follow(book, due=50.0)
    book.put_off(read, 20.0)
    assert book.get(read.id).due == 50.0
    book.put_off(book.get(read.id), 60.0)
    assert book.get(read.id).due == 60.0


def test_how_it_fails_is_kept_until_it_works(book: ScheduleBook) -> None:
    one = follow(book)
    book.fails(one.id, Failing(3, 12.5, "event"))
    assert book.get(one.id).failing == Failing(3, 12.5, "event")
    book.fails(one.id, None)
    assert book.get(one.id).failing is None


def test_one_is_ended_by_its_id_once(book: ScheduleBook) -> None:
    one = follow(book)
    assert book.remove(one.id)
    assert not book.remove(one.id)
    assert book.get(one.id) is None


def test_forgetting_a_channel_ends_what_it_follows_and_its_digest(records: Records) -> None:
    book = records.schedules
    follow(book)
    book.set_digest("T", "C", "short", "daily at 09:00", "UTC", 5.0, 3)
    other = follow(book, channel="C2")
    assert records.forget(What("user", "C")).schedules == 0
    assert records.forget(What("channel", "C")).schedules == 2
    assert book.every() == [other]
