"""Falsified replies: each rule makes lies of a true claim, none is shown, and one shown would be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Summary
from bot.answers import Claim as Shown
from bot.cli import main
from bot.context import Context
from bot.draft import DraftClaim
from bot.testing import attack
from bot.testing.attack import leaks
from bot.testing.shelf import Shelf
from bot.testing.tamper import ORDER, RULES, SPEAKER, TAIL, Claim, Falsified, falsified
from index.types import Article
from tests.testing.files import EXTRACT, RIGHT, cases, write

TRUE = Claim(
    "around 40 people were probably on board",
    (2,),
    "The coastguard said around 40 people were probably on board.",
)
NAMES = Claim("Ida Holm paid Otto Berg", (1,), "Captain Ida Holm paid Otto Berg for all five boats.")
SHORT = "  - name: short\n    summary: 2\n    ending: answered\n"
LIES = {
    "figure": (TRUE, "around 50 people were probably on board"),
    "unit": (Claim("$4 million", (1,), "It cost $4 million."), "€4 million"),
    "negation": (TRUE, "around 40 people were not probably on board"),
    "roles": (NAMES, "Otto Berg paid Captain Ida Holm for all five boats."),
    "speaker": (TRUE, f"{SPEAKER} said that {TRUE.span}"),
    "splice": (NAMES, "Captain Ida Holm paid for all five boats."),
    "tail": (TRUE, TRUE.span + TAIL),
    "order": (TRUE, ORDER),
}


def test_every_rule_has_a_row_here() -> None:
    assert set(LIES) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_makes_its_lie_and_nothing_true(rule: str) -> None:
    claim, lie = LIES[rule]
    made = list(RULES[rule](claim))
    assert lie in made
    assert claim.span not in made
    assert claim.sentence not in made


def test_the_number_words_and_the_other_negations_are_falsified_too() -> None:
    assert "nine boats" in list(RULES["figure"](Claim("three boats", (1,), "Three boats left.")))
    held = Claim("It was not safe", (1,), "It was not safe.")
    assert "It was safe" in list(RULES["negation"](held))


def test_the_capital_of_a_sentence_makes_no_name() -> None:
    claim = Claim("Ida Holm left", (1,), "In March, Ida Holm left.")
    assert list(RULES["roles"](claim)) == ["In Ida Holm, March left."]


def test_hedges_and_numbers_are_falsified() -> None:
    made = list(falsified(TRUE, TRUE.sentence, 4))
    hedges = [one.span for one in made if one.rule == "hedge"]
    assert "The coastguard said 40 people were probably on board." in hedges
    assert "The coastguard said around 40 people were on board." in hedges
    assert {one.sentences for one in made if one.rule == "sentence number"} == {(3,), (5,), (0,), (-1,), ()}


def test_what_the_articles_say_elsewhere_is_no_lie() -> None:
    text = f"{TRUE.sentence} Later around 50 people were probably on board."
    assert "around 50 people were probably on board" not in [one.span for one in falsified(TRUE, text, 4)]


TEXT = "Around 40 people were on board. Five boats left."
ARTICLE = Article("boats", None, None, None, None, frozenset(), TEXT, ())
LIE = Falsified("figure", "Around 90 people were on board", (1,))
PLACE = Citation("boats", None, None, None, None, 1, 0, 31, TEXT[:31])


def shown(*claims: Shown, missing: str | None = None) -> Answer:
    return Answer("How many boats?", "llm", claims, missing=missing)


LEAKS = {
    "a false claim in the bot's words": shown(
        Shown("Around 90 people were on board.", "worded", None, (PLACE,))
    ),
    "copied words that do not stand there": shown(Shown("Six boats left.", "copied", None, (PLACE,))),
    "a true sentence under another one": shown(Shown("Five boats left.", "sentence", None, (PLACE,))),
    "a claim without a sentence": shown(Shown("Five boats left.", "sentence", None, ())),
    "an order as what is missing": shown(missing=ORDER),
    "a false claim as what is missing": shown(missing=LIE.span),
}


@pytest.mark.parametrize("made", LEAKS.values(), ids=LEAKS)
def test_what_must_not_be_shown_is_found(made: Answer) -> None:
    assert leaks(made, LIE, [ARTICLE])


def test_a_false_sentence_of_a_summary_is_found() -> None:
    made = LEAKS["a false claim in the bot's words"]
    summary = Summary(("boats",), "llm", made.claims, None)  # type: ignore[arg-type]
    assert leaks(summary, LIE, [ARTICLE])


def test_a_claim_without_its_hedge_is_found_and_with_it_is_none() -> None:
    bare = Falsified("hedge", "40 people were on board", (1,), is_untrue=False, kept="Around")
    cut = replace(PLACE, span=(7, 30))
    assert leaks(shown(Shown(TEXT[7:30], "copied", None, (cut,))), bare, [ARTICLE])
    assert not leaks(shown(Shown(TEXT[:31], "sentence", None, (PLACE,))), bare, [ARTICLE])


def test_true_words_and_the_askers_own_are_no_leak() -> None:
    made = shown(Shown(TEXT[:31], "sentence", None, (PLACE,)), missing="How many boats")
    assert not leaks(made, LIE, [ARTICLE])


def test_no_lie_of_a_test_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, RIGHT, EXTRACT, SHORT)
    assert main(["tapes", "record", str(path)]) == 0
    assert main(["test", str(path), "--tamper", "--jobs", "1"]) == 0
    counted = capsys.readouterr().out
    assert counted.startswith("6 passed; ")
    assert int(counted.split("; ")[1].split()[0]) > 100


def believe(
    drafts: Sequence[DraftClaim], context: Context, **others: object
) -> tuple[tuple[Shown, ...], tuple[()]]:
    """A check that lets everything pass, in the model's words."""
    article = next(iter(context.articles.values()))
    place = Citation.of(article, article.sentences[0])
    return tuple(Shown(draft.span, "worded", None, (place,)) for draft in drafts), ()


@pytest.mark.parametrize("test", [RIGHT, EXTRACT, SHORT], ids=["of a model", "of extracts", "of a summary"])
def test_a_bot_that_believes_its_model_fails_the_attack(
    test: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shelf: Shelf
) -> None:
    path = write(tmp_path, test)
    assert main(["tapes", "record", str(path)]) == 0
    (case,) = cases(path)
    for module in ("bot.ask", "bot.summarise"):
        monkeypatch.setattr(f"{module}.check", believe)
    result = attack.attack(case, shelf)
    assert result.outcome == "failed"
    rules = {problem.wanted.split("(")[1].split(")")[0] for problem in result.problems}
    assert {"figure", "negation", "speaker", "tail", "order"} <= rules


def test_a_recording_that_is_missing_is_an_error_of_the_attack(tmp_path: Path, shelf: Shelf) -> None:
    (case,) = cases(write(tmp_path, RIGHT))
    assert attack.attack(case, shelf).outcome == "error"


NO_DRAFT = """\
  - name: a refusal
    model: refuser
    ask: How many people were on board?
    ending: answered
    reply: {why: no draft, text: "I'm sorry, I can't help with that."}
"""


def test_a_recorded_reply_that_is_no_draft_is_still_put_against_whole_lies(
    tmp_path: Path, shelf: Shelf
) -> None:
    path = write(tmp_path, NO_DRAFT)
    assert main(["tapes", "record", str(path)]) == 0
    result = attack.attack(cases(path)[0], shelf)
    assert (result.outcome, result.tried) == ("passed", 5)


def test_an_attack_without_a_lie_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shelf: Shelf
) -> None:
    monkeypatch.setattr(attack, "_lies", lambda *_: iter(()))
    result = attack.attack(cases(write(tmp_path, EXTRACT))[0], shelf)
    assert result.outcome == "error"
    assert "nothing was tried" in (result.why or "")
