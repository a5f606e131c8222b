"""What a claim may neither leave out of its sentence nor turn round."""

from __future__ import annotations

import time

import pytest

from bot.gate import judge, kept, supported
from bot.gate.worded import MAX_CITED, MAX_CLAIM
from tests.gate.shelf import over, shelve

TURNED = [
    ("The pump is more likely to fail.", "The pump is less likely to fail."),
    ("The guard left an hour before the patrol.", "The guard left an hour after the patrol."),
    ("The rate is above the target.", "The rate is below the target."),
    ("The fund ended with a loss.", "The fund ended without a loss."),
    ("The board voted against the plan.", "The board voted for the plan."),
    ("The board voted against the plan.", "The board voted on the plan."),
    ("The lamp was on at noon.", "The lamp was off at noon."),
]
LOST = [
    ("The letters might not be theirs.", "The letters could not be theirs."),
    ("The town may sell the mill.", "The town will sell the mill."),
    ("The town was to sell the mill.", "The town sold the mill."),
    ("The ship was to have carried coal.", "The ship carried coal."),
    ("The union is about to close the mill.", "The union closed the mill."),
    ("All but three ships sank.", "Three ships sank."),
    ("The ships, excluding the Argo, sank.", "The ships sank."),
    ("Ships other than the Argo sank.", "Ships sank."),
    ("Bell pretended she killed the king.", "Bell killed the king."),
    ("The accused killer was moved.", "The killer was moved."),
    ("The drug helped patients over 60.", "The drug helped patients."),
    ("Were the vote to pass, the dam would close.", "The vote passed."),
    ("Bell and Cox got three and five years respectively.", "Cox got three years."),
]
MOVED = [
    ("The man she accused fled.", "She fled."),
    ("The MP whom Bell accused was jailed.", "Bell was jailed."),
    ("The bridge that the council closed was sold.", "The council was sold."),
    ("The firm Tesco bought collapsed in May.", "Tesco collapsed in May."),
]
HARMLESS = [
    ("The town said that it would sell the mill.", "The town said that it will sell the mill."),
    ("The letters may be theirs.", "The letters might be theirs."),
    ("Bell resigned in May, and was jailed in June.", "Bell was jailed in June."),
    ("Six of the schools that were inspected met the standard.", "Six of the schools met the standard."),
    ("Peru has managed to retake half of the land.", "Peru has retaken half of the land."),
    ("The mill shut in May, but sales among smokers rose.", "The mill shut in May."),
    ("Nearly 400 pupils left the school.", "Almost 400 pupils left the school."),
    ("The line carries 18,000 people, twice as many as planned.", "The line carries 18,000 people."),
]


@pytest.mark.parametrize(
    ("sentence", "claim", "reason"),
    [
        *((*pair, "negation") for pair in TURNED),
        *((*pair, "hedge") for pair in LOST),
        *((*pair, "roles") for pair in MOVED),
        *((*pair, None) for pair in HARMLESS),
    ],
)
def test_what_governs_is_kept_and_what_is_harmless_may_go(
    sentence: str, claim: str, reason: str | None
) -> None:
    assert kept.check(over(claim, sentence)) == reason


def test_the_active_had_paid_is_not_the_passive_had_been_paid() -> None:
    sentences, articles = shelve("Harmon had probably been paid about £9,000.")
    claim = "Harmon had probably paid out about £9,000."
    assert supported(claim, sentences, articles)[0] is False


def test_a_claim_longer_or_on_more_sentences_than_anyone_words_is_not_read() -> None:
    sentences, articles = shelve(*["The mayor left Orme in May."] * (MAX_CITED + 1))
    claim = "In May, the mayor left Orme."
    assert supported(claim, sentences[:MAX_CITED], articles) == (True, ())
    assert supported(claim, sentences, articles) == (False, ("context",))
    long = claim + " The mayor left Orme in May." * (MAX_CLAIM // 20)
    assert supported(long, sentences[:1], articles) == (False, ("context",))


@pytest.mark.parametrize("word", ["AI", "Bell", "10 of 20", "in May,", "the mayor and", "said that"])
def test_hostile_claims_take_no_time(word: str) -> None:
    sentences, articles = shelve(f"{word} " * (1_800 // len(word)) + "left.")
    claims = [f"{word} " * (end // len(word)) + "rose." for end in (60, 200, 400, 550, 900)]
    start = time.process_time()
    outcomes = [judge(claim, "worded", sentences, articles).outcome for claim in claims]
    assert "pass" not in outcomes
    assert time.process_time() - start < 0.5
