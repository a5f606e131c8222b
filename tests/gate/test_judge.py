"""The verdict on one drafted claim."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from bot.gate import MAX_CHARS, judge
from index.types import Sentence
from tests.gate.shelf import seed, shelve

MOST_S = 3.0  # of processor time; 0.3 s was the longest measured, without these limits it was 12 s


def test_a_copied_span_passes_widened_with_its_place_in_the_article_and_its_speaker() -> None:
    sentences, articles = seed()
    verdict = judge("4,000", "copied", [sentences[7]], articles)
    ((sentence, start, end),) = verdict.spans
    assert (verdict.outcome, verdict.reasons) == ("pass", ())
    assert sentence == sentences[7]
    assert articles["a"].text[start:end] == "4,000 North Korean losses"
    assert verdict.speaker == "Anonymous Western sources told the BBC"


def test_a_span_that_no_cited_sentence_holds_is_dropped() -> None:
    sentences, articles = seed()
    assert judge("around 21,000", "copied", sentences, articles).reasons == ("quote",)
    assert judge("around 11,000", "copied", [sentences[7]], articles).reasons == ("quote",)


def test_of_several_cited_sentences_only_those_that_say_it_are_kept() -> None:
    sentences, articles = seed()
    verdict = judge("the New York Times", "copied", [sentences[2], sentences[4], sentences[9]], articles)
    assert [sentence.number for sentence, _, _ in verdict.spans] == [5, 10]


def test_the_half_of_the_ranks_is_not_the_half_of_the_land() -> None:
    sentences, articles = seed()
    verdict = judge("half", "copied", [sentences[8], sentences[13]], articles)
    assert [sentence.number for sentence, _, _ in verdict.spans] == [9]


@pytest.mark.parametrize("kind", ["copied", "worded"])
def test_a_whole_sentence_comes_back_as_the_sentence(kind: str) -> None:
    sentences, articles = seed()
    verdict = judge(sentences[5].text, kind, [sentences[5]], articles)
    assert verdict.outcome == "sentence"
    assert verdict.reasons == ()


def test_what_grows_to_nearly_the_whole_sentence_comes_back_as_the_sentence() -> None:
    sentences, articles = shelve("The club denied that the coach had been dismissed.")
    assert judge("the coach had been dismissed", "copied", sentences, articles).outcome == "sentence"


def test_a_figure_that_was_withdrawn_is_shown_only_with_its_withdrawal() -> None:
    sentences, articles = shelve("A figure of 19 arrests, given on Saturday, was withdrawn on Sunday.")
    verdict = judge("19 arrests", "copied", sentences, articles)
    assert (verdict.outcome, verdict.reasons) == ("sentence", ("context",))


@pytest.mark.parametrize(
    ("claim", "outcome", "reason"),
    [
        ("From November onwards, Kim Jong Un sent around 11,000 fighters to help Russia.", "pass", None),
        ("Kim Jong Un sent around 11,000 brave fighters to help Russia.", "sentence", "tail"),
        ("Kim Jong Un sent 11,000 trained fighters to help Russia.", "sentence", "hedge"),
        ("Russia sent around 11,000 trained fighters to help Kim Jong Un.", "sentence", "roles"),
        ("Kim Jong Un sent around 12,000 trained fighters to help Russia.", "drop", "figure"),
        ("Kim Jong Un sent around 11,000 trained fighters to help Iran.", "drop", "names"),
        ("Kim Jong Un never sent around 11,000 trained fighters to help Russia.", "drop", "negation"),
        ("Police said Kim Jong Un sent around 11,000 trained fighters to help Russia.", "drop", "speaker"),
        ("Kim Jong Un sent around 11,000 trained fighters, see evil.example", "drop", "link"),
        ("?!", "drop", "no_words"),
    ],
)
def test_a_worded_claim_passes_falls_back_or_is_dropped(claim: str, outcome: str, reason: str | None) -> None:
    sentences, articles = seed()
    verdict = judge(claim, "worded", [sentences[5]], articles)
    assert verdict.outcome == outcome
    assert verdict.reasons == () if reason is None else reason in verdict.reasons
    assert verdict.spans == ()


def test_a_sentence_that_is_not_in_its_article_counts_as_not_cited() -> None:
    sentences, articles = seed()
    forged = replace(sentences[5], text=sentences[5].text.replace("11,000", "21,000"))
    unknown = Sentence("b", 1, 0, 10, "21,000 men")
    for sentence in (forged, unknown):
        assert judge("21,000", "copied", [sentence], articles).outcome == "drop"
        assert judge("Kim sent 21,000 men.", "worded", [sentence], articles).outcome == "drop"
    assert judge("around 11,000", "copied", [], articles).outcome == "drop"


@pytest.mark.parametrize("span", ["", " ", "...", "\x00", "of the", "�", "“”"])
def test_a_span_without_a_word_that_says_something_is_dropped(span: str) -> None:
    sentences, articles = seed()
    assert judge(span, "copied", sentences, articles).outcome == "drop"


def test_nothing_is_judged_by_a_text_too_long_to_be_a_sentence() -> None:
    sentences, articles = shelve("The mill burned. " * MAX_CHARS)
    assert judge("The mill burned", "copied", sentences, articles).reasons == ("context",)


@pytest.mark.parametrize(
    "unit",
    [
        "Kim ",
        "A-",
        "half of the ",
        "she said ",
        "Kim, who said ",
        "1,000 and ",
        "a, b, ",
        "( ",
        '"a" said b, ',
    ],
)
def test_a_text_made_to_take_long_is_judged_in_time(unit: str) -> None:
    sentences, articles = shelve((unit * MAX_CHARS)[: MAX_CHARS - 1])
    started = process_time()
    judge((unit * 1000)[:1000], "worded", sentences, articles)
    assert process_time() - started < MOST_S


@pytest.mark.parametrize("unit", ["A ", "A-", "Judge A ", "A A (AA) ", "the a a, A A, ", "He said. "])
def test_an_article_made_to_take_long_is_searched_for_aliases_in_time(unit: str) -> None:
    sentences, articles = shelve((unit * MAX_CHARS * 20)[:48_000], "He said that the judge met Ann in May.")
    started = process_time()
    judge("Bob said that the judge met Ann in June.", "worded", [sentences[1]], articles)
    assert process_time() - started < MOST_S


def test_two_million_characters_are_refused_at_once() -> None:
    sentences, articles = shelve("The mill burned. " * MAX_CHARS * 60, "The mill burned.")
    started = process_time()
    assert judge("The mill burned down", "worded", [sentences[0]], articles).reasons == ("context",)
    assert judge(sentences[0].text, "worded", [sentences[1]], articles).reasons == ("context",)
    assert process_time() - started < MOST_S
