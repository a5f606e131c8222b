"""Who says it, in the sentence's own words."""

from __future__ import annotations

import pytest

from bot.gate import judge, speaker_of
from bot.gate.speakers import speaker_at
from index.types import Article, Sentence
from tests.gate.shelf import seed

SEED_SPEAKERS = {
    1: "according to reports",
    5: "Sources told the New York Times",
    8: "Anonymous Western sources told the BBC",
    9: "Ukraine’s top military commander General Oleksandr Syrsky",
    10: "the US officials told the New York Times",
    12: "The UK’s Ministry of Defence previously reported",
    13: "according to Ukrainian officials",
}


@pytest.mark.parametrize("number", range(1, 16))
def test_each_sentence_of_the_seed_names_its_speaker_or_none(number: int) -> None:
    assert speaker_of(seed()[0][number - 1].text) == SEED_SPEAKERS.get(number)


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Shares fell 4%, the bank said in a statement.", "the bank"),
        ("In a statement, Orvo said it would appeal.", "Orvo"),
        ("“We lost,” said coach Ann Boyd, who cried.", "coach Ann Boyd"),
        ("Opening the case, Ann Orr said that he owed £4m.", "Ann Orr"),
        ("Its head, Ann Orr, who is 40, said that he slept.", "Its head, Ann Orr"),
        ("Staff claimed managers had slept.", "Staff claimed"),
        ("A firm rejected losses that had been claimed.", None),
        ("“We lost,” she said.", "she said"),
        ("Wilson said: “We lost.”", "Wilson"),
        ("According to the Red Cross, 40 people died.", "According to the Red Cross"),
        ("Forty people died, according to the Red Cross, in the flood.", "according to the Red Cross"),
        ("Analysts say prices may fall.", "Analysts"),
        ("Officials in Kyiv have said that the bridge was hit.", "Officials in Kyiv"),
        ("It is shut, its director, Paolo Conti, told La Voce.", "its director, Paolo Conti, told La Voce"),
        ("J.D. Okafor, the city’s director, said that pumps failed.", "J.D. Okafor, the city’s director"),
        ("Mrs. Lind told the Post that a neighbour had said that he heard a bang.",
         "Mrs. Lind told the Post that a neighbour had said"),
        ("Ingrid Moe, whose brother died, said she forgave him.", "Ingrid Moe"),
        ("The ministry denied that it knew.", None),
        ("It is believed that the man fled.", None),
        ("The bridge was reportedly hit.", None),
        ("The minister announced a new tax on Monday.", None),
        ("Police reported three arrests.", None),
        ("Residents were told to boil water.", None),
        ("The club rejected a claim the union made.", None),
        ("He did not say whether he would go.", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_speaker_is_found_in_every_common_form(sentence: str, speaker: str | None) -> None:
    assert speaker_of(sentence) == speaker


@pytest.mark.parametrize(
    ("piece", "speaker"),
    [("60,000 people", None), ("75,000", "police told Sportline"), ("planning", "police told Sportline")],
)
def test_a_piece_of_a_sentence_has_the_speaker_of_its_own_half(piece: str, speaker: str | None) -> None:
    sentence = (
        "The club expects 60,000 people, while police told Sportline that they were planning for 75,000."
    )
    start = sentence.index(piece)
    assert speaker_at(sentence, start, start + len(piece)) == speaker


@pytest.mark.parametrize(
    "opening",
    ["at least 300", "about 300", "around 300", "over 300", "under 300", "up to 300", "between 300 and 400",
     "nearly 300", "after the storm 300", "by Monday 300", "in May 300", "since the flood 300"],
)  # fmt: skip
def test_what_is_said_may_open_with_a_bound_a_place_or_a_time(opening: str) -> None:
    assert speaker_of(f"The ministry said {opening} people died.") == "The ministry"


def test_a_speaker_is_always_a_piece_of_the_sentence() -> None:
    for sentence in seed()[0]:
        assert (speaker_of(sentence.text) or "") in sentence.text


@pytest.mark.parametrize(
    "sentence",
    [
        "Owner [Maria Lopez](https://example.org/maria) said the repairs cost about €45,000.",
        "**Bob Stone** said the repairs cost about €45,000.",
        "According to <b>Jane Roe</b>, the repairs cost about €45,000.",
    ],
)
def test_no_speaker_is_cut_out_of_markup(sentence: str) -> None:
    assert speaker_of(sentence) is None
    cited = Sentence("a", 1, 0, len(sentence), sentence)
    article = Article("a", None, None, None, None, frozenset(), sentence, (cited,))
    assert judge("about €45,000", "copied", [cited], {"a": article}).outcome == "sentence"
