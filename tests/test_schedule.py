"""When something is due: what is read, what is refused, missed times, days of the week, summer time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.errors import UsageError
from bot.schedule import DAY_S, HOUR_S, LONGEST_S, At, Every, parse, zone_name, zone_of

ALL, WORKING = frozenset(range(7)), frozenset(range(5))
OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("every 6 hours", Every(6 * HOUR_S)),
        ("every hour", Every(HOUR_S)),
        ("Every  24 Hours ", Every(DAY_S)),
        ("every 2 days", Every(2 * DAY_S)),
        ("every week", Every(7 * DAY_S)),
        ("daily at 09:00", At(ALL, 9, 0)),
        ("every day at 9:00", At(ALL, 9, 0)),
        ("daily 23:59", At(ALL, 23, 59)),
        ("weekdays at 00:00", At(WORKING, 0, 0)),
        ("every weekday at 09:00", At(WORKING, 9, 0)),
        ("mondays 08:30", At(frozenset({0}), 8, 30)),
        ("every Sunday at 7:05", At(frozenset({6}), 7, 5)),
        ("wednesday 12:00", At(frozenset({2}), 12, 0)),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, meant: Every | At) -> None:
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("every 0 hours", "from every hour to every 30 days"),
        ("every 31 days", "from every hour to every 30 days"),
        ("every 9999 weeks", "from every hour to every 30 days"),
        ("every 5 minutes", "not a time that I know"),
        ("daily at 24:00", "from 00:00 to 23:59"),
        ("daily at 09:60", "from 00:00 to 23:59"),
        ("daily", "not a time that I know"),
        ("someday 09:00", "not a time that I know"),
        ("mondays 08:30 and tuesdays 09:00", "not a time that I know"),
        ("", "not a time that I know"),
    ],
)
def test_what_is_no_time_is_refused_with_the_words_and_what_to_say(text: str, told: str) -> None:
    with pytest.raises(UsageError) as fault:
        parse(text)
    assert repr(text) in str(fault.value)
    assert told in str(fault.value)


steps = some.integers(1, LONGEST_S // HOUR_S).map(lambda hours: Every(hours * HOUR_S))
days = some.sampled_from([ALL, WORKING, *(frozenset({day}) for day in range(7))])
times = some.builds(At, days, some.integers(0, 23), some.integers(0, 59))
moments = some.floats(1.6e9, 2.2e9)


@given(steps | times)
def test_what_a_schedule_is_called_is_read_as_that_schedule(schedule: Every | At) -> None:
    assert parse(str(schedule)) == schedule


@given(steps, moments, some.floats(0, 400 * DAY_S))
def test_missed_times_are_due_once_and_the_steps_are_kept(every: Every, due: float, late_s: float) -> None:
    now = due + late_s
    after = every.next(due, now, UTC)
    assert now < after <= now + every.seconds + 1
    assert (after - due) % every.seconds == pytest.approx(0, abs=1e-3) or (
        (after - due) % every.seconds == pytest.approx(every.seconds, abs=1e-3)
    )


@given(times, moments, some.sampled_from(["UTC", "Europe/Oslo", "America/St_Johns", "Pacific/Apia"]))
def test_a_time_of_day_comes_on_its_days_within_eight_days(at: At, now: float, zone: str) -> None:
    after = at.next(0, now, ZoneInfo(zone))
    local = datetime.fromtimestamp(after, ZoneInfo(zone))
    assert now < after <= now + 8 * DAY_S + 2 * HOUR_S
    shown = (local.hour - at.hour) * 60 + local.minute - at.minute
    assert local.weekday() in at.days or shown < 0  # moved over midnight by a change of the clocks
    assert shown in (0, 60, 30, 60 - 24 * 60)


def test_a_time_of_day_follows_the_clocks_of_its_zone() -> None:
    at = At(ALL, 9, 0)
    winter = datetime(2026, 3, 28, 12, tzinfo=OSLO).timestamp()
    next_day = at.next(0, winter, OSLO)  # the clocks go forward on the 29th
    assert datetime.fromtimestamp(next_day, UTC) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert at.next(0, next_day - DAY_S, OSLO) == datetime(2026, 3, 28, 9, tzinfo=OSLO).timestamp()


def test_a_time_that_the_clocks_jump_over_comes_once_an_hour_later() -> None:
    at = At(ALL, 2, 30)
    before = datetime(2026, 3, 29, 1, tzinfo=OSLO).timestamp()
    due = at.next(0, before, OSLO)
    assert datetime.fromtimestamp(due, OSLO).strftime("%d %H:%M") == "29 03:30"
    assert datetime.fromtimestamp(at.next(0, due, OSLO), OSLO).strftime("%d %H:%M") == "30 02:30"


def test_a_time_that_comes_twice_is_due_once() -> None:
    at = At(ALL, 2, 30)
    first = at.next(0, datetime(2026, 10, 25, 0, tzinfo=OSLO).timestamp(), OSLO)
    assert datetime.fromtimestamp(at.next(0, first, OSLO), OSLO).day == 26


@pytest.mark.parametrize("name", ["", "Nowhere/At_all", "../etc/passwd", "Europe", "\0"])
def test_a_zone_that_is_not_known_is_utc_and_is_called_so(name: str) -> None:
    assert zone_of(name) is UTC
    assert zone_name(name) == "UTC"
    assert zone_name("Europe/Oslo") == "Europe/Oslo"
