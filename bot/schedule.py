"""When something done again and again is due: "every 6 hours", "daily at 09:00", "mondays 08:30". Pure.

Times are seconds since 1970. A time of day is one of the zone it was said in, summer time included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from math import floor
from zoneinfo import ZoneInfo

from bot.errors import UsageError

HOUR_S, DAY_S = 3_600, 86_400
SHORTEST_S, LONGEST_S = HOUR_S, 30 * DAY_S  # pages of others are read no more often
DEFAULT = "every 6 hours"
EXAMPLES = "every 6 hours, daily at 09:00, weekdays at 09:00, mondays 08:30"

_UNITS = {"hour": HOUR_S, "day": DAY_S, "week": 7 * DAY_S}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EVERY = re.compile(r"every(?: (\d{1,4}))? (hour|day|week)s?")
_ON = rf"daily|every day|weekdays|every weekday|(?:every )?(?:{'|'.join(DAYS)})s?"
_AT = re.compile(rf"({_ON})(?: at)? (\d{{1,2}}):(\d\d)")
_ALL, _WORKING = frozenset(range(7)), frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again after the same time."""

    seconds: int

    def next(self, due: float, now: float, zone: tzinfo) -> float:
        """The first time after `now`, a whole number of steps from `due`: what was missed is due once."""
        return due + self.seconds * max(1, floor((now - due) / self.seconds) + 1)

    def __str__(self) -> str:
        name, unit_s = next(
            (name, unit_s) for name, unit_s in reversed(_UNITS.items()) if not self.seconds % unit_s
        )
        count = self.seconds // unit_s
        return f"every {name}" if count == 1 else f"every {count} {name}s"


@dataclass(frozen=True, slots=True)
class At:
    """At a time of day, on some days of the week (0 is Monday)."""

    days: frozenset[int]
    hour: int
    minute: int

    def next(self, due: float, now: float, zone: tzinfo) -> float:
        """The first such time after `now`. One that the clocks jump over comes as much later as they jump."""
        today = datetime.fromtimestamp(now, zone).date()
        for ahead in range(9):  # a week, and the day that a change of the clocks may cost
            day = today + timedelta(days=ahead)
            at = datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=zone).timestamp()
            if day.weekday() in self.days and at > now:
                return at
        raise AssertionError("a week has every day")

    def __str__(self) -> str:
        names = {_ALL: "daily", _WORKING: "weekdays"}
        return f"{names.get(self.days) or self._names()} at {self.hour:02}:{self.minute:02}"

    def _names(self) -> str:
        return f"{DAYS[min(self.days)]}s"


Schedule = Every | At


def parse(text: str) -> Schedule:
    """Read what a person wrote. What `str` of a schedule gives is that schedule again. Raises UsageError."""
    words = " ".join(text.lower().split())
    if found := _EVERY.fullmatch(words):
        return _every(text, int(found[1] or 1) * _UNITS[found[2]])
    if found := _AT.fullmatch(words):
        return _at(text, found[1].removeprefix("every "), int(found[2]), int(found[3]))
    raise UsageError(f"{text!r} is not a time that I know. Say one like these: {EXAMPLES}.")


def zone_of(name: str) -> tzinfo:
    """The zone of that name (`Europe/Oslo`), or UTC where this machine does not know it."""
    return _zone(name) or UTC


def zone_name(name: str) -> str:
    """The same name, if this machine knows it, else "UTC"."""
    return name if _zone(name) else "UTC"


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # no such name; a path; a folder of zones
        return None


def _every(text: str, seconds: int) -> Every:
    if not SHORTEST_S <= seconds <= LONGEST_S:
        raise UsageError(f"{text!r}: must be from every hour to every 30 days.")
    return Every(seconds)


def _at(text: str, day: str, hour: int, minute: int) -> At:
    if hour > 23 or minute > 59:
        raise UsageError(f"{text!r}: the time must be from 00:00 to 23:59.")
    named = {"daily": _ALL, "day": _ALL, "weekdays": _WORKING, "weekday": _WORKING}
    return At(named.get(day) or frozenset({DAYS.index(day.removesuffix("s"))}), hour, minute)
