"""Results of tests as lines for people, as JSON, and as the JUnit XML that CI servers read. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Tree

from bot import terminal
from bot.terminal import Line
from bot.testing.case import Fault
from bot.testing.judge import Problem
from bot.testing.run import Result

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLES = {"passed": "green", "failed": "bold red", "error": "bold red"}


@dataclass(frozen=True, slots=True)
class Report:
    """What came of some test files: the results of the tests, and the faults of those that are none."""

    results: tuple[Result, ...]
    faults: tuple[Fault, ...]

    @property
    def good(self) -> bool:
        """Whether every test passed and nothing is wrong with the files."""
        return not self.faults and all(one.outcome == "passed" for one in self.results)


def lines(report: Report) -> list[Line]:
    """Each test that did not pass, with what was wanted and what came, then the count."""
    shown = [line for one in report.results if one.outcome != "passed" for line in _told(one)]
    faults = [line for fault in report.faults for line in _fault(fault)]
    return [*shown, *faults, terminal.line(count(report), "bold")]


def count(report: Report) -> str:
    """`12 passed, 1 failed, 1 error`."""
    counts = Counter(one.outcome for one in report.results)
    counts["error"] += len(report.faults)
    words = [f"{counts[name]} {name}" for name in ("passed", "failed", "error") if counts[name]]
    tried = sum(one.tried for one in report.results)
    lies = f"; {tried:,} falsified replies" if tried else ""
    return (", ".join(words) or "no tests") + lies


def details(result: Result) -> list[str]:
    """What went wrong in one test, line by line: `-` what was wanted, `+` what came."""
    if result.why is not None:
        return result.why.split("\n")
    return [line for problem in result.problems for line in _difference(problem)]


def as_json(report: Report) -> dict[str, Any]:
    """The report for machines."""
    counts = Counter(one.outcome for one in report.results)
    return {
        "passed": counts["passed"],
        "failed": counts["failed"],
        "errors": counts["error"] + len(report.faults),
        "tests": [_row(one) for one in report.results],
        "faults": [
            {"file": str(one.at.path), "line": one.at.line, "what": one.what} for one in report.faults
        ],
    }


def junit(report: Report) -> str:
    """The report as JUnit XML: a test case for each test, and an errored one for each fault."""
    root = Tree.Element("testsuites", name="footnote")
    places = [*(one.at for one in report.results), *(one.at for one in report.faults)]
    for path in dict.fromkeys(place.path for place in places):
        results = [one for one in report.results if one.at.path == path]
        faults = [one for one in report.faults if one.at.path == path]
        suite = Tree.SubElement(root, "testsuite", {"name": _xml(str(path)), **_sums(results, faults)})
        for result in results:
            _case(suite, result)
        for fault in faults:
            row = Tree.SubElement(suite, "testcase", classname=_xml(str(path)), name=f"line {fault.at.line}")
            Tree.SubElement(row, "error", message=_xml(fault.what))
    Tree.indent(root)
    return Tree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _sums(results: Sequence[Result], faults: Sequence[Fault]) -> dict[str, str]:
    counts = Counter(one.outcome for one in results)
    return {
        "tests": str(len(results) + len(faults)),
        "failures": str(counts["failed"]),
        "errors": str(counts["error"] + len(faults)),
        "time": f"{sum(one.elapsed_s for one in results):.3f}",
    }


def _case(suite: Tree.Element, result: Result) -> None:
    named = {"classname": _xml(str(result.at.path)), "name": _xml(result.name), "line": str(result.at.line)}
    row = Tree.SubElement(suite, "testcase", {**named, "time": f"{result.elapsed_s:.3f}"})
    if result.outcome != "passed":
        told = details(result)
        kind = "failure" if result.outcome == "failed" else "error"
        Tree.SubElement(row, kind, message=_xml(told[0])).text = _xml("\n".join(told))


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _told(result: Result) -> list[Line]:
    style = _STYLES[result.outcome]
    head = Line(
        (
            (result.outcome.upper(), style),
            (f"  {terminal.inert(result.name)}", "bold"),
            (f"  ({terminal.inert(str(result.at))})", "dim"),
        ),
        hang=2,
    )
    asked = terminal.line(f"asked: {result.asked}", "dim", 2)
    return [head, asked, *(_coloured(one) for one in details(result)), terminal.EMPTY]


def _fault(fault: Fault) -> list[Line]:
    head = Line((("ERROR", _STYLES["error"]), (f"  {terminal.inert(str(fault.at))}", "bold")))
    return [head, terminal.line(fault.what, indent=2), terminal.EMPTY]


def _difference(problem: Problem) -> list[str]:
    return [f"- {problem.wanted}", *(f"+ {one}" for one in problem.got)]


def _coloured(text: str) -> Line:
    return terminal.line(text, {"-": "green", "+": "red"}.get(text[:1], ""), 2)


def _row(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "file": str(result.at.path),
        "line": result.at.line,
        "outcome": result.outcome,
        "problems": [{"wanted": one.wanted, "got": list(one.got)} for one in result.problems],
        "why": result.why,
        "elapsed_s": round(result.elapsed_s, 3),
        "tried": result.tried,
        "answer": result.answer,
    }
