"""The pytest plugin: it shows each test as one of pytest's own, and stays out of the way of others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.testing.files import EXTRACT, write

INI = "[pytest]\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function\n"
WRONG = EXTRACT.replace("name: boats", "name: wrong").replace("says: Five", "says: Six")


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text(INI, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_each_test_of_a_file_is_a_test_of_pytest(workers: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, EXTRACT, WRONG, "  - {name: odd}\n")
    done = pytest_in(tmp_path, *workers)
    assert done.returncode == 1
    assert "2 failed, 1 passed" in done.stdout
    assert "- says: “Six boats left”" in done.stdout
    assert "+ says: “Five boats left Marrow harbour on Sunday.”" in done.stdout
    assert "boats.footnote.yaml:14: 'odd' needs either" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_test_is_chosen_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, EXTRACT, WRONG)
    done = pytest_in(tmp_path, "-k", "boats and not wrong")
    assert "1 passed, 1 deselected" in done.stdout
    assert done.returncode == 0


def test_a_run_without_such_files_pays_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text(
        "import sys\n\ndef test_it() -> None:\n"
        "    heavy = {'bot.ask', 'bot.testing', 'llama_index', 'openai', 'numpy', 'yaml'}\n"
        "    assert not heavy & set(sys.modules)\n",
        encoding="utf-8",
    )
    done = pytest_in(tmp_path, "-p", "no:hypothesispytest", "-p", "no:anyio")
    assert "1 passed" in done.stdout, done.stdout
