"""The pictures in the documentation show what the bot posts today, and are small."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from bot.preview.surfaces import Shown
from tests.pictures import (
    FOLDER,
    MAX_BYTES,
    MAX_BYTES_TOGETHER,
    PICTURES,
    PRINTS,
    draw,
    drawn_from,
    fingerprint,
    views_in,
)

ROOT = FOLDER.parent.parent


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    return views_in(tmp_path_factory.mktemp("gallery"))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_from_what_the_bot_posts_today(views: dict[str, Shown], name: str) -> None:
    kept = json.loads(PRINTS.read_text("utf-8"))
    assert kept[name] == fingerprint(drawn_from(views, PICTURES[name])), "draw them again: make pictures"


def test_no_picture_is_without_its_place_in_the_table() -> None:
    assert {path.stem for path in FOLDER.glob("*.png")} == set(PICTURES)
    assert set(json.loads(PRINTS.read_text("utf-8"))) == set(PICTURES)


def test_the_pictures_are_small_and_can_be_opened() -> None:
    sizes = {path: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert max(sizes.values()) < MAX_BYTES
    assert sum(sizes.values()) < MAX_BYTES_TOGETHER
    for path in sizes:
        with Image.open(path) as image:
            image.verify()


def test_the_documentation_shows_every_picture_and_none_that_is_not_there() -> None:
    shown = {
        path
        for page in (ROOT / "README.md", ROOT / "docs" / "slack.md")
        for path in re.findall(r'src(?:set)?="(?:docs/)?pictures/([\w-]+)\.png"', page.read_text("utf-8"))
    }
    assert shown == set(PICTURES)


def test_without_chromium_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="sudo apt-get install chromium"):
        draw()
