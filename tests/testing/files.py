"""A small article, and test files about it."""

from __future__ import annotations

from pathlib import Path

from bot.testing import reading
from bot.testing.case import Case

ARTICLE = (
    "Five boats left Marrow harbour on Sunday. "
    "The coastguard said around 40 people were probably on board. "
    "Captain Ida Holm denied that any of them had paid. "
    "The boats were found on 3 March near Little Sarn."
)
HEAD = "articles: boats.txt\nauthor: Ann\ntests:\n"
RIGHT = """\
  - name: people on board
    model: capable
    ask: How many people were on board?
    ending: answered
    says: around 40 people
    never_says: "400"
    cites: [2, "around 40 people were probably on board"]
    reply:
      why: a right draft
      claims:
        - {span: "around 40 people were probably on board", sentences: [2]}
"""
LIE = """\
  - name: a changed figure
    model: liar
    ask: How many people were on board?
    ending: not_verified
    never_says: ["90 people"]
    reply:
      why: a changed figure
      claims:
        - {span: "around 90 people were probably on board", sentences: [2]}
"""
EXTRACT = """\
  - name: boats
    ask: How many boats left Marrow harbour?
    ending: answered
    says: Five boats left
    cites: Five boats left
"""


def write(folder: Path, *tests: str, head: str = HEAD, name: str = "boats.footnote.yaml") -> Path:
    """A test file of these tests, with its article beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "boats.txt").write_text(ARTICLE, encoding="utf-8")
    path = folder / name
    path.write_text(head + "".join(tests), encoding="utf-8")
    return path


def cases(path: Path) -> tuple[Case, ...]:
    """The tests of a file without a fault."""
    file = reading.read(path)
    assert not file.faults
    return file.cases
