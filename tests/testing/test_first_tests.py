"""Tests that Footnote writes: a first one from a library, and one from a thumbs-down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answers import Answer, Citation, Claim
from bot.ask import ask
from bot.cli import main
from bot.config import Settings
from bot.desk import open_desk
from bot.records import Records
from bot.tape import Overheard
from bot.testing import reading
from index.types import Scope
from tests.shelf import ScriptedModel, drafted
from tests.testing.files import ARTICLE, write

ASKED = "How many people were on board?"
REPLY = drafted(("around 40 people were probably on board", [2]))


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A library with two articles, in the home of these tests."""
    home = tmp_path / "home"
    monkeypatch.setenv("FOOTNOTE_HOME", str(home))
    dated = f'---\ntitle: "Boats: found"\ndate: 2026-03-04\nsource: The Courier\n---\n\n{ARTICLE}'
    (tmp_path / "boats.md").write_text(dated, "utf-8")
    (tmp_path / "bees.txt").write_text("Nine hives stood in the orchard.\nNo honey was taken.\n", "utf-8")
    assert main(["add", str(tmp_path / "boats.md"), str(tmp_path / "bees.txt")]) == 0
    capsys.readouterr()
    return home


def test_a_first_file_holds_what_footnote_says_today_and_passes(tmp_path: Path) -> None:
    path = tmp_path / "mine" / "first.footnote.yaml"
    assert main(["test", "--init", str(path), "--ask", ASKED, "--ask", "How many hives stood there?"]) == 0
    first, second = reading.read(path).cases
    assert (first.ask, first.ending, second.ending) == (ASKED, "answered", "answered")
    assert [one.path.name for one in first.articles] == ["bees.txt", "boats.md"]
    assert first.cites[0].words == "The coastguard said around 40 people were probably"
    assert main(["test", str(path), "--tamper", "--jobs", "1"]) == 0


def test_a_first_file_without_questions_is_about_what_no_article_says(tmp_path: Path) -> None:
    path = tmp_path / "first.footnote.yaml"
    assert main(["test", "--init", str(path), "--article", "bees"]) == 0
    (case,) = reading.read(path).cases
    assert (case.ending, [one.path.name for one in case.articles]) == ("not_in_source", ["bees.txt"])
    assert main(["test", str(path)]) == 0


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--init", "first.yaml"], "must end in .footnote.yaml"),
        (["--init", "boats.footnote.yaml"], "there already"),
        (["--ask", "who?"], "go with --init"),
    ],
)
def test_what_cannot_be_begun_is_told(
    arguments: list[str], what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "")
    assert main(["test", *arguments]) == 2
    assert what in capsys.readouterr().err


def thumbs_down(
    home: Path, *, id: str = "ab12cd34ef", reply: str | None = REPLY, keep_days: int = 30
) -> None:
    """An answer as Slack gave it, and two people who did not like it."""
    model = Overheard(ScriptedModel([reply or ""], name="gpt-4o-mini"))
    desk = open_desk(Settings(home=home), model)
    with desk.library, Records.open(home, keep_days=keep_days) as records:
        boats = desk.library.get("boats").article_id
        mode = "llm" if reply else "extractive"
        answer = ask(ASKED, desk, scope=Scope(articles=frozenset([boats])), mode=mode)  # type: ignore[arg-type]
        draft = model.draft if reply else None
        records.keep_answer(id, "T", "C", answer, "“around 40 people”", [], "U", draft)
        records.feedback(id, "T", "U1", "m", "down")
        records.feedback_reason(id, "T", "U1", "wrong_fact", "it was 41\nI counted")
        records.feedback(id, "T", "U2", "m", "down")
        records.feedback("other", "T", "U2", "m", "up")


def test_thumbs_down_are_listed_with_their_question_and_reason(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thumbs_down(library)
    assert main(["feedback", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["id"], row["question"], row["reasons"]) == ("ab12cd34ef", ASKED, ["wrong_fact"])
    assert (row["words"], row["articles"]) == (["it was 41\nI counted"], ["boats"])
    assert main(["feedback", "list"]) == 0
    assert "ab12cd34" in capsys.readouterr().out


def test_a_thumbs_down_becomes_a_test_with_what_the_model_sent_and_an_ending_to_fill_in(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thumbs_down(library)
    path = tmp_path / "bad" / "people.footnote.yaml"
    assert main(["feedback", "to-test", "ab12", "--out", str(path)]) == 0
    text = path.read_text("utf-8")
    assert "# said about it: it was 41 I counted" in text
    assert "# said about it: wrong_fact" in text
    assert main(["test", str(path)]) == 1
    assert "'FILL IN' must be one of answered" in capsys.readouterr().out
    path.write_text(text.replace("FILL IN", "answered\n    says: around 40 people"), "utf-8")
    assert main(["test", str(path)]) == 0
    assert main(["tapes", "check", str(path)]) == 0


def test_a_thumbs_down_on_extracts_needs_no_recording(library: Path, tmp_path: Path) -> None:
    thumbs_down(library, reply=None)
    path = tmp_path / "bad" / "people.footnote.yaml"
    assert main(["feedback", "to-test", "ab12", "--out", str(path)]) == 0
    path.write_text(path.read_text("utf-8").replace("FILL IN", "answered"), "utf-8")
    assert main(["test", str(path)]) == 0
    assert not (tmp_path / "bad" / "tapes").exists()


def test_when_the_article_has_changed_the_old_reply_is_not_passed_off_as_one_to_it(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thumbs_down(library)
    (tmp_path / "boats.md").write_text(ARTICLE.replace("3 March", "4 March"), "utf-8")
    assert main(["add", str(tmp_path / "boats.md")]) == 0
    path = tmp_path / "bad" / "people.footnote.yaml"
    assert main(["feedback", "to-test", "ab12", "--out", str(path)]) == 0
    assert f"footnote tapes record {path}" in capsys.readouterr().err
    assert not (tmp_path / "bad" / "tapes").exists()


@pytest.mark.parametrize(("start", "what"), [("zz", "no thumbs-down begins"), ("ab", "several thumbs-downs")])
def test_an_id_that_is_not_clear_is_told(
    start: str, what: str, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thumbs_down(library)
    thumbs_down(library, id="ab99")
    assert main(["feedback", "to-test", start]) == 2
    assert what in capsys.readouterr().err


def test_where_no_texts_are_kept_there_is_nothing_to_make_a_test_of(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thumbs_down(library, keep_days=0)
    with Records.open(library) as records:
        (down,) = records.thumbs_down()
    assert (down.draft, down.words, down.kept.question) == (None, (), None)
    assert main(["feedback", "to-test", "ab12"]) == 2
    assert "FOOTNOTE_KEEP_DAYS" in capsys.readouterr().err


def test_no_thumbs_down_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback", "list"]) == 0
    assert "Nobody has put a thumb down." in capsys.readouterr().out


def test_an_answer_whose_articles_are_gone_says_so(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Citation("gone", None, None, None, None, 1, 0, 1, "x")
    with Records.open(library) as records:
        answer = Answer(ASKED, "llm", (Claim("x", "sentence", None, (place,)),))
        records.keep_answer("gone1", "T", "C", answer, "x", [])
        records.feedback("gone1", "T", "U1", "m", "down")
    assert main(["feedback", "to-test", "gone"]) == 2
    assert "holds none of the articles" in capsys.readouterr().err
