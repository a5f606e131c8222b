"""An answer is handed over by one event, and by another only when that one gave it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.answers import Answer
from bot.records import Records


def records(home: Path) -> Records:
    opened = Records.open(home)
    opened.keep_answer("a1", "T1", "C1", Answer("why?", "llm"), "text", [])
    return opened


def test_of_many_at_the_same_moment_one_begins(tmp_path: Path) -> None:
    with records(tmp_path) as opened, ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda n: opened.handovers.begin("a1", f"e{n}"), range(40)))
    assert sorted(begun) == ["begun"] + ["others"] * 39


def test_an_event_that_comes_back_after_a_crash_is_known_again(tmp_path: Path) -> None:
    with records(tmp_path) as opened:
        assert opened.handovers.begin("a1", "e1") == "begun"
    with Records.open(tmp_path) as opened:
        assert opened.handovers.begin("a1", "e1") == "again"
        assert opened.handovers.begin("a1", "e2") == "others"


def test_what_did_not_get_through_may_be_begun_anew_but_only_its_own_event_gives_it_back(
    tmp_path: Path,
) -> None:
    with records(tmp_path) as opened:
        opened.handovers.begin("a1", "e1")
        opened.handovers.take_back("a1", "e2")
        assert opened.handovers.begin("a1", "e2") == "others"
        opened.handovers.take_back("a1", "e1")
        assert opened.handovers.begin("a1", "e2") == "begun"


def test_an_answer_that_is_not_kept_is_not_handed_over(tmp_path: Path) -> None:
    with records(tmp_path) as opened:
        assert opened.handovers.begin("gone", "e1") == "others"
