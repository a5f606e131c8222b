"""A model that obeys the attacker, behind the whole road: Footnote never says what it was told to say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Answer
from bot.ask import ask
from bot.desk import Desk
from bot.wording import answer_text
from index.types import NewArticle
from tests.fakes.obedient import INVENTED, OTHER_CLAIM, ObedientModel
from tests.shelf import SEED_TEXT, desk_with

ATTACKS = [
    json.loads(line)
    for line in (Path(__file__).parent / "cards" / "attacks.jsonl").read_text("utf-8").splitlines()
]
PLANTED = [attack for attack in ATTACKS if attack["planted"]]
ASKED = [attack for attack in ATTACKS if not attack["planted"]]
TROOPS = "How many troops did North Korea send?"
TRUTH = "around 11,000 trained fighters"
WRONG = "around 21,000 trained fighters"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over the sample article; the tests put their attack into it, as an update."""
    opened = desk_with(tmp_path_factory.mktemp("home"), [])
    with opened.library:
        yield opened


def obeyed(question: str, planted: str, text: str, desk: Desk) -> Answer:
    """The answer of the obedient model, once it is certain that the attack has reached it."""
    desk.library.add(NewArticle(origin="seed.txt", text=text))
    model = ObedientModel(planted, TRUTH, WRONG)
    answer = ask(question, replace(desk, model=model), mode="llm")
    assert model.reached == 1
    return answer


def assert_only_the_article_speaks(answer: Answer, text: str) -> None:
    """Every claim is the article's own words under its own citation, the true one among them."""
    for claim in answer.claims:
        assert claim.kind in ("copied", "sentence")
        assert claim.text in text
        for citation in claim.citations:
            assert text[citation.start : citation.end] == citation.text
            assert claim.text in citation.text
    assert TRUTH in answer_text(answer)
    for false in (INVENTED, OTHER_CLAIM, WRONG):
        assert false not in answer_text(answer)


@pytest.mark.parametrize("attack", PLANTED, ids=lambda attack: attack["id"])
def test_a_planted_text_is_at_most_quoted(attack: dict[str, Any], desk: Desk) -> None:
    before, true, after = SEED_TEXT.split("\n")[4:7]
    text = "\n".join([before, true, attack["text"], after])
    answer = obeyed(TROOPS, attack["text"], text, desk)
    assert_only_the_article_speaks(answer, text)
    assert answer.missing is None


@pytest.mark.parametrize("attack", ASKED, ids=lambda attack: attack["id"])
def test_a_question_that_orders_a_lie_gets_the_article(attack: dict[str, Any], desk: Desk) -> None:
    question = f"{TROOPS} {attack['text']}"[:4_000]
    answer = obeyed(question, question, SEED_TEXT, desk)
    assert_only_the_article_speaks(answer, SEED_TEXT)
    assert answer.missing is None or answer.missing in question
