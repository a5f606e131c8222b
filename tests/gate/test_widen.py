"""A located span is widened until it says what its sentence says."""

from __future__ import annotations

import pytest

from bot.gate.quote import locate
from bot.gate.widen import MAX_WORDS, widen
from tests.gate.shelf import seed


def widened(span: str, sentence: str) -> str | None:
    place = locate(span, sentence)
    assert place is not None
    wider = widen(sentence, *place)
    return None if wider is None else sentence[slice(*wider)]


SEED_CASES = [
    (6, "11,000", "around 11,000 trained fighters"),
    (8, "4,000", "4,000 North Korean losses"),
    (8, "1,000 deaths", "1,000 deaths"),
    (14, "half", "around half of the land in Kursk"),
    (9, "half", "the North Korean ranks diminished by half"),
    (9, "Oleksandr", "General Oleksandr Syrsky"),
    (10, "a permanent move", "might not be a permanent move"),
    (1, "fighting on Russia's behalf", "are no longer fighting on Russia’s behalf"),
    (7, "some of the best", "were reportedly some of the best"),
    (7, "used them as foot soldiers", "allegedly used them as foot soldiers"),
    (
        4,
        "North Korea subsequently offered up its troops",
        "It’s thought North Korea subsequently offered up its troops",
    ),
    (6, "November", "From November onwards"),
    (11, "They", "They may return after receiving extra training"),
    (2, "defend one another", "promising to defend one another if a third party were to attack"),
    (15, "Moscow and Kyiv", "Moscow and Kyiv"),
]


@pytest.mark.parametrize(("number", "span", "shown"), SEED_CASES, ids=[case[1] for case in SEED_CASES])
def test_a_span_of_the_seed_takes_along_what_governs_it(number: int, span: str, shown: str) -> None:
    assert widened(span, seed()[0][number - 1].text) == shown


CASES = [
    # what stands before a figure
    ("The fire destroyed at least 60 barns in Orme.", "60 barns", "at least 60 barns"),
    ("It rained for nearly 12 hours.", "12 hours", "nearly 12 hours"),
    ("The ship carried no fewer than 40 cars.", "40", "no fewer than 40 cars"),
    ("Up to 30 people died in the fire.", "30 people died", "Up to 30 people died"),
    ("Repairs cost an estimated £3m.", "£3m", "an estimated £3m"),
    ("Repairs cost £3m.", "3m", "£3m"),
    # a range is one figure
    ("He is out for six to eight weeks.", "eight weeks", "for six to eight weeks"),
    ("Between 70 mm and 95 mm of rain fell.", "70 mm", "Between 70 mm and 95 mm of rain"),
    # the thing counted
    ("The council sold 14 of its 30 buses to Porto.", "14", "14 of its 30 buses"),
    ("About a quarter of the customers pay.", "the customers pay", "About a quarter of the customers pay"),
    ("Most of the riders left early.", "riders", "Most of the riders"),
    ("The council sold 14 of its 30 buses to Porto.", "30", "14 of its 30 buses"),
    ("Lumo went for £4m in cash and shares.", "£4m in cash", "£4m in cash and shares"),
    ("Pay rose 4% in Orme and sales fell.", "rose 4% in Orme", "rose 4% in Orme"),
    ("The mayor or the council will pay.", "the council will pay", "The mayor or the council will pay"),
    ("It killed 12 people in Peru and three in Chile.", "12 people", "12 people in Peru"),
    ("The fund holds up to $40m in cash.", "$40m", "up to $40m"),
    ("The ban hits all drivers other than nurses.", "all drivers", "all drivers other than nurses"),
    (
        "They stopped selling it to anyone under 16.",
        "stopped selling it",
        "They stopped selling it to anyone under 16",
    ),
    # no part of a compound word, and nothing that is only to come
    ("Anti-war marchers met.", "war marchers", "Anti-war marchers"),
    ("The COVID-19 ward shut.", "COVID", "COVID-19 ward"),
    ("Mayor to resign over parking row", "resign over", "Mayor to resign over parking row"),
    # time keeps its preposition
    ("The road is shut until 3 May.", "3 May", "until 3 May"),
    ("He left two weeks ago, she said.", "two weeks", "two weeks ago"),
    # negation, hedge, stance
    ("The tests did not show any lead.", "any lead", "did not show any lead"),
    (
        "Okafor denied that the sirens had failed.",
        "the sirens had failed",
        "denied that the sirens had failed",
    ),
    ("It is believed that the man fled.", "the man fled", "It is believed that the man fled"),
    ("She counts votes rather than promises.", "promises", "rather than promises"),
    ("He will decide whether to stand.", "stand", "will decide whether to stand"),
    # a bare subject whose predicate is negated
    ("The 150 and the 500 are not affected.", "the 500", "the 500 are not affected"),
    # conditions on either side
    ("The levy ends in 2029 unless the council renews it.", "2029", "in 2029 unless the council renews it"),
    (
        "If the vote passes, the port will close.",
        "the port will close",
        "If the vote passes, the port will close",
    ),
    # the whole subject, the whole name, the owner's thing
    ("A lawyer for Tom Barker was held in Ghent.", "Tom Barker was held", "A lawyer for Tom Barker was held"),
    ("The Bank of Norden raised rates.", "Norden", "Bank of Norden"),
    ("They fought on Russia's behalf again.", "Russia", "Russia's behalf"),
    # brackets and quotation marks
    ("The gust (94 mph or 151 km/h) broke records.", "94 mph", "94 mph"),
    ("She called it “a long night” and left.", "“a long", "“a long night”"),
]


@pytest.mark.parametrize(
    ("sentence", "span", "shown"), CASES, ids=[f"{case[1]} -> {case[2]}" for case in CASES]
)
def test_a_span_takes_along_what_governs_it(sentence: str, span: str, shown: str) -> None:
    assert widened(span, sentence) == shown


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("A figure of 19 arrests, given on Saturday, was withdrawn on Sunday.", "19 arrests"),
        ("Correction: an earlier version gave the levy as £83 a year; it is £38.", "£83 a year"),
        ("He may " + "really " * MAX_WORDS + "return.", "return"),
    ],
)
def test_where_only_the_whole_sentence_is_safe_there_is_no_span(sentence: str, span: str) -> None:
    assert widened(span, sentence) is None
