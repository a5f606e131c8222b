"""Which footnotes of an earlier answer are out of date, how that is said, and how messages come to say it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given as generated
from hypothesis import strategies as some

from bot.answers import Answer, Citation, Claim
from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.records.rows import Cited
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.marks import LOOK_AGAIN_S, REST_S, Marker
from bot.slack.post import Sent, post, web_client
from bot.slack.shown.blocks import render_answer
from bot.slack.shown.layout import Rendered
from bot.slack.shown.stale import Seen, Stale, marked, stale
from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_checks import message, texts
from tests.fakes.slack_live import in_message
from tests.fakes.slack_server import BOT_TOKEN, GENERAL, PRIVATE, TEAM, FakeSlack

# Pure ------------------------------------------------------------------------------------------------------


def cited(article_id: str, number: int, words: str) -> Cited:
    return Cited(article_id, number, words)  # here a text is its own hash


def seen(name: str | None, *sentences: str) -> Seen:
    return Seen(name, frozenset(sentences))


BEFORE = (cited("ferry", 1, "It sank."), cited("crane", 2, "It fell."), cited("ferry", 2, "It rose."))
FERRY, CRANE = seen("Ferry", "It sank.", "It rose."), seen("Crane", "It stood.", "It fell.")


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"ferry": FERRY, "crane": CRANE}, Stale()),
        ({"ferry": seen("Ferry", "It swam.", "It rose."), "crane": CRANE}, Stale((1,), (), ("Ferry",))),
        ({"ferry": seen("Ferry", "It sank."), "crane": CRANE}, Stale((3,), (), ("Ferry",))),
        ({"ferry": seen("Ferry", "News!", "It sank.", "It rose."), "crane": CRANE}, Stale()),
        ({"ferry": FERRY}, Stale((), (2,))),
        ({"crane": seen(None, "It flew.")}, Stale((2,), (1, 3))),
        ({}, Stale((), (1, 2, 3))),
    ],
    ids=["as it was", "edited", "shorter", "moved", "removed", "edited unseen and removed", "all removed"],
)
def test_a_footnote_is_out_of_date_when_its_words_no_longer_stand_in_their_place(
    there: dict[str, Seen], found: Stale
) -> None:
    told = stale(BEFORE, there.get)
    assert (told, told.names) == (found, found.names)
    assert bool(told.mark) is (told != Stale())


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            Stale((2,), (), ("Ferry",)),
            "Out of date: “Ferry” has changed since, and footnote [2] no longer reads like this.",
        ),
        (
            Stale((1, 3), (), ("Ferry", "Crane")),
            "Out of date: “Ferry” and “Crane” have changed since, and footnotes [1][3] no longer read "
            "like this.",
        ),
        (
            Stale((1, 2, 3, 4), (), ("A", "B", "C", "D")),
            "Out of date: “A”, “B”, “C” and 1 more have changed since, and footnotes [1][2][3][4] no longer "
            "read like this.",
        ),
        (
            Stale((1,), ()),
            "Out of date: an article has changed since, and footnote [1] no longer reads like this.",
        ),
        (Stale((), (4,)), "Out of date: what footnote [4] cites is no longer here."),
        (
            Stale((1,), (2, 3), ("Ferry",)),
            "Out of date: “Ferry” has changed since, and footnote [1] no longer reads like this; "
            "what footnotes [2][3] cite is no longer here.",
        ),
    ],
)
def test_the_first_line_says_which_footnotes_and_names_only_what_may_be_named(
    found: Stale, line: str
) -> None:
    rendered = marked(found, [{"type": "divider"}], "as it was")
    assert rendered.text == f"{line}\nas it was"
    assert "".join(texts([rendered.blocks[0]])) == line
    assert rendered.blocks[1:] == ({"type": "divider"},)


def test_what_is_up_to_date_again_reads_as_it_did() -> None:
    assert marked(Stale(), [{"type": "divider"}], "as it was") == Rendered(
        "as it was", ({"type": "divider"},)
    )


@generated(some.lists(some.text(min_size=1), min_size=1, max_size=5))
def test_no_title_can_make_the_line_live(names: Sequence[str]) -> None:
    rendered = marked(Stale((1,), (2,), tuple(names)), [], "as it was")
    assert message({"text": rendered.text, "blocks": list(rendered.blocks)}) is None
    assert in_message({"text": rendered.text, "blocks": list(rendered.blocks)}) == []


# In Slack --------------------------------------------------------------------------------------------------


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot(slack: FakeSlack, home: Path) -> Iterator[Bot]:
    """A bot at a shelf of its own, with one article that all may read and one of a private channel."""
    with Library.open(home) as library, Records.open(home) as records:
        library.add(NewArticle("report", "Eleven were sent. Four came back.", title="Report"))
        library.add(
            NewArticle("plan", "The plan is good.", title="Plan", channels=frozenset({PRIVATE, GENERAL}))
        )
        desk = Desk(library, None, Settings())
        client = web_client(BOT_TOKEN, f"{slack.base}/api/")
        yield Bot(desk, records, client, Crew(), Pace(10))


async def answered(
    bot: Bot, id: str = "a1", channel: str = GENERAL, *, names: Sequence[str] = ("Report",)
) -> str:
    """Post an answer that cites each article's first sentence, as a question would; its `ts`."""
    articles = [bot.desk.library.get(name) for name in names]
    citations = tuple(Citation.of(one, one.sentences[0]) for one in articles)
    answer = Answer(
        "what?", "extractive", tuple(Claim(one.text, "sentence", None, (one,)) for one in citations)
    )
    rendered = render_answer(answer, id, "thread")
    bot.records.keep_answer(id, TEAM, channel, answer, rendered.text, list(rendered.blocks))
    sent: Sent = await post(await bot.web(TEAM), channel, "", rendered, id)
    bot.records.posted(id, sent.ts)
    return sent.ts


def said(slack: FakeSlack, ts: str) -> dict:
    return next(one for one in slack.messages if one["ts"] == ts)


def edit(bot: Bot, text: str = "Twelve were sent. Four came back.") -> None:
    assert bot.desk.library.add(NewArticle("report", text, title="Report")).status == "updated"


async def test_an_answer_is_marked_once_and_keeps_all_it_showed(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    ts = await answered(bot)
    before = dict(said(slack, ts))
    marker = Marker(bot, clock)
    await marker.step()
    assert said(slack, ts) == before
    edit(bot)
    await marker.step()
    await marker.step()
    after = said(slack, ts)
    assert after["text"].startswith("Out of date: “Report” has changed since, and footnote [1]")
    assert after["text"].endswith(before["text"])
    assert after["blocks"][1:] == before["blocks"]
    assert after["metadata"] == before["metadata"]
    assert slack.count("chat.update") == 1


async def test_an_answer_whose_sentence_still_stands_is_left_alone(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    await answered(bot)
    edit(bot, "It was long ago. Eleven were sent. None came back.")
    await Marker(bot, clock).step()
    assert slack.count("chat.update") == 0


async def test_a_sentence_that_is_put_back_takes_the_mark_away(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    ts = await answered(bot)
    before = dict(said(slack, ts))
    marker = Marker(bot, clock)
    edit(bot)
    await marker.step()
    assert said(slack, ts) != before
    edit(bot, "Eleven were sent. Four came back.")
    await marker.step()
    assert said(slack, ts) == before


async def test_each_change_is_told_with_what_it_leaves_out_of_date(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    ts = await answered(bot, names=("Report", "Plan"))
    marker = Marker(bot, clock)
    edit(bot)
    await marker.step()
    assert "footnote [1] no longer reads" in said(slack, ts)["text"]
    bot.desk.library.remove("plan")
    await marker.step()
    assert "; what footnote [2] cites is no longer here." in said(slack, ts)["text"]
    assert said(slack, ts)["text"].count("Out of date") == 1


@pytest.mark.parametrize("how", ["removed", "withdrawn"])
async def test_what_a_channel_may_no_longer_read_is_not_named(
    slack: FakeSlack, bot: Bot, clock: Clock, how: str
) -> None:
    here = await answered(bot, "here", names=("Plan",))
    there = await answered(bot, "there", PRIVATE, names=("Plan",))
    if how == "removed":
        bot.desk.library.remove("plan")
    else:
        bot.desk.library.access.withdraw("plan", GENERAL)
    marker = Marker(bot, clock)
    await marker.step()
    await marker.step()
    line = said(slack, here)["text"].partition("\n")[0]
    assert line == "Out of date: what footnote [1] cites is no longer here."
    assert said(slack, there)["text"].startswith("Out of date") is (how == "removed")


async def test_rules_of_a_channel_make_nothing_out_of_date_but_hide_a_name(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    ts = await answered(bot)
    bot.records.rules.set(TEAM, GENERAL, {"articles": "plan"})
    await Marker(bot, clock).step()
    assert slack.count("chat.update") == 0
    edit(bot)
    await Marker(bot, clock).step()
    assert said(slack, ts)["text"].startswith("Out of date: an article has changed since, and footnote [1]")


async def test_one_message_of_a_workspace_is_changed_at_a_time_the_newest_first(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    stamps = [await answered(bot, f"a{number}") for number in range(3)]
    edit(bot)
    marker = Marker(bot, clock)
    for count in (1, 2, 3, 3):
        await marker.step()
        out_of_date = [said(slack, ts)["text"].startswith("Out of date") for ts in stamps]
        assert out_of_date == [number >= 3 - count for number in range(3)]
    assert slack.count("chat.update") == 3


async def test_killed_after_slack_has_it_the_same_is_said_again_and_nothing_else(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    ts = await answered(bot)
    edit(bot)
    await Marker(bot, clock).step()
    marked_as = said(slack, ts)["text"]
    bot.records.given.marked("a1", "")  # as if it had not come to be written down
    await Marker(bot, clock).step()
    assert said(slack, ts)["text"] == marked_as
    await Marker(bot, clock).step()
    assert slack.count("chat.update") == 2


@pytest.mark.parametrize("error", ["ratelimited", "internal_error", "invalid_auth"])
async def test_what_slack_does_not_take_now_is_said_after_a_rest(
    slack: FakeSlack, bot: Bot, clock: Clock, error: str
) -> None:
    ts = await answered(bot)
    edit(bot)
    slack.fault("chat.update", error=error)
    marker = Marker(bot, clock)
    await marker.step()
    await marker.step()
    assert slack.count("chat.update") == 1
    clock.now += REST_S
    await marker.step()
    assert said(slack, ts)["text"].startswith("Out of date")


async def test_a_fault_of_the_records_loses_no_mark(
    slack: FakeSlack,
    bot: Bot,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def locked(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    ts = await answered(bot)
    edit(bot)
    marker = Marker(bot, clock)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Records, "answer", locked)
        await marker.step()
        clock.now += LOOK_AGAIN_S
        await marker.step()
    assert caplog.text.count("answer a1: it could not be marked") == 2
    clock.now += REST_S
    await marker.step()
    assert said(slack, ts)["text"].startswith("Out of date")


async def test_a_look_that_fails_is_done_again(
    slack: FakeSlack, bot: Bot, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = Marker(bot, clock)
    await marker.step()
    clock.now += LOOK_AGAIN_S  # the second look is due
    ts = await answered(bot)
    bot.records.given.marked("a1", "a mark of before")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Marker, "look", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await marker.step()
    await marker.step()
    assert slack.count("chat.update") == 1
    assert not said(slack, ts)["text"].startswith("Out of date")


async def test_an_article_that_changes_all_the_time_keeps_no_other_answer_from_its_mark(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    old = await answered(bot, "old", names=("Plan",))
    for number in range(4):
        await answered(bot, f"new{number}")
    marker = Marker(bot, clock)
    bot.desk.library.remove("plan")
    for flap in range(4):
        edit(bot, *([] if flap % 2 == 0 else ["Eleven were sent. Four came back."]))
        for _ in range(2):
            await marker.step()
    assert said(slack, old)["text"].startswith("Out of date")


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_what_can_never_be_changed_is_tried_once(
    slack: FakeSlack, bot: Bot, clock: Clock, error: str
) -> None:
    await answered(bot)
    edit(bot)
    slack.fault("chat.update", error=error)
    await Marker(bot, clock).step()
    clock.now += 10 * REST_S
    await Marker(bot, clock).step()
    assert slack.count("chat.update") == 1


async def test_an_answer_that_was_under_way_while_the_article_changed_is_found_a_little_later(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    marker = Marker(bot, clock)
    old = bot.desk.library.get("Report")
    edit(bot)
    await marker.step()
    citation = Citation.of(old, old.sentences[0])
    answer = Answer("what?", "extractive", (Claim(citation.text, "sentence", None, (citation,)),))
    rendered = render_answer(answer, "late", "thread")
    bot.records.keep_answer("late", TEAM, GENERAL, answer, rendered.text, list(rendered.blocks))
    sent = await post(await bot.web(TEAM), GENERAL, "", rendered, "late")
    bot.records.posted("late", sent.ts)
    await marker.step()
    assert slack.count("chat.update") == 0
    clock.now += LOOK_AGAIN_S
    await marker.step()
    assert said(slack, sent.ts)["text"].startswith("Out of date")


async def test_what_nobody_can_change_is_not_looked_at(
    slack: FakeSlack, bot: Bot, clock: Clock, home: Path
) -> None:
    """Private answers have no message of ours; answers whose words are not kept cannot be said again."""
    await answered(bot, "private")
    bot.records.posted("private", "")
    await answered(bot, "unkept")
    with Records.open(home, keep_days=0) as records:
        unkept = replace(bot, records=records)
        await answered(unkept, "unkept")
        edit(bot)
        await Marker(unkept, clock).step()
    assert bot.records.given.all() == []
    assert slack.count("chat.update") == 0


async def test_a_refusal_has_no_footnotes_that_could_be_out_of_date(
    slack: FakeSlack, bot: Bot, clock: Clock
) -> None:
    report = bot.desk.library.get("Report")
    refusal = Answer("why?", "extractive", (), nearest=(Citation.of(report, report.sentences[0]),))
    assert refusal.abstained
    rendered = render_answer(refusal, "no", "thread")
    bot.records.keep_answer("no", TEAM, GENERAL, refusal, rendered.text, list(rendered.blocks))
    bot.records.posted("no", (await post(await bot.web(TEAM), GENERAL, "", rendered, "no")).ts)
    edit(bot)
    await Marker(bot, clock).step()
    assert slack.count("chat.update") == 0


async def test_an_article_that_cannot_be_read_marks_nothing_and_stops_no_other(
    slack: FakeSlack, bot: Bot, clock: Clock, home: Path
) -> None:
    await answered(bot, "damaged", names=("Plan",))
    ts = await answered(bot, "whole")
    with sqlite3.connect(home / "library.sqlite3") as db:
        db.execute(
            "UPDATE texts SET text = x'00' WHERE key = (SELECT key FROM articles WHERE article_id='plan')"
        )
    db.close()
    edit(bot)
    await Marker(bot, clock).step()
    assert said(slack, ts)["text"].startswith("Out of date")
    assert slack.count("chat.update") == 1
