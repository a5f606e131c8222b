"""What "last year", "in August" or "on Sunday" mean, counted from the article's own date. Pure.

Only what is certain is resolved: never from the day of ingest, never where two readings differ.
A wrong date is worse than none; docs/decisions/0011-beside-the-claims.md has the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from bot.beside.tense import Tense, tense_at
from bot.gate.units import ONES, SCALES, TENS
from bot.gate.words import fold, tokens

_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = rf"(?:{'|'.join(_DAYS)})"
_NO_YEAR = rf"(?!(?:,?\ (?:of\ )?|\ ?(?:-|and|to|or)\ {_MONTH}\ )\d{{4}})"
_COUNTS = {**{word: value for word, value in ONES.items() if value}, "a": 1, "an": 1}

_EXPRESSION = re.compile(
    rf"""
      \b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\ of)?\ (?P<of>{_MONTH}){_NO_YEAR}
    | \b(?P<of_us>{_MONTH})\ (?P<day_us>\d{{1,2}})(?:st|nd|rd|th)?
      (?![\d:.,]*\d|\ (?:%|[ap]\.?m|per)|,\ \d{{4}})
    | \b(?:(?:(?i:earlier|later|late|early)\ )?(?P<which>(?i:this|last|next))\ )
      (?P<span>(?i:year|month|week)\b|{_MONTH}{_NO_YEAR}|{_DAY}\b)
    | \b(?i:in|since|until|till|from|during|by|before|after)\ (?:(?i:early|mid|late)[\ -])?
      (?P<month>{_MONTH}){_NO_YEAR}
    | \b(?i:on|since|until|till|from|by|before|after|said|late|early)\ (?=\w)
      (?P<weekday>{_DAY}\b(?:\ (?:morning|afternoon|evening|night)\b)?)
    | \b(?P<possessive>{_DAY})(?='s\b)
    | \b(?P<count>\d{{1,3}}|{"|".join(_COUNTS)})\ (?P<unit>(?i:day|week|month|year))s?\ ago\b
    | \b(?P<near>(?i:yesterday|tomorrow|tonight|today|this\ (?:morning|afternoon|evening)))\b(?!'s\b)
    """,
    re.VERBOSE,
)
_ROUGH = re.compile(
    r"(?i)\b(?:about|around|some|nearly|almost|roughly|than|over|least|under|within|every|each) $"
)
# "10,000 years ago", "twenty-two years ago", "a year and two months ago": the figure is not the whole count.
_IN_A_COUNT = re.compile(
    rf"(?i)(?:[\w.,/-]|(?:\d|\b(?:and|to|or|half|many|{'|'.join([*ONES, *TENS, *SCALES])}))\ )$"
)
# "Was moved to Sept. 12" is past, and 12 September may still be to come.
_TOWARDS = re.compile(r"(?i)\b(?:to|until|till|for|by) $")
# Such a sentence tells of another time than the article's own.
_OTHER_TIME = re.compile(
    r"(?i)\bat the time\b|\bthat (?:day|week|month|year|summer|winter)\b"
    r"|\bthe (?:previous|following|same) (?:day|week|month|year)\b"
    r"|\b(?:days?|weeks?|months?|years?|decades?) (?:earlier|later|before|after)\b"
    r"|\b(?:decades?|centur(?:y|ies)) ago\b|\b(?:last|previous) (?:decade|century)\b"
    r"|\b(?:every|each) (?:day|week|month|year|spring|summer|autumn|winter)\b|'\d\d\b"
)
_ANOTHER_CLAUSE = re.compile(r"(?i)[,;:]|\b(?:and|but|while|which|that|who|when|because|to|by)\b")
_MOST = 6  # times in one sentence; a list of more is no telling
_YEAR = re.compile(r"\b(1\d{3}|20\d\d)s?\b")
_ASKS_WHEN = re.compile(
    r"(?i)\bwhen\b|\b(?:what|which) (?:\w+ )?(?:date|day|month|year|weekday)\b"
    r"|\bhow long ago\b|\bsince what\b"
)


FROM_ARTICLE = "from the article’s date"  # what a note counts from, in words


@dataclass(frozen=True, slots=True)
class Expression:
    """A piece [start, end) of a sentence that means a time only together with the article's date.

    `means` is that time in words, or None where it is not certain.
    """

    start: int
    end: int
    words: str
    means: str | None


def asks_when(question: str) -> bool:
    """Whether the question wants a time."""
    return _ASKS_WHEN.search(question) is not None


def notes(sentence: str, shown: tuple[int, int], article_date: str | None) -> tuple[str, ...]:
    """Our own notes on the relative times in the piece `shown` of the sentence, in its order.

    `article_date` is ISO 8601 or None; an article without one is said to be undated.
    """
    written = _day(article_date)
    found = [one for one in expressions(sentence, written) if shown[0] <= one.start and one.end <= shown[1]]
    if written is None:
        return tuple(dict.fromkeys(f"“{one.words}”: the article is undated" for one in found))
    said = f"{FROM_ARTICLE}, {written.isoformat()}"
    return tuple(dict.fromkeys(f"“{one.words}” = {one.means}, {said}" for one in found if one.means))


def expressions(sentence: str, written: date | None) -> Iterator[Expression]:
    """Every relative time of the sentence, with what it means in an article written on that day."""
    folded = fold(sentence)
    told = list(islice(_EXPRESSION.finditer(folded), _MOST + 1))
    if len(told) > _MOST:
        return
    shifts = [found for found in told if found["span"] or found["count"]]
    for found in told:
        start, end = _place(found)
        if _ROUGH.search(folded[:start]) or _is_a_name(folded, found) or _is_in_a_count(folded, found):
            continue
        apart = found["near"] or not any(_shifts(folded, shift, found) for shift in shifts)
        means = _means(folded, found, written) if written and apart else None
        yield Expression(start, end, sentence[start:end], means)


def _shifts(text: str, shift: re.Match[str], found: re.Match[str]) -> bool:
    """Whether one time moves the other: "last year the mine was shut in May" means the May of that year."""
    if shift is found or found["span"] or found["count"]:
        return False
    between = text[min(shift.end(), found.end()) : max(shift.start(), found.start())]
    return shift.start() == 0 or _ANOTHER_CLAUSE.search(between) is None


def _place(found: re.Match[str]) -> tuple[int, int]:
    """Where the time itself stands, without the preposition before it."""
    for group in ("month", "weekday", "possessive"):
        if found[group]:
            return found.span(group)
    return found.span()


def _is_a_name(text: str, found: re.Match[str]) -> bool:
    """Whether it is the weekday of the "Sunday Times" or of "Black Friday", USA Today, or Theresa May."""
    if found["near"] or found["which"]:
        return found.start() > 0 and found[0].istitle()
    if found["month"] == "May":
        return re.match(r"(?i)(?:from|by|before|after) May", found[0]) is not None
    if not (found["weekday"] or found["possessive"]):
        return False
    return re.match(r" [A-Z]", text[found.end() :]) is not None or (
        found["possessive"] is not None and re.search(r"[A-Z]\w* $", text[: found.start()]) is not None
    )


def _is_in_a_count(text: str, found: re.Match[str]) -> bool:
    return found["count"] is not None and _IN_A_COUNT.search(text[: found.start()]) is not None


def _means(text: str, found: re.Match[str], written: date) -> str | None:
    if _is_spoken(text, found.start()):
        return None  # said on a day we do not know
    if _OTHER_TIME.search(text) or set(_YEAR.findall(text)) - {str(written.year)}:
        return None
    if found["span"]:
        return _span(found["which"].lower(), found["span"], written)
    if found["count"]:
        return _ago(_COUNTS.get(found["count"]) or int(found["count"]), found["unit"].lower(), written)
    if found["near"]:
        days = {"yesterday": -1, "tomorrow": 1}.get(found["near"].lower(), 0)
        return _full(written + timedelta(days))
    start, end = _place(found)
    tense = _tense(text, start, end)
    if tense is None or (tense == "past" and _TOWARDS.search(text[:start])):
        return None
    return _by_tense(found, written, tense)


def _by_tense(found: re.Match[str], written: date, tense: Tense) -> str | None:
    if found["month"]:
        month = _month(found["month"])
        return f"{_MONTHS[month - 1]} {_year_of(month, written, tense)}"
    if found["of"] or found["of_us"]:
        return _of_year(
            int(found["day"] or found["day_us"]), _month(found["of"] or found["of_us"]), written, tense
        )
    weekday = _DAYS.index(re.split(r"\W", found["weekday"] or found["possessive"])[0])
    ahead = (weekday - written.weekday()) % 7
    if tense == "past":
        return _full(written - timedelta(-ahead % 7))
    return _full(written + timedelta(ahead)) if ahead else None


def _span(which: str, span: str, written: date) -> str | None:
    step = {"last": -1, "this": 0, "next": 1}[which]
    if span.lower() == "year":
        return str(written.year + step)
    if span.lower() == "month":
        return _months_on(written, step)
    monday = written - timedelta(written.weekday() - 7 * step)
    if span.lower() == "week":
        return f"the week of {_full(monday)}"
    if span in _DAYS:
        return _sure_day(monday + timedelta(_DAYS.index(span)), step, written)
    return _sure_month(_month(span), step, written)


def _sure_day(day: date, step: int, written: date) -> str | None:
    """ "Next Thursday" is the next to come and in the next week, or it is not certain which one is meant."""
    distance = (day - written).days
    sure = {-1: -7 <= distance < 0, 0: distance > 0, 1: 0 < distance <= 7}[step]
    return _full(day) if sure else None


def _sure_month(month: int, step: int, written: date) -> str | None:
    """ "Last August" is the latest one and in the last year, or it is not certain which one is meant."""
    sure = {-1: month >= written.month, 0: True, 1: month <= written.month}[step]
    return f"{_MONTHS[month - 1]} {written.year + step}" if sure else None


def _ago(count: int, unit: str, written: date) -> str | None:
    if unit == "day":
        return _full(written - timedelta(count))
    if unit == "week":
        return f"about {_full(written - timedelta(weeks=count))}"
    return f"about {_months_on(written, -count)}" if unit == "month" else f"about {written.year - count}"


def _months_on(written: date, step: int) -> str:
    months = written.year * 12 + written.month - 1 + step
    return f"{_MONTHS[months % 12]} {months // 12}"


def _year_of(month: int, written: date, tense: Tense) -> int:
    if tense == "past":
        return written.year - (month > written.month)
    return written.year + (month < written.month)


def _of_year(day: int, month: int, written: date, tense: Tense) -> str | None:
    for year in (written.year - 1, written.year, written.year + 1)[:: -1 if tense == "past" else 1]:
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February of another year, or 31 June
            continue
        if (found <= written) if tense == "past" else (found >= written):
            return _full(found)
    return None


def _tense(text: str, start: int, end: int) -> Tense | None:
    words = tokens(text)
    first = next((i for i, word in enumerate(words) if word.end > start), len(words))
    last = next((i for i, word in enumerate(words) if word.start >= end), len(words))
    return tense_at(words, first, last)


def _is_spoken(text: str, place: int) -> bool:
    """Whether a quotation is open there."""
    return text[:place].count('"') % 2 == 1


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.rstrip(".")[:3]))


def _full(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
