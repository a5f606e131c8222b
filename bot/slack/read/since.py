"""From when on, as a person says it: a date, a weekday, yesterday, the last three days. Pure.

Days begin at midnight where the person is; what is not understood, or not past, is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.schedule import DAYS, zone_of

_HOURS = {"hour": 1, "day": 24, "week": 7 * 24}
_LONGEST_H = 366 * 24
_LAST = re.compile(
    rf"(?:(?:since|in|of|from|for)\s+)?(?:the\s+)?(?:last|past)\s+(?:(\d{{1,4}})\s+)?({'|'.join(_HOURS)})s?"
)
_SINCE = re.compile(r"(?:since|from)\s+(?:last\s+)?(.+)")
_HERE = re.compile(r"here\b[\s,:]*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Since:
    """A moment in the past, and how to say it."""

    at: datetime
    said: str

    @property
    def ts(self) -> str:
        """The moment as Slack counts it."""
        return f"{self.at.timestamp():.6f}"


def asks_here(words: str) -> str | None:
    """What follows "here" in a wish for a summary of the channel itself; None for any other wish."""
    found = _HERE.fullmatch(words.strip().lower())
    return found[1].strip() if found else None


def clock(now: float, zone: str) -> datetime:
    """`now` (seconds since 1970) on a clock in `zone`, such as Europe/Oslo; UTC if no such one is known."""
    return datetime.fromtimestamp(now, zone_of(zone))


def read(words: str, now: datetime) -> Since | None:
    """The moment meant by `words` ("since monday", "last 3 days"), in the time zone of `now`."""
    last = _LAST.fullmatch(words)
    if last:
        return _ago(now, int(last[1] or 1), last[2])
    since = _SINCE.fullmatch(words)
    day = _day(since[1] if since else words, now.date())
    if day is None or not timedelta() <= now.date() - day <= timedelta(hours=_LONGEST_H):
        return None
    return _said(datetime(day.year, day.month, day.day, tzinfo=now.tzinfo))


def _ago(now: datetime, count: int, unit: str) -> Since | None:
    hours = count * _HOURS[unit]
    return _said(now - timedelta(hours=hours)) if 0 < hours <= _LONGEST_H else None


def _day(words: str, today: date) -> date | None:
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    if words in DAYS:
        # Said on a Monday, "since Monday" means the one before: of today one says "today".
        return today - timedelta(days=(today.weekday() - DAYS.index(words) - 1) % 7 + 1)
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _said(at: datetime) -> Since:
    return Since(at, f"{at:%A} {at.day} {at:%B %Y}, {at:%H:%M} {at.tzname()}")
