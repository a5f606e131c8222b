"""The report: for people, for machines, and as JUnit XML that a parser takes whatever the texts hold."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.cli import main
from bot.testing import report
from bot.testing.case import Fault, Place
from bot.testing.judge import Problem
from bot.testing.report import Report
from bot.testing.run import Result
from tests.testing.files import EXTRACT, write

AT = Place(Path("a.footnote.yaml"), 3)
PASSED = Result("good", AT, "how many?", "passed", elapsed_s=0.5)
FAILED = Result(
    "bad", Place(AT.path, 9), "who?", "failed", (Problem("says: “x”", ("says: “y”", "says: “z”")),)
)
BROKEN = Result("broken", Place(AT.path, 12), "why?", "error", why="No recording.\n-old\n+new")
FAULT = Fault(Place(Path("b.footnote.yaml"), 2), "unknown key 'aks'")
ALL = Report((PASSED, FAILED, BROKEN), (FAULT,))


def test_people_see_what_did_not_pass_and_the_count() -> None:
    shown = [line.plain for line in report.lines(ALL)]
    assert shown == [
        "FAILED  bad  (a.footnote.yaml:9)",
        "  asked: who?",
        "  - says: “x”",
        "  + says: “y”",
        "  + says: “z”",
        "",
        "ERROR  broken  (a.footnote.yaml:12)",
        "  asked: why?",
        "  No recording.",
        "  -old",
        "  +new",
        "",
        "ERROR  b.footnote.yaml:2",
        "  unknown key 'aks'",
        "",
        "1 passed, 1 failed, 2 error",
    ]


@pytest.mark.parametrize(
    ("made", "good"),
    [
        (Report((PASSED,), ()), True),
        (Report((PASSED, FAILED), ()), False),
        (Report((BROKEN,), ()), False),
        (Report((PASSED,), (FAULT,)), False),
    ],
)
def test_only_a_report_without_a_fault_is_good(made: Report, good: bool) -> None:
    assert made.good is good


def test_machines_get_the_same() -> None:
    data = json.loads(json.dumps(report.as_json(ALL)))
    assert (data["passed"], data["failed"], data["errors"]) == (1, 1, 2)
    assert data["tests"][1]["problems"] == [{"wanted": "says: “x”", "got": ["says: “y”", "says: “z”"]}]
    assert data["faults"] == [{"file": "b.footnote.yaml", "line": 2, "what": "unknown key 'aks'"}]


def test_junit_counts_and_names_every_test_and_fault() -> None:
    root = ElementTree.fromstring(report.junit(ALL).partition("?>")[2])
    suites = {suite.get("name"): suite for suite in root}
    first = suites["a.footnote.yaml"]
    assert [first.get(name) for name in ("tests", "failures", "errors")] == ["3", "1", "1"]
    assert [[child.tag for child in case] for case in first] == [[], ["failure"], ["error"]]
    assert first[1][0].text == "- says: “x”\n+ says: “y”\n+ says: “z”"
    assert suites["b.footnote.yaml"][0][0].get("message") == "unknown key 'aks'"


@pytest.mark.parametrize("text", ["\x00\x1b[31m", "\ud800", "\uffff", "<&]]>\"'"])
def test_no_text_breaks_the_xml(text: str) -> None:
    odd = Result(text, AT, text, "error", why=text)
    root = ElementTree.fromstring(report.junit(Report((odd,), ())).encode("utf-8"))
    assert len(root[0]) == 1


def test_the_command_writes_json_and_junit_and_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, EXTRACT)
    junit = tmp_path / "report.xml"
    assert main(["test", str(path), "--json", "--junit", str(junit)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["passed"] == 1
    assert data["tests"][0]["answer"]["status"] == "answered"
    assert ElementTree.parse(junit).getroot()[0].get("tests") == "1"
    write(tmp_path, EXTRACT.replace("says: Five", "says: Six"))
    assert main(["test", str(path)]) == 1


def test_a_report_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(write(tmp_path, EXTRACT)), "--junit", str(tmp_path / "no" / "x.xml")]) == 1
    assert "cannot be written" in capsys.readouterr().err
