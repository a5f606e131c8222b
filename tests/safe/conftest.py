"""Options of the safety tests (`--full`, `--attacks`, `--without`, `--figures`), `figure` and `extent`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.safe.defences import DEFENCES, switch_off_everywhere
from tests.safe.figures import Extent, Figure, as_rows, number_of
from tests.safe.road import Obeyed, obeyed

# The bots and the Slack of tests/slack, started anew for this folder.
from tests.slack.conftest import running, shared, shelf, slack, start  # noqa: F401

ATTACKS = Path(__file__).parents[1] / "cards" / "attacks.jsonl"
ROWS = ("attacks.jsonl", "naughty.jsonl", "slack_markup_outputs.jsonl")
FIGURE = "figure"
TellFigure = Callable[[str, float, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("safe")
    group.addoption("--full", action="store_true", help="run everything, not the quick part")
    group.addoption("--attacks", metavar="DIR", help="the folder with all rows (with --full)")
    group.addoption("--without", choices=sorted(DEFENCES), help="take a defence away; the tests must fail")
    group.addoption("--figures", metavar="FILE", help="add what was measured to this file, as JSON lines")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full: takes minutes; run with --full only")
    name = config.getoption("--without", default=None)
    if name:
        switch_off_everywhere(name)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--full", default=False):
        late = [one for one in items if one.get_closest_marker("full")]
        items[:] = [one for one in items if one not in late]
        config.hook.pytest_deselected(items=late)


@pytest.fixture(scope="session")
def extent(pytestconfig: pytest.Config) -> Extent:
    """How much is to run."""
    folder = pytestconfig.getoption("--attacks", default=None)
    return Extent(bool(pytestconfig.getoption("--full", default=False)), Path(folder) if folder else None)


@pytest.fixture(scope="session")
def done(extent: Extent, tmp_path_factory: pytest.TempPathFactory) -> list[Obeyed]:
    """What every attack came to, sent both ways."""
    rows = extent.rows("attacks.jsonl", ATTACKS)
    return list(obeyed(rows, tmp_path_factory.mktemp("attacked")))


@pytest.fixture
def figure(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> TellFigure:
    """`figure(name, value, mark)`: print and keep it; the test fails where the mark is not met."""

    def tell(name: str, value: float, mark: str) -> None:
        one = Figure(number_of(request.path), name, value, mark)
        record_property(FIGURE, (one.test, one.name, one.value, one.mark))
        print(one)  # noqa: T201 - beside its pass mark, whatever becomes of it
        if not one.met:
            pytest.fail(str(one), pytrace=False)

    return tell


def _not_there(config: pytest.Config) -> list[str]:
    """What a full run could not run, for want of its rows; the counts of these tests are then not met."""
    if not config.getoption("--full", default=False):
        return []
    folder = config.getoption("--attacks", default=None)
    names = [name for name in ROWS if not (folder and Path(folder, name).is_file())]
    where = f"{folder} has none" if folder else "ATTACKS_DIR names no folder with them"
    return [
        f"COULD NOT RUN with all rows of {name}: {where}; its rows in the repository ran." for name in names
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """All figures together, also those that other processes measured."""
    reports = [one for name in ("passed", "failed") for one in terminalreporter.stats.get(name, ())]
    told = [value for one in reports for key, value in one.user_properties if key == FIGURE]
    figures = sorted((Figure(*one) for one in told), key=lambda one: one.test)
    if not figures:
        return
    terminalreporter.section("figures")
    for missing in _not_there(config):
        terminalreporter.write_line(missing, red=True)
    for one in figures:
        terminalreporter.write_line(str(one), red=not one.met)
    path = config.getoption("--figures", default=None)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(as_rows(figures, full=config.getoption("--full", default=False)))
