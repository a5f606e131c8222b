"""What comes unasked, on both transports: news of feeds, digests, marks on what is out of date."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.records import Records
from bot.records.schedule_book import Kind
from index.library import Library
from index.readers import read_path
from tests.fakes.slack_checks import texts
from tests.fakes.slack_server import ANNA, GENERAL, PRIVATE, TEAM, FakeSlack
from tests.fakes.web_server import Sent, WebServer
from tests.shelf import SEED_TEXT
from tests.slack.conftest import RunningBot, StartBot, start_bot
from tests.slack.test_buttons import private_reply
from tests.slack.test_feeding import page
from tests.slack.test_talk import EVIDENCE, QUESTION, answers_in, quotes, silence_after

ROOT = Path(__file__).parent.parent.parent
CHANGED = "Out of date: “kursk” has changed since, and footnote [1] no longer reads like this."
RSS = "<rss version='2.0'><channel><title>Harbour</title>{}</channel></rss>"
ITEM = "<item><title>{0}</title><link>{1}</link></item>"


@dataclass
class Town:
    """A workspace, its bot, a web server that the bot may read, and an operator at the command line."""

    slack: FakeSlack
    bot: RunningBot
    web: WebServer

    def command(self, text: str, channel: str = GENERAL) -> str:
        """`/footnote ...`, and what the person is told."""
        reply = private_reply(self.slack, self.slack.command("/footnote", text, channel=channel))
        return reply["text"].replace("\u200b", "")

    def asked(self, channel: str = GENERAL) -> dict:
        """A question about the article, and its answer."""
        body = self.slack.mention(QUESTION, channel=channel)
        self.slack.send(body)
        return answers_in(self.slack, body["event"]["ts"])[0]

    def publish(self, **articles: str) -> str:
        """Serve a feed of these articles, by title; its address."""
        self.web.pages |= {f"/{title}": page(title, text) for title, text in articles.items()}
        items = "".join(ITEM.format(title, self.web.url(f"/{title}")) for title in articles)
        self.web.pages["/feed"] = Sent(RSS.format(items), "application/rss+xml")
        return self.web.url("/feed")

    def let_be_due(self, kind: Kind, channel: str = GENERAL) -> None:
        """Bring a schedule's time about, and wait until it has been taken."""
        with Records.open(self.bot.home) as records:
            (one,) = [one for one in records.schedules.every() if (one.kind, one.channel) == (kind, channel)]
            now = records.schedules.now()
            records.schedules.put_off(one, now)
            self.slack.wait(lambda: records.schedules.get(one.id).due > now and not records.open_events())

    def told(self, channel: str = GENERAL) -> list[str]:
        """What was said to the channel, and in no thread."""
        said = [one for one in self.slack.posts() if one["channel"] == channel and "thread_ts" not in one]
        return [one["text"].replace("\u200b", "") for one in said]

    def edit(self, text: str) -> None:
        """Change the article from the command line, in another process."""
        (self.bot.home / "kursk.txt").write_text(text, encoding="utf-8")
        footnote(self.bot.home, "add", "kursk.txt")


def footnote(home: Path, *arguments: str) -> str:
    """Run a command in another process, as an operator would."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "FOOTNOTE_HOME": str(home)}
    command = [sys.executable, "-m", "bot", *arguments]
    ran = {"env": environment | {"OMP_NUM_THREADS": "1"}, "cwd": home, "check": True}
    return subprocess.run(command, capture_output=True, text=True, **ran).stdout


def handed_in(home: Path, name: str, *channels: str) -> None:
    """What `footnote add` does with a file, at hand: the command itself takes seconds to load."""
    (new,) = read_path(home / name)
    with Library.open(home) as library:
        library.add(replace(new, channels=frozenset(channels)))


@pytest.fixture(scope="module", params=["socket", "http"])
def serving(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    home = tmp_path_factory.mktemp("unasked") / "home"
    home.mkdir()
    (home / "kursk.txt").write_text(SEED_TEXT, encoding="utf-8")
    (home / "plan.txt").write_text("The plan of the board names Zubrowka. Nobody knows it.", encoding="utf-8")
    handed_in(home, "kursk.txt")
    handed_in(home, "plan.txt", PRIVATE)
    with WebServer({}) as web, FakeSlack() as slack, ExitStack() as stack:
        settings = {
            "FOOTNOTE_QUESTIONS_PER_MINUTE": "1000",
            "FOOTNOTE_FETCH_ALLOW": f"127.0.0.1:{web.port}",
        }
        yield Town(slack, start_bot(stack, slack, home, request.param == "http", **settings), web)


@pytest.fixture
def town(serving: Town) -> Iterator[Town]:
    """The running town; whatever Slack refused unasked fails the test."""
    yield serving
    complaints, serving.slack.complaints[:] = list(serving.slack.complaints), []
    assert complaints == []


def test_a_sentence_edited_elsewhere_marks_the_answer_that_cites_it_and_putting_it_back_unmarks_it(
    town: Town,
) -> None:
    answer, private = town.asked(), private_reply(town.slack, town.slack.command("/ask", QUESTION))
    before, blocks = dict(answer), list(answer["blocks"])
    assert EVIDENCE in quotes(answer)
    town.edit(SEED_TEXT.replace("11,000", "12,000"))
    town.slack.wait(lambda: answer["text"] == f"{CHANGED}\n{before['text']}")
    assert "".join(texts([answer["blocks"][0]])) == CHANGED
    assert answer["blocks"][1:] == blocks
    posts = len(town.slack.posts())
    assert "changed" in private_reply(town.slack, town.slack.click(private, "share"))["text"]
    town.slack.send(town.slack.click(answer, "source"))
    town.slack.wait(
        lambda: any("has changed since the answer" in one for one in texts(town.slack.modals[-1:]))
    )
    (town.bot.home / "kursk.txt").write_text(SEED_TEXT, encoding="utf-8")
    handed_in(town.bot.home, "kursk.txt")
    town.slack.wait(lambda: answer["text"] == before["text"])
    assert answer["blocks"] == blocks
    assert len(town.slack.posts()) == posts


def test_an_article_that_is_removed_is_not_named_in_the_mark(town: Town) -> None:
    body = town.slack.mention("what does the plan of the board name?", channel=PRIVATE)
    town.slack.send(body)
    (answer,) = answers_in(town.slack, body["event"]["ts"])
    assert "Zubrowka" in answer["text"]
    footnote(town.bot.home, "remove", "plan")
    town.slack.wait(lambda: answer["text"].startswith("Out of date: "))
    assert answer["text"].partition("\n")[0] == "Out of date: what footnote [1] cites is no longer here."


def test_a_followed_feed_tells_its_channel_what_is_new_and_nothing_else(town: Town) -> None:
    address = town.publish(Crane="The crane of Bergen lifts forty tonnes.")
    said = town.command(f"follow <{address}> every 2 hours")
    assert said.startswith(f"Following {address}, every 2 hours.")
    assert "Added “Crane”" in said
    town.let_be_due("follow")
    assert town.told() == []
    town.publish(
        Crane="The crane of Bergen lifts fifty tonnes.", Buoy="The buoy at Skagen is painted violet."
    )
    town.let_be_due("follow")
    assert town.told() == [f"1 new, 1 changed at {address}:\n“Crane” · changed\n“Buoy” · new"]
    asked = town.slack.command("/ask", "which colour is the buoy at Skagen painted?")
    assert "violet" in str(quotes(private_reply(town.slack, asked)))
    assert address in town.command("followed")
    assert town.command(f"unfollow <{address}>").startswith("No longer following")
    assert "follows nothing" in town.command("followed")


def test_a_digest_comes_when_it_is_due_with_what_is_new_quoted_and_sourced(town: Town) -> None:
    town.slack.users[ANNA]["tz"] = "Europe/Oslo"
    said = town.command("digest mondays 08:30 short", PRIVATE)
    assert "short digest of what is added or changed, mondays at 08:30 (Europe/Oslo)" in said
    town.let_be_due("digest", PRIVATE)
    assert town.told(PRIVATE) == []
    town.web.pages["/Ferry"] = page("Ferry", "The ferry to Lunde sinks the old pier on Monday.")
    assert "Added" in town.command(f"add <{town.web.url('/Ferry')}>", PRIVATE)
    town.let_be_due("digest", PRIVATE)
    digest = town.slack.posts()[-1]
    assert (digest["channel"], digest.get("thread_ts")) == (PRIVATE, None)
    assert digest["text"].startswith("Digest: 1 article added or changed.\nSummary of “Ferry”")
    assert any("sinks the old pier" in quote for quote in quotes(digest))
    town.slack.send(town.slack.click(digest, "source"))
    town.slack.wait(lambda: any("Lunde" in one for one in texts(town.slack.modals[-1])))
    town.let_be_due("digest", PRIVATE)
    assert town.told(PRIVATE) == [digest["text"].replace("\u200b", "")]
    assert town.command("digest now", PRIVATE).startswith("Nothing was added or changed here")
    assert town.command("digest off", PRIVATE) == "This channel gets no digest any more."


@pytest.mark.parametrize("after", [False, True], ids=["before it arrives, socket", "after it arrived, http"])
def test_a_digest_that_was_due_comes_once_through_kill_9(
    slack: FakeSlack, start: StartBot, tmp_path: Path, after: bool
) -> None:
    with Records.open(tmp_path / "home") as records:
        records.schedules.set_digest(TEAM, GENERAL, "short", "every hour", "UTC", 1.0, 0)
    held = slack.fault("chat.postMessage", hold=True, after=after)
    bot = start(http=after)  # nobody asks for anything
    assert held.reached.wait(20)
    bot.kill()
    slack.release()
    assert len(slack.posts()) == int(after)
    bot = start(http=after)
    slack.wait(slack.posts)
    silence_after(slack, slack.say("Has the digest come?"))
    (digest,) = [one for one in slack.posts() if "thread_ts" not in one]
    assert digest["text"].startswith("Digest: 1 article added or changed.")
    with Records.open(bot.home) as records:
        slack.wait(lambda: not records.open_events())
