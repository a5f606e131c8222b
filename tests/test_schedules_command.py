"""`footnote schedules`: what is listed, what is ended, and what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.records import Records
from bot.records.schedule_book import Failing

ODD = "https://example.com/\x1b[31mfeed"


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))


@pytest.fixture
def ids(home: Path) -> list[str]:
    """A home with a feed that fails, a digest, and a digest that is switched off."""
    with Records.open(home) as records:
        book = records.schedules
        book.follow("T1", "C1", ODD, "every 6 hours", "UTC", 1_795_521_600.0)
        book.set_digest("T1", "C2", "short", "daily at 09:00", "Europe/Oslo", 1_795_593_600.0, 7)
        book.set_digest("T1", "C3", "long", "every week", "UTC", None, 7)
        found = [one.id for one in book.every()]
        book.fails(found[0], Failing(2, 1.0, "event"))
    return found


def test_they_are_listed_for_people_and_for_machines(
    ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schedules", "list"]) == 0
    shown = capsys.readouterr().out
    assert "every 6 hours (failing)" in shown
    assert "2026-11-25T08:00:00+00:00" in shown
    assert "\x1b[31m" not in shown
    assert "C3" not in shown
    assert main(["schedules", "list", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["what"], first["failing"]) == (ODD, 2)
    assert second == {
        "id": ids[1],
        "team": "T1",
        "channel": "C2",
        "kind": "digest",
        "what": "short",
        "every": "daily at 09:00",
        "zone": "Europe/Oslo",
        "due": "2026-11-25T08:00:00+00:00",
        "failing": 0,
    }


def test_one_is_ended_by_the_beginning_of_its_id(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedules", "remove", ids[1][:6]]) == 0
    assert capsys.readouterr().out == "ended: digest short in C2\n"
    assert main(["schedules", "remove", ids[1]]) == 1
    assert f"'{ids[1]}': no schedule begins so. List them: footnote schedules list" in capsys.readouterr().err
    assert main(["schedules", "remove", ids[0], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == ids[0]
    assert main(["schedules", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_what_is_meant_must_be_one(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedules", "remove", ""]) == 1
    assert "more than one schedule begins so" in capsys.readouterr().err


def test_looking_where_nothing_was_kept_makes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedules", "list"]) == 0
    assert "No channel follows anything" in capsys.readouterr().out
    assert not list(home.glob("records*"))
