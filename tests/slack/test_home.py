"""The home tab, on both transports: what one may ask about, what had no answer and for whom, how all goes."""

from __future__ import annotations

import pytest

from bot.answers import Usage
from bot.records import Records
from bot.records.fact_book import note_backup
from bot.records.meter import Payer
from bot.records.unanswered_book import Unanswered
from bot.slack.door import NOT_YOU
from bot.slack.shown import homepage
from bot.slack.shown.homepage import Health, Shown, meter
from bot.slack.shown.shelf import listing
from index.library import Library
from index.types import ArticleInfo, NewArticle
from tests.fakes import slack_checks as checks
from tests.fakes.slack_live import in_literal
from tests.fakes.slack_server import ANNA, BEN, CARA, DIRECT, PRIVATE, TEAM, FakeSlack
from tests.slack.conftest import RunningBot
from tests.slack.test_buttons import private_reply
from tests.slack.test_inert import NAUGHTY
from tests.slack.test_rules import rules
from tests.slack.test_talk import answers_in, silence_after

Shared = tuple[FakeSlack, RunningBot]


def opening(slack: FakeSlack, tab: str = "home", user: str = ANNA, channel: str = DIRECT) -> dict:
    event = {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab}
    return slack.event(event)


def shown_to(slack: FakeSlack, user: str, send: dict | None = None) -> str:
    """What the tab says when a person opens it, or presses what is sent instead."""
    slack.homes.pop(user, None)
    slack.send(send or opening(slack, user=user))
    view = slack.wait(lambda: slack.homes.get(user))
    return "\n".join(checks.texts(view["blocks"]))


def asked_in_vain(slack: FakeSlack, question: str, channel: str, user: str = BEN) -> None:
    slack.channels.add(channel)
    slack.members.add(channel)
    body = slack.mention(question, channel=channel, user=user)
    slack.send(body)
    (answer,) = answers_in(slack, body["event"]["ts"])
    assert "not say" in answer["text"]


def test_the_tab_shows_what_one_may_ask_about_and_no_article_of_a_channel(shared: Shared) -> None:
    slack, bot = shared
    with Records.open(bot.home) as records:
        records.meter.settle("spent", Payer(TEAM, DIRECT, ""), Usage(1_000, 234, 0.5))
        tokens = records.meter.today().tokens
    said = shown_to(slack, ANNA)
    for part in (
        "North Korea in Kursk",
        "15 sentences",
        "Ask me about the articles",
        f"{tokens:,} of 1,000,000",
        homepage.NO_MODEL,
    ):
        assert part in said
    assert "The plan" not in said


def test_who_may_not_ask_is_shown_no_article_and_no_question_that_one_answers(shared: Shared) -> None:
    slack, bot = shared
    with rules(bot, "*", askers=BEN):
        slack.channels.add("D0BEN")
        slack.prompts.clear()
        slack.send(opening(slack, tab="messages"))
        slack.send(opening(slack, tab="messages", user=BEN, channel="D0BEN"))
        slack.wait(lambda: "D0BEN" in slack.prompts)
        said = shown_to(slack, ANNA)
        assert NOT_YOU in said
        assert "Kursk" not in said
        assert "Kursk" in shown_to(slack, BEN)
        assert DIRECT not in slack.prompts


def test_a_refusal_of_slack_leaves_the_bot_silent_and_alive(shared: Shared) -> None:
    slack, bot = shared
    slack.fault("views.publish", error="not_enabled")
    silence_after(slack, opening(slack, user=BEN))
    slack.wait(lambda: "the home tab was not shown: not_enabled" in bot.log)


def test_many_articles_are_turned_page_by_page(shared: Shared) -> None:
    slack, bot = shared
    with Library.open(bot.home) as library:
        library.add_all(
            NewArticle(
                f"tab{n}", f"Tab number {n} is set.", title=f"Tab {n:02}", channels=frozenset({"D0MANY"})
            )
            for n in range(1, 31)
        )
    first = shown_to(slack, ANNA, opening(slack, channel="D0MANY"))
    assert "31 articles can be asked about" in first
    view = {**slack.homes[ANNA], "id": "V1"}
    second = shown_to(slack, ANNA, click_home(slack, view, "home_page_more"))
    view = {**slack.homes[ANNA], "id": "V1"}
    third = shown_to(slack, ANNA, click_home(slack, view, "home_page_more"))
    named = [f"Tab {n:02}" for n in range(1, 31)]
    for name in [*named, "North Korea in Kursk"]:
        assert sum(name in page for page in (first, second, third)) == 1
    assert "home_page_more" not in str(slack.homes[ANNA])
    view = {**slack.homes[ANNA], "id": "V1"}
    assert shown_to(slack, ANNA, click_home(slack, view, "home_page_back")) == second


def click_home(slack: FakeSlack, view: dict, action_id: str, user: str = ANNA) -> dict:
    body = slack.click({**view, "type": "modal"}, action_id, user=user)
    return {**body, "view": view}


def test_ones_own_questions_without_an_answer_are_shown_to_oneself_wherever_they_were_asked(
    shared: Shared,
) -> None:
    slack, _ = shared
    asked_in_vain(slack, "who painted the ceiling of Farnley?", PRIVATE)
    private_reply(slack, slack.command("/ask", "who composed the anthem of Farnley?", user=BEN))
    said = shown_to(slack, BEN)
    assert "“who painted the ceiling of Farnley?”" in said
    assert "“who composed the anthem of Farnley?”" in said
    assert "Farnley" not in shown_to(slack, ANNA)


def test_those_who_run_the_workspace_see_what_was_asked_in_vain_in_public_channels_only(
    shared: Shared,
) -> None:
    slack, _ = shared
    slack.closed.add("C0BACKROOM")
    asked_in_vain(slack, "who painted the ceiling of Ostrow?", "C0OPEN")
    asked_in_vain(slack, "who painted the cellar of Ostrow?", "C0BACKROOM")
    private_reply(
        slack, slack.command("/ask", "who painted the attic of Ostrow?", channel="C0OPEN", user=BEN)
    )
    asked = slack.say("who painted the roof of Ostrow?", channel=DIRECT)
    slack.send(asked)
    answers_in(slack, asked["event"]["ts"])
    said = shown_to(slack, CARA)
    assert "“who painted the ceiling of Ostrow?”" in said
    for secret in ("cellar", "attic", "roof"):
        assert f"{secret} of Ostrow" not in said
    assert "ceiling of Ostrow" not in shown_to(slack, ANNA)


def test_a_question_that_was_answered_later_is_open_no_more(shared: Shared) -> None:
    slack, bot = shared
    question = "who painted the gate of Lindow?"
    asked_in_vain(slack, question, "C0LINDOW")
    assert question in shown_to(slack, BEN)
    with Library.open(bot.home) as library:
        text = "Mara Tull painted the gate of Lindow."
        library.add(NewArticle("lindow", text, channels=frozenset({"C0LINDOW"})))
    body = slack.mention(question, channel="C0LINDOW", user=BEN)
    slack.send(body)
    answers_in(slack, body["event"]["ts"])
    assert question not in shown_to(slack, BEN)


def test_who_runs_the_workspace_sees_how_the_bot_does(shared: Shared) -> None:
    slack, bot = shared
    assert "being worked on" in shown_to(slack, CARA)
    note_backup(bot.home, 1_795_478_400.0)
    assert "Last backup: 2026-11-24." in shown_to(slack, CARA)
    assert "Last backup" not in shown_to(slack, ANNA)


WELL = Health("gpt-x", False, 2, None)


def tab(count: int, **parts: object) -> dict:
    infos = [ArticleInfo(f"{n:060}", "@<" * 145, None, None, None, frozenset(), 9) for n in range(count)]
    given = {"usage": "Ask. " * 90, "meter": "1 token.", "own": (), "health": WELL, "channel": "D1", **parts}
    return homepage.view(Shown(articles=infos, **given))


@pytest.mark.parametrize("count", [0, 1, 12, 13, 5_000])
def test_a_tab_and_a_list_of_any_library_are_what_slack_takes(count: int) -> None:
    infos = [ArticleInfo(f"{n:060}", "@<" * 145, None, None, None, frozenset(), 9) for n in range(count)]
    open_ = [Unanswered("@<" * 2_000, "C1", 1.0, "not_in_source")] * 30
    for page in (-1, 0, 1, 10_000):
        assert checks.home(tab(count, own=open_, others=open_, page=page)) is None
    said = listing(infos)
    assert checks.message({"text": said.text, "blocks": list(said.blocks)}) is None
    assert checks.message({"text": said.plain}) is None


def test_questions_are_cut_visibly_counted_and_inert() -> None:
    questions = [Unanswered(text, "C1", 0.0, "not_verified") for text in [*NAUGHTY[:40], "long " * 100]]
    said = list(checks.texts(tab(0, own=questions, others=questions)["blocks"]))
    assert [one for one in said if in_literal(one)] == []
    assert f"and {len(questions) - homepage.OPEN_SHOWN} more" in "\n".join(said)
    long = "\n".join(checks.texts(tab(0, own=questions[-1:])["blocks"]))
    assert "long…”" in long
    assert "no answer could be verified" in long


@pytest.mark.parametrize(
    ("health", "others", "words", "unsaid"),
    [
        (WELL, None, "Answers are made with the model gpt-x", "worked on"),
        (Health("gpt-x", True, 0, None), None, "has not answered lately", "Answers are made"),
        (Health(None, False, 0, None), None, "No model is set up", "gpt"),
        (WELL, (), "2 questions are being worked on", "Fault"),
        (WELL, (), "footnote backup FILE", "Last backup"),
        (Health(None, False, 0, 0.0, ["the library cannot be read"]), (), "Fault: the library cannot", "gpt"),
    ],
)
def test_how_it_does_is_told_in_short_to_all_and_whole_to_those_who_run_it(
    health: Health, others: tuple | None, words: str, unsaid: str
) -> None:
    said = "\n".join(checks.texts(tab(1, health=health, others=others)["blocks"]))
    assert words in said
    assert unsaid not in said


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((1_000_000, 10.0), "1,234 of 1,000,000 tokens, 0.50 of 10.00 US dollars, until midnight UTC."),
        ((0, 0.0), "1,234 tokens, 0.50 US dollars, until midnight UTC."),
    ],
)
def test_the_meter_names_limits_where_there_are_any(limits: tuple[int, float], said: str) -> None:
    assert meter(1_234, 0.5, *limits) == said
