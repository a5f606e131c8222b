"""What is meant by the words after /summary, and by what people say in a thread or of a day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.slack.read.since import clock, read
from bot.slack.read.wishes import Wish, several, thread_wish, wish
from bot.summary.lengths import MEDIUM, Length, in_words

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 18, 15, 30, tzinfo=OSLO)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Wish("")),
        ("short", Wish("", Length(3))),
        ("kursk LONG", Wish("kursk", Length(8))),
        ("North Korea 3 sentences", Wish("North Korea", Length(3))),
        ("North Korea, in 3 sentences.", Wish("North Korea", Length(3))),
        ("1 sentence", Wish("", Length(1))),
        ("kursk 100 words", Wish("kursk", in_words(100))),
        ("kursk in at most 100 words", Wish("kursk", in_words(100))),
        ("a 40-word", Wish("a", in_words(40))),
        ("“North Korea” medium", Wish("North Korea")),
        ('"Too short"', Wish("Too short")),
        ("the longest", Wish("the longest")),
        ("chapter 3", Wish("chapter 3")),
        ("three sentences", Wish("three sentences")),
        ("here since monday", Wish("here since monday", MEDIUM, "since monday")),
        ("HERE since Monday short", Wish("HERE since Monday", Length(3), "since monday")),
        ("here last 3 days 100 words", Wish("here last 3 days", in_words(100), "last 3 days")),
        ("here", Wish("here", MEDIUM, "")),
        ("heresy", Wish("heresy")),
    ],
)
def test_a_wish_for_a_summary_is_read_from_its_end(text: str, meant: Wish) -> None:
    assert wish(text) == meant


def test_the_whole_name_of_an_article_is_that_article_and_no_length_and_no_channel() -> None:
    names = {"short", "a year in 3 sentences", "here since monday"}
    assert wish("Short", names) == Wish("Short")
    assert wish("short short", names) == Wish("short", Length(3))
    assert wish("A year in 3 sentences", names) == Wish("A year in 3 sentences")
    assert wish("Here since Monday", names) == Wish("Here since Monday")
    assert wish("Here since Monday long", names) == Wish("Here since Monday", Length(8))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("A", ["A"]),
        ("A, B", ["A", "B"]),
        ("A and B", ["A", "B"]),
        ("A, B, and C", ["A", "B", "C"]),
        ("“A”; ‘B’ & C", ["A", "B", "C"]),
        ("War, and peace", ["War, and peace"]),
        ("A, War, and peace and B", ["A", "War, and peace", "B"]),
        ("A, no such", None),
        ("A and", None),
        ("no such", None),
        (", ".join("A" * 9), None),
    ],
)
def test_a_list_of_names_is_read_with_the_longest_names_that_are_known(
    text: str, meant: list[str] | None
) -> None:
    titles = {"a": "A", "b": "B", "c": "C", "war, and peace": "War, and peace"}
    assert several(text, lambda name: titles.get(name.lower())) == meant


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("summarise this thread", MEDIUM),
        ("Summarize the thread, please", MEDIUM),
        ("can you please sum up this conversation so far?", MEDIUM),
        ("tl;dr", MEDIUM),
        ("TLDR please", MEDIUM),
        ("recap", MEDIUM),
        ("summary of this thread in 3 sentences", Length(3)),
        ("summarise this thread in 50 words", in_words(50)),
        ("summarise this thread short", Length(3)),
        ("summarise the article on Kursk", None),
        ("what did they say in this thread about Kursk?", None),
        ("how long is the tl;dr of the report?", None),
        ("", None),
    ],
)
def test_only_a_plain_wish_for_the_thread_is_one(text: str, length: Length | None) -> None:
    assert thread_wish(text) == length


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("since 2026-11-01", "2026-11-01T00:00"),
        ("since monday", "2026-11-16T00:00"),
        ("since last friday", "2026-11-13T00:00"),
        ("since wednesday", "2026-11-11T00:00"),
        ("since yesterday", "2026-11-17T00:00"),
        ("since 2025-11-17", "2025-11-17T00:00"),
        ("since today", "2026-11-18T00:00"),
        ("yesterday", "2026-11-17T00:00"),
        ("last 3 days", "2026-11-15T15:30"),
        ("since the last 2 weeks", "2026-11-04T15:30"),
        ("past hour", "2026-11-18T14:30"),
        ("of the last week", "2026-11-11T15:30"),
    ],
)
def test_a_day_begins_at_midnight_where_the_person_is(words: str, at: str) -> None:
    since = read(words, NOW)
    assert since is not None
    assert since.at == datetime.fromisoformat(at).replace(tzinfo=OSLO)
    assert float(since.ts) == since.at.timestamp()
    assert since.said.endswith("CET")


@pytest.mark.parametrize(
    "words",
    [
        *("", "since", "since the flood", "since tomorrow", "since 2026-11-19", "since 2026-13-40"),
        *("last 0 days", "last 9999 days", "last 53 weeks", "last three days", "the beginning"),
        *("since 0001-01-01", "since 2025-11-16"),
    ],
)
def test_what_is_no_past_day_is_not_understood(words: str) -> None:
    assert read(words, NOW) is None


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc/passwd", "Europe"])
def test_without_a_known_zone_the_clock_is_utc(zone: str) -> None:
    assert clock(0.0, zone).tzname() == "UTC"
    assert clock(0.0, "Europe/Oslo").hour == 1
