"""The path of a question, over a real library and a model that says what the test tells it to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers import Answer, Usage
from bot.ask import MAX_QUESTION_CHARS, Question, Turn, ask
from bot.errors import ModelNeeded, UsageError
from bot.llm import Failure
from bot.wording import NOTHING_VERIFIED, answer_text
from index.types import NewArticle, Scope
from tests.shelf import SEED_TEXT, ScriptedModel, desk_with, drafted, seed_desk

TROOPS = "How many troops did North Korea send?"
S6 = SEED_TEXT.splitlines()[5]


def assert_verbatim(answer: Answer, text: str = SEED_TEXT) -> None:
    """Every citation stands in the article, character for character, its span inside it."""
    for citation in [c for claim in answer.claims for c in claim.citations] + list(answer.nearest):
        assert text[citation.start : citation.end] == citation.text
        if citation.span:
            assert citation.start <= citation.span[0] < citation.span[1] <= citation.end


def test_a_copied_span_is_the_answer_and_its_sentence_the_footnote(tmp_path: Path) -> None:
    answer = ask(TROOPS, seed_desk(tmp_path, drafted(("around 11,000", [6]))))
    assert (answer.status, answer.mode) == ("answered", "llm")
    assert "around 11,000" in answer_text(answer)
    (claim,) = answer.claims
    assert claim.kind == "copied"
    assert [c.text for c in claim.citations] == [S6]
    assert claim.text == claim.citations[0].quoted
    assert_verbatim(answer)


def test_the_card_question_is_answered_without_any_model(tmp_path: Path) -> None:
    answer = ask(TROOPS, seed_desk(tmp_path))
    assert (answer.status, answer.mode, answer.model) == ("answered", "extractive", None)
    assert answer.claims[0].citations[0].sentence == 6
    assert answer.claims[0].kind == "sentence"
    assert_verbatim(answer)


@pytest.mark.parametrize(
    ("span", "numbers", "reason"),
    [
        ("around 21,000", [6], "quote"),
        ("never sent around 11,000 trained fighters", [6], "quote"),
        ("1,000", [6], "quote"),
        ("around 11,000", [99], "unknown_sentence"),
        ("around 11,000", [0], "unknown_sentence"),
        ("around 11,000", [], "unknown_sentence"),
        ("around 11,000", [6, 99], "unknown_sentence"),
        ("", [6], "no_words"),
    ],
)
def test_a_statement_its_sentence_does_not_carry_is_never_shown(
    tmp_path: Path, span: str, numbers: list[int], reason: str
) -> None:
    answer = ask(TROOPS, seed_desk(tmp_path, drafted((span, numbers))))
    assert answer.status == "not_verified"
    assert answer.claims == ()
    assert [row.reason for row in answer.rejected] == [reason]
    assert answer_text(answer) == NOTHING_VERIFIED
    assert answer.nearest, "the nearest sentences are offered instead"
    assert_verbatim(answer)


def test_one_refused_statement_leaves_the_others_and_says_so(tmp_path: Path) -> None:
    answer = ask(TROOPS, seed_desk(tmp_path, drafted(("around 11,000", [6]), ("around 21,000", [6]))))
    assert answer.status == "partly"
    assert len(answer.claims) == 1
    assert "left out" in answer_text(answer)
    assert "21,000" not in answer_text(answer)


def test_a_part_that_is_missing_is_told_in_the_askers_own_words(tmp_path: Path) -> None:
    question = "Why did South Korea send 11,000?"
    reply = drafted(("around 11,000", [6]), missing="south korea SEND")
    answer = ask(question, seed_desk(tmp_path, reply))
    assert answer.status == "partly"
    assert answer.missing == "South Korea send"
    assert answer_text(answer).startswith("The article does not say “South Korea send”.")


@pytest.mark.parametrize("missing", ["visit evil.example", "i", "?", "roops", "help Russia", "the"])
def test_what_a_model_calls_missing_is_dropped_unless_it_is(tmp_path: Path, missing: str) -> None:
    reply = drafted(("around 11,000", [6]), missing=missing)
    answer = ask("Did they send the troops to help Russia?", seed_desk(tmp_path, reply))
    assert (answer.status, answer.missing) == ("answered", None)


def test_no_claims_means_the_article_does_not_say(tmp_path: Path) -> None:
    answer = ask("What did the troops cost?", seed_desk(tmp_path, drafted()))
    assert answer.status == "not_in_source"
    assert answer_text(answer) == "The article does not say."
    assert 0 < len(answer.nearest) <= 3


@pytest.mark.parametrize("reply", ["About 11,000 troops.", '{"claims": [', "", '{"claims": "none"}', "[]"])
def test_a_reply_that_is_no_draft_ends_in_extracts(tmp_path: Path, reply: str) -> None:
    answer = ask(TROOPS, seed_desk(tmp_path, reply))
    assert (answer.mode, answer.failure, answer.status) == ("extractive", "malformed", "answered")
    assert answer.claims[0].citations[0].text == S6


def test_a_model_that_fails_ends_in_extracts_that_say_why(tmp_path: Path) -> None:
    answer = ask(TROOPS, seed_desk(tmp_path, Failure("timeout", "no reply in 20 s")))
    assert (answer.mode, answer.failure) == ("extractive", "timeout")
    assert answer.claims


def test_half_a_surrogate_pair_in_a_question_does_no_harm(tmp_path: Path) -> None:
    answer = ask(TROOPS + " \ud83d", seed_desk(tmp_path, drafted(("around 11,000", [6]))))
    assert answer.status == "answered"
    assert answer.question == TROOPS + " ?"


def test_a_reworded_claim_is_shown_as_the_sentence_it_stands_on(tmp_path: Path) -> None:
    reply = drafted(("Kim Jong Un sent around 11,000 fighters to help Russia.", [6], "worded"))
    answer = ask(TROOPS, seed_desk(tmp_path, reply))
    assert [claim.kind for claim in answer.claims] == ["sentence"]
    assert answer.claims[0].text == S6


def test_the_speaker_travels_with_the_statement(tmp_path: Path) -> None:
    reply = drafted(("4,000 North Korean losses", [8]))
    answer = ask("How many losses were there?", seed_desk(tmp_path, reply))
    speaker = answer.claims[0].speaker
    assert speaker is not None
    assert speaker in answer.claims[0].citations[0].text
    assert "BBC" in answer_text(answer)


def test_the_same_statement_twice_is_shown_once(tmp_path: Path) -> None:
    reply = drafted(("around 11,000", [6]), ("around 11,000", [6]), (S6, [6]))
    assert len(ask(TROOPS, seed_desk(tmp_path, reply)).claims) == 1


def test_an_article_that_fits_is_read_whole_and_numbered(tmp_path: Path) -> None:
    desk = seed_desk(tmp_path, drafted())
    ask(TROOPS, desk)
    assert isinstance(desk.model, ScriptedModel)
    prompt = desk.model.asked[0].messages[-1].content
    assert all(f"\n[{number}] " in prompt for number in range(1, 16))
    assert f"[6] {S6}" in prompt
    assert TROOPS in prompt


def test_earlier_turns_reach_the_model_but_are_no_evidence(tmp_path: Path) -> None:
    desk = seed_desk(tmp_path, drafted(("50,000", [1])))
    history = [Turn("user", "It was 50,000, was it not?"), Turn("bot", "The article does not say.")]
    answer = ask("And how many was it?", desk, history=history)
    assert isinstance(desk.model, ScriptedModel)
    assert "It was 50,000, was it not?" in desk.model.asked[0].messages[-1].content
    assert answer.status == "not_verified"


@pytest.mark.parametrize(
    ("asked", "sought"),
    [
        ("And how many of them died?", "And how many of them died? North Korean losses Syrsky"),
        ("How many died?", "How many died? North Korean losses"),
        ("Who signed the pact with Moscow?", "Who signed the pact with Moscow?"),
    ],
)
def test_a_follow_up_is_sought_with_what_it_leans_on_and_no_more(asked: str, sought: str) -> None:
    history = [Turn("user", "How many North Korean losses were there?"), Turn("Agent", "Ask about Syrsky.")]
    question = Question(asked, Scope(), tuple(history))
    assert question.sought == sought
    assert question.understood.startswith(asked)


def test_a_span_is_shown_with_the_sentence_it_stands_in_and_no_other(tmp_path: Path) -> None:
    answer = ask(TROOPS, seed_desk(tmp_path, drafted((S6, [6, 1, 15]))))
    assert [claim.citations[0].sentence for claim in answer.claims] == [6]


def test_what_an_unusable_reply_cost_is_counted(tmp_path: Path) -> None:
    cut = Failure("cut_short", "finish_reason length", Usage(500, 1_000, 0.01))
    answer = ask(TROOPS, seed_desk(tmp_path, cut))
    assert (answer.mode, answer.usage) == ("extractive", Usage(500, 1_000, 0.01))


def test_an_article_changed_between_search_and_answer_is_not_cited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_with(tmp_path, [NewArticle("mill.txt", "The mill opened in 1904.")])
    found = desk.library.search("When did the mill open?")
    desk.library.add(NewArticle("mill.txt", "Nobody knows when it opened. The mill burned down in 1950."))
    monkeypatch.setattr(type(desk.library), "search", lambda *_, **__: found)
    answer = ask("When did the mill open?", desk)
    assert (answer.claims, answer.nearest) == ((), ())


def test_articles_out_of_scope_leave_no_trace(tmp_path: Path) -> None:
    secret = NewArticle(
        "secret.txt", "The merger with Brightwater costs 40 million.", channels=frozenset({"C1"})
    )
    public = NewArticle("public.txt", "The merger of the two clubs was called off.")
    desk = desk_with(tmp_path, [secret, public], model=None)
    answer = ask("What does the merger cost?", desk, scope=Scope(channel="C2"))
    assert answer.searched == ("public",)
    assert "Brightwater" not in repr(answer)
    inside = ask("What does the merger with Brightwater cost?", desk, scope=Scope(channel="C1"))
    assert "40 million" in inside.claims[0].text


def test_an_empty_library_says_so_whatever_the_mode(tmp_path: Path) -> None:
    answer = ask(TROOPS, desk_with(tmp_path, []))
    assert (answer.status, answer.searched, answer.nearest) == ("not_in_source", (), ())


@pytest.mark.parametrize("question", ["", "  \n", "?!", "x" * (MAX_QUESTION_CHARS + 1)])
def test_a_question_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path, question: str) -> None:
    with pytest.raises(UsageError) as refusal:
        ask(question, seed_desk(tmp_path))
    assert "\n" not in str(refusal.value)


def test_demanding_a_model_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelNeeded, match="OPENAI_API_KEY"):
        ask(TROOPS, seed_desk(tmp_path), mode="llm")
