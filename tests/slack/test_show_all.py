"""*Show all* and the links under quotations, on both transports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.slack.clicks import GONE
from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_checks import texts
from tests.fakes.slack_server import FakeSlack
from tests.slack.conftest import RunningBot
from tests.slack.test_buttons import private_reply
from tests.slack.test_rules import rules
from tests.slack.test_talk import answers_in, quotes

Shared = tuple[FakeSlack, RunningBot]

NAMES = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine")
LONG = [
    f"The {name} bridge was closed {f'because of {name} and ' * 80}for {n} weeks."
    for n, name in enumerate(NAMES, 2)
]


@contextmanager
def library_of(bot: RunningBot) -> Iterator[Library]:
    with Library.open(bot.home) as library:
        yield library


def fed(slack: FakeSlack, bot: RunningBot, channel: str, text: str, **about: str) -> str:
    """An article for one channel of its own, which the bot is in."""
    slack.channels.add(channel)
    slack.members.add(channel)
    with library_of(bot) as library:
        new = NewArticle(channel, text, channels=frozenset({channel}), **about)
        return library.add(new).article_id


def asked(slack: FakeSlack, channel: str, question: str) -> dict:
    body = slack.mention(question, channel=channel)
    slack.send(body)
    return answers_in(slack, body["event"]["ts"])[0]


def opened(slack: FakeSlack, message: dict, action: str) -> dict:
    before = len(slack.modals)
    slack.send(slack.click(message, action))
    slack.wait(lambda: len(slack.modals) > before)
    return slack.modals[-1]


def summarised(slack: FakeSlack, channel: str) -> dict:
    before = len(slack.privates)
    slack.send(slack.command("/summary", "bridges 8 sentences", channel=channel))
    slack.wait(lambda: len(slack.privates) > before)
    return slack.privates[before]


def test_what_does_not_fit_is_shown_whole_page_by_page(shared: Shared) -> None:
    slack, bot = shared
    fed(slack, bot, "C0QUILL", "\n".join(LONG), title="Bridges")
    message = summarised(slack, "C0QUILL")
    shown = quotes(message)
    assert 1 <= len(shown) < 8
    assert f"{len(shown)} of 8 statements are shown. Show all has the others." in "\n".join(
        texts(message["blocks"])
    )
    view = opened(slack, message, "all")
    pages = [quotes(view)]
    while "all_on" in actions(view):
        view = turned(slack, view, "all_on")
        pages.append(quotes(view))
    held = [quote for page in pages for quote in page]
    assert len(held) == 8
    assert held[: len(shown)] == shown
    assert set(held) <= set(LONG)
    assert quotes(turned(slack, view, "all_back")) == pages[-2]


def actions(view: dict) -> list[str]:
    return [one["action_id"] for block in view["blocks"] for one in block["elements"] if "action_id" in one]


def turned(slack: FakeSlack, view: dict, way: str) -> dict:
    slack.send(slack.click(view, way))
    slack.wait(lambda: slack.modals[-1] != view)
    return slack.modals[-1]


def test_show_all_shows_no_article_that_is_gone_since(shared: Shared) -> None:
    slack, bot = shared
    article_id = fed(slack, bot, "C0GONE", "\n".join(LONG), title="Bridges")
    message = summarised(slack, "C0GONE")
    with library_of(bot) as library:
        library.remove(article_id)
    view = opened(slack, message, "all")
    assert quotes(view) == []
    assert "no longer here" in "\n".join(texts(view["blocks"]))


def test_a_button_opens_no_answer_of_another_channel(shared: Shared) -> None:
    slack, bot = shared
    fed(slack, bot, "C0HERE", "\n".join(LONG), title="Bridges")
    fed(slack, bot, "C0THERE", "\n".join(line.replace("bridge", "tunnel") for line in LONG), title="Bridges")
    there = summarised(slack, "C0THERE")
    message = summarised(slack, "C0HERE")
    id_there = slack.click(there, "all")["actions"][0]["value"]
    modals = len(slack.modals)
    for action in ("source", "all", "why", "share"):
        pressed = slack.click(message, action, value=id_there)
        assert private_reply(slack, pressed)["text"] == GONE
    assert len(slack.modals) == modals
    assert "tunnel" not in str(slack.posts())
    view = opened(slack, message, "all")
    slack.send(slack.click(view, "all_on", value=f"{id_there}:1"))
    slack.wait(lambda: slack.modals[-1] != view)
    assert "tunnel" not in str(slack.modals[-1])
    assert quotes(slack.modals[-1])


def test_a_page_of_a_window_that_was_closed_is_let_be(shared: Shared) -> None:
    slack, bot = shared
    fed(slack, bot, "C0SHUT", "\n".join(LONG), title="Bridges")
    view = opened(slack, summarised(slack, "C0SHUT"), "all")
    slack.fault("views.update", error="not_found")
    slack.send(slack.click(view, "all_on"))
    slack.wait(lambda: "a modal was not turned: not_found" in bot.log)


def links(message: dict) -> list[dict]:
    return [
        inner
        for block in message["blocks"]
        for element in block.get("elements", [])
        for inner in element.get("elements", [])
        if inner["type"] == "link"
    ]


def test_the_source_line_links_the_articles_own_address_at_the_sentence(shared: Shared) -> None:
    slack, bot = shared
    fed(
        slack,
        bot,
        "C0LINK",
        "The Tarn ferry carried 812 people.",
        url="https://www.tarn.example/ferry?a=1#top",
    )
    (link,) = links(asked(slack, "C0LINK", "how many people did the Tarn ferry carry?"))
    assert link["text"].replace("\u200b", "") == "open at tarn.example"
    assert link["url"] == (
        "https://www.tarn.example/ferry?a=1#top:~:text=The%20Tarn%20ferry%20carried%20812%20people."
    )


def test_an_address_inside_an_article_is_never_a_link(shared: Shared) -> None:
    slack, bot = shared
    text = "The Lorn ferry sold tickets at https://evil.example/pay and nowhere else."
    fed(slack, bot, "C0PLANT", text, url="https://lorn.example/", title="See www.evil.example")
    (link,) = links(asked(slack, "C0PLANT", "where did the Lorn ferry sell tickets?"))
    assert link["url"].startswith("https://lorn.example/#:~:text=")
    assert "evil" not in link["text"]


def test_a_whispered_answer_has_no_link_and_is_shared_exactly_as_it_was_seen(shared: Shared) -> None:
    slack, bot = shared
    fed(slack, bot, "C0WHISPER", "The Tarn ferry carried 812 people.", url="https://tarn.example/ferry")
    with rules(bot, "C0WHISPER", private="yes"):
        reply = private_reply(
            slack, slack.mention("how many people did the Tarn ferry carry?", channel="C0WHISPER")
        )
        before = len(slack.posts())
        slack.send(slack.click(reply, "share"))
        slack.wait(lambda: len(slack.posts()) > before)
    assert links(reply) == []
    assert quotes(reply) == ["The Tarn ferry carried 812 people."]
    assert slack.posts()[before]["blocks"] == reply["blocks"][:-1]
