"""Test files: what may stand in one; a mistake is told with its line and costs only its own test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.ask import Turn
from bot.errors import UsageError
from bot.testing import reading
from bot.testing.case import EXTRACTIVE, Cited
from tests.shelf import drafted
from tests.testing.files import EXTRACT, HEAD, LIE, RIGHT, cases, write

GOOD = "  - {name: good, ask: how many, ending: answered}\n"


def test_a_file_is_read_with_all_it_may_say(tmp_path: Path) -> None:
    text = """\
articles:
  - boats.txt
  - {file: more.md, version: 12e456}
model: gpt-4o
tapes: recordings
author: Ann
tests:
  - name: everything
    ask: And who paid?
    history:
      - asker: Who was on board?
      - footnote: The article does not say.
    ending: partly
    says: [one, "1,000"]
    never_says: two
    cites: a piece
  - name: other article, other model
    articles: boats.txt
    model: extractive
    summary: short
    cites: [2, "07:30"]
"""
    path = write(tmp_path, head=text)
    first, second = reading.read(path).cases
    assert (first.name, str(first.at), first.model) == ("everything", f"{path}:8", "gpt-4o")
    assert [one.path.name for one in first.articles] == ["boats.txt", "more.md"]
    assert [one.version for one in first.articles] == [None, "12e456"]
    assert first.tapes == tmp_path / "recordings"
    assert first.history == (
        Turn("asker", "Who was on board?"),
        Turn("footnote", "The article does not say."),
    )
    assert (first.ending, first.says, first.never_says) == ("partly", ("one", "1,000"), ("two",))
    assert first.cites == (Cited(None, "a piece"),)
    assert (second.model, second.summary, second.ask) == (EXTRACTIVE, 3, None)
    assert second.cites == (Cited(2, None), Cited(None, "07:30"))
    assert not second.asks_a_model


REPLY = "  - name: x\n    ask: a\n    reply:\n      why: w\n      claims:\n"
FAULTS = {
    "an unknown key": ("  - {name: x, aks: why, ending: answered}\n", 5, "Did you mean 'ask'?"),
    "no name": ("  - {ask: why, ending: answered}\n", 5, "needs a name"),
    "the same name": (GOOD, 5, "two tests are named 'good', the other on line 4"),
    "an unknown ending": ("  - {name: x, ask: why,\n     ending: maybe}\n", 6, "'maybe' must be one of"),
    "nothing asked": ("  - {name: x, ending: answered}\n", 5, "either `ask:` or `summary:`"),
    "two things asked": ("  - {name: x, ask: why, summary: short, says: y}\n", 5, "either `ask:`"),
    "nothing expected": ("  - {name: x, ask: why}\n", 5, "expects nothing"),
    "an empty text": ("  - name: x\n    ask:\n    ending: answered\n", 6, "'ask' is empty"),
    "a list for a text": ("  - name: x\n    ask: [a]\n    ending: answered\n", 6, "must be a text"),
    "a key twice": ("  - name: x\n    ask: a\n    ask: b\n    ending: answered\n", 7, "stands twice"),
    "no mapping": ("  - why\n", 5, "lines of `key: value`"),
    "a length out of range": ("  - {name: x, summary: 21, says: y}\n", 5, "1 to 20 sentences"),
    "an unknown length": ("  - {name: x, summary: tiny, says: y}\n", 5, "short, medium, long"),
    "sentence 0": ("  - {name: x, ask: a, cites: 0}\n", 5, "says no sentence"),
    "a figure that YAML cuts": ("  - name: x\n    ask: a\n    never_says: [around 11,000]\n", 7, "in quotes"),
    "a bad turn": ("  - name: x\n    ask: a\n    says: b\n    history: [who]\n", 8, "a turn of the history"),
    "a reply without a reason": ("  - name: x\n    ask: a\n    says: b\n    reply: {text: c}\n", 8, "`why:`"),
    "a reply with an unknown key": ("  - name: x\n    ask: a\n    reply: {txt: c}\n", 7, "'text'"),
    "a claim without a span": (
        REPLY + "        - {sentences: [1]}\n",
        10,
        "needs a `span:`",
    ),
    "a claim of no sentence": (
        REPLY + "        - {span: s, sentences: [one]}\n",
        10,
        "are numbers",
    ),
    "a summary of 6,000 digits": (
        f"  - {{name: x, summary: '{'9' * 6_000}', says: y}}\n",
        5,
        "9…' must be short",
    ),
    "a sentence of 6,000 digits": (
        f"  - {{name: x, ask: a, cites: [{'9' * 6_000}]}}\n",
        5,
        "9… says no sentence",
    ),
    "a claim of 5,000 digits": (
        REPLY + f"        - {{span: s, sentences: [{'9' * 5_000}]}}\n",
        10,
        "are numbers",
    ),
    "an article with a NUL": (
        '  - name: x\n    ask: a\n    articles: ["a\\0b"]\n',
        7,
        "'a\\x00b' cannot be read",
    ),
    "an article that is a folder": ("  - name: x\n    ask: a\n    articles: .\n", 7, "not a regular file"),
    "an article that is a device": (
        "  - name: x\n    ask: a\n    articles: /dev/zero\n",
        7,
        "'/dev/zero' cannot",
    ),
    "an article of too long a name": (f"  - name: x\n    ask: a\n    articles: {'a' * 300}\n", 7, "too long"),
    "half a character": ('  - name: x\n    ask: "\\ud800"\n    says: y\n', 6, "half a character"),
    "an article without a file": ("  - name: x\n    ask: a\n    articles: [{version: 1}]\n", 7, "`file:`"),
    "an article with an unknown key": ("  - name: x\n    ask: a\n    articles: [{fiel: 1}]\n", 7, "'file'"),
}


@pytest.mark.parametrize(("test", "line", "what"), FAULTS.values(), ids=FAULTS)
def test_a_mistake_is_told_with_its_line_and_costs_only_its_own_test(
    test: str, line: int, what: str, tmp_path: Path
) -> None:
    path = write(tmp_path, GOOD, test, "  - {name: last, ask: how, ending: answered}\n")
    file = reading.read(path)
    assert [case.name for case in file.cases] == ["good", "last"]
    (fault,) = file.faults
    assert (fault.at.path, fault.at.line) == (path, line)
    assert what in fault.what


WHOLE = {
    "no YAML": ("tests: [\n", 2, "not YAML"),
    "a tab": ("tests:\n\t- name: x\n", 2, "not YAML"),
    "nothing": ("", 1, "empty"),
    "only a comment": ("# tests\n", 1, "empty"),
    "no tests": ("articles: boats.txt\n", 1, "has no tests"),
    "a list": ("- name: x\n", 1, "lines of `key: value`"),
    "a reading without end": ("tests: " + "[" * 5_000, 1, "not YAML"),
    "no such character": ('tests: "\\UFFFFFFFF"', 1, "not YAML"),
    "an absolute folder of recordings": (
        "tests:\ntapes: /srv/tapes\n",
        2,
        "'/srv/tapes' must be a folder below",
    ),
    "recordings above": ("tests:\ntapes: ..\n", 2, "'..' must be"),
    "recordings of others": ("tests:\ntapes: ../others\n", 2, "or ../tapes"),
    "recordings above by a detour": ("tests:\ntapes: a/../../b\n", 2, "'a/../../b' must be"),
    "a folder of recordings with a NUL": ('tests:\ntapes: "a\\0b"\n', 2, "must be"),
    "too long": ("#" * 1_000_001, 1, "Make several files"),
}


@pytest.mark.parametrize(("text", "line", "what"), WHOLE.values(), ids=WHOLE)
def test_a_file_that_is_none_is_one_fault(text: str, line: int, what: str, tmp_path: Path) -> None:
    file = reading.read(write(tmp_path, head=text))
    assert file.cases == ()
    assert [(fault.at.line, what in fault.what) for fault in file.faults] == [(line, True)]


def test_an_unknown_key_at_the_top_is_told_and_the_tests_still_run(tmp_path: Path) -> None:
    file = reading.read(write(tmp_path, EXTRACT, head="modle: x\n" + HEAD))
    assert [case.name for case in file.cases] == ["boats"]
    assert "Did you mean 'model'?" in file.faults[0].what


def test_a_test_without_an_article_says_so(tmp_path: Path) -> None:
    (fault,) = reading.read(write(tmp_path, GOOD, head="tests:\n")).faults
    assert "names no article" in fault.what


@pytest.mark.parametrize("tapes", ["here", "here/below", ".", "../tapes", "../tapes/boats"])
def test_recordings_stand_below_the_file_or_beside_its_folder(tapes: str, tmp_path: Path) -> None:
    path = write(tmp_path / "tests", EXTRACT, head=f"tapes: {tapes}\n{HEAD}")
    assert [case.tapes for case in cases(path)] == [path.parent / tapes]


def test_a_link_does_not_lead_recordings_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = write(tmp_path / "tests", EXTRACT)
    (path.parent / "tapes").symlink_to(tmp_path / "elsewhere")
    (fault,) = reading.read(path).faults
    assert (fault.at.line, "tapes: 'tapes' must be a folder below" in fault.what) == (1, True)


def test_an_absolute_folder_of_recordings_is_refused_even_at_the_right_place(tmp_path: Path) -> None:
    (fault,) = reading.read(write(tmp_path, EXTRACT, head=f"tapes: {tmp_path}/tapes\n{HEAD}")).faults
    assert "must be a folder below" in fault.what


def test_a_ring_of_links_is_no_article_and_no_folder_of_recordings(tmp_path: Path) -> None:
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    test = "  - {name: x, ask: a, says: b, articles: ring}\n"
    (fault,) = reading.read(write(tmp_path, test, GOOD)).faults
    assert "'ring' cannot be read" in fault.what
    (fault,) = reading.read(write(tmp_path, GOOD, head=f"tapes: ring\n{HEAD}")).faults
    assert "'ring' must be" in fault.what


def test_an_article_may_stand_beside_above_or_nowhere_yet(tmp_path: Path) -> None:
    (tmp_path / "up.txt").write_text("Up.")
    tests = [f"  - {{name: {one}, ask: a, says: b, articles: {one}}}\n" for one in ("../up.txt", "none.txt")]
    path = write(tmp_path / "tests", *tests)
    assert [case.articles[0].path for case in cases(path)] == [
        path.parent / "../up.txt",
        path.parent / "none.txt",
    ]


def test_a_pipe_named_like_a_test_file_is_a_fault_and_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.footnote.yaml")
    good = write(tmp_path, GOOD)
    first, pipe = map(reading.read, reading.find([tmp_path]))
    assert (first.path, first.faults, len(first.cases)) == (good, (), 1)
    assert "not a regular file" in pipe.faults[0].what


def test_a_sentence_number_needs_a_single_article(tmp_path: Path) -> None:
    test = "  - {name: x, ask: a, cites: 2}\n"
    (fault,) = reading.read(write(tmp_path, test, head="articles: [a.txt, b.txt]\ntests:\n")).faults
    assert "piece of its words" in fault.what


def test_an_unreadable_file_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.footnote.yaml"
    path.write_bytes(b"name: \xff")
    assert "UTF-8" in reading.read(path).faults[0].what


def test_a_reply_written_by_hand_becomes_the_draft_of_a_model(tmp_path: Path) -> None:
    right, lie = reading.read(write(tmp_path, RIGHT, LIE)).cases
    assert right.told is not None
    assert lie.told is not None
    assert right.told.text == drafted(("around 40 people were probably on board", [2]))
    assert (lie.told.why, lie.told.author) == ("a changed figure", "Ann")


def test_test_files_are_found_in_folders_but_not_in_hidden_ones(tmp_path: Path) -> None:
    seen = [write(tmp_path / name, EXTRACT) for name in ("a", "b/c")]
    write(tmp_path / ".git", EXTRACT)
    write(tmp_path / "node_modules", EXTRACT)
    write(tmp_path / "a", EXTRACT, name="notes.yaml")
    assert reading.find([tmp_path, seen[0]]) == seen


@pytest.mark.parametrize(
    ("name", "what"), [("nowhere", "no such file"), (".", "Begin one: footnote test --init")]
)
def test_a_folder_without_tests_says_how_to_begin(name: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=what):
        reading.find([tmp_path / name])
