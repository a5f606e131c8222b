"""Rules: read once, at the border; a channel's own word before its workspace's; set from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import rules
from bot.answers import Usage
from bot.cli import main
from bot.errors import UsageError
from bot.records import Records
from bot.records.meter import Payer, Sum
from bot.rules import EVERYWHERE, MOST_NAMED, Rules
from index.library import Library
from index.types import NewArticle


@pytest.fixture
def records(home: Path) -> Iterator[Records]:
    with Records.open(home) as opened:
        yield opened


@pytest.fixture
def at_home(home: Path, records: Records, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one workspace, with one article."""
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))
    records.facts.started_for("T1")
    with Library.open(home) as library:
        library.add(NewArticle("mill", "The mill closed in May. Nobody was hurt."))
    return home


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("articles", "a1, b-2", frozenset({"a1", "b-2"})),
        ("articles", "all", frozenset()),
        ("askers", "U1,W2", frozenset({"U1", "W2"})),
        ("askers", "everybody", frozenset()),
        ("mention_only", "yes", True),
        ("private", " no ", False),
        ("person", "C0HELP", "C0HELP"),
        ("person", "none", ""),
        ("questions", "0", 0),
        ("tokens", "1000000000", 1_000_000_000),
        ("user_usd", "0.25", 0.25),
    ],
)
def test_what_is_written_is_read(key: str, written: str, value: object) -> None:
    assert getattr(rules.read({key: written}), key) == value


@pytest.mark.parametrize(
    ("key", "written", "reason"),
    [
        ("articles", "a b", "all, or up to 100 ids"),
        ("articles", "a,,b", "ids of articles"),
        ("articles", ",".join(f"a{n}" for n in range(MOST_NAMED + 1)), "up to 100"),
        ("askers", "bob", "everybody, or up to 100 user ids"),
        ("askers", "C0123", "user ids"),
        ("mention_only", "maybe", "must be yes or no"),
        ("person", "#help", "none, or the id of a user or channel"),
        ("questions", "1.5", "a whole number from 0 to 1000000"),
        ("questions", "-1", "a whole number"),
        ("tokens", "1000000001", "a whole number from 0 to 1000000000"),
        ("usd", "nan", "a number from 0 to 100000"),
        ("usd", "100001", "a number from 0 to 100000"),
        ("article", "a1", "'article' is not a rule. Did you mean articles?"),
        ("zebra", "a1", "'zebra' is not a rule. There are: articles, askers"),
    ],
)
def test_what_cannot_be_is_refused_with_its_value_and_what_may_be(
    records: Records, key: str, written: str, reason: str
) -> None:
    with pytest.raises(UsageError) as fault:
        records.rules.set("T", "C", {"private": "yes", key: written})
    assert reason in str(fault.value)
    assert written in str(fault.value) or key in str(fault.value)
    assert records.rules.own("T", "C") == {}  # nothing is set by halves


def test_an_unknown_rule_cannot_be_taken_back_either(records: Records) -> None:
    with pytest.raises(UsageError, match="not a rule"):
        records.rules.set("T", "C", {"zebra": ""})


def test_where_nothing_is_written_everything_is_open(records: Records) -> None:
    assert records.rules.of("T", "C") == Rules()
    assert Rules().may_ask("U1")


def test_a_channels_own_word_comes_before_its_workspaces(records: Records) -> None:
    records.rules.set("T", EVERYWHERE, {"askers": "U1", "private": "yes", "usd": "2"})
    records.rules.set("T", "C", {"askers": "everybody", "usd": "0"})
    here, there = records.rules.of("T", "C"), records.rules.of("T", "C2")
    assert (here.may_ask("U9"), here.private, here.usd) == (True, True, 0)
    assert (there.may_ask("U9"), there.may_ask("U1"), there.usd) == (False, True, 2)
    assert records.rules.of("T2", "C") == Rules()


def test_an_empty_value_takes_the_channels_word_back_and_clearing_all_of_it(records: Records) -> None:
    records.rules.set("T", EVERYWHERE, {"questions": "5"})
    records.rules.set("T", "C", {"questions": "9", "private": "yes"})
    assert records.rules.set("T", "C", {"questions": ""}).questions == 5
    assert records.rules.own("T", "C") == {"private": "yes"}
    assert records.rules.clear("T", "C")
    assert not records.rules.clear("T", "C")
    assert records.rules.of("T", "C") == Rules(questions=5)


def test_setting_the_same_twice_changes_nothing_twice(records: Records) -> None:
    for _ in range(2):
        records.rules.set("T", "C", {"articles": "a1", "private": "yes"})
    assert records.rules.everywhere("T") == {"C": {"articles": "a1", "private": "yes"}}


def test_rules_are_set_shown_listed_and_cleared_from_the_command_line(
    at_home: Path, records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ["articles=mill", "private=yes", "user_usd=0.5"]
    assert main(["rules", "set", "C01", *said, "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert held["own"] == {"articles": "mill", "private": "yes", "user_usd": "0.5"}
    assert held["rules"]["articles"] == ["mill"]
    assert records.rules.of("T1", "C01").private
    assert main(["rules", "set", "*", "questions=7"]) == 0
    assert main(["rules", "show", "C01"]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["private", "yes", "set", "here"] in shown
    assert ["questions", "7"] in shown
    assert ["askers", "everybody"] in shown
    assert main(["rules", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["team"], row["channel"]) for row in rows] == [("T1", "*"), ("T1", "C01")]
    assert main(["rules", "clear", "C01"]) == 0
    assert records.rules.own("T1", "C01") == {}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["set", "C01", "private"], "say KEY=VALUE"),
        (["set", "C01", "usd=x"], "usd is 'x': must be a number from 0 to 100000"),
        (["set", "general", "private=yes"], "'general' is no channel's id"),
        (["set", "C01", "articles=mill,kursk"], "No article 'kursk'. Their ids: footnote list"),
    ],
)
def test_a_wrong_command_is_refused_and_changes_nothing(
    at_home: Path,
    records: Records,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    reason: str,
) -> None:
    assert main(["rules", *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert records.rules.everywhere("T1") == {}


def test_where_there_are_several_workspaces_one_is_named(
    at_home: Path, records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    records.rules.set("T2", "C01", {"private": "yes"})
    assert main(["rules", "show", "C01"]) == 2
    assert "several workspaces (T1, T2): say --team" in capsys.readouterr().err
    assert main(["rules", "show", "C01", "--team", "T2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rules"]["private"] is True
    assert main(["rules", "list", "--team", "T1"]) == 0
    assert "No rules are written" in capsys.readouterr().out


def test_before_any_workspace_is_known_it_has_to_be_named(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))
    assert main(["rules", "show", "C01"]) == 2
    assert "No workspace is known yet: say --team" in capsys.readouterr().err


def test_the_usage_of_each_channel_is_shown_in_words_and_as_json(
    at_home: Path, records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["usage"]) == 0
    assert "Nothing was asked" in capsys.readouterr().out
    records.meter.settle("1", Payer("T1", "C01", "anna"), Usage(1_200, 34, 0.5))
    assert main(["usage"]) == 0
    row = capsys.readouterr().out.splitlines()[-1].split()
    assert row == ["T1", "C01", "1", "1,234", "0.50", "1", "1,234", "0.50"]
    assert main(["usage", "--json"]) == 0
    cost = {"questions": 1, "tokens": 1_234, "usd": 0.5}
    told = [{"team": "T1", "channel": "C01", "today": cost, "recently": cost}]
    assert json.loads(capsys.readouterr().out) == told
    assert records.meter.today() == Sum(**cost)
