"""docs/testing.md is enough for a newcomer: its first test, followed to the letter, passes and can fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import main
from bot.testing.reading import HEADER_KEYS, TEST_KEYS
from tests.shelf import SEED_TEXT

PAGE = (Path(__file__).parent.parent.parent / "docs" / "testing.md").read_text(encoding="utf-8")
FIRST, BY_HAND = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The current folder, with the article that the page speaks of."""
    (tmp_path / "kursk.txt").write_text(SEED_TEXT, "utf-8")
    return tmp_path


def test_the_first_test_of_the_page_passes_and_fails_when_it_should(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "kursk.footnote.yaml").write_text(FIRST, "utf-8")
    assert main(["test"]) == 0
    assert capsys.readouterr().out == "1 passed\n"
    wrong = FIRST.replace('says: "around 11,000"', 'says: "around 12,000"')
    (folder / "kursk.footnote.yaml").write_text(wrong, "utf-8")
    assert main(["test"]) == 1
    assert "- says: “around 12,000”" in capsys.readouterr().out


def test_the_reply_by_hand_of_the_page_is_recorded_and_passes(folder: Path) -> None:
    path = folder / "lie.footnote.yaml"
    path.write_text(BY_HAND, "utf-8")
    assert main(["tapes", "record", str(path)]) == 0
    assert main(["test", str(path), "--tamper"]) == 0


@pytest.mark.parametrize("key", [*HEADER_KEYS, *TEST_KEYS])
def test_every_key_is_explained(key: str) -> None:
    assert f"`{key}" in PAGE
