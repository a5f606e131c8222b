"""The documentation says what the program does: pages made from it are current, links resolve."""

from __future__ import annotations

import re
import subprocess
from urllib.parse import unquote

import pytest

from tests.held_docs import PAGES, ROOT

WRITTEN = sorted(
    path
    for path in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if not path.startswith(("prompts/", "evals/data/", "tests/", "seeds/"))
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_made_from_the_code_is_current(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8") == PAGES[page](), "write it again: make docs"


@pytest.mark.parametrize("page", WRITTEN)
def test_every_link_to_a_file_resolves(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", text)
    missing = [one for one in targets if not ((ROOT / page).parent / unquote(one)).exists()]
    assert not missing


@pytest.mark.parametrize("page", WRITTEN)
def test_every_file_named_in_a_page_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:bot|index|prompts|tests|docs|evals|benchmarks|seeds)/[\w./-]+\.\w+)`", text)
    assert not [one for one in named if not (ROOT / one).exists()]


def test_every_dependency_has_a_line_that_says_what_for() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = set(re.findall(r'^  "([\w.-]+)==', project, re.MULTILINE))
    assert named == set(re.findall(r"^\| `([\w.-]+)` \|", page, re.MULTILINE))


def test_no_page_names_a_folder_of_one_machine() -> None:
    assert not [
        page
        for page in WRITTEN
        if re.search(r"(?<![\w.])/(?:home|root|work|tmp)/", (ROOT / page).read_text())
    ]
