"""Slips on the command line: each is told in one line with its cure, and nothing is made by looking."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.records import Records
from tests.embedders import WORDS

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))
    monkeypatch.setenv("FOOTNOTE_EMBEDDING", WORDS)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("ask how many troops", 2, "arguments (many troops). Put the question into quotation marks. Help:"),
        ("preview how many", 2, "argument (many). Put the question into quotation marks. Help:"),
        ("summary a.txt --words 5", 2, "5 words: I write 10 to 500"),
        ("summary a.txt --words 50 --length long", 2, "Keep one of them"),
        ("show one two", 2, "Got unexpected extra argument (two). Help:"),
        ("preview ''", 2, 'Try: footnote preview "how many'),
        ("add a.txt --url notaurl", 2, "--url 'notaurl': must be an address such as https://"),
        ("add a.txt --url https://", 2, "--url 'https://': must be an address such as https://"),
        ("add www.example.com/news", 1, "If it is a web page: footnote add https://www.example.com/news"),
        ("backup nowhere/b.zip", 1, "/nowhere is no folder. Make it first"),
        ("test", 2, "{here}. Begin one: footnote test --init"),
        ("rules set C0123456789 private=yes", 2, "app.slack.com/client/T0123456789"),
        ("ask why?", 0, "There is no library in {home}. Add an article"),
        ("list", 0, "There is no library in {home}. Add an article"),
    ],
)
def test_a_slip_is_told_with_its_cure(
    command: str, code: int, said: str, home: Path, capsys: Capture
) -> None:
    words = ["" if word == "''" else word for word in command.split(" ")]
    assert main(words) == code
    assert said.format(home=home, here=Path.cwd()) in capsys.readouterr().err


def test_a_summary_may_be_told_in_words(capsys: Capture) -> None:
    told = "".join(
        f"The {name} sold its two old boats to the harbour in May of 2019. "
        for name in ("mill", "yard", "firm")
    )
    Path("a.txt").write_text(told, encoding="utf-8")
    for words, sentences in (("30", 2), ("100", 3)):
        assert main(["summary", "a.txt", "--words", words]) == 0
        assert f"Uses {sentences} of 3 sentences" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["report.md", "report", "notes.pdf", "a/report.txt"])
def test_a_file_that_is_missing_is_taken_for_no_web_page(missing: str, capsys: Capture) -> None:
    assert main(["add", missing]) == 1
    assert "web page" not in capsys.readouterr().err


def test_a_home_that_is_a_file_is_refused(home: Path, capsys: Capture) -> None:
    home.write_text("a note", encoding="utf-8")
    assert main(["list"]) == 1
    assert f"FOOTNOTE_HOME is {home}: that is a file." in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", ["usage", "rules list", "rules show C01 --team T01", "rules clear C01 --team T01", "list"]
)
def test_looking_in_a_wrong_folder_makes_nothing_there(command: str, home: Path) -> None:
    assert main(command.split()) == 0
    assert not home.exists()


def test_a_rule_that_cannot_be_set_makes_no_records(home: Path) -> None:
    assert main(["rules", "set", "C01", "private=yes"]) == 2
    assert not home.exists()


def test_a_backup_without_a_library_says_so(home: Path, capsys: Capture) -> None:
    Records.open(home).close()
    assert main(["backup", "b.zip"]) == 0
    assert f"There is no library in {home}: the backup holds the records alone." in capsys.readouterr().err


def test_a_backup_with_a_library_says_no_such_thing(home: Path, capsys: Capture) -> None:
    Path("a.txt").write_text("Two boats were sold in May.", encoding="utf-8")
    assert main(["add", "a.txt"]) == 0
    assert main(["backup", "b.zip"]) == 0
    assert "no library" not in capsys.readouterr().err


def test_limits_of_nothing_are_called_so_and_clearing_nothing_is_told(capsys: Capture) -> None:
    assert main(["rules", "set", "C01", "questions=5", "--team", "T01"]) == 0
    rows = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    assert rows["questions"] == ["5", "set", "here"]
    assert rows["tokens"] == ["0", "no", "limit"]
    assert rows["usd"] == ["0.0", "no", "limit"]
    assert main(["rules", "clear", "C01", "--team", "T01"]) == 0
    assert "Nothing was written" not in capsys.readouterr().err
    assert main(["rules", "clear", "C01", "--team", "T01"]) == 0
    assert "Nothing was written for C01." in capsys.readouterr().err
