"""13. No channel is shown a word, a title or a count of an article that it may not read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pytest

from bot.ask import ask
from bot.config import Settings
from bot.desk import open_desk
from bot.slack.clicks import GONE
from index.library import Library
from index.types import NewArticle, Scope
from tests.fakes.slack_server import ANNA, DIRECT, GENERAL, FakeSlack
from tests.safe.conftest import TellFigure
from tests.safe.figures import Extent
from tests.slack.conftest import start_bot
from tests.slack.test_buttons import private_reply

CHANNELS = ("C0ALPHA", "C0BRAVO", "C0CHARLIE")
PLACES = ("Quarnby", "Velmoor", "Thistley", "Ostrane", "Pelgrove", "Marwick", "Zellham", "Durnow", "Fenby")
NOWHERE = "Xanbury"  # in no article


@dataclass(frozen=True, slots=True)
class Held:
    """An article that one channel may read; `secrets` stand in it and in no question."""

    channel: str
    place: str
    id: str
    title: str
    secrets: tuple[str, ...]


def article(number: int, place: str) -> tuple[str, str, tuple[str, ...]]:
    """Title, text, and what gives it away."""
    boats, captain = f"4,{number}71", f"Ingrith{number}vold"
    title = f"Harbour dossier {number}77"
    text = (
        f"The harbour of {place} lost {boats} boats in May. Captain {captain} of {place} told the board so."
    )
    return title, text, (boats, captain, title)


@dataclass(frozen=True, slots=True)
class Talk:
    """A Slack with a bot in it, and the articles of its library."""

    slack: FakeSlack
    held: tuple[Held, ...]


@pytest.fixture(scope="module", params=["socket", "http"])
def talk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    home = tmp_path_factory.mktemp("access") / "home"
    with Library.open(home) as library:
        held = tuple(_added(library, number, place) for number, place in enumerate(PLACES))
    with FakeSlack() as slack, ExitStack() as stack:
        slack.channels.update(CHANNELS)
        slack.members.update(CHANNELS)
        settings = {"FOOTNOTE_QUESTIONS_PER_MINUTE": "1000"}
        start_bot(stack, slack, home, request.param == "http", **settings)
        yield Talk(slack, held)
        assert slack.complaints == []


def _added(library: Library, number: int, place: str) -> Held:
    title, text, secrets = article(number, place)
    channel = CHANNELS[number % len(CHANNELS)]
    added = library.add(NewArticle(f"harbour-{place}.txt", text, title=title, channels=frozenset({channel})))
    return Held(channel, place, str(added.article_id), title, secrets)


def wishes(talk: Talk, channel: str, held: Held) -> list[dict[str, Any]]:
    """All ways of a channel to get at an article: two questions, two summaries, its removal."""
    slack = talk.slack
    question = f"How many boats did the harbour of {held.place} lose?"
    return [
        slack.mention(question, channel=channel),
        slack.command("/ask", question, channel),
        slack.command("/summary", held.title, channel),
        slack.command("/summary", held.id, channel),
        slack.command("/footnote", f"remove {held.id[:6]}", channel),
    ]


def told(slack: FakeSlack, channel: str, sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send these one after another and return all that the channel is told in reply, openly and privately."""
    replies = []
    for body in sent:
        posts, privates = len(slack.posts()), len(slack.privates)
        slack.send(body)
        new = slack.wait(lambda at=(posts, privates): slack.posts()[at[0] :] + slack.privates[at[1] :], 30)
        assert {one["channel"] for one in new} == {channel}
        replies += new
    return replies


def test_no_channel_is_told_anything_of_what_it_may_not_read(
    talk: Talk, figure: TellFigure, extent: Extent
) -> None:
    slack, asked, leaks, found = talk.slack, 0, 0, 0
    own = [held for held in talk.held if held.channel in CHANNELS][:: extent.pick(4, 1)]
    for channel in (*CHANNELS, GENERAL, DIRECT):
        sent = [wish for held in own for wish in wishes(talk, channel, held)]
        asked += len(sent) + 1
        said = _dumped(told(slack, channel, [*sent, slack.command("/footnote", "list", channel)]))
        for held in talk.held:
            said = said.replace(f"called “{held.title}”", "")  # the asker's own words, back to the asker
        leaks += sum(word in said for held in talk.held if held.channel != channel for word in held.secrets)
        found += sum(held.secrets[0] in said for held in own if held.channel == channel)
    figure("questions and commands", asked, extent.pick(">= 75", ">= 200"))
    figure("articles found where they may be read", found, f"= {len(own)}")
    figure("words, titles and figures of others shown", leaks, "= 0")


def test_a_list_counts_only_the_articles_of_its_channel(talk: Talk, figure: TellFigure) -> None:
    counts = []
    for channel in (*CHANNELS, GENERAL):
        (listed,) = told(talk.slack, channel, [talk.slack.command("/footnote", "list", channel)])
        counts.append("3 articles" in str(listed))
    figure("channels with three articles told of three", sum(counts[:3]), "= 3")
    figure("channels with none told of three", sum(counts[3:]), "= 0")


def test_what_is_not_allowed_and_what_is_not_there_read_the_same(talk: Talk, figure: TellFigure) -> None:
    forbidden = talk.held[1]
    nowhere = Held("", NOWHERE, "0" * len(forbidden.id), "Harbour dossier 999", ())
    pairs = [told(talk.slack, GENERAL, wishes(talk, GENERAL, one)) for one in (forbidden, nowhere)]
    differ = sum(_words(a, forbidden) != _words(b, nowhere) for a, b in zip(*pairs, strict=True))
    figure("refusals that tell the two apart", differ, "= 0")


def _dumped(messages: list[dict[str, Any]]) -> str:
    return json.dumps(messages, ensure_ascii=False)


def _words(message: dict[str, Any], held: Held) -> str:
    said = message["text"] + _dumped(message.get("blocks", []))
    for name in (held.place, held.title, held.id, held.id[:6]):
        said = said.replace(name, "…")
    # A post's buttons carry the id of its answer, a removal the article's.
    return said.partition('"value"')[0]


def test_a_thread_moved_to_another_channel_takes_nothing_along(talk: Talk, figure: TellFigure) -> None:
    slack, held = talk.slack, talk.held[0]
    first = slack.mention(f"How many boats did the harbour of {held.place} lose?", channel=held.channel)
    (answer,) = told(slack, held.channel, [first])
    thread = first["event"]["ts"]
    moved = slack.mention("and who told the board so?", channel=GENERAL, thread=thread)
    said = json.dumps(told(slack, GENERAL, [moved]))
    pressed = {**slack.click(answer, "source"), "channel": {"id": GENERAL}}
    assert held.secrets[0] in json.dumps(answer)
    figure("words of the first channel told in the second", sum(one in said for one in held.secrets), "= 0")
    modals = len(slack.modals)
    assert private_reply(slack, pressed)["text"] == GONE
    assert len(slack.modals) == modals


def test_a_refusal_takes_as_long_whether_the_article_is_there_or_not(
    tmp_path: Path, figure: TellFigure, extent: Extent
) -> None:
    desk = open_desk(Settings(home=tmp_path / "home"))
    with desk.library as library:
        held = [_added(library, number, place) for number, place in enumerate(PLACES)]
        scope = Scope(channel=CHANNELS[0])
        questions = [f"How many boats did the harbour of {one} lose?" for one in (held[1].place, NOWHERE)]
        took: list[list[float]] = [[], []]
        for _ in range(extent.pick(30, 150)):
            for times, question in zip(took, questions, strict=True):
                began = perf_counter()
                ask(question, desk, scope=scope)
                times.append(perf_counter() - began)
    there, nowhere = map(median, took)
    figure("difference of the median times in %", round(100 * abs(there - nowhere) / nowhere, 1), "<= 30")


def test_an_answer_kept_for_its_buttons_shows_nothing_any_more_once_the_article_is_withdrawn(
    talk: Talk, figure: TellFigure
) -> None:
    slack, held = talk.slack, talk.held[3]
    first = slack.mention(f"How many boats did the harbour of {held.place} lose?", channel=held.channel)
    (answer,) = told(slack, held.channel, [first])
    (asked,) = told(slack, held.channel, [slack.command("/footnote", f"remove {held.id}", held.channel)])
    told(slack, held.channel, [slack.click(asked, "remove_article", user=ANNA)])
    seen = len(slack.modals)
    slack.send(slack.click(answer, "source"))
    shown = json.dumps(slack.wait(lambda: slack.modals[seen:]))
    figure("words of a withdrawn article behind its button", sum(one in shown for one in held.secrets), "= 0")
