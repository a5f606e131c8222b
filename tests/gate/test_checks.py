"""Each check by itself: what it lets pass and what it rejects. The other checks stay out of it."""

from __future__ import annotations

from types import ModuleType

import pytest

from bot.gate import (
    attribution,
    figure,
    hedge,
    link,
    names,
    negation,
    quantifier,
    roles,
    stranded,
    supported,
    tail,
    times,
    unit_object,
)
from tests.gate.shelf import over, shelve

FIRE = "The fire at Dunmore mill killed about 40 horses and cost the owner £2.5m."
VOTE = "Two thirds of the 600 delegates voted for Ms. Okoro in the first round."
BOARD = "The board did not approve the merger, and it never met the unions."
TRAIN = "The night train to Brest may return in June, the operator told Le Phare."
MAYOR = "Mayor Ida Kern thanked the pilots who flew the sick children to Oslo."
POLICE = "Most of the protesters left before midnight, but some of them set fire to cars."
OWNER = "A cousin of the owner sold the farm to Danish investors after the flood."

FIGURE = [
    (FIRE, "The fire killed about 40 horses.", None),
    (FIRE, "The fire killed about forty horses.", None),
    (FIRE, "The fire cost the owner £2,500,000.", None),
    (FIRE, "The fire cost the owner 2.5 million pounds.", None),
    (FIRE, "The fire killed about 14 horses.", "figure"),
    (FIRE, "The fire killed about fourteen horses.", "figure"),
    (FIRE, "The fire cost the owner £25m.", "figure"),
    (FIRE, "The fire cost the owner £2.5bn.", "figure"),
    (VOTE, "A third of the 600 delegates voted for Ms. Okoro.", "figure"),
    ("Half the town fled.", "50% of the town fled.", None),
    ("Half the town fled.", "15% of the town fled.", "figure"),
    ("It stops between 60% and 75% of cases.", "It stops between 60 and 75 per cent of cases.", None),
    ("It stops between 60% and 75% of cases.", "It stops 60% to 75% of cases.", None),
    ("It stops between 60% and 75% of cases.", "It stops 75% of cases.", "figure"),
    ("He is out for six or eight weeks.", "He is out for six weeks.", "figure"),
    ("Debt fell from 61% to 48%.", "Debt fell to 48%.", None),
    ("Profit rose in the first quarter.", "Profit rose in the first 25%.", "figure"),
]
UNIT_OBJECT = [
    (FIRE, "The fire killed about 40 horses.", None),
    (FIRE, "The fire killed about 40 owners.", "unit_object"),
    (FIRE, "The fire cost the owner $2.5m.", "unit_object"),
    (VOTE, "600 rounds voted.", "unit_object"),
    ("The wall rose by 0.9 metres in 14 months.", "The wall rose by 0.9 miles.", "unit_object"),
    ("The wall rose by 0.9 metres in 14 months.", "The wall rose by 0.9 m in 14 months.", None),
    ("It was 31 °C at noon.", "It was 31 °F at noon.", "unit_object"),
    ("She ran 5 km.", "She ran 5 kilometres.", None),
    ("Lumo went for £4m in cash and shares.", "Lumo went for £4m in cash.", "unit_object"),
    ("Ann and Bob paid £4m.", "Ann paid £4m.", "unit_object"),
    ("Ann or Bob will go.", "Ann will go.", "unit_object"),
    ("Pay rose 4% in Orme and sales fell.", "Pay rose 4% in Orme.", None),
    ("The share costs 6p.", "The share costs 6 pence.", None),
]
NAMES = [
    (MAYOR, "Mayor Ida Kern thanked the pilots.", None),
    (MAYOR, "Mayor Ida Kern thanked the pilots who flew to Bergen.", "names"),
    (MAYOR, "The mayor, Ada Kern, thanked the pilots.", "names"),
    (TRAIN, "The night train to Lyon may return in June.", "names"),
    ("Syrsky left on Monday.", "On Monday Oleksandr Syrsky left.", "names"),
    ("Dale Whit voted no, and June Whit voted yes.", "Whit voted no.", "names"),
    ("Dale Whit voted no, and June Whit voted yes.", "Dale Whit voted no.", None),
    ("Deputy mayor Ana Reyes quit.", "Mayor Ana Reyes quit.", "names"),
    ("Deputy mayor Ana Reyes quit.", "Ana Reyes quit.", None),
]
NEGATION = [
    (BOARD, "The board did not approve the merger.", None),
    (BOARD, "The board didn’t approve the merger.", None),
    (BOARD, "The board never approved the merger.", None),
    (BOARD, "The board approved the merger.", "negation"),
    (BOARD, "The board met the unions.", "negation"),
    (FIRE, "The fire did not kill 40 horses.", "negation"),
    (FIRE, "The fire at Dunmore mill killed no horses.", "negation"),
    ("The firm failed to pay its staff.", "The firm paid its staff.", "negation"),
    ("Nobody was hurt.", "People were hurt.", "negation"),
    ("The vault held no fewer than 90 coins.", "The vault held no fewer than 90 coins.", None),
    ("No one was hurt when a crane fell.", "A crane fell.", None),
    ("No one was hurt when a crane fell.", "Some were hurt when a crane fell.", "negation"),
    ("They did not say when a crane fell.", "They say when a crane fell.", "negation"),
    ("They stopped selling it to anyone under 16.", "They stopped selling it.", "negation"),
    ("It will not run before June.", "It will not run.", "negation"),
    ("They sell it to anyone over 16.", "They sell it.", None),
]
HEDGE = [
    (TRAIN, "The night train to Brest may return in June.", None),
    (TRAIN, "The night train to Brest might return in June.", None),
    (TRAIN, "The night train to Brest returned in June.", "hedge"),
    (TRAIN, "The night train to Brest will return in June.", "hedge"),
    (TRAIN, "The night train to Brest will probably return in June.", "hedge"),
    (FIRE, "The fire killed around 40 horses.", None),
    (FIRE, "The fire killed 40 horses.", "hedge"),
    (FIRE, "The fire killed exactly 40 horses.", "hedge"),
    (FIRE, "The fire killed more than 40 horses.", "hedge"),
    (FIRE, "The fire allegedly killed about 40 horses.", "hedge"),
    ("Orvo agreed to sell its yard.", "Orvo sold its yard.", "hedge"),
    ("Orvo managed to sell its yard.", "Orvo sold its yard.", None),
    ("She was accused of hiding the letters.", "She hid the letters.", "hedge"),
    ("The pier will open if the tests succeed.", "The pier will open.", "hedge"),
    ("Former coach Ray Till left.", "Coach Ray Till left.", "hedge"),
    ("Exports more than doubled.", "Exports doubled.", "hedge"),
    ("He had admitted taking bribes.", "He had taken bribes.", "hedge"),
    ("He had started taking bribes.", "He had taken bribes.", None),
]
WAR = "They fight on Peru's behalf in Ann Orr's war against Chile, according to the Post."
STRANDED = [
    (WAR, "They fight in Ann Orr's war, according to the Post.", None),
    (WAR, "They fight on in Ann Orr's war, according to the Post.", "roles"),
    (WAR, "They fight on Peru's behalf in according to the Post.", "roles"),
    (WAR, "They fight on Peru's behalf war, according to the Post.", "roles"),
    (WAR, "They fight on behalf in Ann Orr's war, according to the Post.", "roles"),
    ("The search was called off on Sunday.", "The search was called off.", None),
    ("They won in a shoot-out on Sunday.", "They won in a shoot-out.", None),
    ("It opens between May and July.", "It opens between July.", "roles"),
    ("It says that its doors had been shut.", "It says been shut.", "roles"),
]
ATTRIBUTION = [
    ("A depot guard said it was shut.", "A depot said it was shut.", "speaker"),
    ("A depot guard said it was shut.", "A guard said it was shut.", None),
    (TRAIN, "The operator told Le Phare the night train to Brest may return.", None),
    (TRAIN, "According to the operator, the night train may return.", "attribution"),
    (TRAIN, "The night train to Brest may return in June.", "attribution"),
    (TRAIN, "The operator said the night train to Brest may return.", "attribution"),
    (TRAIN, "The ministry told Le Phare the night train may return.", "speaker"),
    (TRAIN, "The operator told Le Monde the night train may return.", "speaker"),
    (TRAIN, "Le Phare told the operator the night train may return.", "speaker"),
    (FIRE, "Police said the fire killed about 40 horses.", "speaker"),
    ("Aides to the king said he slept.", "The king said he slept.", "speaker"),
    ("Norway’s king said he slept.", "Norway said he slept.", "speaker"),
    ("The union claimed that pay fell.", "The union said that pay fell.", "attribution"),
    ("The union said that pay fell.", "The union confirmed that pay fell.", "attribution"),
    ("The union said that pay fell.", "Pay fell, according to the union.", None),
    ("The deputy mayor said he slept.", "The mayor said he slept.", "speaker"),
    ("A former guard said he slept.", "A guard said he slept.", "speaker"),
    ("A guard, who asked not to be named, said he slept.", "A guard said he slept.", None),
    (
        "A guard, who asked not to be named, said he slept.",
        "A guard, who asked to be named, said he slept.",
        "attribution",
    ),
    ("Its head, Ann Orr, who is 40, said he slept.", "Its head, Ann Orr, said he slept.", None),
    ("Staff claimed managers had slept.", "Staff claimed that managers had slept.", None),
    ("Ann told him pay was “a little low”.", "Ann told him pay was high.", None),
]
ROLES = [
    (MAYOR, "Mayor Ida Kern thanked the pilots.", None),
    (MAYOR, "The pilots thanked Mayor Ida Kern.", "roles"),
    (MAYOR, "Mayor Ida Kern flew the sick children to Oslo.", "roles"),
    (OWNER, "A cousin of the owner sold the farm.", None),
    (OWNER, "The owner sold the farm.", "roles"),
    (OWNER, "Danish investors sold the farm.", "roles"),
    (OWNER, "A cousin of the owner sold Danish investors the farm.", "roles"),
    (OWNER, "The farm was sold by Danish investors.", "roles"),
    ("Kerr replaced Lowe as chairman.", "Lowe was replaced by Kerr as chairman.", "roles"),
    ("Kerr replaced Lowe as chairman.", "Lowe was chairman.", "roles"),
    ("Kerr met Lowe and sued Orr.", "Lowe sued Orr.", "roles"),
    ("Peru sent aid, and Chile sent troops.", "Peru sent troops.", "roles"),
    ("Peru signed a treaty with Chile.", "Peru and Chile signed a treaty.", None),
    ("The coach, Ann Boyd, resigned.", "Ann Boyd, the coach, resigned.", None),
    ("Ava won 40% of seats in Fife and 9% in Angus.", "Ava won 40% of seats in Angus.", "roles"),
    ("They planned a peace deal.", "They planned a peace.", "roles"),
    ("The board met, overruling its own staff.", "The board was overruled by its own staff.", "roles"),
    ("They voted against the cut.", "They voted for the cut.", "roles"),
    ("He had been owed six weeks’ wages.", "He had owed six weeks’ wages.", "roles"),
    ("Marchbank Securities Ltd. expects rain.", "Marchbank expects rain.", None),
]
QUANTIFIER = [
    (POLICE, "Most of the protesters left before midnight.", None),
    (POLICE, "All of the protesters left before midnight.", "quantifier"),
    (POLICE, "The protesters left before midnight.", "quantifier"),
    ("Only nurses were paid.", "Nurses were paid.", "quantifier"),
    ("Nurses were paid.", "Only nurses were paid.", "quantifier"),
    ("Some of the best cooks came.", "Among the best cooks came.", None),
    ("Every school shut.", "Some schools shut.", "quantifier"),
]
TIMES = [
    (TRAIN, "In June the night train to Brest may return.", None),
    (TRAIN, "The night train to Brest may return in July.", "time"),
    (TRAIN, "The night train to Brest may return from June.", "time"),
    (OWNER, "A cousin of the owner sold the farm before the flood.", "time"),
    ("She left last year.", "She left last week.", "time"),
    ("She left two days earlier.", "She left two days later.", "time"),
    ("Rates rose on Friday.", "Rates will rise on Friday.", "time"),
    ("Rates will rise on Friday.", "Rates rose on Friday.", "time"),
    ("She left in March last year.", "She left in March this year.", "time"),
    ("She left in March last year.", "She left last year.", None),
    ("It pays 4 men by May after it sued them for two years.", "It pays 4 men for two years.", "time"),
    ("She expects 1% this year and 2% next year.", "She expects 1% next year.", "time"),
    ("He left on 9 June, more than a year after the fire.", "He left more than a year after the fire.", None),
    ("A third voted, down from half in 2019.", "A third voted in 2019.", "time"),
]
TAIL = [
    (OWNER, "A cousin of the owner sold the farm.", None),
    (OWNER, "A cousin of the owner sold the farm and moved abroad.", "tail"),
    (OWNER, "A cousin of the owner sold the farm because of the flood.", "tail"),
    (MAYOR, "Mayor Ida Kern thanked the brave pilots.", "tail"),
    ("The firm bought the yard.", "The company purchased the yard.", None),
]


def cases(check: ModuleType, table: list[tuple[str, str, str | None]]) -> list[object]:
    name = check.__name__.rpartition(".")[2]
    return [pytest.param(check, *case, id=f"{name}: {case[1]}") for case in table]


@pytest.mark.parametrize(
    ("check", "sentence", "claim", "reason"),
    cases(figure, FIGURE)
    + cases(unit_object, UNIT_OBJECT)
    + cases(names, NAMES)
    + cases(negation, NEGATION)
    + cases(hedge, HEDGE)
    + cases(attribution, ATTRIBUTION)
    + cases(roles, ROLES)
    + cases(stranded, STRANDED)
    + cases(quantifier, QUANTIFIER)
    + cases(times, TIMES)
    + cases(tail, TAIL),
)
def test_a_check_names_its_reason_or_is_silent(
    check: ModuleType, sentence: str, claim: str, reason: str | None
) -> None:
    assert check.check(over(claim, sentence)) == reason


def test_a_fuller_name_passes_only_when_the_article_itself_sets_it_up() -> None:
    claim, sentence = "General Oleksandr Syrsky left on Monday.", "General Syrsky left on Monday."
    known = "Oleksandr Syrsky leads the army. " + sentence
    other = known + " Pavlo Syrsky is his brother."
    assert names.check(over(claim, sentence, known)) is None
    assert names.check(over(claim, sentence, sentence)) == "names"
    assert names.check(over(claim, sentence, other)) == "names"


def test_a_surname_that_two_people_bear_names_no_speaker() -> None:
    claim, sentence = "Hale said four had drowned.", "Martin Hale said four had drowned."
    assert attribution.check(over(claim, sentence, sentence)) is None
    assert attribution.check(over(claim, sentence, sentence + " Helen Hale left.")) == "speaker"


def test_a_fact_under_the_name_of_another_cited_speaker_is_a_merge() -> None:
    sentences, articles = shelve("Police said 40 cars burned.", "Mayor Kern said the fire was out.")
    assert supported("Mayor Kern said 40 cars burned.", sentences, articles) == (False, ("merge",))
    assert supported("Police said 40 cars burned.", sentences, articles) == (True, ())


def test_two_cited_sentences_may_be_joined_each_with_its_own_speaker() -> None:
    sentences, articles = shelve("Police said 40 cars burned.", "Mayor Kern said the fire was out.")
    claim = "Police said 40 cars burned, while Mayor Kern said the fire was out."
    assert supported(claim, sentences, articles) == (True, ())


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("", "no_words"),
        ("????", "no_words"),
        ("of the", "no_words"),
        ("\u200b\u202e", "no_words"),
        ("The mill burned, see https://evil.example/x", "link"),
        ("The mill burned evil.example", "link"),
        ("The mill burned www.evil.example", "link"),
        ("The mill burned <!channel>", "link"),
        ("The mill burned [here](x)", "link"),
        ("Write to me@evil.example", "link"),
        ("The mill burned at 9 p.m.", None),
        ("The U.S. mill burned.", None),
        ("Orders go to mill.example", None),
    ],
)
def test_a_claim_needs_words_and_may_hold_no_address_but_the_sentences_own(
    claim: str, reason: str | None
) -> None:
    sentences, _ = shelve("Orders go to mill.example by post.")
    assert link.check(claim, sentences) == reason
