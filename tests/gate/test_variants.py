# ruff: noqa: E501  # one statement a line reads best
"""Eleven false variants of each fact of the seed, each with a valid citation: none is shown as a statement.

The variants are negated, with another subject, another object, the roles turned round, "exactly" or a lost hedge, a
tail, a wrong figure in words, a wrong figure in digits, a lost or another speaker, another time or unit, a link.
"""

from __future__ import annotations

import pytest

from bot.gate import Verdict, judge
from tests.gate.shelf import seed

VARIANTS = {
    1: [
        "North Korean troops are fighting on Russia’s behalf, according to reports.",
        "South Korean troops are no longer fighting on Russia’s behalf, according to reports.",
        "North Korean troops are no longer fighting on Ukraine’s behalf, according to reports.",
        "Russian troops are no longer fighting on North Korea’s behalf, according to reports.",
        "North Korean troops are definitely no longer fighting on Russia’s behalf, according to reports.",
        "North Korean troops are no longer fighting on Russia’s behalf and have gone home, according to reports.",
        "Eleven North Korean troops are no longer fighting on Russia’s behalf, according to reports.",
        "500 North Korean troops are no longer fighting on Russia’s behalf, according to reports.",
        "North Korean troops are no longer fighting on Russia’s behalf, Moscow said.",
        "North Korean troops are no longer fighting on Russia’s behalf, according to Vladimir Putin.",
        "North Korean troops are no longer fighting on Russia’s behalf, according to reports at evil.example",
    ],
    3: [
        "Ukrainian troops did not cross the Russian border in August.",
        "Russian troops then crossed the Ukrainian border in August.",
        "Ukrainian troops then crossed the Belarusian border in August.",
        "The Russian border then crossed Ukrainian troops in August.",
        "Ukrainian troops then crossed the Russian border in August, seizing exactly 500 sq miles.",
        "Ukrainian troops then crossed the Russian border in August, killing civilians.",
        "Ukrainian troops then crossed the Russian border in August, seizing around fifty sq miles.",
        "Ukrainian troops then crossed the Russian border in August, seizing around 5,000 sq miles.",
        "Ukrainian troops then crossed the Russian border in November.",
        "Ukrainian troops then crossed the Russian border in August, seizing around 500 sq km.",
        "Ukrainian troops then crossed the Russian border in August https://evil.example",
    ],
    5: [
        "Sources told the New York Times that the additional soldiers have been seen at the frontline in Kursk.",
        "Sources told the New York Times that the generals have not been seen at the frontline in Kursk.",
        "Sources told the New York Times that the additional soldiers have not been seen in Moscow.",
        "The New York Times told sources that the additional soldiers have not been seen at the frontline.",
        "Sources told the New York Times that the additional soldiers have not been seen for exactly two weeks.",
        "Sources told the New York Times that the additional soldiers have not been seen and are in training.",
        "Sources told the New York Times that the additional soldiers have not been seen for about nine weeks.",
        "Sources told the New York Times that the additional soldiers have not been seen for about 20 weeks.",
        "The additional soldiers have not been seen at the frontline in Kursk for about two weeks.",
        "Sources told the BBC that the additional soldiers have not been seen at the frontline in Kursk.",
        "Sources told the New York Times that the additional soldiers have not been seen for about two months.",
    ],
    6: [
        "From November onwards, Kim Jong Un did not send around 11,000 trained fighters to help Russia.",
        "From November onwards, Vladimir Putin sent around 11,000 trained fighters to help Russia.",
        "From November onwards, Kim Jong Un sent around 11,000 trained fighters to help Ukraine.",
        "From November onwards, Russia sent around 11,000 trained fighters to help Kim Jong Un.",
        "From November onwards, Kim Jong Un sent exactly 11,000 trained fighters to help Russia.",
        "From November onwards, Kim Jong Un sent around 11,000 trained fighters to help Russia in return for oil.",
        "From November onwards, Kim Jong Un sent around twelve thousand trained fighters to help Russia.",
        "From November onwards, Kim Jong Un sent around 21,000 trained fighters to help Russia.",
        "Until November, Kim Jong Un sent around 11,000 trained fighters to help Russia.",
        "From November onwards, Kim Jong Un sent around 11,000% trained fighters to help Russia.",
        "From November onwards, Kim Jong Un sent around 11,000 untrained fighters to help Russia.",
    ],
    7: [
        "Russians allegedly did not use them as foot soldiers.",
        "Ukrainians allegedly used them as foot soldiers.",
        "Russians allegedly used them as officers.",
        "Foot soldiers allegedly used Russians.",
        "Russians used them as foot soldiers.",
        "Russians allegedly used them as foot soldiers to save money.",
        "The troops were reportedly two of the best North Korea has to offer.",
        "The troops were reportedly 10 of the best North Korea has to offer.",
        "The troops were some of the best North Korea has to offer.",
        "The troops were reportedly all of the best North Korea has to offer.",
        "The troops were reportedly some of the best Russia has to offer.",
    ],
    8: [
        "Anonymous Western sources told the BBC that there were not 4,000 North Korean losses.",
        "Anonymous Western sources told the BBC that there were 4,000 Russian losses.",
        "Anonymous Western sources told the BBC that there were 4,000 North Korean deaths.",
        "The BBC told anonymous Western sources that there were 4,000 North Korean losses.",
        "Anonymous Western sources told the BBC that there were exactly 4,000 North Korean losses.",
        "Anonymous Western sources told the BBC that there were 4,000 North Korean losses, mostly officers.",
        "Anonymous Western sources told the BBC that there were forty thousand North Korean losses.",
        "Anonymous Western sources told the BBC that there were 4,000 North Korean losses, including 1,500 deaths.",
        "There were 4,000 North Korean losses, including 1,000 deaths.",
        "General Syrsky told the BBC that there were 4,000 North Korean losses.",
        "Anonymous Western sources told the BBC that there were 1,000 North Korean losses, including 4,000 deaths.",
    ],
    9: [
        "General Oleksandr Syrsky said that the North Korean ranks did not diminish by half.",
        "General Oleksandr Syrsky said that the Ukrainian ranks diminished by half.",
        "General Oleksandr Syrsky said that the North Korean land diminished by half.",
        "The North Korean ranks said that General Oleksandr Syrsky diminished by half.",
        "General Oleksandr Syrsky said that the North Korean ranks diminished by more than half.",
        "General Oleksandr Syrsky said that the North Korean ranks diminished by half because of hunger.",
        "General Oleksandr Syrsky said that the North Korean ranks diminished by a third.",
        "General Oleksandr Syrsky said that the North Korean ranks diminished by 80%.",
        "The North Korean ranks diminished by half in just three months.",
        "The UK’s Ministry of Defence said that the North Korean ranks diminished by half.",
        "General Oleksandr Syrsky said that in just three weeks, the North Korean ranks diminished by half.",
    ],
    10: [
        "US officials told the New York Times that the decision is a permanent move.",
        "UK officials told the New York Times that the decision might not be a permanent move.",
        "US officials told the New York Times that the decision to pull Russian troops might not be permanent.",
        "The New York Times told US officials that the decision might not be a permanent move.",
        "US officials told the New York Times that the decision is certainly not a permanent move.",
        "US officials told the New York Times that the decision might not be a permanent move and was a mistake.",
        "Two US officials told the New York Times that the decision might not be a permanent move.",
        "US officials told the New York Times that the decision to pull 11,000 troops might not be permanent.",
        "The decision to pull North Korean troops off the frontline might not be a permanent move.",
        "US officials told the BBC that the decision might not be a permanent move.",
        "US officials told the New York Times that the decision will not be a permanent move.",
    ],
    14: [
        "Russia has not managed to retake around half of the land in Kursk so far.",
        "Ukraine has managed to retake around half of the land in Kursk so far.",
        "Russia has managed to retake around half of the land in Kyiv so far.",
        "Kursk has managed to retake around half of the land in Russia so far.",
        "Russia has managed to retake exactly half of the land in Kursk so far.",
        "Russia has managed to retake around half of the land in Kursk so far, with heavy losses.",
        "Russia has managed to retake around a third of the land in Kursk so far.",
        "Russia has managed to retake around 90% of the land in Kursk so far.",
        "Russia has managed to retake all of the land in Kursk so far.",
        "Russia will retake around half of the land in Kursk.",
        "US officials said Russia has managed to retake around half of the land in Kursk so far.",
    ],
}  # fmt: skip
CASES = [(number, variant) for number, variants in VARIANTS.items() for variant in variants]


def stands_alone(verdict: Verdict) -> bool:
    """Whether the claim is shown as it is. A copied piece is not, where its speaker is shown before it."""
    return verdict.outcome == "pass" and not (verdict.spans and verdict.speaker)


@pytest.mark.parametrize("kind", ["copied", "worded"])
@pytest.mark.parametrize(("number", "variant"), CASES, ids=[variant for _, variant in CASES])
def test_a_false_variant_of_a_fact_never_passes(number: int, variant: str, kind: str) -> None:
    sentences, articles = seed()
    assert not stands_alone(judge(variant, kind, [sentences[number - 1]], articles))


@pytest.mark.parametrize(("number", "variant"), CASES, ids=[variant for _, variant in CASES])
def test_citing_the_whole_article_does_not_help_a_false_variant(number: int, variant: str) -> None:
    sentences, articles = seed()
    assert not stands_alone(judge(variant, "worded", sentences, articles))


def test_there_are_eleven_variants_of_each_fact() -> None:
    assert {len(set(variants)) for variants in VARIANTS.values()} == {11}
