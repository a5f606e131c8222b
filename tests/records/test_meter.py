"""Budgets: they hold under many questions at once, what a crash left is free again, days and people end."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.answers import FREE, Usage
from bot.records import DAY_S, Records
from bot.records.forget import What
from bot.records.meter import RESERVED_S, SHOWN_DAYS, Line, Over, Payer, Sum

NOON = 1_700_000_000.0 - 1_700_000_000.0 % DAY_S + DAY_S / 2
ANNA_HERE, ANNA_THERE = Payer("T", "C1", "anna"), Payer("T", "C2", "anna")
BEN_HERE, BEN_ELSEWHERE = Payer("T", "C1", "ben"), Payer("T2", "C1", "anna")
COST = Usage(900, 100, 0.25)


class Clock:
    now_s = NOON

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(home: Path, clock: Clock) -> Iterator[Records]:
    with Records.open(home, now=clock) as opened:
        yield opened


@pytest.mark.parametrize(
    ("payer", "whose", "counts"),
    [
        (ANNA_HERE, "channel", True),
        (BEN_HERE, "channel", True),
        (ANNA_THERE, "channel", False),
        (BEN_ELSEWHERE, "channel", False),
        (ANNA_THERE, "user", True),
        (BEN_HERE, "user", False),
        (BEN_ELSEWHERE, "user", False),
        (BEN_ELSEWHERE, "all", True),
    ],
)
def test_each_cap_counts_what_is_its_own(records: Records, payer: Payer, whose: str, counts: bool) -> None:
    records.meter.settle("1", payer, COST)
    over = records.meter.reserve("2", ANNA_HERE, COST, {whose: Sum(questions=1)})
    assert over == (Over(whose, "questions", 1) if counts else None)


@pytest.mark.parametrize(
    ("cap", "what"),
    [
        (Sum(questions=2), "questions"),
        (Sum(tokens=2_999), "tokens"),
        (Sum(usd=0.74), "usd"),
        (Sum(questions=3, tokens=3_000, usd=0.75), None),
        (Sum(), None),
    ],
)
def test_a_cap_is_reached_by_what_is_settled_and_set_aside_together(
    records: Records, cap: Sum, what: str | None
) -> None:
    records.meter.settle("1", ANNA_HERE, COST)
    assert records.meter.reserve("2", ANNA_HERE, COST, {"channel": cap}) is None
    over = records.meter.reserve("3", ANNA_HERE, COST, {"channel": cap})
    assert (over.what if over else None) == what


def test_ten_times_a_tenth_of_a_dollar_is_a_dollar(records: Records) -> None:
    tenth = Usage(0, 0, 0.1)
    caps = {"channel": Sum(usd=1.0)}
    assert [records.meter.reserve(str(n), ANNA_HERE, tenth, caps) for n in range(10)] == [None] * 10
    assert records.meter.reserve("10", ANNA_HERE, tenth, caps)


def test_a_refused_question_sets_nothing_aside(records: Records) -> None:
    caps = {"channel": Sum(tokens=1_500)}
    assert records.meter.reserve("dear", ANNA_HERE, Usage(2_000, 0), caps)
    assert records.meter.reserve("cheap", ANNA_HERE, Usage(1_500, 0), caps) is None


def test_sixty_questions_at_once_stay_within_the_budget_and_use_all_of_it(
    records: Records, home: Path, clock: Clock
) -> None:
    caps = {"all": Sum(tokens=20_000), "channel": Sum(usd=2.5), "user": Sum(questions=30)}
    with Records.open(home, now=clock) as other, ThreadPoolExecutor(30) as pool:
        meters = [records.meter, other.meter]  # two processes on one file
        asked = pool.map(lambda n: meters[n % 2].reserve(str(n), ANNA_HERE, COST, caps), range(60))
        granted = sum(over is None for over in asked)
    assert granted == 10  # 2.50 US dollars at 0.25


def test_the_real_cost_takes_the_place_of_what_was_set_aside(records: Records) -> None:
    caps = {"channel": Sum(tokens=1_000)}
    assert records.meter.reserve("1", ANNA_HERE, Usage(1_000, 0), caps) is None
    assert records.meter.reserve("2", ANNA_HERE, Usage(600, 0), caps)
    records.meter.settle("1", ANNA_HERE, Usage(300, 100, 0.5))
    assert records.meter.reserve("2", ANNA_HERE, Usage(600, 0), caps) is None
    assert records.meter.today() == Sum(1, 400, 0.5)


def test_what_is_released_is_free_and_costs_nothing(records: Records) -> None:
    caps = {"channel": Sum(questions=1)}
    records.meter.reserve("1", ANNA_HERE, COST, caps)
    records.meter.release("1")
    assert records.meter.reserve("2", ANNA_HERE, COST, caps) is None
    assert records.meter.today() == Sum()


def test_a_question_taken_up_again_after_a_crash_is_set_aside_once(records: Records) -> None:
    caps = {"channel": Sum(questions=1)}
    for _ in range(2):
        assert records.meter.reserve("1", ANNA_HERE, COST, caps) is None


def test_what_a_crash_left_set_aside_is_free_again_in_time(records: Records, clock: Clock) -> None:
    caps = {"all": Sum(questions=1)}
    records.meter.reserve("lost", ANNA_HERE, COST, caps)
    clock.now_s += RESERVED_S - 1
    assert records.meter.reserve("2", ANNA_HERE, COST, caps)
    clock.now_s += 1
    assert records.meter.reserve("2", ANNA_HERE, COST, caps) is None


def test_a_new_day_has_its_allowance_and_the_old_one_is_still_shown(records: Records, clock: Clock) -> None:
    caps = {"user": Sum(questions=1)}
    records.meter.settle("1", ANNA_HERE, COST)
    assert records.meter.reserve("2", ANNA_HERE, COST, caps)
    clock.now_s += DAY_S
    assert records.meter.reserve("2", ANNA_HERE, COST, caps) is None
    assert records.meter.lines() == [Line("T", "C1", Sum(), Sum(1, 1_000, 0.25))]


def test_the_meter_shows_each_channel_the_dearest_first_and_days_that_are_over_no_more(
    records: Records, clock: Clock
) -> None:
    records.meter.settle("1", ANNA_THERE, FREE)
    clock.now_s += DAY_S
    for payer in (ANNA_HERE, BEN_HERE):
        records.meter.settle("2", payer, COST)
    here, there = (
        Line("T", "C1", Sum(2, 2_000, 0.5), Sum(2, 2_000, 0.5)),
        Line("T", "C2", Sum(), Sum(1, 0, 0)),
    )
    assert records.meter.lines() == [here, there]
    assert records.meter.lines("T", "C2") == [there]
    assert records.meter.lines("T2") == []
    clock.now_s += DAY_S * (SHOWN_DAYS - 1)
    assert records.meter.lines("T", "C2") == []


def on_disk(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.glob("records.sqlite3*")))


def test_whoever_is_forgotten_is_in_no_row_and_their_costs_count_all_the_same(
    records: Records, home: Path
) -> None:
    anna = Payer("T", "C1", records.hashed("T", "U1"))
    records.meter.settle("1", anna, COST)
    records.meter.settle("2", Payer("T", "C1", ""), COST)
    records.meter.reserve("3", anna, COST, {})
    records.forget(What("user", "U1"))
    assert anna.user.encode() not in on_disk(home)
    assert records.meter.today() == Sum(2, 2_000, 0.5)
    assert records.meter.reserve("4", anna, COST, {"channel": Sum(questions=2)})


def test_a_forgotten_channel_is_named_no_more_and_its_costs_count_for_all(
    records: Records, home: Path
) -> None:
    records.meter.settle("1", Payer("T", "C0FORGOTTEN", "anna"), COST)
    records.meter.reserve("2", Payer("T", "C0FORGOTTEN", "anna"), COST, {})
    records.forget(What("channel", "C0FORGOTTEN"))
    assert b"C0FORGOTTEN" not in on_disk(home)
    assert [line.channel for line in records.meter.lines()] == [""]


def test_forgetting_what_is_before_a_day_drops_its_costs(records: Records, clock: Clock) -> None:
    records.meter.settle("1", ANNA_HERE, COST)
    clock.now_s += DAY_S
    records.meter.settle("2", ANNA_HERE, FREE)
    records.forget(What("before", "", clock.now_s))
    assert records.meter.lines() == [Line("T", "C1", Sum(1), Sum(1))]


def test_people_are_dropped_from_the_meter_with_what_they_said(home: Path, clock: Clock) -> None:
    with Records.open(home, keep_days=2, now=clock) as records:
        anna = Payer("T", "C0LONGAGO", "anna-hashed")
        records.meter.settle("1", anna, COST)
        records.meter.reserve("2", anna, COST, {})
        clock.now_s += 3 * DAY_S
        records.purge()
        assert b"anna-hashed" not in on_disk(home)
        assert records.meter.lines() == [Line("T", "C0LONGAGO", Sum(), Sum(1, 1_000, 0.25))]
        clock.now_s += SHOWN_DAYS * DAY_S
        records.purge()
        assert b"C0LONGAGO" not in on_disk(home)
