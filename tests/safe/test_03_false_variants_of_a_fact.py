"""3. A false variant of a fact is never stated, though it cites the sentence; what is shown stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.answers import Answer, Claim, Summary
from bot.ask import ask
from bot.desk import Desk
from bot.summarise import summarise
from index.types import Article, NewArticle
from tests.gate.test_variants import CASES
from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent
from tests.safe.road import QUESTION, letters
from tests.shelf import SEED_TEXT, ScriptedModel, desk_with, drafted


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = desk_with(tmp_path_factory.mktemp("home"), [NewArticle("seed", SEED_TEXT)])
    with made.library:
        yield made


def told(desk: Desk, variant: str, sentence: int, kind: str) -> Iterator[Answer | Summary]:
    """An answer and a summary whose model drafted the variant, once with its sentence, once with all."""
    (article,) = desk.library.articles()
    for cited in ([sentence], list(range(1, article.sentences + 1))):
        reply = drafted((variant, cited, kind))
        model = ScriptedModel([reply, reply])
        asking = replace(desk, model=model)
        yield ask(QUESTION, asking, mode="llm")
        yield summarise([article.article_id], asking, mode="llm")


def claims_of(made: Answer | Summary) -> tuple[Claim, ...]:
    return made.claims if isinstance(made, Answer) else made.sentences


def states(claim: Claim, variant: str) -> bool:
    """Whether the bot states it: in its own words, or as a piece shown without the speaker it has there."""
    return letters(variant) in letters(claim.text) and claim.kind != "sentence" and not claim.speaker


def stands(claim: Claim, article: Article) -> bool:
    """Whether what is shown is a piece of the sentence that is shown with it, character for character."""
    return all(
        claim.text in one.text and one.quoted == claim.text and article.text[one.start : one.end] == one.text
        for one in claim.citations[:1]
    )


def test_no_false_variant_is_stated_and_what_is_shown_stands_in_its_sentence(
    desk: Desk, figure: TellFigure, extent: Extent
) -> None:
    kinds = extent.pick(("worded",), ("worded", "copied"))
    cases = [(variant, number, kind) for number, variant in CASES for kind in kinds]
    figure("false variants of the seed's facts", len({variant for variant, *_ in cases}), "= 99")
    made = [(case, claim) for case in cases for one in told(desk, *case) for claim in claims_of(one)]
    figure("of them stated", sum(states(claim, variant) for (variant, *_), claim in made), "= 0")
    article = desk.library.by_id(desk.library.articles()[0].article_id)
    assert article is not None
    copied = [claim for _, claim in made if claim.kind in ("copied", "sentence")]
    figure("statements copied from the article", len(copied), f">= {len(cases)}")
    figure(
        "of them not word for word in their sentence", sum(not stands(one, article) for one in copied), "= 0"
    )
