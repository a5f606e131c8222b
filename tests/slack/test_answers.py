"""Answers of a model, on both transports: what is shown of right, wrong and partial drafts, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from index.library import Library
from index.types import NewArticle
from tests.fakes.openai_server import FakeOpenAI, completion
from tests.fakes.slack_checks import texts
from tests.fakes.slack_server import DIRECT, GENERAL, PRIVATE, FakeSlack
from tests.gallery import MARCH
from tests.shelf import SEED_TEXT, drafted
from tests.slack.conftest import start_bot
from tests.slack.test_talk import EVIDENCE, answers_in, quotes

# question -> what the model replies: (piece, words of the sentence it cites, or a number that does not exist)
Draft = list[tuple[str, str | int]]
DRAFTS: dict[str, tuple[Draft, str | None]] = {
    "How many troops did North Korea send?": ([("around 11,000 trained fighters", EVIDENCE)], None),
    "Why did South Korea send 11,000 soldiers?": (
        [("North Korean leader Kim Jong Un sent around 11,000 trained fighters", EVIDENCE)],
        "South Korea send 11,000 soldiers",
    ),
    "What did the troops eat?": ([], "What did the troops eat"),
    "How many fighters were sent, really?": ([("around 21,000 trained fighters", EVIDENCE)], None),
    "Did Kim send any fighters?": ([("never sent around 11,000 trained fighters", EVIDENCE)], None),
    "Whom did Russia help?": ([("Russia sent around 11,000 trained fighters", EVIDENCE)], None),
    "Who sent whom, and at what cost?": (
        [
            ("the North Korean ranks diminished by half", "Syrsky"),
            ("around 11,000 trained fighters", 99),
            ("around 11,000 trained fighters", EVIDENCE),
        ],
        None,
    ),
    "How many people were arrested at the march?": ([("40 people were arrested", "Police said")], None),
    "When is the next march?": ([("another march for next month", "The organisers plan")], None),
    "When was the pact signed?": ([("last year", "Pyongyang signed")], None),
}
HEDGED = "The troops were reportedly some of the best North Korea has to offer"
SUMMARY: Draft = [
    (HEDGED, HEDGED),
    ("some of the best North Korea has to offer", HEDGED),
    ("around 11,000 trained fighters", EVIDENCE),
]


def reply(body: dict) -> dict:
    """The draft for the question that is asked, with the numbers that its sentences have in the prompt."""
    prompt = "\n".join(message["content"] for message in body["messages"])
    drafts = (draft for asked, draft in DRAFTS.items() if f"Question: {asked}" in prompt)
    claims, missing = next(drafts, (SUMMARY, None))
    cited = [
        (span, [words if isinstance(words, int) else number_of(words, prompt)]) for span, words in claims
    ]
    return completion(drafted(*cited, missing=missing))


def number_of(words: str, prompt: str) -> int:
    found = re.search(rf"^\[(\d+)\] .*{re.escape(words)}", prompt, re.MULTILINE)
    found = found or re.search(rf"^\[(\d+)\] {re.escape(words[:40])}", prompt, re.MULTILINE)
    assert found, f"{words!r} is not in the prompt"
    return int(found[1])


@pytest.fixture(scope="module", params=["socket", "http"])
def answering(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FakeSlack]:
    """A Slack with a bot that has a model; one article without a date in #general, one with in the other."""
    home = tmp_path_factory.mktemp("answering")
    with Library.open(home) as library:
        seed = NewArticle("seed", SEED_TEXT, title="North Korea in Kursk", channels=frozenset({GENERAL}))
        march = NewArticle("march", MARCH, title="March", date="2026-03-17", channels=frozenset({PRIVATE}))
        library.add_all([seed, march])
    with FakeOpenAI(reply) as model, FakeSlack() as slack, ExitStack() as stack:
        settings = {"FOOTNOTE_QUESTIONS_PER_MINUTE": "1000", "OPENAI_BASE_URL": model.base_url}
        start_bot(stack, slack, home, request.param == "http", **settings)
        yield slack


def answer(slack: FakeSlack, question: str, channel: str = GENERAL) -> dict:
    body = slack.mention(question, channel=channel)
    slack.send(body)
    (message,) = answers_in(slack, body["event"]["ts"])
    assert slack.complaints == []
    return message


def said(message: dict) -> str:
    return "\n".join([message["text"], *texts(message["blocks"])])


def buttons(message: dict) -> list[str]:
    return [
        one["action_id"] for block in message["blocks"] for one in block["elements"] if "action_id" in one
    ]


def test_a_short_answer_stands_over_its_whole_sentence_and_is_the_notification(answering: FakeSlack) -> None:
    message = answer(answering, "How many troops did North Korea send?")
    assert quotes(message) == [EVIDENCE]
    assert message["text"] == "“around 11,000 trained fighters” [1]\n[1] North Korea in Kursk"
    assert "[1] North Korea in Kursk · sentence 6 · date unknown" in said(message)


# question -> (where it is asked, its fixed words, its buttons)
ENDINGS = {
    "How many troops did North Korea send?": ("“around 11,000", ["source", "why", "quiet", "feedback"]),
    "Why did South Korea send 11,000 soldiers?": (
        "The article does not say “South Korea send 11,000 soldiers”.",
        ["source", "why", "quiet", "feedback"],
    ),
    "What did the troops eat?": ("The article does not say.", ["source", "why", "quiet", "feedback"]),
    "How many fighters were sent, really?": (
        "I could not verify an answer.",
        ["source", "why", "quiet", "feedback"],
    ),
}


@pytest.mark.parametrize("question", ENDINGS)
def test_each_ending_has_words_of_its_own(answering: FakeSlack, question: str) -> None:
    words, actions = ENDINGS[question]
    message = answer(answering, question)
    assert words in message["text"]
    assert buttons(message) == actions
    others = [other for other, _ in ENDINGS.values() if other != words and other not in words]
    assert not [other for other in others if f"{other}\n" in f"{said(message)}\n"]


def test_a_refusal_cites_nothing_and_offers_the_nearest_sentences_as_such(answering: FakeSlack) -> None:
    message = answer(answering, "What did the troops eat?")
    assert "[1]" not in said(message)
    assert "not evidence" in said(message)
    assert quotes(message)
    assert all(quote in SEED_TEXT for quote in quotes(message))


@pytest.mark.parametrize(
    ("question", "lie"),
    [
        ("How many fighters were sent, really?", "21,000"),
        ("Did Kim send any fighters?", "never"),
        ("Whom did Russia help?", "Russia sent"),
    ],
    ids=["another figure", "the opposite", "roles turned round"],
)
def test_what_the_cited_sentence_does_not_say_is_not_shown(
    answering: FakeSlack, question: str, lie: str
) -> None:
    message = answer(answering, question)
    assert lie not in said(message)
    assert "could not verify" in message["text"]


def test_a_statement_with_a_number_that_does_not_exist_goes_and_the_others_count_from_one(
    answering: FakeSlack,
) -> None:
    message = answer(answering, "Who sent whom, and at what cost?")
    numbers = re.findall(r"\[(\d+)\]", message["text"])
    assert list(dict.fromkeys(numbers)) == ["1", "2"]
    assert "left out" in message["text"]
    assert len(quotes(message)) == 2
    assert "99" not in said(message)


def test_a_false_premise_is_put_right_by_what_the_article_says(answering: FakeSlack) -> None:
    message = answer(answering, "Why did South Korea send 11,000 soldiers?")
    assert "“North Korean leader Kim Jong Un sent around 11,000 trained fighters” [1]" in message["text"]
    assert quotes(message) == [EVIDENCE]


def test_two_sources_that_differ_are_both_told_with_who_says_it(answering: FakeSlack) -> None:
    message = answer(answering, "How many people were arrested at the march?", PRIVATE)
    assert message["text"].startswith("Sources differ:")
    assert len(quotes(message)) == 2
    for part in ("Police", "Organisers", "40 people", "65 people", "2026-03-17"):
        assert part in said(message)


def test_a_relative_time_is_resolved_where_the_article_has_a_date_and_only_there(
    answering: FakeSlack,
) -> None:
    dated = answer(answering, "When is the next march?", PRIVATE)
    assert "“next month” = April 2026" in said(dated)
    assert "sentence 3 · 2026-03-17" in said(dated)
    undated = answer(answering, "When was the pact signed?")
    assert "“last year”" in undated["text"]
    assert "date unknown" in said(undated)
    assert not re.search(r"\b20\d\d\b", said(undated))


def test_a_summary_never_tells_what_is_hedged_without_its_hedge(
    answering: FakeSlack,
) -> None:
    before = len(answering.privates)
    answering.send(answering.command("/summary", "short"))
    answering.wait(lambda: len(answering.privates) > before)
    told = said(answering.privates[before])
    assert f"“{HEDGED}”" in told
    assert told.count("some of the best") == told.count("reportedly some of the best")
    assert len(quotes(answering.privates[before])) == 2
    assert answering.complaints == []


def test_in_a_direct_message_too_the_model_reads_only_what_may_be_read_there(answering: FakeSlack) -> None:
    body = answering.say("How many people were arrested at the march?", channel=DIRECT)
    answering.send(body)
    (message,) = answers_in(answering, body["event"]["ts"])
    assert "arrested" not in said(message).replace("How many people were arrested at the march?", "")
