"""What is done without being asked, tick by tick: each due run once, also after a crash, and quietly."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import feeding
from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.records.schedule_book import MOST_FOLLOWED, Standing
from bot.schedule import DAY_S, HOUR_S
from bot.slack.app import DECIDERS
from bot.slack.bot import Bot
from bot.slack.clock import AT_ONCE, Clock
from bot.slack.crew import Crew, Pace
from bot.slack.handlers.digest import MOST_ARTICLES, newest_version
from bot.slack.handlers.follow import BUSY_S
from bot.slack.handlers.library import decide
from bot.slack.post import web_client
from bot.slack.read.incoming import Incoming
from bot.slack.work import once_more, recover
from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_server import ANNA, BOT_TOKEN, GENERAL, PRIVATE, TEAM, FakeSlack
from tests.fakes.web_server import Sent, WebServer

NOON = 1_795_521_600.0  # 24 November 2026, 12:00 UTC, a Tuesday
PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"
ITEM = "<item><title>{0}</title><link>{1}</link></item>"
LONG = "The harbour master confirmed it in a statement to the town council on Tuesday evening."


class Now:
    """The time that the records tell."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer({}) as served:
        yield served


@pytest.fixture
def bot(slack: FakeSlack, home: Path, now: Now, web: WebServer) -> Iterator[Bot]:
    with Library.open(home) as library, Records.open(home, now=now) as records:
        desk = Desk(library, None, Settings(fetch_allow=web.allowed()))
        yield Bot(desk, records, web_client(BOT_TOKEN, f"{slack.base}/api/"), Crew(), Pace(1000))


def feed(web: WebServer, **articles: str) -> str:
    """Serve a feed of these articles, by title; its address."""
    for title, text in articles.items():
        web.pages[f"/{title}"] = Sent(PAGE.format(title, f"{text} {LONG}"))
    items = "".join(ITEM.format(title, web.url(f"/{title}")) for title in articles)
    web.pages["/feed"] = Sent(f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")
    return web.url("/feed")


async def say(bot: Bot, slack: FakeSlack, text: str, channel: str = GENERAL) -> str:
    """`/footnote ...`, and what the person is told."""
    url = slack.command("/footnote", channel=channel)["response_url"]
    links = tuple(word for word in text.split() if word.startswith("http"))
    incoming = Incoming("library", TEAM, channel, ANNA, text, response_url=url, links=links)
    outcome = await decide(bot, "command", incoming)
    return outcome.rendered.text


async def ticked(bot: Bot, clock: Clock | None = None) -> None:
    """One tick, and all that it began."""
    await (clock or Clock(bot, DECIDERS)).tick()
    await bot.settle(20)


def spoken(slack: FakeSlack, channel: str = GENERAL) -> list[str]:
    assert all(one.get("thread_ts") is None for one in slack.posts())
    return [one["text"].replace("\u200b", "") for one in slack.posts() if one["channel"] == channel]


async def following(bot: Bot, slack: FakeSlack, address: str, channel: str = GENERAL) -> Standing:
    assert (await say(bot, slack, f"follow {address}", channel)).startswith("Following")
    return next(one for one in bot.records.schedules.followed(TEAM, channel) if one.what == address)


# Following -------------------------------------------------------------------------------------------------


async def test_a_feed_is_read_again_when_it_is_due_and_the_channel_is_told_what_is_new(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    one = await following(bot, slack, feed(web, Crane="It lifts forty tonnes."))
    assert one.due == now.now + 6 * HOUR_S
    feed(web, Crane="It lifts fifty tonnes.", Ferry="It sails at nine.")
    now.now += 6 * HOUR_S - 1
    await ticked(bot)
    assert spoken(slack) == []
    now.now += 1
    await ticked(bot)
    (said,) = spoken(slack)
    assert said.startswith("1 new, 1 changed at http")
    assert said.splitlines()[1:] == ["“Crane” · changed", "“Ferry” · new"]
    assert "fifty" in bot.desk.library.get("Crane").text
    assert bot.desk.library.get("Ferry").channels == {GENERAL}


async def test_nothing_new_is_not_told(bot: Bot, slack: FakeSlack, web: WebServer, now: Now) -> None:
    await following(bot, slack, feed(web, Crane="It lifts forty tonnes."))
    for _ in range(3):
        now.now += 6 * HOUR_S
        await ticked(bot)
    assert spoken(slack) == []
    assert (bot.records.open_events(), bot.unsaid) == (0, {})
    assert len([path for path, _ in web.asked if path == "/feed"]) == 4


async def test_what_another_channel_added_is_new_to_this_one_and_what_a_person_added_is_not(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    address = feed(web, Crane="It lifts forty tonnes.")
    await following(bot, slack, address)
    feed(web, Crane="It lifts forty tonnes.", Ferry="It sails at nine.", Buoy="It is painted violet.")
    await asyncio.to_thread(feeding.feed_address, bot.desk, web.url("/Ferry"), PRIVATE)
    await asyncio.to_thread(feeding.feed_address, bot.desk, web.url("/Buoy"), GENERAL)
    now.now += 6 * HOUR_S
    await ticked(bot)
    (said,) = spoken(slack)
    assert said.splitlines()[1:] == ["“Ferry” · new"]


async def test_missed_times_are_made_up_for_once(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    one = await following(bot, slack, feed(web, Crane="It lifts forty tonnes."))
    now.now += 3 * DAY_S
    clock = Clock(bot, DECIDERS)
    await ticked(bot, clock)
    await ticked(bot, clock)
    assert len([path for path, _ in web.asked if path == "/feed"]) == 2
    assert bot.records.schedules.get(one.id).due == now.now + 6 * HOUR_S


async def test_a_feed_that_fails_is_told_once_then_daily_and_when_it_works_again(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    address = feed(web, Crane="It lifts forty tonnes.")
    one = await following(bot, slack, address)
    good, web.pages["/feed"] = web.pages["/feed"], Sent(status=500)
    waits = []
    for _ in range(6):
        now.now = bot.records.schedules.get(one.id).due
        await ticked(bot)
        waits.append((bot.records.schedules.get(one.id).due - now.now) / HOUR_S)
    assert waits == [12, 24, 24, 24, 24, 24]  # every 6 hours, then less often
    told = spoken(slack)
    assert len(told) == 5  # at once; 12 hours later not; then a day after the last time
    assert all(said.startswith("I cannot read http") and "500" in said for said in told)
    web.pages["/feed"] = good
    now.now = bot.records.schedules.get(one.id).due
    await ticked(bot)
    assert spoken(slack)[5:] == [f"{address} can be read again."]
    after = bot.records.schedules.get(one.id)
    assert (after.failing, after.due - now.now) == (None, 6 * HOUR_S)


async def test_articles_of_a_feed_that_cannot_be_read_are_no_failure_of_the_feed(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    await following(bot, slack, feed(web, Crane="It lifts forty tonnes.", Ferry="It sails at nine."))
    web.pages["/Crane"] = Sent(status=404)
    now.now += 6 * HOUR_S
    await ticked(bot)
    assert spoken(slack) == []


async def test_a_fault_of_the_library_is_told_in_words_of_ours(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.errors import BrokenLibrary

    one = await following(bot, slack, feed(web, Crane="It lifts forty tonnes."))

    def broken(*_: object) -> None:
        raise BrokenLibrary("/secret/folder is damaged")

    monkeypatch.setattr("bot.slack.handlers.follow.feed_address", broken)
    now.now += 6 * HOUR_S
    await ticked(bot)
    (said,) = spoken(slack)
    assert "The library could not take it." in said
    assert "secret" not in said
    assert bot.records.schedules.get(one.id).failing.times == 1


async def test_one_that_was_ended_while_it_was_due_is_not_read(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    one = await following(bot, slack, feed(web, Crane="It lifts forty tonnes."))
    before = len(web.asked)
    incoming = Incoming("follow", TEAM, GENERAL, "", "", picked=f"{one.id}:0")
    bot.records.schedules.remove(one.id)
    outcome = await DECIDERS["follow"](bot, "taken", incoming)
    assert outcome.rendered.text == ""
    assert len(web.asked) == before


async def test_with_no_room_a_run_is_put_off_and_nobody_hears_of_it(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    one = await following(bot, slack, feed(web, Crane="It lifts forty tonnes."))
    await say(bot, slack, "digest every day at 09:00")
    full = Bot(bot.desk, bot.records, bot.client, Crew(workers=1, waiting=-1), bot.pace)
    bot.desk.library.add(NewArticle("new", "This is new."))
    now.now += DAY_S
    await ticked(full)
    assert spoken(slack) == []
    dues = [standing.due for standing in bot.records.schedules.every()]
    assert dues == [now.now + BUSY_S] * 2
    now.now += BUSY_S
    await ticked(bot)
    assert len(spoken(slack)) == 1
    assert bot.records.schedules.get(one.id).failing is None


# Once, also through a crash --------------------------------------------------------------------------------


async def test_a_run_that_is_claimed_already_is_not_begun_again(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    """Killed between the claim and the setting of the next time."""
    one = await following(bot, slack, feed(web, Crane="It lifts forty tonnes."))
    feed(web, Ferry="It sails at nine.")
    now.now += 6 * HOUR_S
    bot.records.claim(TEAM, [f"schedule:{one.id}:{one.due}"], {})
    await ticked(bot)
    assert spoken(slack) == []
    assert bot.records.schedules.get(one.id).due == now.now + 6 * HOUR_S


async def test_a_run_that_was_killed_before_it_was_told_is_told_with_all_that_it_had_added(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now, home: Path
) -> None:
    address = feed(web, Crane="It lifts forty tonnes.")
    one = await following(bot, slack, address)
    feed(web, Crane="It lifts fifty tonnes.", Ferry="It sails at nine.")
    now.now += 6 * HOUR_S
    Clock(bot, DECIDERS)._claimed(one)
    await asyncio.to_thread(feeding.feed_address, bot.desk, address, GENERAL)  # this far it came
    with Records.open(home, now=now) as records:
        later = Bot(bot.desk, records, bot.client, bot.crew, bot.pace)
        await recover(later, DECIDERS)
        await later.settle(20)
        await ticked(later)
    (said,) = spoken(slack)
    assert said.splitlines()[1:] == ["“Crane” · new or changed", "“Ferry” · new or changed"]


async def test_a_failure_that_was_written_down_but_not_told_is_told(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    one = await following(bot, slack, feed(web, Crane="It lifts forty tonnes."))
    web.pages["/feed"] = Sent(status=500)
    incoming = Incoming("follow", TEAM, GENERAL, "", "", picked=f"{one.id}:0")
    first = await DECIDERS["follow"](bot, "taken", incoming)
    again = await DECIDERS["follow"](bot, "taken", incoming)
    other = await DECIDERS["follow"](bot, "another", incoming)
    assert first.rendered.text == again.rendered.text != ""
    assert other.rendered.text == ""


async def test_a_post_whose_reply_is_lost_is_found_in_the_channel_and_not_said_again(
    bot: Bot, slack: FakeSlack, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.post._PAUSES_S", (0.0, 0.0))
    slack.page_size = 2
    bot.desk.library.add(NewArticle("old", "The old pier is closed. Nobody was hurt.", title="Old"))
    slack.fault("chat.postMessage", status=500, after=True)
    slack.fault("conversations.history", status=500)
    await say(bot, slack, "digest now")
    await bot.settle(20)
    assert len(spoken(slack)) == 1
    assert slack.count("conversations.history") >= 2
    (given,) = bot.records.given.all()
    assert given.message == slack.posts()[0]["ts"]


async def test_while_slack_does_not_tell_whether_a_digest_stands_nothing_is_said_of_it(
    bot: Bot, slack: FakeSlack, now: Now, home: Path
) -> None:
    bot.desk.library.add(NewArticle("old", "The old pier is closed. Nobody was hurt.", title="Old"))
    bot.records.schedules.set_digest(TEAM, GENERAL, "short", "every hour", "UTC", now.now, 0)
    taken, _ = Clock(bot, DECIDERS)._claimed(bot.records.schedules.digest(TEAM, GENERAL))
    bot.records.sending(taken)
    slack.fault("conversations.history", status=500)
    with Records.open(home, now=now) as records:
        later = Bot(bot.desk, records, bot.client, bot.crew, bot.pace)
        await recover(later, DECIDERS)
        await later.settle(20)
        assert spoken(slack) == []
        assert list(later.unsaid) == [taken]
        once_more(later, DECIDERS)
        await later.settle(20)
    assert [said.partition(".")[0] for said in spoken(slack)] == ["Digest: 1 article added or changed"]


async def test_a_fault_of_ours_is_told_in_words_that_fit_a_digest(
    bot: Bot, slack: FakeSlack, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("cannot open secret-folder")

    monkeypatch.setattr("bot.slack.handlers.digest.summarise_articles", broken)
    bot.desk.library.add(NewArticle("old", "The old pier is closed. Nobody was hurt.", title="Old"))
    await say(bot, slack, "digest now")
    await bot.settle(20)
    (said,) = spoken(slack)
    assert said.startswith("Something went wrong inside Footnote, and the digest was not made. (ref ")


async def test_where_the_bot_is_no_member_nobody_is_written_to_who_did_not_ask(
    bot: Bot, slack: FakeSlack, now: Now
) -> None:
    bot.desk.library.add(NewArticle("old", "The old pier is closed. Nobody was hurt.", title="Old"))
    bot.records.schedules.set_digest(TEAM, PRIVATE, "short", "every hour", "UTC", now.now, 0)
    slack.members.discard(PRIVATE)  # of a private channel Slack does not tell that before
    await ticked(bot)
    assert slack.posts() == []
    assert slack.complaints == ["chat.postMessage: not_in_channel"]
    assert bot.records.open_events() == 0
    slack.complaints.clear()


async def test_the_clock_goes_on_after_a_fault_of_ours(
    bot: Bot, slack: FakeSlack, now: Now, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.slack.clock.TICK_S", 0.0)
    monkeypatch.setattr("bot.slack.clock.REST_S", 0.0)
    clock, ticks, twice = Clock(bot, DECIDERS), iter((1, 2)), asyncio.Event()

    async def tick() -> None:
        if next(ticks) == 1:
            raise RuntimeError("the disk is full")
        twice.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(clock, "tick", tick)
    running = asyncio.create_task(clock.run())
    await asyncio.wait_for(twice.wait(), 10)
    running.cancel()
    assert caplog.text.count("the clock stumbled") == 1


async def test_one_schedule_that_cannot_be_begun_holds_up_no_other_and_is_tried_again_in_a_day(
    bot: Bot, slack: FakeSlack, now: Now, caplog: pytest.LogCaptureFixture
) -> None:
    bot.desk.library.add(NewArticle("old", "The old pier is closed. Nobody was hurt.", title="Old"))
    book = bot.records.schedules
    book.set_digest(TEAM, PRIVATE, "short", "fortnightly", "UTC", now.now - 1, 0)
    book.set_digest(TEAM, GENERAL, "short", "every hour", "UTC", now.now, 0)
    broken = book.digest(TEAM, PRIVATE)
    await ticked(bot)
    assert [said.partition(".")[0] for said in spoken(slack)] == ["Digest: 1 article added or changed"]
    assert f"schedule {broken.id} cannot be begun" in caplog.text
    assert book.get(broken.id).due == now.now + DAY_S
    assert bot.records.open_events() == 0


async def test_marks_and_schedules_do_not_wait_for_each_other(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, begun = Clock(bot, DECIDERS), [asyncio.Event(), asyncio.Event()]

    def hanging(number: int) -> object:
        async def step() -> None:
            begun[number].set()
            await asyncio.Event().wait()

        return step

    monkeypatch.setattr(clock, "tick", hanging(0))
    monkeypatch.setattr(clock._marker, "step", hanging(1))
    running = asyncio.create_task(clock.run())
    await asyncio.wait_for(asyncio.gather(*(one.wait() for one in begun)), 10)
    running.cancel()


async def test_only_a_few_are_worked_on_at_once(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    begun: list[str] = []

    async def waits(_: Bot, taken: str, incoming: Incoming) -> object:
        begun.append(taken)
        await gate.wait()
        return await DECIDERS["follow"](bot, taken, incoming)

    for number in range(AT_ONCE + 2):
        book = bot.records.schedules
        book.follow(TEAM, GENERAL, f"http://127.0.0.1:9/{number}", "every 6 hours", "UTC", now.now)
    clock = Clock(bot, {"follow": waits})
    for _ in range(3):
        await clock.tick()
        await asyncio.sleep(0)
    assert len(begun) <= AT_ONCE
    assert len(bot.records.schedules.due(now.now, 9)) == 2
    gate.set()
    await bot.settle(20)
    await ticked(bot, clock)
    assert len(begun) == AT_ONCE + 2


# Digests ---------------------------------------------------------------------------------------------------


async def test_a_digest_sums_up_what_came_since_the_last_one_and_is_silent_about_nothing(
    bot: Bot, slack: FakeSlack, now: Now
) -> None:
    library = bot.desk.library
    library.add(NewArticle("old", "The old pier is closed. Nobody was hurt.", title="Old"))
    slack.users[ANNA]["tz"] = "Europe/Oslo"
    said = await say(bot, slack, "digest daily at 09:00 short")
    assert "short digest" in said
    assert "daily at 09:00 (Europe/Oslo); the first on Wednesday 25 November at 09:00" in said
    one = bot.records.schedules.digest(TEAM, GENERAL)
    assert one.due == NOON + 20 * HOUR_S  # 08:00 UTC
    library.add(NewArticle("new", "The new pier opens on Monday. It cost two millions.", title="New"))
    library.add(NewArticle("plan", "The plan is secret.", title="Plan", channels=frozenset({PRIVATE})))
    now.now = one.due
    await ticked(bot)
    (told,) = spoken(slack)
    assert told.startswith("Digest: 1 article added or changed.")
    assert "“New”" in told
    assert "Old" not in told
    assert "secret" not in str(slack.posts())
    now.now += DAY_S
    await ticked(bot)
    assert len(spoken(slack)) == 1
    library.add(NewArticle("old", "The old pier is open again. Nobody was hurt.", title="Old"))
    now.now += DAY_S
    await ticked(bot)
    assert "“Old”" in spoken(slack)[1]
    assert "“New”" not in spoken(slack)[1]


async def test_a_digest_that_is_taken_up_again_is_of_the_same_articles(
    bot: Bot, slack: FakeSlack, now: Now, home: Path
) -> None:
    await say(bot, slack, "digest every day")  # every 24 hours
    bot.desk.library.add(NewArticle("new", "The new pier opens on Monday.", title="New"))
    one = bot.records.schedules.digest(TEAM, GENERAL)
    now.now = one.due
    Clock(bot, DECIDERS)._claimed(one)
    bot.desk.library.add(NewArticle("later", "The lighthouse is lit with gas.", title="Later"))
    with Records.open(home, now=now) as records:
        again = Bot(bot.desk, records, bot.client, bot.crew, bot.pace)
        await recover(again, DECIDERS)
        await again.settle(20)
        now.now += DAY_S
        await ticked(again)
    first, second = spoken(slack)
    assert ("“New”" in first, "“Later”" in first) == (True, False)
    assert ("“New”" in second, "“Later”" in second) == (False, True)


async def test_of_many_articles_the_newest_are_summed_up_and_the_others_counted(
    bot: Bot, slack: FakeSlack, now: Now
) -> None:
    await say(bot, slack, "digest every day")
    news = [
        NewArticle(f"n{n}", f"Ship number {n} came in.", title=f"Ship {n}") for n in range(MOST_ARTICLES + 3)
    ]
    bot.desk.library.add_all(news)
    now.now += DAY_S
    await ticked(bot)
    (said,) = spoken(slack)
    assert said.startswith(
        f"Digest: {MOST_ARTICLES + 3} articles added or changed. The 3 oldest of them are left"
    )
    assert "“Ship 3”" in said
    assert "“Ship 2”" not in said


async def test_a_digest_now_is_of_all_there_is_then_of_what_came_since_then_of_nothing(
    bot: Bot, slack: FakeSlack, now: Now
) -> None:
    bot.desk.library.add(NewArticle("old", "The old pier is closed. Nobody was hurt.", title="Old"))
    assert await say(bot, slack, "digest now") == "A digest of 1 article follows in this channel."
    await bot.settle(20)
    assert "“Old”" in spoken(slack)[0]
    assert (
        await say(bot, slack, "digest now long") == "Nothing was added or changed here since the last digest."
    )
    bot.desk.library.add(NewArticle("new", "The new pier opens on Monday.", title="New"))
    await say(bot, slack, "digest now")
    await bot.settle(20)
    assert "“New”" in spoken(slack)[1]
    assert bot.records.schedules.every() == []  # asked for once, it comes once


async def test_the_same_command_worked_twice_makes_one_digest(bot: Bot, slack: FakeSlack) -> None:
    bot.desk.library.add(NewArticle("old", "The old pier is closed. Nobody was hurt.", title="Old"))
    url = slack.command("/footnote")["response_url"]
    incoming = Incoming("library", TEAM, GENERAL, ANNA, "digest now", response_url=url)
    for _ in range(2):
        await decide(bot, "command", incoming)
    await bot.settle(20)
    assert len(spoken(slack)) == 1


async def test_a_digest_is_changed_shown_and_ended(bot: Bot, slack: FakeSlack, now: Now) -> None:
    slack.users[ANNA]["tz"] = ""
    for wish in ("digest", "digest off"):
        assert (await say(bot, slack, wish)).startswith("This channel has no digest.")
    said = await say(bot, slack, "digest mondays 08:30 long")
    assert "mondays at 08:30 (UTC); the first on Monday 30 November at 08:30" in said
    assert "Slack did not tell me your time zone, so this is UTC." in said
    await say(bot, slack, "digest every 12 hours")
    assert "gets a long digest, every 12 hours." in await say(bot, slack, "digest")
    assert len(bot.records.schedules.every()) == 1
    assert await say(bot, slack, "digest off") == "This channel gets no digest any more."
    bot.desk.library.add(NewArticle("new", "The new pier opens on Monday.", title="New"))
    now.now += 30 * DAY_S
    await ticked(bot)
    assert spoken(slack) == []
    assert (await say(bot, slack, "digest")).startswith("This channel has no digest.")


# What people say -------------------------------------------------------------------------------------------


async def test_what_is_followed_is_listed_and_ended(bot: Bot, slack: FakeSlack, web: WebServer) -> None:
    assert (await say(bot, slack, "followed")).startswith("This channel follows nothing yet.")
    address = feed(web, Crane="It lifts forty tonnes.")
    said = (await say(bot, slack, f"follow {address} daily at 09:00")).replace("\u200b", "")
    assert said.startswith(f"Following {address}, daily at 09:00 (")
    assert "Added “Crane”" in said
    listed = (await say(bot, slack, "followed")).replace("\u200b", "")
    assert f"{address} · daily at 09:00 (" in listed
    assert "follows nothing" in await say(bot, slack, "followed", PRIVATE)
    assert "does not follow" in await say(bot, slack, f"unfollow {address}", PRIVATE)
    assert (await say(bot, slack, f"unfollow {address}")).startswith("No longer following")
    assert "does not follow" in await say(bot, slack, "unfollow")
    assert bot.desk.library.get("Crane")  # what it brought stays


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("follow", "Which feed or page?"),
        ("follow http://127.0.0.1:9/a http://127.0.0.1:9/b", "Which feed or page?"),
        ("follow http://127.0.0.1:9/a every 5 minutes", "not a time that I know"),
        ("follow http://127.0.0.1:9/a every 0 hours", "from every hour to every 30 days"),
        ("follow http://127.0.0.1:9/a", "Not added."),
        ("digest tomorrow", "not a time that I know"),
        ("digest daily at 25:00", "from 00:00 to 23:59"),
    ],
)
async def test_what_cannot_be_done_is_said_and_nothing_is_kept(
    bot: Bot, slack: FakeSlack, text: str, told: str
) -> None:
    assert told in await say(bot, slack, text)
    assert bot.records.schedules.every() == []


async def test_a_channel_that_follows_as_much_as_it_may_is_told_what_to_end(
    bot: Bot, slack: FakeSlack, web: WebServer, now: Now
) -> None:
    address = feed(web, Crane="It lifts forty tonnes.")
    for number in range(MOST_FOLLOWED):
        bot.records.schedules.follow(TEAM, GENERAL, f"{address}/{number}", "every week", "UTC", now.now + 1)
    assert "End one first" in await say(bot, slack, f"follow {address}")


async def test_who_may_not_ask_may_set_nothing_up(bot: Bot, slack: FakeSlack, web: WebServer) -> None:
    bot.records.rules.set(TEAM, GENERAL, {"askers": "U0OTHER"})
    for text in (f"follow {feed(web, Crane='It lifts forty tonnes.')}", "digest now", "digest every day"):
        assert "only certain people" in await say(bot, slack, text)
    assert web.asked == []
    assert bot.records.schedules.every() == []


def test_the_newest_version_of_an_empty_library_is_none(bot: Bot) -> None:
    assert newest_version(bot) == 0
