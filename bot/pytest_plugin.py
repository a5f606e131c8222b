"""Lets pytest collect *.footnote.yaml files: each test in one is a test of pytest's, run offline.

pytest loads this with every run on a machine that has Footnote, so it imports nothing until it meets a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bot.testing.case import Case
    from bot.testing.shelf import Shelf

SUFFIX = ".footnote.yaml"  # bot.testing.case.SUFFIX, which costs an import
_shelf = pytest.StashKey["Shelf"]()


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Take the files that hold our tests."""
    return FootnoteFile.from_parent(parent, path=file_path) if file_path.name.endswith(SUFFIX) else None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Throw away the libraries that the tests used."""
    if _shelf in config.stash:
        config.stash[_shelf].close()


class FootnoteFile(pytest.File):
    """One file of tests."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each that can be read, and for each fault one that fails and says so."""
        from bot.testing.reading import read

        file = read(self.path)
        for case in file.cases:
            yield FootnoteItem.from_parent(self, name=case.name, case=case)
        for fault in file.faults:
            name, what = f"line {fault.at.line}", f"{fault.at}: {fault.what}"
            yield FaultItem.from_parent(self, name=name, what=what, line=fault.at.line)


class NotGrounded(Exception):
    """A test did not come out as its file says; the text says how, line by line."""


class _Item(pytest.Item):
    """What our tests have in common: the report is ours, not a traceback."""

    line = 1

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401 - pytest's own types
        """The lines of the report, for a test that failed; the traceback for what nobody expected."""
        if isinstance(excinfo.value, NotGrounded):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test stands."""
        return self.path, self.line - 1, self.name


class FootnoteItem(_Item):
    """One test of a file."""

    def __init__(self, *, case: Case, **others: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**others)
        self.case, self.line = case, case.at.line

    def runtest(self) -> None:
        """Run it; raises NotGrounded with the difference."""
        from bot.testing import report, run

        result = run.run(self.case, self._shelf())
        if result.outcome != "passed":
            raise NotGrounded("\n".join([f"asked: {result.asked}", *report.details(result)]))

    def _shelf(self) -> Shelf:
        from bot.testing.shelf import Shelf

        if _shelf not in self.config.stash:
            self.config.stash[_shelf] = Shelf()
        return self.config.stash[_shelf]


class FaultItem(_Item):
    """Something in a file that is no test; it fails."""

    def __init__(self, *, what: str, line: int = 1, **others: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**others)
        self.what, self.line = what, line

    def runtest(self) -> None:
        """Say what is wrong."""
        raise NotGrounded(self.what)
