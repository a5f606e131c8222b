"""The records: claims are atomic and survive a crash, minds may change, and nothing stays past its time."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot.answers import Answer, Citation, Claim
from bot.records import DAY_S, Records
from bot.records.rows import Cited
from tests.feedback_rows import feedback_on

SENTENCE = "Kim sent around 11,000 fighters."
ANSWER = Answer(
    "how many were sent?",
    "llm",
    (Claim("11,000", "copied", None, (Citation("a1", "T", None, None, None, 6, 0, 32, SENTENCE),)),),
)
BODY = {"surface": "mention", "text": "how many were sent?"}


class Clock:
    def __init__(self) -> None:
        self.now_s = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(home: Path, clock: Clock) -> Iterator[Records]:
    with Records.open(home, now=clock) as opened:
        yield opened


def everything(home: Path) -> str:
    """Every value of every table, as one text."""
    with sqlite3.connect(home / "records.sqlite3") as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in tables for row in db.execute(f'SELECT * FROM "{name}"')]
    db.close()
    return repr(rows)


def test_the_file_belongs_to_its_owner_alone_and_is_written_ahead(home: Path, records: Records) -> None:
    records.claim("T", ["event:1"], BODY)
    for path in home.glob("records.sqlite3*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(list(home.glob("records.sqlite3*"))) == 3


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (["event:1", "message:C:5"], ["event:1", "message:C:5"], False),
        (["event:1", "message:C:5"], ["event:2", "message:C:5"], False),
        (["event:1", "message:C:5"], ["event:1", "message:C:6"], False),
        (["event:1", "message:C:5"], ["event:2", "message:C:6"], True),
    ],
)
def test_an_event_is_taken_once_under_any_of_its_names(
    records: Records, first: list[str], second: list[str], both: bool
) -> None:
    assert records.claim("T", first, BODY)
    assert bool(records.claim("T", second, BODY)) is both
    assert records.claim("T2", first, BODY)


def test_of_many_at_the_same_moment_one_takes_it(records: Records) -> None:
    barrier, taken = threading.Barrier(16), []

    def claim() -> None:
        barrier.wait()
        taken.append(records.claim("T", ["event:1"], BODY))

    threads = [threading.Thread(target=claim) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 16
    assert len([one for one in taken if one]) == 1


def test_what_was_asked_is_kept_until_it_is_done_and_then_deleted(home: Path, records: Records) -> None:
    taken = records.claim("T", ["event:1"], BODY)
    assert records.taken(taken).body == BODY
    records.done(taken)
    assert records.taken(taken).state == "done"
    assert "how many" not in everything(home)


def test_a_click_is_done_from_the_start(records: Records) -> None:
    taken = records.claim("T", ["trigger:1"], None)
    assert records.taken(taken).state == "done"
    assert records.claim("T", ["trigger:1"], None) is None


def test_what_a_dead_process_left_is_lost_and_taken_over_once(home: Path, records: Records) -> None:
    left, over = (records.claim("T", [f"event:{n}"], BODY) for n in (1, 2))
    records.sending(left)
    records.done(over)
    with Records.open(home) as later:
        (lost,) = later.lose_others()
        assert (lost.id, lost.state, lost.sending, lost.body) == (left, "lost", True, BODY)
        assert later.claim("T", ["event:1"], BODY) is None
        assert later.take_over(left)
        assert not later.take_over(left)
        assert later.lose_others() == []
        again = later.taken(left)
        assert (again.state, again.sending) == ("working", True)  # should this process die as well


@pytest.mark.parametrize("stored", ["{half a bo", '["a list"]'])
def test_a_body_that_cannot_be_read_hides_no_other(home: Path, records: Records, stored: str) -> None:
    broken, whole = (records.claim("T", [f"event:{n}"], BODY) for n in (1, 2))
    with sqlite3.connect(home / "records.sqlite3") as db:
        db.execute("UPDATE events SET body = ? WHERE id = ?", (stored, broken))
    db.close()
    with Records.open(home) as later:
        assert {lost.id: lost.body for lost in later.lose_others()} == {broken: None, whole: BODY}


def test_what_this_process_works_on_is_not_lost(records: Records) -> None:
    records.claim("T", ["event:1"], BODY)
    assert records.lose_others() == []


def test_an_answer_is_kept_for_its_buttons_and_shared_once(records: Records) -> None:
    records.keep_answer("id1", "T", "C", ANSWER, "text", [{"type": "divider"}])
    kept = records.answer("id1")
    assert (kept.question, kept.text, kept.blocks) == (ANSWER.question, "text", [{"type": "divider"}])
    assert kept.places == (Cited("a1", 6, records.hashed("T", SENTENCE)),)
    assert [records.share("id1"), records.share("id1")] == [True, False]
    records.unshare("id1")
    assert records.share("id1")
    assert records.answer("id2") is None


@pytest.mark.parametrize(("keep_days", "kept"), [(30, ("No model.", "2 checks.")), (0, ())])
def test_how_an_answer_came_about_is_kept_as_it_was_said_and_only_while_texts_are(
    keep_days: int, kept: tuple[str, ...], home: Path
) -> None:
    with Records.open(home, keep_days=keep_days) as records:
        records.keep_answer("id1", "T", "C", ANSWER, "text", [], why=("No model.", "2 checks."))
        assert records.answer("id1").why == kept


def test_the_place_of_an_answer_that_was_kept_without_its_words_can_still_be_read(
    home: Path, records: Records
) -> None:
    records.keep_answer("id1", "T", "C", ANSWER, "text", [])
    with sqlite3.connect(home / "records.sqlite3") as db:
        db.execute("UPDATE answers SET places = '[[\"a1\", 6]]'")
    db.close()
    assert records.answer("id1").places == (Cited("a1", 6, ""),)


def test_a_change_of_mind_replaces_verdict_reason_and_words(home: Path, records: Records) -> None:
    records.feedback("id1", "T", "U1", "5.0", "down")
    records.feedback_reason("id1", "T", "U1", "wrong_fact", "no!")
    records.feedback("id1", "T", "U2", "5.0", "up")
    records.feedback("id1", "T", "U1", "5.0", "up")
    rows = feedback_on(home, "id1")
    assert [(row["verdict"], row["reason"], row["text"]) for row in rows] == [("up", None, None)] * 2
    assert "U1" not in everything(home)


def test_a_thread_is_followed_until_somebody_wants_quiet_and_again_when_called(records: Records) -> None:
    place = ("T", "C", "1.0")
    assert not records.follows(*place)
    records.engage(*place)
    assert records.follows(*place)
    records.quieten(*place)
    assert not records.follows(*place)
    assert records.is_quiet(*place)
    records.engage(*place)
    assert records.follows(*place)
    assert not records.follows("T2", "C", "1.0")


def test_a_thread_remembers_its_latest_turns_in_order(records: Records) -> None:
    for number in range(10):
        records.remember("T", "C", "1.0", [("asker", f"q{number}"), ("bot", f"a{number}")])
    turns = records.turns("T", "C", "1.0")
    assert turns[0] == ("asker", "q4")
    assert turns[-1] == ("bot", "a9")
    assert records.turns("T2", "C", "1.0") == []


def fill(records: Records) -> None:
    records.done(records.claim("T", ["event:1"], BODY))
    records.keep_answer("id1", "T", "C", ANSWER, "the text of it", [{"type": "divider"}])
    records.feedback("id1", "T", "U1", "5.0", "down")
    records.feedback_reason("id1", "T", "U1", "missing", "my own words")
    records.remember("T", "C", "1.0", [("asker", "how many were sent?"), ("bot", "11,000")])


def test_after_its_days_nothing_is_left_and_before_all_is(home: Path, records: Records, clock: Clock) -> None:
    fill(records)
    clock.now_s += 29 * DAY_S
    records.purge()
    assert records.answer("id1")
    working = records.claim("T", ["event:2"], {"text": "another question"})
    clock.now_s += 2 * DAY_S
    records.purge()
    for gone in ("how many", "11,000", "my own words", "the text of it", "event:1", "id1"):
        assert gone not in everything(home)
    assert records.taken(working).state == "working"


def test_what_was_said_of_an_answer_ends_with_it(home: Path, records: Records, clock: Clock) -> None:
    fill(records)
    clock.now_s += 29 * DAY_S
    records.feedback("id1", "T", "U9", "5.0", "down")
    records.feedback_reason("id1", "T", "U9", "other", "said on the last day")
    records.purge()
    assert "said on the last day" in everything(home)
    clock.now_s += 2 * DAY_S
    records.purge()
    assert "said on the last day" not in everything(home)


def test_keeping_nothing_leaves_hashes_and_places_only(home: Path, clock: Clock) -> None:
    with Records.open(home, keep_days=0, now=clock) as records:
        fill(records)
        for text in ("how many", "11,000", "my own words", "the text of it", "U1", "divider"):
            assert text not in everything(home)
        kept = records.answer("id1")
        assert [(place.article_id, place.number) for place in kept.places] == [("a1", 6)]
        assert (kept.blocks, kept.question) == (None, None)
        assert records.hashed("T", ANSWER.question) in everything(home)
        clock.now_s += 31 * DAY_S
        records.purge()
        assert records.answer("id1") is None


def test_a_hash_cannot_be_made_without_the_salt_of_the_file(records: Records, tmp_path: Path) -> None:
    with Records.open(tmp_path / "other") as other:
        assert other.hashed("T", "U1") != records.hashed("T", "U1")
    assert records.hashed("T", "U1") != records.hashed("T2", "U1")


def test_an_error_of_the_database_repeats_no_words_of_people(home: Path, records: Records) -> None:
    with sqlite3.connect(home / "records.sqlite3") as db:
        db.execute("DROP TABLE turns")
    db.close()
    with pytest.raises(SQLAlchemyError) as caught:
        records.remember("T", "C", "1.0", [("asker", "something private")])
    assert "something private" not in str(caught.value)
