"""docs/features.md names a test for every row, and each named test exists and runs on both transports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
COUNTS = {"a": 8, "b": 5, "c": 6, "d": 4, "e": 4, "f": 1, "g": 2, "h": 3, "i": 1, "s": 3, "N": 16}
# Many workspaces need HTTP; the others are no behaviour in Slack: how it is tested, how it is measured.
OUTSIDE = {"h3", "d2", "g1", "g2", "N10"}
BOTH = {"socket", "http"}

ROWS = {found[1]: found[2] for found in re.finditer(r"^\| ([a-zN]\d+) \|(.*)\|$", PAGE, re.MULTILINE)}
NAMED = {row: re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text) for row, text in ROWS.items()}


def test_the_page_has_every_row_once_and_in_order() -> None:
    rows = re.findall(r"^\| ([a-zN]\d+) \|", PAGE, re.MULTILINE)
    assert rows == [f"{letter}{n}" for letter, count in COUNTS.items() for n in range(1, count + 1)]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_tests_that_exist_and_one_that_runs_on_both_transports(row: str) -> None:
    assert NAMED[row], "the row names no test"
    missing = [f"{file}::{name}" for file, name in NAMED[row] if name not in functions(file)]
    assert not missing
    if row not in OUTSIDE:
        assert any(on_both(file, functions(file)[name]) for file, name in NAMED[row])


@pytest.mark.parametrize(
    ("code", "both"),
    [
        ("def test_it(shared): ...", True),
        ("def test_it(fresh): ...", True),
        ("def test_it(tmp_path): ...", False),
        ("@pytest.mark.parametrize('http', [False, True])\ndef test_it(http): ...", True),
        ("@pytest.mark.parametrize('http', [False])\ndef test_it(http): ...", False),
    ],
)
def test_both_transports_are_told_from_one(code: str, both: bool) -> None:
    own = (
        "@pytest.fixture(params=['socket', 'http'])\ndef root(): ...\n@pytest.fixture\ndef fresh(root): ...\n"
    )
    tree = ast.parse(own + code)
    (test,) = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "test_it")
    assert is_on_both(test, {**fixtures(tree), **shared_fixtures()}) is both


@cache
def functions(file: str) -> dict[str, ast.FunctionDef]:
    path = ROOT / file
    assert path.exists(), f"{file} is not there"
    return {one.name: one for one in defined(ast.parse(path.read_text(encoding="utf-8")))}


def defined(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (one for one in tree.body if isinstance(one, ast.FunctionDef))


def fixtures(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {one.name: one for one in defined(tree) if any("fixture" in text for text in decorators(one))}


@cache
def shared_fixtures() -> dict[str, ast.FunctionDef]:
    return fixtures(ast.parse((ROOT / "tests/slack/conftest.py").read_text(encoding="utf-8")))


def on_both(file: str, test: ast.FunctionDef) -> bool:
    own = fixtures(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    return is_on_both(test, {**shared_fixtures(), **own})


def is_on_both(test: ast.FunctionDef, known: dict[str, ast.FunctionDef]) -> bool:
    """Whether it, or a fixture it asks for, is run once with Socket Mode and once with HTTP."""
    for text in decorators(test):
        if set(re.findall(r"'(\w+)'", text)) >= BOTH:
            return True
        if re.search(r"'http'.*\bFalse\b.*\bTrue\b", text):
            return True
    asked = [known[one.arg] for one in test.args.args if one.arg in known and known[one.arg] is not test]
    return any(is_on_both(one, known) for one in asked)


def decorators(function: ast.FunctionDef) -> list[str]:
    return [ast.unparse(one) for one in function.decorator_list]
