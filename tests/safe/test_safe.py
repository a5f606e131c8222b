"""The harness of the safety tests: marks are read, all 25 are there, defences go and the page is filled."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.safe import table
from tests.safe.defences import DEFENCES, Defence
from tests.safe.figures import Extent, Figure, number_of, read_rows, shown

FOLDER = Path(__file__).parent


@pytest.mark.parametrize(
    ("value", "mark", "met"),
    [
        (0, "= 0", True),
        (1, "= 0", False),
        (5944, "= 5,944", True),
        (2.0, "<= 2", True),
        (2.001, "<= 2", False),
        (98, ">= 99.5", False),
        (1, "< 1", False),
        (2, "> 1", True),
    ],
)
def test_a_figure_is_met_or_not(value: float, mark: str, met: bool) -> None:
    assert Figure(1, "x", value, mark).met is met
    assert ("NOT MET" in str(Figure(1, "x", value, mark))) is not met


@pytest.mark.parametrize("mark", ["", "0", "about 3", "=", "= x"])
def test_a_mark_that_is_none_is_an_error(mark: str) -> None:
    with pytest.raises(ValueError, match="is no mark"):
        _ = Figure(1, "x", 1, mark).met


def test_a_number_is_written_as_people_do() -> None:
    assert [shown(one) for one in (5944, 1.5, 0.12345, 2.0)] == ["5,944", "1.5", "0.123", "2"]


def test_all_rows_are_read_only_where_they_are_asked_for_and_there(tmp_path: Path) -> None:
    here, there = tmp_path / "here.jsonl", tmp_path / "rows.jsonl"
    here.write_text('{"text": "a\\u2028"}\n', "utf-8")
    there.write_text('{"text": "a"}\n{"text": "b"}\n', "utf-8")
    assert len(read_rows(here)) == 1
    counts = [
        len(Extent(full, folder).rows("rows.jsonl", here))
        for full, folder in ((False, tmp_path), (True, tmp_path), (True, None), (True, tmp_path / "no"))
    ]
    assert counts == [1, 2, 1, 1]


def test_every_one_of_the_25_has_its_file_and_says_its_number_first() -> None:
    files = sorted(FOLDER.glob("test_[0-9]*.py"))
    assert {number_of(path) for path in files} == set(range(1, 26))
    for path in files:
        assert path.read_text("utf-8").startswith(f'"""{number_of(path)}. ')


def test_every_test_has_a_defence_without_which_it_fails() -> None:
    assert {test for defence in DEFENCES.values() for test in defence.tests} == set(range(1, 26))


def test_a_defence_is_taken_from_its_module_and_from_who_imported_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def guard() -> bool:
        return True

    held, importer = ModuleType("held"), ModuleType("importer")
    held.guard = importer.guard = guard  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "importer", importer)
    Defence("x", (1,), "held", {"guard": lambda: False}).take_from(held)
    assert (held.guard(), importer.guard()) == (False, False)
    with pytest.raises(AttributeError):
        Defence("x", (1,), "held", {"renamed": None}).take_from(held)


def test_the_table_tells_what_was_measured_missed_and_seen_to_fail() -> None:
    figures = [
        {"test": 1, "name": "live tokens", "value": 0, "mark": "= 0", "met": True, "full": True},
        {"test": 1, "name": "a | b", "value": 1.5, "mark": "<= 1", "met": False, "full": False},
    ]
    proved = [
        {"test": 1, "defence": "escaping", "unmet": "x"},
        {"test": 2, "defence": "the gate", "unmet": ""},
    ]
    first, second = table.table(figures, proved).splitlines()[2:4]
    assert "quick part: live tokens: 0 (= 0); a \\| b: 1.5 (<= 1) **not met** | escaping |" in first
    assert second.endswith("| not run | – |")


def test_the_page_keeps_what_stands_around_the_table() -> None:
    page = f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n"
    assert table.replaced(page, "new\n") == f"before\n{table.BEGIN}\n\nnew\n\n{table.END}\nafter\n"
    with pytest.raises(SystemExit, match="Put both"):
        table.replaced("nothing", "new")


def test_the_page_has_a_row_for_every_test() -> None:
    page = table.PAGE.read_text("utf-8")
    missing = [title for number, title in table.titles().items() if f"| {number} | {title} |" not in page]
    assert not missing, "write it again: make safe"
