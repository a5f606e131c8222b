"""Summaries of what is not in the library, and questions about a message, on both transports."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.slack.read import sources
from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_checks import texts
from tests.fakes.slack_server import ANNA, BEN, ELSEWHERE, GENERAL, FakeSlack
from tests.fakes.web_server import Sent, WebServer
from tests.slack.conftest import RunningBot, start_bot
from tests.slack.test_buttons import private_reply
from tests.slack.test_talk import answers_in, quotes

TALK = [
    (ANNA, "The ferry to Lunde sank at the old pier on Monday."),
    (BEN, "Nobody was hurt, says the harbour master. <@U0ANNA> wrote the report &amp; sent it."),
    (ANNA, "The new ferry costs 4.2 million euros and comes in May."),
]


@dataclass
class Pier:
    """A workspace, its bot, and a web server that the bot may read from."""

    slack: FakeSlack
    bot: RunningBot
    web: WebServer
    channels: int = 0

    def channel(self, *, member: bool = True) -> str:
        """A new channel, so that nothing said elsewhere is found in it."""
        self.channels += 1
        name = f"C0PIER{self.channels}"
        self.slack.channels.add(name)
        if member:
            self.slack.members.add(name)
        return name

    def said(
        self, channel: str, days_ago: float = 0, thread: str | None = None, talk: list = TALK
    ) -> list[dict]:
        """People talk; the messages, as Slack has them."""
        began = time.time() - days_ago * 86_400
        return [
            self.slack.say(text, channel, user, thread, ts=f"{began + at:.6f}")["event"]
            for at, (user, text) in enumerate(talk)
        ]

    def thread(self, channel: str) -> tuple[dict, list[dict]]:
        """A message with replies."""
        (first,) = self.said(channel, 1, talk=[(BEN, "What happened at the harbour this week?")])
        return first, self.said(channel, 0.5, thread=first["ts"])

    def summary(self, text: str, channel: str = GENERAL) -> dict:
        return private_reply(self.slack, self.slack.command("/summary", text, channel=channel))


@pytest.fixture(scope="module", params=["socket", "http"])
def serving(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pier]:
    home = tmp_path_factory.mktemp("summaries") / "home"
    shutil.copytree(shelf, home)
    with Library.open(home) as library:
        library.add(NewArticle("crane", "The crane of Bergen lifts forty tonnes.", title="Cranes, and ships"))
    with WebServer({}) as web, FakeSlack() as slack, ExitStack() as stack:
        settings = {"FOOTNOTE_QUESTIONS_PER_MINUTE": "1000", "FOOTNOTE_FETCH_ALLOW": f"127.0.0.1:{web.port}"}
        yield Pier(slack, start_bot(stack, slack, home, request.param == "http", **settings), web)


@pytest.fixture
def pier(serving: Pier) -> Iterator[Pier]:
    """The running pier; whatever Slack refused unasked fails the test."""
    serving.slack.calls.clear()
    yield serving
    complaints, serving.slack.complaints[:] = list(serving.slack.complaints), []
    assert complaints == []


def told(reply: dict) -> str:
    return "\n".join(texts(reply["blocks"])) if reply.get("blocks") else reply["text"]


def plain(reply: dict) -> str:
    """The notification, without what keeps it from being live."""
    return reply["text"].replace("\u200b", "")


def links(message: dict) -> list[str]:
    leaves = [
        leaf for block in message["blocks"] for part in block["elements"] for leaf in part.get("elements", [])
    ]
    return [leaf["url"] for leaf in leaves if leaf["type"] == "link"]


def buttons(message: dict) -> list[str]:
    return [
        one["action_id"] for block in message["blocks"] for one in block["elements"] if "action_id" in one
    ]


def shown(message: dict) -> set[str]:
    return {text.replace("\u200b", "") for text in quotes(message)}


# threads


def test_the_shortcut_summarises_the_thread_for_the_asker_and_every_line_links_its_message(
    pier: Pier,
) -> None:
    channel = pier.channel()
    first, replies = pier.thread(channel)
    posts = len(pier.slack.posts())
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", first, user=ANNA))
    assert "The ferry to Lunde sank at the old pier on Monday." in shown(reply)
    assert "@\u200bAnna Berg wrote the report & sent it." in quotes(reply)
    assert "4 messages by 2 people." in told(reply)
    assert "Summary of “this thread”" in plain(reply)
    assert "@Anna Berg, " in told(reply).replace("\u200b", "")
    ids = {one["ts"].replace(".", "") for one in (first, *replies)}
    assert len(links(reply)) == len(quotes(reply))
    assert {url.rpartition("/p")[2].partition("?")[0] for url in links(reply)} <= ids
    assert len(pier.slack.posts()) == posts


def test_a_thread_is_read_by_page_and_from_the_message_that_it_hangs_on(pier: Pier) -> None:
    channel = pier.channel()
    _, replies = pier.thread(channel)
    pier.slack.page_size = 2
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", replies[-1]))
    pier.slack.page_size = 200
    assert "4 messages by 2 people." in told(reply)
    assert pier.slack.count("conversations.replies") == 2
    assert reply["thread_ts"] == replies[0]["thread_ts"]


@pytest.mark.parametrize("words", ["summarise this thread in 2 sentences", "tl;dr 2 sentences"])
def test_a_mention_in_a_thread_summarises_it_there_without_itself_and_does_not_stay(
    pier: Pier, words: str
) -> None:
    channel = pier.channel()
    first, _ = pier.thread(channel)
    mention = pier.slack.mention(words, channel=channel, thread=first["ts"])
    pier.slack.send(mention)
    (answer,) = answers_in(pier.slack, first["ts"])
    assert len(quotes(answer)) == 2
    assert "4 messages by 2 people." in told(answer)
    pier.slack.send(pier.slack.say("And how much does it cost?", channel, thread=first["ts"]))
    later = pier.slack.mention("how many troops were sent?", channel=channel)
    pier.slack.send(later)
    answers_in(pier.slack, later["event"]["ts"])
    assert len(pier.slack.posts(first["ts"])) == 1


def test_where_there_is_no_thread_a_mention_is_told_what_to_say_instead(pier: Pier) -> None:
    mention = pier.slack.mention("summarise this thread", channel=pier.channel())
    reply = private_reply(pier.slack, mention)
    assert "/summary here since monday" in reply["text"]


def test_people_who_say_it_to_each_other_are_left_alone(pier: Pier) -> None:
    channel = pier.channel()
    first, _ = pier.thread(channel)
    before = len(pier.slack.privates)
    pier.slack.send(pier.slack.say("tl;dr please", channel, thread=first["ts"]))
    later = pier.slack.mention("how many troops were sent?", channel=channel)
    pier.slack.send(later)
    answers_in(pier.slack, later["event"]["ts"])
    assert (pier.slack.posts(first["ts"]), len(pier.slack.privates)) == ([], before)


def test_other_bots_joins_and_the_bot_itself_are_not_summarised(pier: Pier) -> None:
    channel = pier.channel()
    first, _ = pier.thread(channel)
    pier.slack.say("Deploy 77 finished at the old pier.", channel, "U0DEPLOY", first["ts"], bot_id="B0DEPLOY")
    pier.slack.say("<@U0CARA> has joined the old pier", channel, thread=first["ts"], subtype="channel_join")
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", first))
    assert "4 messages by 2 people." in told(reply)


def test_share_posts_the_thread_summary_once_and_show_in_source_and_why_open_it(pier: Pier) -> None:
    first, _ = pier.thread(pier.channel())
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", first))
    before, modals = len(pier.slack.posts()), len(pier.slack.modals)
    pier.slack.send(pier.slack.click(reply, "share"))
    pier.slack.wait(lambda: len(pier.slack.posts()) > before)
    assert pier.slack.posts()[-1]["blocks"] == reply["blocks"][:-1]
    assert "already" in private_reply(pier.slack, pier.slack.click(reply, "share"))["text"]
    for number, action in enumerate(("source", "why"), 1):
        pier.slack.send(pier.slack.click(reply, action))
        pier.slack.wait(lambda: len(pier.slack.modals) == modals + number)  # noqa: B023
    assert "[1] " in list(texts(pier.slack.modals[-2]))
    assert "What happened at the harbour this week?" in "".join(texts(pier.slack.modals[-2]))


@pytest.mark.parametrize("how", ["edited", "deleted"])
def test_what_was_taken_back_in_slack_is_not_shared(pier: Pier, how: str) -> None:
    first, replies = pier.thread(pier.channel())
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", first))
    posts = len(pier.slack.posts())
    (said,) = [one for one in pier.slack.messages if one["ts"] == replies[0]["ts"]]
    if how == "edited":
        said["text"] = "The ferry did not sink."
    else:
        pier.slack.messages.remove(said)
    assert "Please ask again" in private_reply(pier.slack, pier.slack.click(reply, "share"))["text"]
    assert len(pier.slack.posts()) == posts


def test_a_message_that_is_planted_is_quoted_and_nothing_in_it_is_live(pier: Pier) -> None:
    channel = pier.channel()
    planted = "<!channel> see <https://evil.example/x|the ferry report> &lt;!here&gt; of the pier in Lunde."
    (first,) = pier.said(channel, talk=[(ANNA, planted)])
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", first))
    assert [url.startswith("https://fake.slack.com/archives/") for url in links(reply)] == [True]
    assert "<!" not in told(reply)
    assert "https://evil" not in told(reply)


@pytest.mark.parametrize("how", ["not a member", "a private channel", "no scope"])
def test_what_may_not_be_read_is_told_with_its_cure(pier: Pier, how: str) -> None:
    channel = pier.channel(member=how != "not a member")
    first, _ = pier.thread(channel)
    if how != "not a member":
        error = "channel_not_found" if how == "a private channel" else "missing_scope"
        pier.slack.fault("conversations.replies", error=error)
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", first))
    assert ("install the app again" if how == "no scope" else "/invite @") in reply["text"].replace(
        "\u200b", ""
    )
    pier.slack.complaints.clear()


def test_names_and_links_that_slack_does_not_tell_are_left_out(pier: Pier) -> None:
    first, _ = pier.thread(pier.channel())
    pier.slack.fault("auth.test", error="internal_error")
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", first))
    assert links(reply) == []
    assert "4 messages by 2 people." in told(reply)


def test_slacks_patience_is_asked_for_when_slack_says_later(pier: Pier) -> None:
    first, _ = pier.thread(pier.channel())
    pier.slack.fault("conversations.replies", retry_after=1)
    began = time.monotonic()
    reply = private_reply(pier.slack, pier.slack.shortcut("summarise_thread", first))
    assert "4 messages by 2 people." in told(reply)
    assert time.monotonic() - began >= 1


# channels


def test_a_channel_since_a_day_with_its_replies_and_nothing_older(pier: Pier) -> None:
    channel = pier.channel()
    pier.said(channel, 9, talk=[(BEN, "The crab season of last year was the best in ten years.")])
    pier.thread(channel)
    reply = pier.summary("here last 2 days long", channel)
    assert "4 messages by 2 people." in told(reply)
    assert "Summary of “this channel since " in plain(reply)
    assert not any("crab" in quote for quote in quotes(reply))
    assert any("4.\u200b2 million" in quote or "4.2 million" in quote for quote in quotes(reply))
    (asked,) = [args for method, args in pier.slack.calls if method == "conversations.history"]
    assert time.time() - 2 * 86_400 - 60 < float(asked["oldest"]) < time.time() - 2 * 86_400 + 60


def test_of_long_messages_so_many_characters_are_read_and_that_there_are_more_is_said(pier: Pier) -> None:
    channel = pier.channel()
    long = "word " * 7_900  # Slack takes 40,000 characters
    pier.said(channel, 1, talk=[(BEN, f"The ferry sank {day} days ago. {long}.") for day in range(13)])
    reply = pier.summary("here last 2 days", channel)
    assert "12 messages by 1 person." in told(reply)
    assert sources.NOT_ALL in told(reply)


@pytest.mark.parametrize("text", ["here", "here since tomorrow", "here since the flood"])
def test_a_day_that_is_none_is_asked_for_and_nothing_is_read(pier: Pier, text: str) -> None:
    assert pier.summary(text, pier.channel())["text"].startswith("Since when?")
    assert pier.slack.count("conversations.history") == 0


def test_a_channel_where_nothing_was_said_is_told_so(pier: Pier) -> None:
    assert "Nobody has said anything" in pier.summary("here since today", pier.channel())["text"]


def test_a_channel_that_the_bot_is_not_in_is_told_how_to_invite_it(pier: Pier) -> None:
    reply = pier.summary("here since today", ELSEWHERE)
    assert "/invite @" in reply["text"].replace("\u200b", "")
    pier.slack.complaints.clear()


# pages, files, several articles


PAGE = (
    "<html><head><title>The pier</title></head><body><article><h1>The pier</h1><p>The old pier of Lunde was "
    "closed on Friday. The council will build another one for two million euros. Nobody was hurt when the "
    "ferry sank there, the harbour master told the council.</p></article></body></html>"
)


def test_a_page_is_summarised_for_this_answer_only_unless_it_is_indexed(pier: Pier) -> None:
    pier.web.pages["/pier"] = Sent(PAGE)
    address, channel = pier.web.url("/pier"), pier.channel()
    reply = pier.summary(f"<{address}> short", channel)
    assert "The old pier of Lunde was closed on Friday." in quotes(reply)
    listed = private_reply(pier.slack, pier.slack.command("/footnote", "list", channel=channel))
    assert "The pier" not in told(listed)
    added = private_reply(pier.slack, pier.slack.click(reply, "index_this"))
    assert told(added).startswith("Added “The pier”.")


def test_what_is_at_an_address_that_may_not_be_opened_is_told(pier: Pier) -> None:
    assert pier.summary("<http://127.0.0.1:9/x>")["text"].startswith("Not read. ")
    assert "not both" in pier.summary("<https://a.example/x> and the crane")["text"]
    four = " ".join(f"<https://a.example/{number}>" for number in range(4))
    assert "At most 3" in pier.summary(four)["text"]


def test_a_shared_file_can_be_summarised_instead_of_indexed(pier: Pier) -> None:
    text = b"The quay of Lunde burned down on Sunday. The mayor said it would be rebuilt by autumn."
    offer = private_reply(pier.slack, pier.slack.drop(pier.slack.file("quay.txt", text), channel=GENERAL))
    reply = private_reply(pier.slack, pier.slack.click(offer, "summarise_this"))
    assert "The quay of Lunde burned down on Sunday." in quotes(reply)
    assert "index_this" in buttons(reply)


def test_a_file_speaks_for_nobodys_site(pier: Pier) -> None:
    text = b"---\ntitle: The quay\nurl: https://bank.example/q\n---\n\nThe quay of Lunde burned on Sunday."
    offer = private_reply(pier.slack, pier.slack.drop(pier.slack.file("quay.md", text), channel=GENERAL))
    reply = private_reply(pier.slack, pier.slack.click(offer, "summarise_this"))
    assert "Summary of “The quay”" in plain(reply)
    assert links(reply) == []


def test_several_articles_make_one_digest_and_a_title_with_a_comma_is_one(pier: Pier) -> None:
    both = plain(pier.summary("Cranes, and ships and North Korea in Kursk, 6 sentences"))
    assert "Summary of “Cranes, and ships”, “North Korea in Kursk”" in both
    assert "Summary of “Cranes, and ships”" in plain(pier.summary("cranes, and ships"))
    unknown = pier.summary("Cranes, and ships, and no such thing")["text"]
    assert unknown.startswith("No article here is called ")


@pytest.mark.parametrize("words", [30, 60, 120])
def test_a_length_in_words_is_kept(pier: Pier, words: int) -> None:
    reply = pier.summary(f"north korea in kursk {words} words")
    assert 0 < sum(len(quote.split()) for quote in quotes(reply)) <= words


@pytest.mark.parametrize(
    ("text", "said"), [("5 words", "I write 10 to 500"), ("9999 words", "I write 10 to 500")]
)
def test_a_length_in_words_that_cannot_be_is_explained(pier: Pier, text: str, said: str) -> None:
    assert said in pier.summary(f"kursk {text}")["text"]


def test_one_sentence_longer_than_the_words_asked_for_is_said_to_be(pier: Pier) -> None:
    assert "You asked for 10 words; the one sentence" in told(pier.summary("north korea in kursk 10 words"))


# questions about a message


def asked_about(pier: Pier, message: dict, question: str) -> dict:
    modals = len(pier.slack.modals)
    pier.slack.send(pier.slack.shortcut("ask_about_message", message))
    pier.slack.wait(lambda: len(pier.slack.modals) > modals)
    return pier.slack.submit(pier.slack.modals[-1], {"question": {"question": {"value": question}}})


def test_a_question_about_a_message_is_answered_privately_from_it_alone(pier: Pier) -> None:
    _, replies = pier.thread(pier.channel())
    posts = len(pier.slack.posts())
    reply = private_reply(pier.slack, asked_about(pier, replies[-1], "how much does the new ferry cost?"))
    assert shown(reply) == {"The new ferry costs 4.2 million euros and comes in May."}
    assert [replies[-1]["ts"].replace(".", "") in url for url in links(reply)] == [True]
    assert len(pier.slack.posts()) == posts
    other = private_reply(
        pier.slack, asked_about(pier, replies[-1], "how many fighters did Kim Jong Un send?")
    )
    assert "Kim" not in str(quotes(other))
    assert "Searched: this message." in told(other)


def test_the_question_sent_off_twice_is_answered_once(pier: Pier) -> None:
    first, _ = pier.thread(pier.channel())
    sent = asked_about(pier, first, "what happened at the harbour?")
    again = {**sent, "trigger_id": "another"}
    before = len(pier.slack.privates)
    pier.slack.deliver_all([sent, again])
    pier.slack.wait(lambda: len(pier.slack.privates) > before)
    private_reply(pier.slack, pier.slack.command("/ask", "how many troops were sent?"))
    assert len(pier.slack.privates) == before + 2


def test_a_message_that_is_gone_is_said_to_be(pier: Pier) -> None:
    first, _ = pier.thread(pier.channel())
    sent = asked_about(pier, first, "what happened at the harbour?")
    pier.slack.messages[:] = [one for one in pier.slack.messages if one["ts"] != first["ts"]]
    assert "does not have that message any more" in private_reply(pier.slack, sent)["text"]


@pytest.mark.parametrize(
    ("question", "said"), [("?!", "ask in words"), ("why " * 1_500, "I read at most 4,000")]
)
def test_a_question_that_is_none_is_told_so(pier: Pier, question: str, said: str) -> None:
    first, _ = pier.thread(pier.channel())
    assert said in private_reply(pier.slack, asked_about(pier, first, question))["text"]


def test_a_question_thought_about_for_longer_than_slack_waits_is_answered_all_the_same(pier: Pier) -> None:
    _, replies = pier.thread(pier.channel())
    sent = asked_about(pier, replies[-1], "how much does the new ferry cost?")
    pier.slack.use_up(json.loads(sent["view"]["private_metadata"])["url"])
    reply = private_reply(pier.slack, sent)
    assert shown(reply) == {"The new ferry costs 4.2 million euros and comes in May."}
    assert reply["user"] == ANNA
    pier.slack.complaints.clear()
