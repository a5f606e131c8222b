"""What an article calls those it names, and when nobody can know whom it means."""

from __future__ import annotations

import pytest

from bot.gate import supported
from bot.gate.aliases import called_otherwise
from tests.gate.shelf import shelve

VOSS = "Judge Miriam Voss heard the case in Orme."
OKAFOR = "J.D. Okafor, the city’s emergency director, opened two shelters."
SERVICE = "The County Fire Service (CFS) sent nine crews."
TOOLS = "Corvane Group plc will close a plant in Vells."
AALTO = "Professor Rikka Aalto, who led the trial, told the Courier that it went well."

KNOWN = [
    ((VOSS, "Nobody asked Judge Miriam Voss."), "Nobody asked the judge."),
    ((SERVICE, "The crews of the CFS left."), "The crews of the County Fire Service left."),
    ((SERVICE, "The County Fire Service left."), "The CFS left."),
]
OPEN = [
    (VOSS, "The judge left early."),
    (AALTO, "She said that it was short."),
    (TOOLS, "The company expects a loss."),
    ("Its chairman, Colin Ames, resigned.", "The chairman of Tesco took over."),
    ("President Bush spoke in 1991.", "The president was elected in 1992."),
    ("Ann Bell accused the nurse of theft.", "She was jailed."),
    ("Acme plc bought a rival.", "The company was insolvent."),
    (VOSS, "Judge Peter Orr asked for more.", "The judge left early."),
    (TOOLS, "Marchbank Ltd. sued.", "The company expects a loss."),
    ("Colin Ames, its chairman, met Ann Boyd, its chairman, in May.", "The chairman left."),
    ("Rikka Aalto met Paul Osei in Orme.", "She left."),
    ("The jury heard that Rikka Aalto was ill.", "She left."),
    ("Her sister says Rikka Aalto is ill.", "She left."),
    (AALTO, "A crowd met Paul Osei.", "She left."),
    ("The Courier praised the trial.", "She left."),
    ("She left.",),
]


@pytest.mark.parametrize(("texts", "form"), KNOWN, ids=[form for _, form in KNOWN])
def test_an_alias_that_the_article_sets_up_is_written_out(texts: tuple[str, ...], form: str) -> None:
    sentences, articles = shelve(*texts)
    assert form in called_otherwise(sentences[-1], articles["a"])


@pytest.mark.parametrize("texts", OPEN, ids=[" ".join(texts[-2:]) for texts in OPEN])
def test_where_two_may_be_meant_nobody_is(texts: tuple[str, ...]) -> None:
    sentences, articles = shelve(*texts)
    assert called_otherwise(sentences[-1], articles["a"]) == ()


def test_in_an_article_too_long_to_know_nobody_has_an_alias() -> None:
    sentences, articles = shelve(VOSS, "The judge left early.", "The rain fell. " * 4_000)
    assert called_otherwise(sentences[1], articles["a"]) == ()


@pytest.mark.parametrize(
    ("claim", "follows"),
    [
        ("Okafor opened two shelters.", True),
        ("The city’s emergency director opened two shelters.", True),
        ("The mayor opened two shelters.", False),
        ("Judge Voss opened two shelters.", False),
    ],
)
def test_a_claim_may_use_any_name_that_the_article_gives(claim: str, follows: bool) -> None:
    sentences, articles = shelve(VOSS, OKAFOR)
    assert supported(claim, [sentences[1]], articles)[0] is follows


@pytest.mark.parametrize(
    ("claim", "follows"),
    [
        ("She said that it was short.", True),
        ("Aalto said that it was short.", False),
        ("The Courier said that it was short.", False),
    ],
)
def test_a_pronoun_is_nobody_by_name(claim: str, follows: bool) -> None:
    sentences, articles = shelve(AALTO, "She said that it was short.")
    assert supported(claim, [sentences[1]], articles)[0] is follows
