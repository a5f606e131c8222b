"""Articles that a channel's rules do not name leave no trace there: no word, title, id or count of them.

Nine articles that every channel could read; the rules of each of three channels, and of the workspace for all
others, name some. The same ways of asking on both transports: tests/slack/test_rules.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk import Desk
from bot.records import Records
from bot.slack.bot import Bot
from bot.slack.crew import Crew, Pace
from bot.slack.handlers import ask, home, library, share, source, summary
from bot.slack.post import web_client
from bot.slack.prompts_shown import Suggestions
from bot.slack.read.incoming import Incoming
from bot.slack.read.public import Public
from bot.slack.shown.layout import Rendered
from index.library import Library
from index.types import NewArticle
from tests.fakes.slack_server import ANNA, BOT_TOKEN, TEAM, FakeSlack

PLACES = ("Quarnby", "Velmoor", "Thistley", "Ostrane", "Pelgrove", "Marwick", "Zellham", "Durnow", "Fenby")
CHANNELS = ("C0ALPHA", "C0BRAVO", "C0CHARLIE")
ANYWHERE = "D0ANNA"  # it has no rules of its own: the workspace's hold


@dataclass(frozen=True, slots=True)
class Held:
    """An article; `secrets` stand in it, and in no question."""

    channels: tuple[str, ...]
    place: str
    id: str
    secrets: tuple[str, ...]


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, list[Held]]]:
    with Library.open(tmp_path_factory.mktemp("leak")) as opened:
        yield opened, [_added(opened, number, place) for number, place in enumerate(PLACES)]


def _added(opened: Library, number: int, place: str) -> Held:
    boats, captain, title = f"4,{number}71", f"Ingrith{number}vold", f"Harbour dossier {number}77"
    text = (
        f"The harbour of {place} lost {boats} boats in May. Captain {captain} of {place} told the board so."
    )
    added = opened.add(NewArticle(f"harbour-{place}.txt", text, title=title))
    channel = CHANNELS[number % 3]
    channels = (channel, ANYWHERE) if number < 3 else (channel,)
    return Held(channels, place, str(added.article_id), (boats, captain, title))


@pytest.fixture
async def bot(shelved: tuple[Library, list[Held]], slack: FakeSlack, home: Path) -> AsyncIterator[Bot]:
    opened, _ = shelved
    with Records.open(home) as records:
        desk = Desk(opened, None, Settings())
        client = web_client(BOT_TOKEN, f"{slack.base}/api/")
        yield Bot(desk=desk, records=records, client=client, crew=Crew(), pace=Pace(10_000))


def name(bot: Bot, held: list[Held]) -> None:
    """Let each channel ask about its own, and every other place about what is meant for all."""
    for channel in (*CHANNELS, "*"):
        place = ANYWHERE if channel == "*" else channel
        ids = [one.id for one in held if place in one.channels]
        bot.records.rules.set(TEAM, channel, {"articles": ",".join(ids)})


def wishes(channel: str, one: Held, root: str = "1.0") -> list[tuple[object, Incoming]]:
    """Ways of a channel to get at an article."""
    question = f"How many boats did the harbour of {one.place} lose?"
    title = one.secrets[-1]
    said = [
        (ask.decide, "mention", question),
        (ask.decide, "ask", f"Who is captain of {one.place}?"),
        (summary.decide, "summary", one.id),
        (summary.decide, "summary", f"{title} short"),
        (library.decide, "library", f"remove {one.id}"),
        (library.decide, "library", f"remove {one.id[:10]}"),
        (library.decide, "library", f"share {one.id}"),
    ]
    url = {"response_url": "http://127.0.0.1:9/"}
    return [
        (decide, Incoming(surface, TEAM, channel, ANNA, text, **({"root": root} if n == 0 else url)))
        for n, (decide, surface, text) in enumerate(said)
    ]


async def told(bot: Bot, id: str, decide: object, incoming: Incoming) -> str:
    outcome = await decide(bot, id, incoming)
    rendered: Rendered = outcome.rendered
    return f"{rendered.text} {rendered.blocks} {rendered.plain}"


def without_own_words(said: str, incoming: Incoming) -> str:
    """What was said without the asker's own words, which go back to the asker."""
    title = incoming.text.removeprefix("remove ").removeprefix("share ").removesuffix(" short")
    return said.replace(f"“{title}”", "")


async def test_no_article_that_the_rules_do_not_name_is_shown_listed_or_counted(
    bot: Bot, shelved: tuple[Library, list[Held]], slack: FakeSlack
) -> None:
    _, held = shelved
    name(bot, held)
    asked = leaks = found = 0
    slack.users[ANNA]["is_admin"] = True  # or nobody could try to share
    for channel in (*CHANNELS, ANYWHERE):
        for one in held:
            for n, (decide, incoming) in enumerate(wishes(channel, one)):
                said = without_own_words(await told(bot, f"{channel}{one.id}{n}", decide, incoming), incoming)
                asked += 1
                leaks += sum(
                    word in said for other in held if channel not in other.channels for word in other.secrets
                )
                found += n == 0 and one.secrets[0] in said
                if n == 6 and channel in one.channels:
                    bot.records.rules.set(TEAM, channel, {})
    assert (asked, leaks, found) == (252, 0, 12)


async def test_lists_counts_menus_and_the_home_tab_hold_only_what_the_rules_name(
    bot: Bot, shelved: tuple[Library, list[Held]], slack: FakeSlack
) -> None:
    _, held = shelved
    name(bot, held)
    for channel in (*CHANNELS, ANYWHERE):
        url = {"response_url": "http://127.0.0.1:9/"}
        listed = await told(bot, "1", library.decide, Incoming("library", TEAM, channel, ANNA, "list", **url))
        menu = await told(bot, "2", summary.decide, Incoming("summary", TEAM, channel, ANNA, "", **url))
        await home.publish(bot, Public(), TEAM, ANNA, channel, page=0)
        tab = str(slack.homes[ANNA])
        await home.suggest(bot, Suggestions(), TEAM, ANNA, channel)
        suggested = str(slack.calls[-1])
        assert "3 articles" in listed
        assert "3 articles" in tab
        for one in held:
            own = channel in one.channels
            assert (one.secrets[-1] in listed, one.secrets[-1] in menu, one.secrets[-1] in tab) == (own,) * 3
            assert own or not any(word in suggested for word in (one.place, *one.secrets))


async def test_all_that_is_said_reads_as_if_the_others_did_not_exist(
    bot: Bot, shelved: tuple[Library, list[Held]], tmp_path: Path
) -> None:
    _, held = shelved
    name(bot, held)
    with Library.open(tmp_path / "own") as own, Records.open(tmp_path / "own") as records:
        for number, place in enumerate(PLACES):
            if "C0ALPHA" in held[number].channels:
                _added(own, number, place)
        alone = replace(bot, desk=replace(bot.desk, library=own), records=records)
        for one in held:
            for n, (decide, incoming) in enumerate(wishes("C0ALPHA", one)):
                same = [await told(each, f"{one.id}{n}", decide, incoming) for each in (bot, alone)]
                assert same[0] == same[1]


async def test_an_answer_kept_from_before_shows_nothing_that_the_rules_took_away(
    bot: Bot, shelved: tuple[Library, list[Held]]
) -> None:
    _, held = shelved
    one = held[1]
    decide, incoming = wishes("C0ALPHA", one)[0]
    assert one.secrets[0] in await told(bot, "kept", decide, incoming)
    assert one.secrets[1] in str(source.page(bot, TEAM, "kept", None))
    assert share.shareable(bot, TEAM, "kept", "C0ALPHA")
    name(bot, held)
    view = str(source.page(bot, TEAM, "kept", None))
    assert not any(word in view for word in one.secrets)
    assert share.shareable(bot, TEAM, "kept", "C0ALPHA") is None


async def test_a_thread_that_was_about_another_article_brings_none_of_it_along(
    bot: Bot, shelved: tuple[Library, list[Held]]
) -> None:
    _, held = shelved
    name(bot, held)
    theirs = held[1]
    question = f"How many boats did the harbour of {theirs.place} lose?"
    turns = [("asker", question), ("bot", f"{theirs.secrets[0]} boats, said Captain {theirs.secrets[1]}")]
    bot.records.remember(TEAM, "C0ALPHA", "5.0", turns)  # moved here, or from before the rules
    follow = Incoming("mention", TEAM, "C0ALPHA", ANNA, "And who told the board so?", root="5.0")
    said = await told(bot, "moved", ask.decide, follow)
    assert not any(word in said for word in theirs.secrets)
