"""What a channel hands in is kept for that channel, and tells nobody what other channels have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk import Desk
from bot.feeding import feed_file
from index.library import Library
from index.types import NewArticle, Scope

TEXT = b"The plan names Lunde. Nobody knows it."


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with Library.open(home) as library:
        yield Desk(library, None, Settings())


def channels(desk: Desk) -> list[set[str]]:
    return [set(info.channels) for info in desk.library.articles()]


def fed(desk: Desk, data: bytes, channel: str, name: str = "plan.txt", origin: str = "slack/F1") -> tuple:
    (one,) = feed_file(desk, data, name, origin, channel).became
    return one.word, one.name, one.reason


def test_a_file_is_named_after_itself_and_kept_for_its_channel(desk: Desk) -> None:
    assert fed(desk, TEXT, "C1") == ("added", "plan", None)
    assert fed(desk, TEXT, "C1") == ("unchanged", "plan", None)
    assert channels(desk) == [{"C1"}]


def test_the_same_words_that_another_channel_has_open_neither_its_title_nor_what_it_says_later(
    desk: Desk,
) -> None:
    secret = NewArticle("secret", TEXT.decode(), title="Dismissals", channels=frozenset({"C1"}))
    desk.library.add(secret)
    assert fed(desk, TEXT, "C2") == ("added", "plan", None)
    desk.library.add(replace(secret, text="The board dismisses Lunde.", channels=frozenset({"C1"})))
    assert {info.name: set(info.channels) for info in desk.library.articles()} == {
        "Dismissals": {"C1"},
        "plan": {"C2"},
    }
    assert not desk.library.search("who dismisses Lunde?", Scope(channel="C2"))[0].sentence.text.startswith(
        "The board"
    )


@pytest.mark.parametrize("title", ["Dismissals", None], ids=["by title", "by id"])
def test_an_article_of_the_same_words_is_told_under_the_name_it_was_brought_with(
    desk: Desk, title: str | None
) -> None:
    desk.library.add(NewArticle("dismissals.txt", TEXT.decode(), title=title))
    assert fed(desk, TEXT, "C2") == ("unchanged", "plan", None)


@pytest.mark.parametrize("origin", ["slack/F1", "seed"], ids=["the same file", "from elsewhere"])
def test_an_article_that_all_may_read_is_not_closed(desk: Desk, origin: str) -> None:
    desk.library.add(NewArticle(origin, TEXT.decode(), title="plan"))
    for data in (TEXT, TEXT + b" Or so they say."):
        fed(desk, data, "C2")
    assert set() in channels(desk)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\xff\xfe\x00", "a.txt", "UTF-16"),
        (b"%PDF-1.4", "a.txt", "a PDF"),
        (b"PK\x03\x04", "a.md", "a"),
        (b"", "a.txt", "it is empty"),
        (b"broken", "a.pdf", "a.pdf: "),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(
    desk: Desk, data: bytes, name: str, reason: str
) -> None:
    word, _, said = fed(desk, data, "C1", name)
    assert word == "refused"
    assert reason in said
    assert channels(desk) == []


def test_withdrawing_takes_one_channel_and_the_last_one_the_article(desk: Desk) -> None:
    access = desk.library.access
    assert not access.withdraw("plan", "C1")
    for channel in ("C1", "C2"):
        fed(desk, TEXT, channel)
    (info,) = desk.library.articles()
    assert not access.withdraw(info.article_id, "C3")
    assert access.withdraw(info.article_id, "C1")
    assert channels(desk) == [{"C2"}]
    assert access.withdraw(info.article_id, "C2")
    assert desk.library.articles() == []
    assert not access.withdraw(info.article_id, "C2")


def test_opening_lets_every_channel_ask_and_closes_nothing(desk: Desk) -> None:
    access = desk.library.access
    assert not access.open("plan")
    fed(desk, TEXT, "C1")
    (info,) = desk.library.articles()
    assert not access.is_open("slack/F1")
    assert access.open(info.article_id)
    assert access.open(info.article_id)
    assert access.is_open("slack/F1")
    assert channels(desk) == [set()]
    assert access.withdraw(info.article_id, "C9")
    assert desk.library.articles() == []
