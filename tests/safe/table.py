"""`python -m tests.safe.table FIGURES`: writes the table of docs/security.md from what was measured.

FIGURES are the JSON lines of `pytest tests/safe --figures FIGURES`; which defences a test was seen to fail
without, `tests.safe.proof` has written down. Between its two marks the page is replaced, nowhere else.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.safe.defences import ROOT
from tests.safe.figures import number_of, shown
from tests.safe.proof import PROVED

PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- figures: written by make safe -->", "<!-- end of figures -->"
FOLDER = Path(__file__).parent
_HEAD = "| # | what is tested | measured (and the pass mark) | seen to fail without |\n|---|---|---|---|\n"

Row = Mapping[str, str | float | bool]


def titles() -> dict[int, str]:
    """What each test says of itself, by number; two files of one number say it together."""
    found: dict[int, list[str]] = {}
    for path in sorted(FOLDER.glob("test_[0-9]*.py")):
        said = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]
        found.setdefault(number_of(path), []).append(re.sub(r"^\d+\. ", "", said))
    return {number: " ".join(said) for number, said in sorted(found.items())}


def table(figures: Sequence[Row], proved: Sequence[Row]) -> str:
    """The rows of the table; a test without figures says that it was not run."""
    rows = []
    for number, title in titles().items():
        rows_of_it = [row for row in figures if row["test"] == number]
        quick = "" if all(row["full"] for row in rows_of_it) else "quick part: "
        own = dict.fromkeys(map(_told, rows_of_it))
        without = dict.fromkeys(
            str(row["defence"]) for row in proved if row["test"] == number and row["unmet"]
        )
        rows.append(
            f"| {number} | {title} | {quick}{'; '.join(own) or 'not run'} | {', '.join(without) or '–'} |\n"
        )
    return _HEAD + "".join(rows)


def _told(row: Row) -> str:
    missed = "" if row["met"] else " **not met**"
    value = row["value"]
    assert isinstance(value, int | float)
    return f"{row['name']}: {shown(value)} ({row['mark']}){missed}".replace("|", "\\|")


def replaced(page: str, made: str) -> str:
    """The page with the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{PAGE} has no {BEGIN} and {END}. Put both where the table belongs.")
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


def rows_of(path: Path) -> list[Row]:
    """The JSON lines of a file; none where it is not there."""
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines() if line] if path.exists() else []
    )


def main(figures: str) -> int:
    """Write the table."""
    made = table(rows_of(Path(figures)), rows_of(PROVED))
    PAGE.write_text(replaced(PAGE.read_text("utf-8"), made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
