"""Running tests: what changes under a test fails exactly that test, with a message that says what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import prompts
from bot.cli import main
from bot.testing import reading, taping
from bot.testing.case import Case
from bot.testing.run import Result, run, run_all
from bot.testing.shelf import Shelf, version
from bot.testing.taping import Server
from tests.testing.files import ARTICLE, EXTRACT, HEAD, LIE, RIGHT, cases, write


def refuses(name: str) -> None:
    raise AssertionError(f"{name!r} was asked of a server")


NOBODY = Server(refuses, "nobody", anew=False)  # type: ignore[arg-type]


def recorded(path: Path) -> Path:
    """The file, with the recordings that its authors wrote."""
    with Shelf() as shelf:
        for case in cases(path):
            if case.asks_a_model:
                assert taping.tape(case, shelf, NOBODY).fate == "recorded"
    return path


def outcomes(path: Path) -> dict[str, str]:
    return {one.name: one.outcome for one in results(path)}


def results(path: Path) -> list[Result]:
    return list(run_all(reading.read(path).cases, 1, run, 0))


FINE = {"people on board": "passed", "a changed figure": "passed", "boats": "passed"}


def test_good_tests_pass_without_a_server(tmp_path: Path) -> None:
    assert outcomes(recorded(write(tmp_path, RIGHT, LIE, EXTRACT))) == FINE


def test_a_wrong_test_fails_with_what_was_wanted_and_what_came(tmp_path: Path) -> None:
    wrong = EXTRACT.replace("says: Five", "says: Six")
    (result,) = results(write(tmp_path, wrong))
    assert result.outcome == "failed"
    (problem,) = result.problems
    assert problem.wanted == "says: “Six boats left”"
    assert "says: “Five boats left Marrow harbour on Sunday.”" in problem.got


def tape_of(path: Path, model: str) -> Path:
    (tape,) = [
        one
        for one in (path.parent / "tapes").iterdir()
        if json.loads(one.read_text("utf-8"))["model"] == model
    ]
    return tape


def delete(path: Path) -> None:
    tape_of(path, "liar").unlink()


def cut_in_half(path: Path) -> None:
    tape = tape_of(path, "liar")
    tape.write_bytes(tape.read_bytes()[:200])


def of_another_model(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("model: liar", "model: gpt-4o"), "utf-8")


def retouch(path: Path) -> None:
    tape = tape_of(path, "liar")
    tape.write_text(tape.read_text("utf-8").replace("around 90", "around 40"), "utf-8")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (delete, "Record it: footnote tapes record "),
        (cut_in_half, "cannot be read"),
        (of_another_model, "has recordings of capable, liar"),
        (retouch, "was edited"),
    ],
)
def test_what_happens_to_one_recording_fails_its_own_test_only(
    change: Callable[[Path], None], what: str, tmp_path: Path
) -> None:
    path = recorded(write(tmp_path, RIGHT, LIE, EXTRACT))
    change(path)
    assert outcomes(path) == {**FINE, "a changed figure": "error"}
    (broken,) = [one for one in results(path) if one.outcome == "error"]
    assert what in (broken.why or "")


def test_another_question_is_not_taken_for_a_changed_article(tmp_path: Path) -> None:
    path = recorded(write(tmp_path, RIGHT))
    path.write_text(path.read_text("utf-8").replace("ask: How", "ask: Just how"), "utf-8")
    assert "The nearest recording is of another question" in (results(path)[0].why or "")


def test_a_recording_that_was_never_finished_is_not_played(tmp_path: Path) -> None:
    path = recorded(write(tmp_path, RIGHT))
    tape = tape_of(path, "capable")
    tape.rename(tape.with_suffix(".123.tmp"))  # what kill -9 leaves of a write
    assert outcomes(path) == {"people on board": "error"}


def test_an_edited_article_fails_the_tests_that_asked_a_model_about_it_with_the_difference(
    tmp_path: Path,
) -> None:
    path = recorded(write(tmp_path, RIGHT, LIE, EXTRACT))
    (tmp_path / "boats.txt").write_text(ARTICLE.replace("3 March", "4 March"), "utf-8")
    assert outcomes(path) == {**FINE, "people on board": "error", "a changed figure": "error"}
    why = results(path)[0].why or ""
    assert "Changed since it was recorded: an article" in why
    assert "-[4] The boats were found on 3 March near Little Sarn." in why
    assert "+[4] The boats were found on 4 March near Little Sarn." in why


def test_an_article_with_a_version_fails_every_test_about_it_once_it_changes(tmp_path: Path) -> None:
    before = write(tmp_path, EXTRACT)
    head = HEAD.replace("boats.txt", "[{file: boats.txt, version: " + version(tmp_path / "boats.txt") + "}]")
    path = write(tmp_path, EXTRACT, head=head)
    assert before == path
    assert outcomes(path) == {"boats": "passed"}
    (tmp_path / "boats.txt").write_text(ARTICLE + " ", "utf-8")
    (result,) = results(path)
    assert "changed since this test was written" in (result.why or "")
    assert f"write version: {version(tmp_path / 'boats.txt')}" in (result.why or "")


@pytest.mark.parametrize("name", ["ask.system", "ask.user", "article"])
def test_a_prompt_edited_by_one_character_fails_the_tests_that_use_it_and_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recorded(write(tmp_path, RIGHT, LIE, EXTRACT))
    edit_prompt(name, monkeypatch)
    assert outcomes(path) == {**FINE, "people on board": "error", "a changed figure": "error"}
    assert f"Changed since it was recorded: the prompt {name}." in (results(path)[0].why or "")


@pytest.mark.parametrize("name", ["summary.system", "summary.user", "earlier"])
def test_a_prompt_that_a_test_does_not_use_may_change(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recorded(write(tmp_path, RIGHT, LIE, EXTRACT))
    edit_prompt(name, monkeypatch)
    assert outcomes(path) == FINE


def edit_prompt(name: str, monkeypatch: pytest.MonkeyPatch, added: str = "x") -> None:
    """Put a letter into a template of this process."""
    read = prompts._text
    changed = {one: read(one) for one in prompts.names()}
    changed[name] = added + changed[name]
    monkeypatch.setattr(prompts, "_text", lambda one: changed[one])
    prompts._template.cache_clear()
    monkeypatch.setattr(prompts, "_template", prompts._template.__wrapped__)


def test_an_article_that_is_not_there_is_an_error_of_its_test(tmp_path: Path) -> None:
    path = write(tmp_path, EXTRACT)
    (tmp_path / "boats.txt").unlink()
    (result,) = results(path)
    assert result.outcome == "error"
    assert "boats.txt" in (result.why or "")


def test_an_empty_article_is_an_error_of_its_test(tmp_path: Path) -> None:
    path = write(tmp_path, EXTRACT)
    (tmp_path / "boats.txt").write_text(" \n", "utf-8")
    assert outcomes(path) == {"boats": "error"}


def test_several_processes_give_the_same_results_in_the_same_order(tmp_path: Path) -> None:
    found: list[Case] = []
    for folder in ("a", "b", "c"):
        found += cases(recorded(write(tmp_path / folder, RIGHT, LIE, EXTRACT)))
    apart = list(run_all(found, 2, run, 1))
    assert [(one.at, one.outcome) for one in apart] == [(case.at, "passed") for case in found]


def test_the_settings_of_this_machine_do_not_change_a_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recorded(write(tmp_path, RIGHT, EXTRACT))
    monkeypatch.setenv("FOOTNOTE_EMBEDDING", "openai:text-embedding-3-small")
    monkeypatch.setenv("FOOTNOTE_MODEL", "another")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert set(outcomes(path).values()) == {"passed"}


def test_a_follow_up_is_asked_with_its_history(tmp_path: Path) -> None:
    test = RIGHT.replace("How many people were on board?", "And how many?").replace(
        "    ending:", "    history:\n      - asker: Who was on board of the boats?\n    ending:"
    )
    path = recorded(write(tmp_path, test))
    assert outcomes(path) == {"people on board": "passed"}
    assert "asker: Who was on board of the boats?" in tape_of(path, "capable").read_text("utf-8")


def test_a_summary_is_tested_like_a_question(tmp_path: Path) -> None:
    test = "  - name: in short\n    summary: 2\n    ending: answered\n    cites: around 40 people\n"
    assert outcomes(write(tmp_path, test)) == {"in short": "passed"}


def test_a_prompt_that_cannot_be_filled_in_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = recorded(write(tmp_path, RIGHT))
    edit_prompt("ask.user", monkeypatch, "$guesses ")
    assert main(["test", str(path)]) == 1
    assert "ask.user.md has $guesses, which nothing fills in" in capsys.readouterr().err
    (result,) = results(path)
    assert "$guesses" in (result.why or "")
