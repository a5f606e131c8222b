"""A library in memory beside the one on disk: found and cited alike, and nothing of it is ever written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.ask import ask
from index.types import NewArticle
from tests.shelf import seed_desk

MESSAGE = NewArticle("slack", "We ship the release on Friday. Zubrowka costs 4,000 euros.", title="a message")


def test_a_question_is_answered_from_it_alone_with_the_same_search(tmp_path: Path) -> None:
    desk = seed_desk(tmp_path)
    with desk.library.aside() as aside:
        aside.add(MESSAGE)
        answer = ask("when do we ship the release?", replace(desk, library=aside))
        other = ask("how many troops did North Korea send?", replace(desk, library=aside))
    assert [claim.text for claim in answer.claims] == ["We ship the release on Friday."]
    assert answer.searched == ("a message",)
    assert "Kursk" not in str(other)


def test_the_file_on_disk_learns_nothing_of_it(tmp_path: Path) -> None:
    desk = seed_desk(tmp_path)
    with desk.library.aside() as aside:
        aside.add(MESSAGE)
        assert aside.search("Zubrowka")
    assert [info.article_id for info in desk.library.articles()] == ["north-korea-kursk"]
    desk.library.close()
    assert [path.name for path in tmp_path.iterdir() if b"Zubrowka" in path.read_bytes()] == []


def test_two_of_them_know_nothing_of_each_other(tmp_path: Path) -> None:
    library = seed_desk(tmp_path).library
    with library.aside() as one, library.aside() as other:
        one.add(MESSAGE)
        assert other.articles() == []
        assert other.search("Zubrowka") == []
