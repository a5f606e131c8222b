"""Answers and summaries as messages: what is said, what is quoted, and that Slack takes every payload."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers import Answer, Citation, Claim, Coverage, Rejected, Summary
from bot.health import Meters
from bot.slack.shown import layout, views
from bot.slack.shown.blocks import coverage_line, render_answer, render_summary
from bot.slack.shown.inert import BREAK
from bot.slack.shown.layout import Rendered
from tests.fakes import slack_checks as checks
from tests.fakes.slack_live import in_literal, in_mrkdwn
from tests.slack.test_inert import mixes
from tests.slack.test_talk import EVIDENCE as SENT
from tests.slack.test_talk import quotes

LOST = (
    "Anonymous Western sources told the BBC earlier this month that there were 4,000 North Korean losses "
    "after just a few weeks of fighting, including 1,000 deaths."
)
SPEAKER = "Anonymous Western sources told the BBC"


def cite(text: str, number: int = 1, title: str | None = "Kursk", date: str | None = None) -> Citation:
    return Citation("a1", title, date, None, None, number, 0, len(text), text)


def copied(span: str, citation: Citation, speaker: str | None = None) -> Claim:
    return Claim(span, "copied", speaker, (citation,))


SENT_CLAIM = copied("around 11,000 trained fighters", cite(SENT, 6))
LOST_CLAIM = copied("4,000 North Korean losses", cite(LOST, 8, date="2025-02-02"), SPEAKER)
WHOLE = Claim(SENT, "sentence", None, (cite(SENT, 6),))
WORDED = Claim("North Korea helped.", "worded", None, (cite(SENT, 6), cite(LOST, 8)))
REJECTED = Rejected("21,000 fighters", "figure")


def answer(**parts: object) -> Answer:
    return Answer("how many?", **{"mode": "llm", "searched": ("Kursk",), **parts})


def shown(rendered: Rendered) -> str:
    return "\n".join(checks.texts(list(rendered.blocks))).replace(BREAK, "")


def lines(rendered: Rendered) -> list[str]:
    """The lines of ours, quotations left out."""
    found = []
    for element in rendered.blocks[0]["elements"]:
        if element["type"] == "rich_text_section":
            found += "".join(inner["text"] for inner in element["elements"]).split("\n")
    return found


DATED = Claim(
    "in September",
    "copied",
    None,
    (cite("Work is expected to start in September.", 2, date="2026-03-17"),),
    ("“September” = September 2026, from the article’s date, 2026-03-17",),
)
OLDER = copied("nine people", cite("The fire killed nine people.", 1, "Fire", "2026-02-10"))
NEWER = copied("eleven people", cite("It killed eleven people, up from nine.", 1, "Count", "2026-03-17"))
MEANT = (
    replace(cite(SENT, 6), span=(SENT.index("around"), SENT.index(" to help"))),
    replace(cite(LOST, 8), span=(LOST.index("4,000"), LOST.index(" after"))),
)
ENDINGS = {
    "answered": (answer(claims=(SENT_CLAIM,)), "“around 11,000 trained fighters” [1]"),
    "partly": (answer(claims=(SENT_CLAIM,), missing="and when"), "The article does not say “and when”."),
    "partly, dropped": (answer(claims=(SENT_CLAIM,), rejected=(REJECTED,)), "left out"),
    "not in source": (answer(nearest=(cite(SENT, 6),)), "The article does not say."),
    "not verified": (answer(rejected=(REJECTED,), nearest=(cite(SENT, 6),)), "I could not verify an answer."),
    "not mentioned": (
        answer(claims=(SENT_CLAIM,), missing="South Korea"),
        "The article does not mention “South Korea”.",
    ),
    "a time": (answer(claims=(DATED,)), "“in September” (“September” = September 2026, from the article’s"),
    "an update": (
        answer(claims=(NEWER, OLDER), differ="updated"),
        "The newer article (2026-03-17) updates the earlier one (2026-02-10):",
    ),
    "two speakers": (answer(claims=(SENT_CLAIM, LOST_CLAIM), differ="sources"), "Sources differ:"),
    "asked back": (
        answer(unclear=True, meant=MEANT),
        "Did you mean: “around 11,000 trained fighters” · “4,000 North Korean losses”?",
    ),
    "asked back without meanings": (answer(unclear=True), "ask it again with the person or thing you mean"),
    "extracts": (answer(mode="extractive", claims=(WHOLE,)), "Extracts, not an answer"),
    "model down": (
        answer(mode="extractive", claims=(WHOLE,), failure="timeout"),
        "could not reach the model",
    ),
    "bad reply": (answer(mode="extractive", claims=(WHOLE,), failure="malformed"), "no usable reply"),
    "nothing here": (answer(searched=()), "not say."),
}


@pytest.mark.parametrize(("given", "words"), ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("place", ["thread", "private", "unkept"])
def test_every_ending_has_its_words_in_message_notification_and_plain_text(
    given: Answer, words: str, place: str
) -> None:
    rendered = render_answer(given, "id1", place)
    for said in ("\n".join(lines(rendered)), rendered.text, rendered.plain):
        assert words in said
    assert checks.posted({"text": rendered.text, "blocks": list(rendered.blocks), **UNFURL_OFF}) is None


UNFURL_OFF = {"unfurl_links": False, "unfurl_media": False}


def test_the_short_answer_stands_in_quotation_marks_behind_its_speaker() -> None:
    rendered = render_answer(answer(claims=(SENT_CLAIM, LOST_CLAIM)), "id1", "thread")
    assert lines(rendered)[:2] == [
        "“around 11,000 trained fighters” [1]",
        f"“{SPEAKER}”: “4,000 North Korean losses” [2]",
    ]
    bold = [one["text"] for one in rendered.blocks[0]["elements"][0]["elements"] if one.get("style")]
    assert bold == ["“around 11,000 trained fighters”", "“4,000 North Korean losses”"]


def test_a_speaker_whom_the_words_name_themselves_is_not_named_twice() -> None:
    whole = Claim(LOST, "sentence", SPEAKER, (cite(LOST, 8),))
    rendered = render_answer(answer(claims=(whole,)), "id1", "thread")
    assert rendered.text.count(SPEAKER) == 1


def test_under_each_quotation_stands_where_it_is_from() -> None:
    rendered = render_answer(answer(claims=(SENT_CLAIM, LOST_CLAIM)), "id1", "thread")
    assert quotes({"blocks": rendered.blocks}) == [SENT, LOST]
    assert lines(rendered)[2:] == [
        "[1] Kursk · sentence 6 · date unknown",
        f"[2] Kursk · sentence 8 · “{SPEAKER}” · 2025-02-02",
    ]


def test_a_sentence_cited_twice_has_one_footnote_and_one_number() -> None:
    rendered = render_answer(answer(claims=(SENT_CLAIM, WORDED)), "id1", "thread")
    assert quotes({"blocks": rendered.blocks}) == [SENT, LOST]
    assert "North Korea helped. (in my words) [1][2]" in lines(rendered)


def test_a_whole_sentence_is_said_once() -> None:
    rendered = render_answer(answer(claims=(SENT_CLAIM, WHOLE, LOST_CLAIM)), "id1", "thread")
    assert shown(rendered).count(SENT) == 1
    assert "See [1] below." in lines(rendered)
    assert rendered.text.count(SENT) == 1


def test_the_notification_is_the_answer_with_the_articles_name() -> None:
    rendered = render_answer(answer(claims=(SENT_CLAIM,)), "id1", "thread")
    assert rendered.text == "“around 11,000 trained fighters” [1]\n[1] Kursk"


def test_nearest_sentences_are_offered_without_numbers_and_only_beside_a_refusal() -> None:
    refusal = render_answer(answer(nearest=(cite(SENT, 6),)), "id1", "thread")
    assert "Nearest sentences, not evidence:" in lines(refusal)
    assert "[1]" not in shown(refusal)
    answered = render_answer(answer(claims=(LOST_CLAIM,), nearest=(cite(SENT, 6),)), "id1", "thread")
    assert SENT not in shown(answered)


BOTH = frozenset({"all", "person"})
EXTRACT = answer(mode="extractive", claims=(WHOLE,))
PARTLY = answer(claims=(SENT_CLAIM,), missing="and when")
UNVERIFIED = answer(rejected=(REJECTED,), nearest=(cite(SENT, 6),))


def pressed(rendered: Rendered) -> list[str]:
    return [one["action_id"] for block in rendered.blocks[1:] for one in block["elements"]]


@pytest.mark.parametrize(
    ("given", "place", "actions"),
    [
        (answer(claims=(SENT_CLAIM,)), "thread", ["source", "why", "quiet", "feedback"]),
        (answer(claims=(SENT_CLAIM,)), "private", ["source", "why", "feedback", "share"]),
        (answer(claims=(SENT_CLAIM,)), "unkept", ["source", "feedback"]),
        (answer(), "thread", ["why", "quiet", "feedback"]),
        (answer(), "private", ["why", "feedback", "share"]),
    ],
)
def test_the_buttons_fit_the_place(given: Answer, place: str, actions: list[str]) -> None:
    assert pressed(render_answer(given, "id1", place)) == actions


@pytest.mark.parametrize(
    ("given", "actions"),
    [
        (answer(claims=(SENT_CLAIM,)), ["source", "why", "quiet", "feedback"]),
        (PARTLY, ["source", "why", "person", "quiet", "feedback"]),
        (answer(), ["why", "person", "quiet", "feedback"]),
        (UNVERIFIED, ["source", "why", "person", "quiet", "feedback"]),
        (EXTRACT, ["source", "why", "person", "quiet", "feedback"]),
        (answer(unclear=True, meant=MEANT), ["why", "person", "quiet", "feedback"]),
    ],
    ids=["answered", "partly", "not in source", "not verified", "extracts", "asked back"],
)
def test_a_person_can_be_asked_where_the_answer_is_not_a_full_one_and_somebody_is_named(
    given: Answer, actions: list[str]
) -> None:
    assert pressed(render_answer(given, "id1", "thread", offers=BOTH)) == actions
    nobody = render_answer(given, "id1", "thread", offers=frozenset({"all"}))
    assert pressed(nobody) == [action for action in actions if action != "person"]


FOUR = {
    "answered": answer(claims=(SENT_CLAIM,)),
    "partly": PARTLY,
    "not_in_source": answer(nearest=(cite(SENT, 6),)),
    "not_verified": UNVERIFIED,
}


def own_lines(given: Answer) -> set[str]:
    """The lines of a message that are neither the claim nor the line under a quotation."""
    told = lines(render_answer(given, "id1", "thread"))
    return {one for one in told if "fighters”" not in one and "sentence 6" not in one}


def test_the_four_endings_have_each_their_own_words() -> None:
    assert {name: given.status for name, given in FOUR.items()} == {name: name for name in FOUR}
    said = {name: own_lines(given) for name, given in FOUR.items()}
    assert said == {
        "answered": set(),
        "partly": {"The article does not say “and when”."},
        "not_in_source": {
            "The article does not say.",
            "Searched: Kursk.",
            "Nearest sentences, not evidence:",
        },
        "not_verified": {"I could not verify an answer.", "Extracts that may help, word for word:"},
    }


def test_the_two_refusals_share_no_word_that_says_anything() -> None:
    small = {"a", "an", "i", "the", "not", "for", "that"}
    words = [
        {word for one in own_lines(FOUR[name]) for word in re.findall(r"[a-z]+", one.lower())} - small
        for name in ("not_in_source", "not_verified")
    ]
    assert all(words)
    assert words[0] & words[1] == set()


def test_each_ending_has_a_counter_of_its_own() -> None:
    meters = Meters()
    for ending in FOUR.values():
        meters.answered(ending)
    told = meters.text().decode()
    for name in FOUR:
        assert f'footnote_answers_total{{mode="llm",status="{name}"}} 1.0' in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("answered", "“around 11,000 trained fighters” [1]\n[1] Kursk"),
        (
            "partly",
            "The article does not say “and when”.\n“around 11,000 trained fighters” [1]\n[1] Kursk",
        ),
        ("not_in_source", "The article does not say.\nSearched: Kursk."),
        ("not_verified", "I could not verify an answer."),
    ],
)
def test_the_notification_of_each_ending_is_the_answer_itself(name: str, text: str) -> None:
    assert render_answer(FOUR[name], "id1", "thread").text == text


def test_notices_stand_above() -> None:
    rendered = render_answer(answer(claims=(SENT_CLAIM,)), "id1", "thread", ("Mind this.",))
    assert lines(rendered)[0] == "Mind this."
    assert rendered.text.startswith("Mind this.")


def long_claims(count: int, chars: int) -> tuple[Claim, ...]:
    sentences = [f"Sentence {n} {'word ' * (chars // 5)}" for n in range(1, count + 1)]
    return tuple(copied(f"Sentence {n}", cite(text, n)) for n, text in enumerate(sentences, 1))


@pytest.mark.parametrize(("count", "chars"), [(40, 700), (4, 5_000), (300, 30), (1, 11_500), (1, 30_000)])
@pytest.mark.parametrize("place", ["thread", "private", "unkept"])
def test_what_does_not_fit_is_left_whole_behind_the_button_and_that_is_said(
    count: int, chars: int, place: str
) -> None:
    claims = long_claims(count, chars)
    rendered = render_answer(answer(claims=claims), "id1", place)
    assert checks.message({"text": rendered.text, "blocks": list(rendered.blocks)}) is None
    assert sum(map(len, checks.texts(list(rendered.blocks)))) <= layout.MAX_MESSAGE_CHARS
    assert len(rendered.text) <= layout.MAX_TEXT_CHARS
    whole = [claim.citations[0].text for claim in claims]
    found = quotes({"blocks": rendered.blocks})
    assert found == whole[: len(found)]
    assert len(found) < count
    assert "Show in source has" in "\n".join(lines(rendered))
    assert rendered.pages == ()


@pytest.mark.parametrize(("count", "chars"), [(40, 700), (4, 5_000), (300, 30), (1, 11_500), (1, 30_000)])
def test_behind_show_all_stands_every_statement_with_its_whole_sentence(count: int, chars: int) -> None:
    claims = long_claims(count, chars)
    rendered = render_answer(answer(claims=claims), "id1", "thread", offers=BOTH)
    assert "Show all has" in "\n".join(lines(rendered))
    assert pressed(rendered)[:2] == ["all", "source"]
    views_of = [views.whole_view("id1", rendered.pages, at) for at in range(len(rendered.pages))]
    assert [checks.view(view) for view in views_of] == [None] * len(views_of)
    held = "".join(quote for page in rendered.pages for quote in quotes({"blocks": [page]}))
    assert held == "".join(claim.citations[0].text for claim in claims)
    told = "\n".join(checks.texts(list(rendered.pages)))
    assert all(f"“{claim.text}”" in told for claim in claims)


def test_an_answer_that_fits_has_nothing_more_to_show() -> None:
    rendered = render_answer(answer(claims=(SENT_CLAIM,)), "id1", "thread", offers=BOTH)
    assert rendered.pages == ()
    assert "all" not in pressed(rendered)


def test_a_summary_that_does_not_fit_is_whole_behind_show_all_too() -> None:
    claims = long_claims(20, 1_000)
    rendered = render_summary(summary(*claims), "id1", "private", offers=BOTH)
    held = [quote for page in rendered.pages for quote in quotes({"blocks": [page]})]
    assert held == [claim.citations[0].text for claim in claims]
    assert "person" not in pressed(rendered)
    assert "Uses 2 of 15" in "\n".join(checks.texts(rendered.pages[-1]))


def test_a_page_cuts_a_long_sentence_at_a_space_and_loses_nothing() -> None:
    text = "word " * 2_000 + "x" * 9_000
    found = [quote for page in layout.pages([layout.Quote(text)]) for quote in quotes({"blocks": [page]})]
    assert "".join(found) == text
    assert all(quote.endswith(" ") for quote in found[:3])
    assert max(map(len, found)) <= layout.MAX_PIECE_CHARS


def summary(*claims: Claim, **parts: object) -> Summary:
    return Summary(
        ("Kursk",), **{"mode": "llm", "sentences": claims, "coverage": Coverage((6, 8), 15), **parts}
    )


def test_in_a_summary_each_sentence_stands_over_its_quotation() -> None:
    rendered = render_summary(summary(SENT_CLAIM, LOST_CLAIM), "id1", "private")
    kinds = [element["type"] for element in rendered.blocks[0]["elements"]]
    assert kinds == ["rich_text_section", "rich_text_quote"] * 2 + ["rich_text_section"]
    assert lines(rendered)[0] == "Summary of “Kursk”"
    assert lines(rendered)[-2:] == ["", "Uses 2 of 15 sentences. Left out: 1–5, 7, 9–15."]
    assert "\n\n" not in rendered.text
    assert checks.message({"text": rendered.text, "blocks": list(rendered.blocks)}) is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (summary(WHOLE, mode="extractive"), "Extracts, not an answer"),
        (summary(WHOLE, mode="extractive", failure="unreachable"), "could not reach the model"),
        (summary(WHOLE, mode="extractive", failure="too_long"), "more text than the model takes"),
        (summary(), "I could not verify an answer."),
        (summary(SENT_CLAIM, rejected=(REJECTED,)), "left out"),
    ],
)
def test_a_summary_says_how_it_came_about(given: Summary, words: str) -> None:
    assert words in "\n".join(lines(render_summary(given, "id1", "private")))


@pytest.mark.parametrize(
    ("used", "total", "said"),
    [
        ((1, 2), 2, "Uses 2 of 2 sentences."),
        ((), 3, "Uses 0 of 3 sentences. Left out: 1–3."),
        (tuple(range(1, 200, 2)), 200, "Uses 100 of 200 sentences. Left out: 100 sentences."),
    ],
)
def test_the_coverage_line_counts_and_names(used: tuple[int, ...], total: int, said: str) -> None:
    assert layout.said(coverage_line(Coverage(used, total))) == said


@settings(max_examples=300, deadline=None)
@given(text=mixes, name=mixes, speaker=mixes, missing=mixes, data=st.data())
def test_no_text_of_others_is_live_or_refused_anywhere(
    text: str, name: str, speaker: str, missing: str, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["copied", "worded", "sentence"]))
    sentence = f"He said: {text}"
    claim = Claim(sentence, kind, speaker, (cite(sentence, 1, name, None),))
    for rendered in (
        render_answer(answer(claims=(claim,), missing=missing), "id1", "private"),
        render_answer(answer(nearest=(cite(sentence, 1, name),)), "id1", "thread"),
        render_summary(summary(claim), "id1", "private"),
    ):
        assert checks.message({"text": rendered.text, "blocks": list(rendered.blocks)}) is None
        assert [text for text in checks.texts(list(rendered.blocks)) if in_literal(text)] == []
        assert in_mrkdwn(rendered.text) == in_mrkdwn(rendered.plain) == []


def test_where_nothing_can_be_asked_about_it_is_said_how_slack_adds_an_article() -> None:
    said = "\n".join(lines(render_answer(answer(searched=()), "id", "thread"))).replace(BREAK, "")
    assert "No article is in reach. Add one: /footnote add and the address of a page, or share a file" in said
    assert "footnote add FILE" not in said


def test_the_times_of_a_sentence_shown_whole_stand_under_it() -> None:
    whole = replace(DATED, kind="sentence", text=DATED.citations[0].text)
    said = lines(render_answer(answer(claims=(whole,)), "id", "thread"))
    assert said[-1] == whole.notes[0]
    assert said[-2].startswith("[1] Kursk")


def test_a_question_asked_back_names_no_searched_articles() -> None:
    rendered = render_answer(answer(unclear=True, meant=MEANT), "id", "thread")
    assert "Searched" not in shown(rendered)
    assert rendered.text.replace(BREAK, "").startswith("The question alone does not say")
