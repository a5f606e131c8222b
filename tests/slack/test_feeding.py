"""Articles from Slack, on both transports: /footnote, files and links, and who may read what came of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_checks import texts
from tests.fakes.slack_server import (
    ANNA,
    BEN,
    BOT_TOKEN,
    CARA,
    DIRECT,
    GENERAL,
    PRIVATE,
    FakeSlack,
)
from tests.fakes.web_server import Sent, WebServer
from tests.slack.conftest import RunningBot, StartBot, start_bot
from tests.slack.test_buttons import private_reply
from tests.slack.test_talk import answers_in, quotes, silence_after

FERRY = b"The ferry to Lunde sinks the old pier on Monday. Nobody was hurt in Lunde."
PAGE = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body>"
    "</html>"
)
RSS = """<rss version="2.0"><channel><title>Harbour</title>
<item><title>One</title><link>{one}</link></item><item><title>Two</title><link>{two}</link></item>
</channel></rss>"""


def page(title: str, text: str) -> Sent:
    long = f"{text} The harbour master confirmed it in a statement to the town council on Tuesday evening."
    return Sent(PAGE.format(title=title, text=long))


@dataclass
class Harbour:
    """A workspace, its bot, and a web server that the bot may read from."""

    slack: FakeSlack
    bot: RunningBot
    web: WebServer

    def add(self, address: str, channel: str = GENERAL, user: str = ANNA) -> str:
        """`/footnote add`, and what the person is told."""
        body = self.slack.command("/footnote", f"add <{address}>", channel=channel, user=user)
        return told(private_reply(self.slack, body))

    def say(self, text: str, channel: str = GENERAL, user: str = ANNA) -> dict:
        return private_reply(self.slack, self.slack.command("/footnote", text, channel=channel, user=user))

    def quoted(self, question: str, channel: str) -> str:
        """What /ask quotes to somebody in a channel."""
        return str(quotes(private_reply(self.slack, self.slack.command("/ask", question, channel=channel))))

    def offered(self, *files: dict, channel: str = GENERAL, **more: object) -> dict:
        """Share files and return the private offer to index them."""
        return private_reply(self.slack, self.slack.drop(*files, channel=channel, **more))


def told(reply: dict) -> str:
    return "\n".join(texts(reply["blocks"])) if reply.get("blocks") else reply["text"]


@pytest.fixture(scope="module", params=["socket", "http"])
def serving(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Harbour]:
    home = tmp_path_factory.mktemp("feeding") / "home"
    shutil.copytree(shelf, home)
    with WebServer({}) as web, FakeSlack() as slack, ExitStack() as stack:
        settings = {
            "FOOTNOTE_QUESTIONS_PER_MINUTE": "1000",
            "FOOTNOTE_FETCH_ALLOW": f"127.0.0.1:{web.port}",
            "FOOTNOTE_LOG": "DEBUG",
        }
        yield Harbour(slack, start_bot(stack, slack, home, request.param == "http", **settings), web)


@pytest.fixture
def harbour(serving: Harbour) -> Iterator[Harbour]:
    """The running harbour; whatever Slack refused unasked fails the test."""
    serving.web.asked.clear()
    serving.slack.downloads.clear()
    yield serving
    complaints, serving.slack.complaints[:] = list(serving.slack.complaints), []
    assert complaints == []


def test_a_page_is_added_updated_and_left_alone_and_told_to_nobody_else(harbour: Harbour) -> None:
    posts = len(harbour.slack.posts())
    address = harbour.web.url("/crane")
    harbour.web.pages["/crane"] = page("The crane", "The crane of Bergen lifts forty tonnes.")
    assert harbour.add(address).startswith("Added “The crane”.")
    assert harbour.add(address).startswith("Unchanged: “The crane”")
    harbour.web.pages["/crane"] = page("The crane", "The crane of Bergen lifts fifty tonnes.")
    assert harbour.add(address).startswith("Updated “The crane”")
    assert "fifty tonnes" in harbour.quoted("how much does the crane of Bergen lift?", GENERAL)
    assert len(harbour.slack.posts()) == posts


def test_what_a_channel_adds_is_found_and_named_in_that_channel_only(harbour: Harbour) -> None:
    harbour.web.pages["/buoy"] = page("The buoy", "The buoy at Skagen is painted violet.")
    assert harbour.add(harbour.web.url("/buoy"), channel=PRIVATE).startswith("Added")
    question = "which colour is the buoy at Skagen painted?"
    assert "violet" in harbour.quoted(question, PRIVATE)
    assert "violet" not in harbour.quoted(question, GENERAL)
    assert "The buoy" in told(harbour.say("list", channel=PRIVATE))
    assert "The buoy" not in told(harbour.say("list"))
    assert "No article here" in told(harbour.say("remove The buoy"))
    # Another channel that brings the same page is not told that it was there.
    assert harbour.add(harbour.web.url("/buoy")).startswith("Added “The buoy”.")


def test_a_feed_is_told_by_counts_with_the_reasons_of_its_refusals(harbour: Harbour) -> None:
    harbour.web.pages["/one"] = page("One", "The lighthouse of Ny is lit with gas.")
    feed = RSS.format(one=harbour.web.url("/one"), two=harbour.web.url("/missing"))
    harbour.web.pages["/feed"] = Sent(feed, "application/rss+xml")
    said = harbour.add(harbour.web.url("/feed"))
    assert "2 articles: 1 added, 1 refused." in said
    assert "404" in said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("add", "Which page?"),
        ("add example.com/article", "Which page?"),
        ("add <http://a.example/1> <http://a.example/2>", "One address at a time"),
        ("add <http://127.0.0.1:9/secret>", "port 9 is none of the web's"),
        ("add <http://127.0.0.1/secret>", "Not added."),
        ("help", "/footnote list"),
        ("", "/footnote list"),
        ("dance", "/footnote list"),
        ("remove", "Which article?"),
        ("remove no such thing", "No article here is called “no such thing”"),
        ("share North Korea in Kursk", "Only an administrator of Footnote may do that here"),
    ],
)
def test_what_cannot_be_done_is_told_privately_with_the_reason(
    harbour: Harbour, text: str, reason: str
) -> None:
    posts = len(harbour.slack.posts())
    assert reason in told(harbour.say(text)).replace("\u200b", "")
    assert len(harbour.slack.posts()) == posts


def test_an_open_article_stays_open_when_one_channel_brings_it_again(harbour: Harbour) -> None:
    harbour.web.pages["/dock"] = page("The dock", "The dock of Moss holds nine ships.")
    harbour.add(harbour.web.url("/dock"))
    with Library.open(harbour.bot.home) as library:
        library.access.open(library.get("The dock").article_id)
    assert harbour.add(harbour.web.url("/dock")).startswith("Unchanged")
    assert "nine ships" in harbour.quoted("how many ships does the dock of Moss hold?", PRIVATE)


def test_the_same_command_delivered_again_adds_and_tells_once(harbour: Harbour) -> None:
    harbour.web.pages["/rope"] = page("The rope", "The rope of Hull is made of hemp.")
    body = harbour.slack.command("/footnote", f"add {harbour.web.url('/rope')}")
    before = len(harbour.slack.privates)
    assert [ack.status for ack in harbour.slack.deliver(body, copies=3)] == [200, 200, 200]
    harbour.slack.wait(lambda: len(harbour.slack.privates) > before)
    harbour.slack.send(body)
    harbour.say("list")
    assert len(harbour.slack.privates) == before + 2
    assert len(harbour.web.asked) == 1


def test_removing_asks_once_and_takes_it_out_of_this_channel_only(harbour: Harbour) -> None:
    harbour.web.pages["/sail"] = page("The sail", "The sail of Arendal is woven from flax.")
    for channel in (GENERAL, PRIVATE):
        harbour.add(harbour.web.url("/sail"), channel=channel)
    asked = harbour.say("remove The sail")
    assert "Remove “The sail”, 3 sentences?" in told(asked).replace("\n", "")
    question = "what is the sail of Arendal woven from?"
    assert "flax" in harbour.quoted(question, GENERAL)  # nothing happens before the button
    assert "Removed “The sail”" in told(
        private_reply(harbour.slack, harbour.slack.click(asked, "remove_article"))
    )
    assert "flax" not in harbour.quoted(question, GENERAL)
    assert "flax" in harbour.quoted(question, PRIVATE)
    again = harbour.slack.click(asked, "remove_article")
    assert "no longer here" in told(private_reply(harbour.slack, again))
    asked = harbour.say("remove The sail", channel=PRIVATE)
    private_reply(harbour.slack, harbour.slack.click(asked, "remove_article"))
    with Library.open(harbour.bot.home) as library:
        assert "The sail" not in [info.title for info in library.articles()]


def test_a_dropped_file_is_offered_to_its_poster_alone_and_indexed_at_the_click(harbour: Harbour) -> None:
    slack, posts = harbour.slack, len(harbour.slack.posts())
    offer = harbour.offered(slack.file("ferry.txt", FERRY), user=BEN)
    assert (offer["user"], offer["channel"]) == (BEN, GENERAL)
    assert "“ferry.\u200btxt”" in told(offer)
    assert slack.downloads == []
    assert offer.get("thread_ts") is None
    said = private_reply(slack, slack.click(offer, "index_this", user=BEN))
    assert told(said).startswith("Added “ferry”.")
    assert [token for _, token in slack.downloads] == [BOT_TOKEN]
    question = "what does the ferry to Lunde sink?"
    assert "old pier" in harbour.quoted(question, GENERAL)
    assert "old pier" not in harbour.quoted(question, PRIVATE)
    twice = private_reply(slack, slack.click(offer, "index_this", user=BEN))
    assert told(twice).startswith("Unchanged: “ferry”")
    assert len(slack.posts()) == posts


def test_a_file_of_the_same_words_opens_no_article_of_another_channel_now_or_later(harbour: Harbour) -> None:
    first = NewArticle(
        "notice.txt",
        "The board of Quarnby meets on Friday about the harbour.",
        title="Dismissal of Captain Ingrith",
        channels=frozenset({PRIVATE}),
    )
    with Library.open(harbour.bot.home) as library:
        library.add(first)
    offer = harbour.offered(harbour.slack.file("draft.txt", first.text.encode()))
    said = told(private_reply(harbour.slack, harbour.slack.click(offer, "index_this")))
    with Library.open(harbour.bot.home) as library:
        library.add(replace(first, text="The board of Quarnby sells the harbour to Zubrowka on Friday."))
    assert said.startswith("Added “draft”.")
    assert "Ingrith" not in told(harbour.say("list"))
    question = "when does the board of Quarnby meet about the harbour?"
    assert "Zubrowka" in harbour.quoted(question, PRIVATE)
    assert "Zubrowka" not in harbour.quoted(question, GENERAL)


def test_a_file_says_neither_who_may_read_it_nor_whose_it_is(harbour: Harbour) -> None:
    claims = b"---\ntitle: The log\nurl: https://bank.example/\nsource: BBC\nchannels: [C0GENERAL]\n---\n"
    offer = harbour.offered(
        harbour.slack.file("log.md", claims + FERRY + b" So says the log of Vadso."), channel=PRIVATE
    )
    private_reply(harbour.slack, harbour.slack.click(offer, "index_this"))
    with Library.open(harbour.bot.home) as library:
        kept = library.get("The log")
    assert (kept.url, kept.source, kept.channels) == (None, "a file in Slack", {PRIVATE})


def test_in_a_direct_message_the_file_is_offered_in_the_thread_and_stays_there(harbour: Harbour) -> None:
    slack = harbour.slack
    body = slack.drop(slack.file("oar.txt", b"The oar of Tonsberg is cut from ash wood."), channel=DIRECT)
    slack.send(body)
    (offer,) = answers_in(slack, body["event"]["ts"])
    said = private_reply(slack, slack.click(offer, "index_this"))
    assert (told(said).partition("”")[0], said["thread_ts"]) == ("Added “oar", body["event"]["ts"])
    # A status ends with the next message that all see, and none comes.
    assert body["event"]["ts"] not in [one["thread_ts"] for one in slack.statuses]
    assert "ash wood" in harbour.quoted("what is the oar of Tonsberg cut from?", DIRECT)
    assert "ash wood" not in harbour.quoted("what is the oar of Tonsberg cut from?", GENERAL)


def test_pictures_between_people_get_no_word(harbour: Harbour) -> None:
    picture = harbour.slack.file("cat.png", b"\x89PNG", "image/png")
    silence_after(harbour.slack, harbour.slack.drop(picture))


def test_a_picture_handed_to_the_bot_is_refused_with_the_kinds_it_reads(harbour: Harbour) -> None:
    picture = harbour.slack.file("cat.png", b"\x89PNG", "image/png")
    body = harbour.slack.mention("index this", files=[picture], subtype="file_share")
    assert "I read text, Markdown, HTML and PDF" in told(private_reply(harbour.slack, body))


def test_a_file_over_its_limit_is_told_so_and_never_downloaded(harbour: Harbour) -> None:
    offer = harbour.offered(harbour.slack.file("huge.txt", b"x", size=6 * 2**20))
    assert "6.0 MB; I read up to 5 MB" in told(offer)
    assert "index_this" not in str(offer)


@pytest.mark.parametrize(
    ("file", "fault", "reason"),
    [
        ({}, {"method": "download", "status": 302}, "files:read"),
        ({"mimetype": "text/html"}, {}, "files:read"),
        ({}, {"method": "files.info", "error": "missing_scope"}, "files:read"),
        ({}, {"method": "files.info", "error": "file_deleted"}, "does not have that file any more"),
        ({}, {"method": "download", "status": 404}, "does not have that file any more"),
        ({}, {"method": "download", "status": 500}, "press the button again"),
        ({"size": 7}, {}, "not the file it told of"),
        ({"size": 0, "data": b"x" * 6 * 2**20}, {}, "I read up to 5 MB"),
        ({"name": "pier.pdf"}, {}, "Not added. pier.pdf: "),
    ],
)
def test_a_file_that_does_not_come_is_refused_with_the_reason(
    harbour: Harbour, file: dict, fault: dict, reason: str
) -> None:
    slack = harbour.slack
    data = FERRY + b" And then?"
    offer = harbour.offered(slack.file(**{"name": "pier.txt", "data": data, **file}))
    if fault:
        slack.fault(**fault)
    said = told(private_reply(slack, slack.click(offer, "index_this"))).replace("\u200b", "")
    assert reason in said
    assert "pier" not in told(harbour.say("list"))


def test_the_token_goes_to_no_other_host_whatever_slack_says_of_the_file(harbour: Harbour) -> None:
    offer = harbour.offered(
        harbour.slack.file("trap.txt", FERRY, url_private_download=harbour.web.url("/trap"))
    )
    said = told(private_reply(harbour.slack, harbour.slack.click(offer, "index_this")))
    assert "does not lie on Slack's file host" in said
    assert harbour.web.asked == []


def test_a_download_that_leads_on_is_not_followed(harbour: Harbour) -> None:
    harbour.web.pages["/elsewhere"] = Sent(FERRY, "text/plain")
    offer = harbour.offered(harbour.slack.file("trap.txt", FERRY, moved_to=harbour.web.url("/elsewhere")))
    assert "files:read" in told(private_reply(harbour.slack, harbour.slack.click(offer, "index_this")))
    assert harbour.web.asked == []


@pytest.mark.parametrize("words", ["index this", "please add this page to your library:", ""])
def test_a_link_handed_to_the_bot_is_offered_once_and_opened_at_the_click_only(
    harbour: Harbour, words: str
) -> None:
    slack = harbour.slack
    harbour.web.pages["/mast"] = page("The mast", "The mast of Larvik is forty metres tall.")
    body = slack.mention(f"{words} <{harbour.web.url('/mast')}|the mast>")
    before = len(slack.privates)
    slack.send(slack.twin(body))
    slack.send(body)
    slack.wait(lambda: len(slack.privates) > before)
    assert harbour.web.asked == []
    said = told(private_reply(slack, slack.click(slack.privates[before], "index_this")))
    assert "“The mast”" in said
    assert len(slack.privates) == before + 2
    assert slack.posts(body["event"]["ts"]) == []


def test_a_question_with_a_link_stays_a_question(harbour: Harbour) -> None:
    slack = harbour.slack
    body = slack.mention(f"does <{harbour.web.url('/x')}> say how many troops came?")
    slack.send(body)
    assert len(answers_in(slack, body["event"]["ts"])) == 1
    assert harbour.web.asked == []


def test_a_file_with_a_question_is_offered_with_the_advice_to_ask_again(harbour: Harbour) -> None:
    file = harbour.slack.file("anchor.txt", b"The anchor of Hamar weighs two tonnes.")
    body = harbour.slack.mention("how heavy is the anchor?", files=[file], subtype="file_share")
    assert "ask me again afterwards" in told(private_reply(harbour.slack, body))


def test_where_it_was_told_to_be_quiet_files_are_offered_only_when_it_is_mentioned(harbour: Harbour) -> None:
    slack = harbour.slack
    called = slack.mention("how many troops?")
    slack.send(called)
    thread = called["event"]["ts"]
    answers_in(slack, thread)
    slack.send(slack.say("stop", thread=thread))
    answers_in(slack, thread, 2)
    file = slack.file("net.txt", b"The net of Bodo is green.")
    silence_after(slack, slack.drop(file, thread=thread))
    body = slack.mention("index this", thread=thread, files=[file], subtype="file_share")
    assert private_reply(slack, body)["thread_ts"] == thread


def test_the_log_names_no_file_no_address_and_no_token(harbour: Harbour) -> None:
    file = harbour.slack.file("whistleblower.txt", b"The keel of Odda is cracked.")
    offer = harbour.offered(file)
    private_reply(harbour.slack, harbour.slack.click(offer, "index_this"))
    harbour.web.pages["/whistle"] = page("W", "The whistle of Odda is silver.")
    harbour.add(harbour.web.url("/whistle"))
    for word in ("whistle", "keel", "xoxb-"):
        assert word not in harbour.bot.log


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_only_administrators_remove_and_share(slack: FakeSlack, start: StartBot, http: bool) -> None:
    bot = start(http=http, FOOTNOTE_ADMINS=BEN, FOOTNOTE_QUESTIONS_PER_MINUTE="1")
    harbour = Harbour(slack, bot, None)
    assert "Not added." in harbour.add("http://127.0.0.1:9/")
    assert "I take 1 questions a minute" in harbour.add("http://127.0.0.1:9/")
    seed = "North Korea in Kursk"
    assert "Only an administrator" in told(harbour.say(f"remove {seed}"))
    assert "Only an administrator" in told(harbour.say("share The plan", channel=PRIVATE))
    asked = harbour.say(f"remove {seed}", user=BEN)
    pressed = slack.click(asked, "remove_article", user=ANNA)
    assert "Only an administrator" in told(private_reply(slack, pressed))
    assert "The plan" not in told(harbour.say("list"))
    assert "Every channel can ask" in told(harbour.say("share The plan", channel=PRIVATE, user=BEN))
    assert "The plan" in told(harbour.say("list"))
    assert "Every channel can ask" in told(harbour.say("share The plan", user=CARA))
    private_reply(slack, slack.click(asked, "remove_article", user=BEN))
    assert seed not in told(harbour.say("list"))


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_a_power_cut_while_a_file_comes_is_made_good_at_the_next_start(
    slack: FakeSlack, start: StartBot, http: bool
) -> None:
    bot = start(http=http)
    offer = private_reply(slack, slack.drop(slack.file("ferry.txt", FERRY)))
    held = slack.fault("download", hold=True)
    before = len(slack.privates)
    slack.send(slack.click(offer, "index_this"))
    assert held.reached.wait(10)
    bot.kill()
    slack.release()
    start(http=http)
    slack.wait(lambda: len(slack.privates) > before)
    assert [told(one).partition(".")[0] for one in slack.privates[before:]] == ["Added “ferry”"]
