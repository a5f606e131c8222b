"""What a safety test measures, beside what it must be; and how much of it runs.

A test says `figure("live tokens", found, "= 0")`: the figure is printed, kept, and fails the test when it is
not met. The number of the test is that of its file. Knows nothing of what is measured.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

Thing = TypeVar("Thing")

_RULES: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_MARK = re.compile(r"(<=|>=|=|<|>) ?([\d,]+(?:\.\d+)?)")
_NUMBER = re.compile(r"test_(\d\d)_")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `mark` is what it must be, as `= 0` or `<= 2.5`."""

    test: int
    name: str
    value: float
    mark: str

    @property
    def met(self) -> bool:
        """Whether the mark is reached."""
        rule, wanted = _read(self.mark)
        return rule(self.value, wanted)

    def __str__(self) -> str:
        end = "" if self.met else "  NOT MET"
        return f"test {self.test:2}  {self.name}: {shown(self.value)} (must be {self.mark}){end}"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a test runs: the rows of the repository, or all of them (`make safe`)."""

    full: bool
    attacks: Path | None  # the folder with all rows

    def pick(self, quick: Thing, full: Thing) -> Thing:
        """The one that fits."""
        return full if self.full else quick

    def rows(self, name: str, quick: Path) -> list[dict[str, str]]:
        """The rows of a file: of the folder with all rows where they are asked for and there."""
        full = self.attacks / name if self.full and self.attacks else None
        return read_rows(full if full and full.is_file() else quick)


def read_rows(path: Path) -> list[dict[str, str]]:
    """One JSON object a line. Split at line feeds only: the rows hold every other line mark."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def number_of(path: Path) -> int:
    """The number a test file bears in its name; 0 for the others."""
    found = _NUMBER.match(path.name)
    return int(found[1]) if found else 0


def shown(value: float) -> str:
    """A figure as people write it: thousands apart, at most three digits after the point."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")


def as_rows(figures: Sequence[Figure], *, full: bool) -> str:
    """The figures as JSON, one a line; `full` where all of each test ran."""
    return "".join(json.dumps({**asdict(one), "met": one.met, "full": full}) + "\n" for one in figures)


def _read(mark: str) -> tuple[Callable[[float, float], bool], float]:
    found = _MARK.fullmatch(mark)
    if not found:
        raise ValueError(f"{mark!r} is no mark. Write a comparison and a number, as `= 0` or `<= 2.5`.")
    return _RULES[found[1]], float(found[2].replace(",", ""))
