"""From a claim to an outcome, against a Slack on loopback: faults of our own, and too much at once."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Claim
from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Busy, Crew, Pace
from bot.slack.handlers.share import shareable
from bot.slack.handlers.source import page
from bot.slack.post import web_client
from bot.slack.read.incoming import Incoming
from bot.slack.shown.layout import note
from bot.slack.shown.views import CHANGED, gone_view
from bot.slack.work import Outcome, recover, work
from index.library import Library
from index.types import Article, NewArticle
from tests.fakes.slack_server import ANNA, BOT_TOKEN, DIRECT, GENERAL, PRIVATE, TEAM, FakeSlack
from tests.slack.test_talk import quotes


@pytest.fixture
async def bot(slack: FakeSlack, home: Path) -> AsyncIterator[Bot]:
    with Library.open(home) as library, Records.open(home) as records:
        client = web_client(BOT_TOKEN, f"{slack.base}/api/")
        yield Bot(Desk(library, None, Settings()), records, client, Crew(), Pace(10))


@pytest.fixture
def at_shelf(home: Path, shelf: Path) -> Iterator[tuple[Bot, str]]:
    """A bot at the shelf, with the id of the article that only the private channel may read."""
    with Library.open(shelf) as library, Records.open(home) as records:
        desk = Desk(library, None, Settings())
        bot = Bot(desk, records, web_client(BOT_TOKEN, "http://127.0.0.1:9/api/"), Crew(), Pace(10))
        yield bot, library.get("The plan").article_id


def question(slack: FakeSlack, channel: str = GENERAL) -> Incoming:
    ts = slack.say("why?", channel=channel)["event"]["ts"]
    surface = "dm" if channel == DIRECT else "mention"
    return Incoming(surface, TEAM, channel, ANNA, "why?", ts, ts)


async def worked(bot: Bot, incoming: Incoming, decide: object) -> str:
    taken = bot.records.claim(TEAM, [f"message:{incoming.ts}"], {})
    await work(bot, taken, incoming, decide)
    return taken


async def test_a_fault_of_ours_is_told_by_a_fixed_line_whose_reference_is_in_the_log(
    slack: FakeSlack, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    async def decide(*_: object) -> Outcome:
        raise RuntimeError("cannot open secret-folder")

    incoming = question(slack)
    with caplog.at_level(logging.ERROR):
        taken = await worked(bot, incoming, decide)
    (post,) = slack.posts(incoming.root)
    assert "secret-folder" not in str(post)
    reference = post["text"].rpartition("(ref ")[2].removesuffix(")")
    assert f"ref {reference}" in caplog.text
    assert "cannot open secret-folder" in caplog.text
    assert bot.records.taken(taken).state == "done"


async def busy(*_: object) -> Outcome:
    raise Busy


@pytest.mark.parametrize("channel", [GENERAL, DIRECT])
async def test_too_much_work_is_refused_politely_and_to_the_asker_only(
    slack: FakeSlack, bot: Bot, channel: str
) -> None:
    incoming = question(slack, channel)
    await worked(bot, incoming, busy)
    said = slack.posts() if channel == DIRECT else slack.privates
    assert [one["text"] for one in said] == [
        "I have more questions at once than I can take. Please ask again in a moment."
    ]
    assert len(slack.posts()) + len(slack.privates) == 1


async def test_a_private_line_that_slack_refuses_is_said_in_the_thread(slack: FakeSlack, bot: Bot) -> None:
    slack.fault("chat.postEphemeral", error="user_not_in_channel")
    incoming = question(slack)
    await worked(bot, incoming, busy)
    assert len(slack.posts(incoming.root)) == 1


async def test_while_slack_never_tells_the_claim_stays_open(
    slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.post._PAUSES_S", (0.0, 0.0))
    slack.fault("chat.postMessage", status=500, times=9)
    slack.fault("conversations.replies", status=500, times=9)

    async def decide(*_: object) -> Outcome:
        return Outcome(note("Because."))

    taken = await worked(bot, question(slack), decide)
    assert bot.records.taken(taken).state == "working"
    assert slack.count("chat.postMessage") == 1


@pytest.mark.parametrize(
    ("fault", "state"), [({"status": 404, "times": 9}, "done"), ({"hold": True}, "working")]
)
async def test_a_private_answer_that_is_refused_is_over_and_one_that_is_lost_is_not(
    slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch, fault: dict, state: str
) -> None:
    monkeypatch.setattr("bot.slack.post.TIMEOUT_S", 0.2)
    slack.fault("response_url", **fault)
    command = slack.command("/ask", "why?")
    incoming = Incoming("ask", TEAM, GENERAL, ANNA, "why?", response_url=command["response_url"])

    async def decide(*_: object) -> Outcome:
        return Outcome(note("Because."))

    taken = await worked(bot, incoming, decide)
    assert bot.records.taken(taken).state == state


async def test_a_hanging_status_holds_nothing_up(slack: FakeSlack, bot: Bot, home: Path) -> None:
    held = slack.fault("assistant.threads.setStatus", hold=True)

    async def decide(*_: object) -> Outcome:
        await asyncio.to_thread(held.reached.wait, 10)
        return Outcome(note("Because."))

    incoming = question(slack)
    with Library.open(home) as library:  # the status counts its articles
        reading = replace(bot, desk=Desk(library, None, Settings()))
        await asyncio.wait_for(worked(reading, incoming, decide), 5)
    assert len(slack.posts(incoming.root)) == 1


def test_the_source_of_an_answer_shows_only_what_its_channel_may_still_read(
    at_shelf: tuple[Bot, str],
) -> None:
    bot, plan = at_shelf
    for channel, readable in ((PRIVATE, True), (GENERAL, False)):
        citation = Citation(plan, "The plan", None, None, None, 1, 0, 10, "The secret")
        given = Answer("what?", "extractive", (Claim("The secret", "sentence", None, (citation,)),))
        bot.records.keep_answer(channel, TEAM, channel, given, "text", [])
        assert ("Zubrowka" in str(page(bot, TEAM, channel, None))) is readable
    assert page(bot, TEAM, "never given", None) == page(bot, TEAM, GENERAL, None)


def given(bot: Bot, article: Article, number: int = 1) -> None:
    """Keep an answer that cites a sentence of the article, under the id "given"."""
    citation = Citation.of(article, article.sentences[number - 1])
    answer = Answer("what?", "extractive", (Claim(citation.text, "sentence", None, (citation,)),))
    bot.records.keep_answer("given", TEAM, GENERAL, answer, citation.text, [{"type": "divider"}] * 2)


@pytest.fixture
def own_shelf(home: Path) -> Iterator[Bot]:
    """A bot at a shelf of its own, with one article."""
    with Library.open(home) as library, Records.open(home) as records:
        library.add(NewArticle("report", "Eleven were sent. Four came back.", title="Report"))
        desk = Desk(library, None, Settings())
        client = web_client(BOT_TOKEN, "http://127.0.0.1:9/api/")
        yield Bot(desk, records, client, Crew(), Pace(10))


def test_the_source_marks_nothing_that_the_answer_did_not_cite(own_shelf: Bot) -> None:
    library = own_shelf.desk.library
    given(own_shelf, library.get("Report"), 2)
    assert "[1] Four came back." in quotes(page(own_shelf, TEAM, "given", None))[0]
    library.add(NewArticle("report", "Eleven were sent. None came back. Four came back.", title="Report"))
    changed = page(own_shelf, TEAM, "given", None)
    assert "[1]" not in quotes(changed)[0]
    assert CHANGED in str(changed)


def test_the_source_of_a_removed_article_is_not_another_of_a_similar_name(own_shelf: Bot) -> None:
    library = own_shelf.desk.library
    gone = library.get("Report")
    given(own_shelf, gone)
    library.remove(gone.article_id)
    library.add(NewArticle("other", "Nobody was sent.", title=gone.article_id))
    assert library.get(gone.article_id).title == gone.article_id  # what a person would mean by it now
    assert page(own_shelf, TEAM, "given", None) == gone_view()


@pytest.mark.parametrize("what", ["standing", "removed", "changed", "closed to the channel"])
def test_what_no_longer_stands_for_the_channel_is_not_shared(own_shelf: Bot, what: str) -> None:
    library = own_shelf.desk.library
    report = library.get("Report")
    given(own_shelf, report)
    if what == "removed":
        library.remove(report.article_id)
    elif what != "standing":
        text = report.text if what != "changed" else "Twelve were sent. Four came back."
        channels = frozenset({PRIVATE} if what.startswith("closed") else ())
        library.add(NewArticle("report", text, title="Report", channels=channels))
    assert (shareable(own_shelf, TEAM, "given", GENERAL) is not None) is (what == "standing")


@pytest.mark.parametrize("stored", ["{half a bo", '{"surface": "mention"}', '{"surface": "fax"}'])
async def test_a_stored_event_that_cannot_be_read_is_closed_and_stops_no_start(
    slack: FakeSlack, home: Path, caplog: pytest.LogCaptureFixture, stored: str
) -> None:
    incoming = question(slack)
    with Records.open(home) as before:
        broken, whole = (before.claim(TEAM, [f"message:{n}"], asdict(incoming)) for n in (1, 2))
    with sqlite3.connect(home / "records.sqlite3") as db:
        db.execute("UPDATE events SET body = ? WHERE id = ?", (stored, broken))
    db.close()

    async def decide(*_: object) -> Outcome:
        return Outcome(note("Because."))

    with Library.open(home) as library, Records.open(home) as records:
        client = web_client(BOT_TOKEN, f"{slack.base}/api/")
        later = Bot(Desk(library, None, Settings()), records, client, Crew(), Pace(10))
        await recover(later, {"mention": decide})
        await later.settle(5)
        assert [records.taken(one).state for one in (broken, whole)] == ["done", "done"]
    assert len(slack.posts(incoming.root)) == 1
    assert caplog.text.count("cannot be read") == 1


async def test_the_crew_takes_no_more_than_it_has_room_for_and_forgets_nobody() -> None:
    crew, gate = Crew(workers=1, waiting=1), threading.Event()
    first, second = (asyncio.create_task(crew.run(gate.wait)) for _ in range(2))
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await crew.run(gate.wait)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert not crew.idle
    gate.set()
    assert await second
    assert await crew.run(lambda: "room again") == "room again"
    crew.dismiss()
    assert crew.idle


def test_each_person_has_a_pace_of_their_own_and_a_minute_is_a_minute() -> None:
    now = [0.0]
    pace = Pace(2, now=lambda: now[0])
    assert [pace.admits(user) for user in ("a", "a", "a", "b")] == [True, True, False, True]
    now[0] = 59.0
    assert not pace.admits("a")
    now[0] = 60.0
    assert pace.admits("a")
