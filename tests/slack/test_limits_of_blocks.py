"""Every payload that the bot can send is one that Slack takes: the SDK's checks and the limits it misses.

What the documentation shows, and what a generator makes of answers, summaries, articles and refusals.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot import verdicts
from bot.answers import Answer, Citation, Claim, Coverage, Rejected, Summary
from bot.draft import MAX_SPAN_CHARS
from bot.preview.page import page
from bot.preview.surfaces import Shown
from bot.records.rows import Cited
from bot.slack.shown import layout, views
from bot.slack.shown.blocks import render_answer, render_summary
from bot.slack.shown.layout import Rendered
from bot.slack.shown.stale import Stale, marked
from index.sentences import MAX_SENTENCE_CHARS
from tests.fakes import slack_checks as checks
from tests.fakes.slack_live import in_mrkdwn
from tests.gallery import gallery
from tests.slack.test_inert import mixes

ALL = frozenset({"all", "person"})


def fault_of(payload: dict) -> str | None:
    """Slack's word against a message, a modal or a Home tab."""
    check = {"modal": checks.view, "home": checks.home}.get(payload.get("type", ""), checks.message)
    live = in_mrkdwn(payload["text"]) if "text" in payload else []
    return check(payload) or (f"live: {live}" if live else None)


def payloads(rendered: Rendered) -> list[dict]:
    """The message, what is sent when its blocks are refused, when it is out of date, and all of it."""
    blocks = list(rendered.blocks)
    stale = marked(Stale((1, 2), (3,), ("A <!channel> title",)), blocks, rendered.text)
    return [
        {"text": rendered.text, "blocks": blocks},
        {"text": stale.text, "blocks": list(stale.blocks)},
        {"text": rendered.plain},
        *(views.whole_view("id1", rendered.pages, index) for index in range(len(rendered.pages))),
    ]


def test_every_message_and_window_of_the_documentation_is_valid(tmp_path: Path) -> None:
    shown = list(gallery(tmp_path))
    assert len(shown) > 15
    assert {one.name: fault for one in shown if (fault := fault_of(one.payload))} == {}


said = st.one_of(mixes, st.text(min_size=1, max_size=40)).filter(
    lambda text: bool(layout.literal(text).strip())
)
# As long as they come: a piece of a sentence that a model may copy, and a sentence of the library.
spans = st.builds(lambda text, times: (text * times)[:MAX_SPAN_CHARS], said, st.sampled_from([1, 1, 400]))
long = st.builds(lambda text, times: (text * times)[:MAX_SENTENCE_CHARS], said, st.sampled_from([1, 1, 900]))
citations = st.builds(
    lambda article, title, date, number, text: Citation(
        article, title, date, None, None, number, 0, len(text), text
    ),
    st.sampled_from(["a1", "b2", "c3"]),
    st.none() | long,
    st.none() | st.just("2026-03-17"),
    st.integers(1, 400),
    long,
)
claims = st.builds(
    Claim,
    spans,
    st.sampled_from(["copied", "worded", "computed", "sentence"]),
    st.none() | said,
    st.lists(citations, min_size=1, max_size=3).map(tuple),
    st.lists(said, max_size=2).map(tuple),
)
several = st.lists(claims, max_size=12).map(tuple)
rejected = st.lists(st.builds(Rejected, said, st.sampled_from(sorted(verdicts.REFUSED))), max_size=3).map(
    tuple
)
failures = st.sampled_from([None, "timeout", "malformed"])
answers = st.builds(
    Answer,
    question=said,
    mode=st.sampled_from(["llm", "extractive"]),
    claims=several,
    nearest=st.lists(citations, max_size=4).map(tuple),
    missing=st.none() | long,
    differ=st.sampled_from([None, "sources", "articles", "updated"]),
    unclear=st.booleans(),
    meant=st.lists(citations, max_size=2).map(tuple),
    rejected=rejected,
    failure=failures,
    searched=st.lists(long, max_size=4).map(tuple),
    searched_more=st.integers(0, 9_000),
)
summaries = st.builds(
    Summary,
    articles=st.lists(long, min_size=1, max_size=4).map(tuple),
    mode=st.sampled_from(["llm", "extractive"]),
    sentences=several,
    coverage=st.builds(Coverage, st.just((1, 3, 5)), st.sampled_from([5, 6, 4_000])),
    rejected=rejected,
    failure=failures,
)
places = st.sampled_from(["thread", "private", "unkept"])
# Hypothesis finds what it draws too long to print; messages are as long as that.
LONG_REPR = pytest.mark.filterwarnings("ignore:Generating overly large repr")
made_often = settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # to shrink messages of 12,000 characters takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def faults_in(found: Sequence[dict]) -> Iterator[str]:
    for one in found:
        fault = fault_of(one)
        if fault:
            yield f"{fault}: {json.dumps(one)[:300]}"


@made_often
@LONG_REPR
@given(answers, places, st.lists(said, max_size=2))
def test_any_answer_is_valid_and_the_preview_can_show_it(
    answer: Answer, place: str, notices: list[str]
) -> None:
    found = payloads(render_answer(answer, "id1", place, notices, offers=ALL))
    found.append(views.why_view(verdicts.why(answer)))
    assert list(faults_in(found)) == []
    assert page([Shown("one", "One", payload) for payload in found])


@made_often
@LONG_REPR
@given(summaries, places, st.lists(said, max_size=2))
def test_any_summary_is_valid_and_the_preview_can_show_it(
    summary: Summary, place: str, notices: list[str]
) -> None:
    found = payloads(render_summary(summary, "id1", place, notices, offers=ALL))
    found.append(views.why_view(verdicts.why(summary)))
    assert list(faults_in(found)) == []
    assert page([Shown("one", "One", payload) for payload in found])


def plain(length: int) -> dict:
    return {"type": "plain_text", "text": "x" * length}


def option(text: int = 3, value: int = 3, **more: object) -> dict:
    return {"text": plain(text), "value": "v" * value, **more}


def row(*elements: dict) -> dict:
    return {"type": "actions", "elements": list(elements)}


def press(**other: object) -> dict:
    return {"type": "button", "action_id": "a", "text": plain(3), "value": "v", **other}


def select(*options: dict, **more: object) -> dict:
    return {"type": "static_select", "action_id": "a", "options": list(options), **more}


def asked(element: dict) -> dict:
    return {"type": "input", "block_id": "i", "label": plain(3), "element": {"action_id": "e", **element}}


def quote(text: str) -> dict:
    inside = {"type": "rich_text_quote", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [inside]}


OVER = {
    "51 blocks": [row(press())] * 51,
    "13,201 characters": [quote("x" * 13_201)],
    "section of 3,001": [{"type": "section", "text": plain(3_001)}],
    "field of 2,001": [{"type": "section", "fields": [plain(2_001)]}],
    "11 fields": [{"type": "section", "fields": [plain(3)] * 11}],
    "header of 151": [{"type": "header", "text": plain(151)}],
    "header in mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "button of 76": [row(press(text=plain(76)))],
    "button's value of 2,001": [row(press(value="v" * 2_001))],
    "action_id of 256": [row(press(action_id="a" * 256))],
    "action_id twice": [row(press(), press())],
    "block_id of 256": [{**row(press()), "block_id": "b" * 256}],
    "block_id twice": [{**row(press()), "block_id": "b"}] * 2,
    "11 in a context": [{"type": "context", "elements": [plain(3)] * 11}],
    "26 buttons": [row(*(press(action_id=f"a{n}") for n in range(26)))],
    "no buttons": [row()],
    "101 options": [row(select(*[option()] * 101))],
    "no options": [row(select())],
    "option of 76": [row(select(option(76)))],
    "option's value of 151": [row(select(option(3, 151)))],
    "option's description of 76": [asked({"type": "checkboxes", "options": [option(description=plain(76))]})],
    "11 radio buttons": [asked({"type": "radio_buttons", "options": [option()] * 11})],
    "chosen and not on offer": [
        asked({"type": "radio_buttons", "options": [option()], "initial_option": option(4)})
    ],
    "field that takes 3,001": [asked({"type": "plain_text_input", "max_length": 3_001})],
    "field that holds 3,001": [asked({"type": "plain_text_input", "initial_value": "x" * 3_001})],
    "an empty text": [quote("")],
    "a person in rich text": [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "user"}]}]}
    ],
    "what the preview does not show": [{"type": "markdown", "text": "x"}],
    "a key nobody knows": [{**row(press()), "colour": "blue"}],
}


@pytest.mark.parametrize("blocks", OVER.values(), ids=OVER)
def test_what_is_over_a_limit_is_seen(blocks: list[dict]) -> None:
    assert checks.message({"text": "x", "blocks": blocks}) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": plain(25)},
        {"submit": plain(25)},
        {"close": plain(25)},
        {"title": {"type": "mrkdwn", "text": "x"}},
        {"private_metadata": "x" * 3_001},
        {"callback_id": "x" * 256},
        {"blocks": [row(press())] * 101},
        {"blocks": [asked({"type": "plain_text_input"})]},
        {"colour": "blue"},
    ],
    ids=lambda wrong: ", ".join(wrong),
)
def test_a_window_that_slack_would_refuse_is_seen(wrong: dict) -> None:
    fine = {"type": "modal", "title": plain(24), "blocks": [row(press())]}
    assert checks.view(fine) is None
    assert checks.view({**fine, **wrong}) is not None


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_pages_of_an_article_are_valid_whatever_is_marked(count: int) -> None:
    from tests.slack.test_views import article

    sentences = [f"<!channel> https://evil.example {n} " + "x" * 900 for n in range(count + 1)]
    cited = [Cited("a1", n, sentences[n - 1]) for n in range(1, count + 1)]
    found = views.pages(views.marked([article(*sentences)], cited, str))
    assert [checks.view(views.source_view("id1", found, n)) for n in range(len(found))] == [None] * len(found)
