"""Forgetting: what belongs to a person, a place, a time or a question is gone, from the bytes as well."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Claim, Usage
from bot.cli import main
from bot.records import DAY_S, Records
from bot.records.forget import What
from bot.records.meter import Payer
from bot.rules import Rules
from index.library import Library
from index.types import NewArticle

WORDS = "Zanzibar saltworks"  # in everything that is kept of the one to be forgotten
QUESTION = f"who owns the {WORDS}?"
DAY_ZERO = 1_700_000_000.0


class Clock:
    now_s = DAY_ZERO

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(home: Path, clock: Clock) -> Iterator[Records]:
    with Records.open(home, now=clock) as opened:
        yield opened


def answered(
    records: Records, id: str, user: str, channel: str, words: str, team: str = "T", ts: str = ""
) -> None:
    """One question from its event to the thumb, as the bot keeps it; `words` stand in all its texts."""
    ts = ts or id
    cited = Citation("a1", "T", None, None, None, 6, 0, 9, f"{words} said so.")
    answer = Answer(f"who owns the {words}?", "llm", (Claim(words, "copied", None, (cited,)),))
    body = {"user": user, "channel": channel, "text": answer.question}
    taken = records.claim(team, [f"event:{id}", f"message:{channel}:{ts}"], body)
    records.engage(team, channel, ts)
    blocks = [{"type": "section", "text": words}]
    records.keep_answer(taken, team, channel, answer, f"{words}!", blocks, user, {"text": words})
    records.feedback(taken, team, user, "5.0", "down")
    records.feedback_reason(taken, team, user, "missing", f"no, {words}")
    records.done(taken)
    records.remember(team, channel, ts, [("asker", answer.question), ("bot", words)], taken)


def fill(records: Records, clock: Clock) -> None:
    """What is to be forgotten (asked by U1 in C1, before day 10), and what is not."""
    answered(records, "1", "U1", "C1", WORDS)
    records.claim("T", ["event:open"], {"user": "U1", "channel": "C1", "text": QUESTION})
    clock.now_s += 10 * DAY_S
    answered(records, "2", "U2", "C2", "Greenland mill")


def on_disk(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.glob("records.sqlite3*")))


ALL = {
    "answers": 1,
    "turns": 2,
    "threads": 1,
    "feedback": 1,
    "events": 2,
    "nameless": 0,
    "gone_from_disk": True,
    "schedules": 0,
    "articles": 0,
    "rules": 0,
    "only_asker": 0,
}
WAYS = {
    "user": (What("user", "U1"), {**ALL, "threads": 0}),
    "channel": (What("channel", "C1"), ALL),
    "before": (What("before", "", DAY_ZERO + 5 * DAY_S), ALL),
    "question": (What("question", QUESTION), {**ALL, "threads": 0}),
}


def test_a_forgotten_user_is_named_by_no_rule_but_the_one_that_lets_nobody_else_in(
    home: Path, records: Records
) -> None:
    book = records.rules
    book.set("T", "C1", {"askers": "U1, U2", "person": "U1", "questions": "7"})
    book.set("T", "C2", {"askers": "U1"})
    book.set("T2", "C3", {"person": "U1"})
    book.set("T", "C4", {"askers": "U11", "person": "C1"})
    done = records.forget(What("user", "U1", team="T"))
    assert (done.rules, done.only_asker) == (2, 1)
    assert book.own("T", "C1") == {"askers": "U2", "person": "none", "questions": "7"}
    assert book.of("T", "C2").askers == {"U1"}
    assert book.own("T2", "C3") == {"person": "U1"}
    assert book.own("T", "C4") == {"askers": "U11", "person": "C1"}


def test_whom_a_rule_still_names_is_told(records: Records, capsys: pytest.CaptureFixture[str]) -> None:
    records.rules.set("T", "C1", {"askers": "U1", "person": "U1"})
    assert main(["forget", "--user", "U1"]) == 0
    said = capsys.readouterr().out
    assert "taken out of 1 rules of channels" in said
    assert "1 rules let nobody but this user ask" in said


def test_every_workspace_is_known_that_anything_is_kept_of(records: Records) -> None:
    records.engage("T1", "C1", "1.0")
    records.schedules.follow("T2", "C1", "https://example.com", "daily", "UTC", 0.0)
    records.meter.reserve("1", Payer("T3", "C1", ""), Usage(1, 1), {})
    assert records.teams() == ["T1", "T2", "T3"]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_forgotten_is_gone_from_tables_and_bytes_and_the_rest_stays(
    way: str, home: Path, records: Records, clock: Clock
) -> None:
    fill(records, clock)
    assert WORDS.encode() in on_disk(home)
    what, counts = WAYS[way]
    done = records.forget(what)
    assert {name: getattr(done, name) for name in counts} == counts
    assert WORDS.encode() not in on_disk(home)
    assert b"Greenland mill" in on_disk(home)
    assert records.turns("T", "C2", "2")
    assert records.forget(what).answers == 0


def test_another_program_that_reads_is_told_of_and_waited_for_the_next_time(
    home: Path, records: Records, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.records.file.WRITER_WAITS_S", 0.0)
    monkeypatch.setattr("bot.records.file.empty_log.__defaults__", (0.0,))
    fill(records, clock)
    reader = sqlite3.connect(home / "records.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answers").fetchone()
    assert not records.forget(What("user", "U1")).gone_from_disk
    reader.execute("COMMIT")
    reader.close()
    assert records.forget(What("user", "U1")).gone_from_disk
    assert WORDS.encode() not in on_disk(home)


def test_after_their_days_the_bytes_are_gone_too(home: Path, records: Records, clock: Clock) -> None:
    fill(records, clock)
    clock.now_s += 21 * DAY_S
    records.purge()
    assert b"Greenland mill" in on_disk(home)
    left = on_disk(home).replace(json.dumps(QUESTION).encode(), b"")  # the one still open
    assert WORDS.encode() not in left


def test_keeping_nothing_leaves_no_question_in_any_file_while_it_runs(home: Path, clock: Clock) -> None:
    with Records.open(home, keep_days=0, now=clock) as records:
        answered(records, "1", "U1", "C1", WORDS)
        assert WORDS.encode() not in on_disk(home)


def test_what_was_kept_while_more_was_allowed_ends_when_nothing_may_be_kept(
    home: Path, records: Records, clock: Clock
) -> None:
    answered(records, "1", "U1", "C1", WORDS)
    records.close()
    with Records.open(home, keep_days=0, now=clock) as later:
        later.purge()
        assert WORDS.encode() not in on_disk(home)


def test_with_hashes_alone_a_question_and_a_user_can_still_be_forgotten(home: Path, clock: Clock) -> None:
    with Records.open(home, keep_days=0, now=clock) as records:
        answered(records, "1", "U1", "C1", WORDS)
        answered(records, "2", "U2", "C1", "Greenland mill")
        assert records.forget(What("question", QUESTION)).answers == 1
        assert records.forget(What("user", "U2")).answers == 1


def test_a_file_of_an_earlier_version_gets_its_columns_and_keeps_its_rows(home: Path, clock: Clock) -> None:
    with Records.open(home, now=clock) as records:
        answered(records, "1", "U1", "C1", WORDS)
    with sqlite3.connect(home / "records.sqlite3") as db:
        db.execute("ALTER TABLE answers DROP COLUMN asker")
        db.execute("ALTER TABLE turns DROP COLUMN answer")
    db.close()
    with Records.open(home, now=clock) as records:
        answered(records, "2", "U1", "C2", "Greenland mill")
        done = records.forget(What("user", "U1"))
        assert (done.answers, done.nameless) == (1, 1)
        assert records.forget(What("question", QUESTION)).turns == 1


def two_workspaces(records: Records) -> None:
    """The same ids of users, channels and messages in both, and the same question; only the words differ."""
    for team, words in (("T", WORDS), ("T2", "Greenland mill")):
        answered(records, "1", "U1", "C1", words, team)
        records.rules.set(team, "C1", {"mention_only": "yes"})
        records.schedules.follow(team, "C1", "https://a.example/", "every 6 hours", "UTC", 0.0)
        records.meter.settle(team, Payer(team, "C1", records.hashed(team, "U1")), Usage(100, 20, 0.5))


@pytest.mark.parametrize(
    "what",
    [
        What("user", "U1", team="T"),
        What("channel", "C1", team="T"),
        What("question", QUESTION, team="T"),
        What("workspace", "T"),
    ],
    ids=lambda what: what.kind,
)
def test_what_is_forgotten_of_one_workspace_stays_in_the_other(
    what: What, home: Path, records: Records
) -> None:
    two_workspaces(records)
    done = records.forget(what)
    assert (done.answers, done.turns) == (1, 2)
    assert WORDS.encode() not in on_disk(home)
    assert b"Greenland mill" in on_disk(home)
    assert len(records.turns("T2", "C1", "1")) == 2
    assert records.follows("T2", "C1", "1")
    assert records.rules.of("T2", "C1").mention_only
    assert len(records.schedules.followed("T2", "C1")) == 1
    assert [line.channel for line in records.meter.lines("T2")] == ["C1"]


def test_of_a_workspace_that_is_forgotten_nothing_is_left_but_what_the_day_has_cost(
    records: Records,
) -> None:
    two_workspaces(records)
    records.forget(What("workspace", "T"))
    assert not records.follows("T", "C1", "1")
    assert records.turns("T", "C1", "1") == []
    assert records.rules.of("T", "C1") == Rules()
    assert records.schedules.followed("T", "C1") == []
    assert [line.channel for line in records.meter.lines("T")] == [""]
    assert records.claim("T", ["event:1"], None)
    assert records.claim("T2", ["event:1"], None) is None


def test_the_articles_that_only_a_forgotten_workspace_fed_are_deleted(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fed = {
        "ours": {"T/C1", "T/*"},
        "shared": {"T/C1", "T2/C1"},
        "theirs": {"T2/C1"},
        "open": set(),
        "old": {"C1"},
    }
    with Library.open(home) as library:
        library.add_all(
            NewArticle(name, f"The {name} one.", channels=frozenset(channels))
            for name, channels in fed.items()
        )
    assert main(["forget", "--workspace", "T", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["articles"] == 1
    with Library.open(home) as library:
        left = {info.article_id: set(info.channels) for info in library.articles()}
    assert left == {"shared": {"T2/C1"}, "theirs-t2": {"T2/C1"}, "open": set(), "old": {"C1"}}


def test_the_command_says_its_counts(
    home: Path, records: Records, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(records, clock)
    assert main(["forget", "--channel", "C1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == ALL
    assert main(["forget", "--before", "2023-11-30"]) == 0
    assert capsys.readouterr().out == (
        "forgotten: 1 answers, 2 turns and 1 threads, 1 judgements, 1 events\n"
    )


def test_where_nothing_was_kept_nothing_is_made(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "--user", "U1"]) == 0
    assert capsys.readouterr().out.startswith("nothing was kept of U1: no answers")
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--user", "anna"], "'anna' is not a user's id, such as U0123456789"),
        (["--user", "C0123456789"], "is not a user's id"),
        (["--channel", "general"], "'general' is not a channel's id"),
        (["--channel", "#general"], "is not a channel's id"),
        (["--workspace", "foo"], "'foo' is not a workspace's id"),
        (["--user", "U1", "--team", "foo"], "'foo' is not a workspace's id"),
    ],
)
def test_an_id_that_cannot_be_is_refused_before_anything_is_called_forgotten(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    assert main(["forget", *arguments]) == 2
    said = capsys.readouterr()
    assert (named in said.err, said.out) == (True, "")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--user", " "],
        ["--workspace", " "],
        ["--user", "U1", "--channel", "C1"],
        ["--before", "yesterday"],
        ["--before", "2026-01-31", "--team", "T"],
        ["--workspace", "T", "--team", "T"],
        ["--user", "U1", "--team", " "],
    ],
)
def test_what_to_forget_must_be_said_once(arguments: list[str], home: Path) -> None:
    assert main(["forget", *arguments]) == 2
