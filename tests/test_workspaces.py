"""Many workspaces in one library: nothing of one is found, named, counted or changed from another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.desk import Desk
from bot.feeding import feed_file
from index.library import Library
from index.types import NewArticle, Scope

TEXT = b"The plan names Lunde. Nobody knows it."
OURS, THEIRS = "T1/C1", "T2/C1"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with Library.open(home) as opened:
        yield opened


def fed(library: Library, channel: str, data: bytes = TEXT, origin: str = "slack/F1/plan.txt") -> tuple:
    (one,) = feed_file(Desk(library, None, Settings()), data, "plan.txt", origin, channel).became
    return one.word, one.article_id


def ids(library: Library, channel: str) -> list[str]:
    return [info.article_id for info in library.articles(Scope(channel=channel))]


def test_the_same_file_in_two_workspaces_is_two_articles_that_know_nothing_of_each_other(
    library: Library,
) -> None:
    assert fed(library, OURS) == ("added", "plan-t1")
    assert fed(library, THEIRS) == ("added", "plan-t2")
    assert fed(library, THEIRS, TEXT + b" Or so they say.") == ("updated", "plan-t2")
    assert fed(library, OURS) == ("unchanged", "plan-t1")
    assert ids(library, OURS) == ["plan-t1"]
    assert ids(library, THEIRS) == ["plan-t2"]
    assert library.get("plan", Scope(channel=OURS)).text == TEXT.decode()
    assert {
        hit.sentence.article_id for hit in library.search("who knows the plan?", Scope(channel=OURS))
    } == {"plan-t1"}


def test_two_channels_of_one_workspace_share_a_page_but_not_what_only_reads_the_same(
    library: Library,
) -> None:
    assert fed(library, OURS) == ("added", "plan-t1")
    assert fed(library, "T1/C2") == ("added", "plan-t1")
    assert fed(library, "T1/C3", origin="slack/F2/plan.txt") == ("added", "plan-t1-2")
    assert ids(library, "T1/C2") == ["plan-t1"]
    assert ids(library, "T1/C3") == ["plan-t1-2"]


def test_what_the_operator_adds_every_workspace_may_read_and_none_may_remove_or_change(
    library: Library,
) -> None:
    library.add(NewArticle("plan.txt", TEXT.decode(), title="plan"))
    assert fed(library, OURS) == ("unchanged", "plan")
    assert fed(library, THEIRS, TEXT + b" Not so.", "plan.txt") == ("added", "plan-t2")
    assert not library.access.withdraw("plan", OURS)
    assert ids(library, OURS) == ["plan"]
    assert library.get("plan").text == TEXT.decode()


def test_the_operator_adds_for_all_what_a_workspace_has_for_itself(library: Library) -> None:
    fed(library, OURS)
    library.add(NewArticle("elsewhere", TEXT.decode(), title="For all"))
    assert ids(library, THEIRS) == ["elsewhere"]


def test_an_article_is_opened_to_and_withdrawn_from_its_own_workspace_only(library: Library) -> None:
    library.add(NewArticle("plan", TEXT.decode(), channels=frozenset({OURS, THEIRS})))
    assert library.access.open("plan", "T1")
    assert ids(library, "T1/C9") == ["plan"]
    assert ids(library, "T2/C9") == []
    assert library.access.withdraw("plan", "T1/C9")
    assert ids(library, "T1/C9") == ids(library, OURS) == []
    assert ids(library, THEIRS) == ["plan"]
    assert not library.access.withdraw("plan", "T2/C9")
    assert library.access.withdraw("plan", THEIRS)
    assert library.articles() == []


@pytest.mark.parametrize(
    ("channels", "reader", "seen"),
    [
        ({"C1"}, "C1", True),
        ({"T1/*"}, "T1/C7", True),
        ({"T1/*"}, "T2/C7", False),
        ({"T1/*"}, "C7", False),
        ({"*"}, "C7", False),
        ({"/*"}, "C7", False),
        ({"C1"}, "T1/C1", False),
        ({"T1/C1"}, "C1", False),
        (set(), "T1/C1", True),
    ],
)
def test_who_reads_what(channels: set[str], reader: str, seen: bool) -> None:
    assert Scope(channel=reader).admits("a", frozenset(channels)) is seen
