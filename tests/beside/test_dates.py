"""Relative times: resolved from the article's date where that is certain, and left alone where it is not."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from bot.beside.dates import asks_when, expressions, notes

TUESDAY = date(2026, 3, 17)


def meant(sentence: str, written: date | None = TUESDAY) -> dict[str, str | None]:
    return {one.words: one.means for one in expressions(sentence, written)}


@pytest.mark.parametrize(
    ("sentence", "words", "means"),
    [
        ("It was signed last year.", "last year", "2025"),
        ("It opens next year.", "next year", "2027"),
        ("He said so earlier this month.", "earlier this month", "March 2026"),
        ("It closed last month.", "last month", "February 2026"),
        ("She said last week that it would.", "last week", "the week of 9 March 2026"),
        ("They crossed the border in August.", "August", "August 2025"),
        ("They crossed the border last August.", "last August", "August 2025"),
        ("Work is expected to start in September.", "September", "September 2026"),
        ("He had denied it in February.", "February", "February 2026"),
        ("He was found on 3 March.", "3 March", "3 March 2026"),
        ("He was found on 30 March.", "30 March", "30 March 2025"),
        ("It will stay a shelter until 30 March.", "30 March", "30 March 2026"),
        ("It was moved on Sept. 12.", "Sept. 12", "12 September 2025"),
        ("The storm came ashore on Sunday.", "Sunday", "15 March 2026"),
        ("The council passed it on Monday night.", "Monday night", "16 March 2026"),
        ("Officials said on Tuesday that it held.", "Tuesday", "17 March 2026"),
        ("Officials said Monday that it held.", "Monday", "16 March 2026"),
        ("On Monday, police arrested five people.", "Monday", "16 March 2026"),
        ("By noon on Monday, 9,600 had registered.", "Monday", "16 March 2026"),
        ("The bus will leave on Thursday.", "Thursday", "19 March 2026"),
        ("They met last Sunday.", "last Sunday", "15 March 2026"),
        ("It appears next Tuesday.", "next Tuesday", "24 March 2026"),
        ("He left three days ago.", "three days ago", "14 March 2026"),
        ("He left five weeks ago.", "five weeks ago", "about 10 February 2026"),
        ("She left yesterday.", "yesterday", "16 March 2026"),
        ("Theresa May said in May that it held.", "May", "May 2025"),
        ("The budget for 2026–27 was passed on Monday.", "Monday", "16 March 2026"),
        ("They met on Monday to mend what was lost two weeks ago.", "Monday", "16 March 2026"),
    ],
)
def test_a_certain_time_is_resolved_from_the_articles_date(sentence: str, words: str, means: str) -> None:
    assert meant(sentence)[words] == means


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The shop is closed on Sunday.", "Sunday"),
        ("The museum remains closed until Friday.", "Friday"),
        ("Schools will stay shut until Thursday.", "Thursday"),
        ("The strike would begin on Friday.", "Friday"),
        ("He planned to leave on Friday.", "Friday"),
        ("It expected to reconnect the rest by Friday.", "Friday"),
        ("The match was moved to Sept. 12.", "Sept. 12"),
        ("The museum, founded in 1990, opens on 3 May.", "3 May"),
        ("The law, passed in June, takes effect in July.", "July"),
        ("They will return next Friday.", "next Friday"),
        ("They met last Monday.", "last Monday"),
        ("They crossed the border last February.", "last February"),
        ("The plan, which will help people injured on Sunday, is old.", "Sunday"),
        ("“We reopened on Monday,” she said.", "Monday"),
        ("“We saw it yesterday,” she said.", "yesterday"),
        ("The bridge was built in March 1999 and reopened in April.", "April"),
        ("He was hurt on Monday and died the same day.", "Monday"),
        ("It died out on 31 June.", "31 June"),
        ("In 2012 he said sales had fallen last year.", "last year"),
        ("In 2012 he said it had closed two years ago.", "two years ago"),
        ("At the time she said it had closed last month.", "last month"),
        ("“We lost half last month,” she said.", "last month"),
        ("“We closed two years ago,” she said.", "two years ago"),
        ("Last year the mine was shut in May.", "May"),
        ("A decade ago the mine was shut in May.", "May"),
        ("It floods in May every year.", "May"),
        ("The mine was shut on Monday two weeks ago.", "Monday"),
        ("Last year, the owners said, the mine was shut in May.", "May"),
    ],
)
def test_where_two_readings_differ_nothing_is_resolved(sentence: str, words: str) -> None:
    found = meant(sentence)
    assert words in found
    assert found[words] is None


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built in March 1999.",
        "It ran between June and August 2025.",
        "On Mondays the market is open.",
        "She wrote for the Sunday Times.",
        "It was the worst Black Friday’s trading.",
        "May 5,000 people come?",
        "They have not been seen for about two weeks.",
        "They met about three weeks ago.",
        "The lake dried up 10,000 years ago.",
        "It closed 1.5 years ago.",
        "It closed twenty-two years ago.",
        "It closed twenty two years ago.",
        "It closed 1/2 years ago.",
        "It closed a year and two months ago.",
        "It closed three to five years ago.",
        "It closed two or three years ago.",
        "It closed half a year ago.",
        "He left some time ago.",
        "Today’s world is another.",
        "It resigned itself to support from May.",
        "Reporters of USA Today asked.",
        "The record Last Year sold well.",
        "It rained " + "in May, in June, in July, in August, " * 2 + "and then stopped.",
    ],
)
def test_what_is_no_relative_time_is_none(sentence: str) -> None:
    assert meant(sentence) == {}


def test_a_table_of_times_costs_no_time() -> None:
    begun = process_time()
    assert meant("in May " * 20_000) == {}
    assert process_time() - begun < 1


def test_a_note_gives_both_forms_and_the_date_it_counts_from() -> None:
    sentence = "Pyongyang signed it last year."
    assert notes(sentence, (0, len(sentence)), "2025-02-11") == (
        "“last year” = 2024, from the article’s date, 2025-02-11",
    )


@pytest.mark.parametrize("undated", [None, "", "some day", "2025"])
def test_without_a_date_the_words_stand_as_they_are(undated: str | None) -> None:
    sentence = "It was signed last year, in August."
    assert notes(sentence, (0, len(sentence)), undated) == (
        "“last year”: the article is undated",
        "“August”: the article is undated",
    )


def test_only_times_inside_the_shown_piece_are_noted() -> None:
    sentence = "It was signed last year, and it was broken in January."
    (note,) = notes(sentence, (0, 23), "2026-03-17")
    assert note.startswith("“last year” = 2025")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("When was it signed?", True),
        ("On what calendar date did it open?", True),
        ("In which month did they cross?", True),
        ("Which year was it?", True),
        ("How many troops were sent?", False),
        ("Whenever is a word, how long is it?", False),
    ],
)
def test_whether_a_time_is_asked(question: str, asks: bool) -> None:
    assert asks_when(question) is asks
