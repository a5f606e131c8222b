"""The pictures of the documentation: `make pictures` draws the gallery with Chromium, tests hold them to it.

Chromium is needed to draw only. Beside the pictures stands a fingerprint of the HTML each was drawn from:
when a layout changes, tests/slack/test_pictures.py fails until they are drawn again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from PIL import Image, ImageChops

from bot.preview.page import Theme, Width, page
from bot.preview.surfaces import Shown
from tests import dom
from tests.gallery import ANSWERS, gallery
from tests.shelf import SEED_TEXT

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PRINTS = FOLDER / "drawn-from.json"
MAX_BYTES, MAX_BYTES_TOGETHER = 60_000, 600_000

MISSING = "Chromium is not installed. On Debian or Ubuntu: sudo apt-get install chromium fonts-lato"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ("--headless", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1.1")
# Only what Slack would show is drawn, without our switches and headings.
_ALONE = ".switches, h2 { display: none } body { padding: 4px; background: var(--paper) }</style>"
_TALLEST = 3_000
_COLOURS = 16
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: which view of the gallery, and in which look."""

    view: str
    theme: Theme = "light"
    width: Width = "desktop"


_ALSO = (
    *("dated", "ask", "summary", "source-1", "why", "reason", "offer"),
    *("home", "person", "out-of-date", "price", "rules", "news", "thread"),
)

PICTURES: dict[str, Picture] = {
    "answered": Picture("answered"),
    "answered-dark": Picture("answered", "dark"),
    "answered-phone": Picture("answered", "dark", "phone"),
    **{name: Picture(name) for name in ANSWERS if name != "answered"},
    **{name: Picture(name) for name in _ALSO},
}


def drawn_from(views: Mapping[str, Shown], picture: Picture) -> str:
    """The HTML that a picture is drawn from."""
    html = page([views[picture.view]], picture.theme, picture.width)
    return html.replace("</style>", _ALONE, 1)


def fingerprint(html: str) -> str:
    """What is kept of it beside the picture."""
    return hashlib.sha256(html.encode()).hexdigest()


def views_in(home: Path) -> dict[str, Shown]:
    """The gallery by name."""
    return {one.name: one for one in gallery(home)}


def _browser() -> str:
    for name in _BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    sys.exit(MISSING)


def _run(browser: str, html: Path, width: Width, *more: str) -> bytes:
    size = f"--window-size={696 if width == 'desktop' else 391},{_TALLEST}"
    flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]  # it refuses root otherwise
    # Chromium has words for its log even when all is well, so they are shown only if it fails.
    done = subprocess.run([browser, *flags, size, *more, html.as_uri()], capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{browser} failed: {done.stderr.decode(errors='replace')}")
    return done.stdout


def _cropped(path: Path) -> None:
    """Cut what is only background away, and keep few colours: a picture of text needs no more."""
    with Image.open(path) as drawn:
        image = drawn.convert("RGB")
    around = Image.new("RGB", image.size, image.getpixel((0, image.height - 1)))
    left, top, right, bottom = ImageChops.difference(image, around).getbbox()
    box = (max(0, left - _MARGIN), max(0, top - _MARGIN), right + _MARGIN, bottom + _MARGIN)
    few = image.crop(box).quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def _faults(browser: str, views: Mapping[str, Shown], folder: Path) -> Iterator[str]:
    """The checks of the tests, on the page as the browser has read it."""
    said = [views[name] for name in (*ANSWERS, "ask", "summary")]
    html = folder / "all.html"
    html.write_text(page(said), encoding="utf-8")
    dumped = _run(browser, html, "desktop", "--dump-dom").decode()
    yield from dom.faults(dumped, said, SEED_TEXT)


def draw() -> None:
    """Draw what has changed, once the browser has read every message as the tests do."""
    browser = _browser()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        views = views_in(home / "library")
        faults = list(_faults(browser, views, home))
        if faults:
            sys.exit("\n".join(faults))
        prints = {
            name: _drawn(browser, name, drawn_from(views, one), one, home) for name, one in PICTURES.items()
        }
    for old in FOLDER.glob("*.png"):
        if old.stem not in PICTURES:
            old.unlink()
    PRINTS.write_text(json.dumps(prints, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sizes = [path.stat().st_size for path in FOLDER.glob("*.png")]
    click.echo(f"{len(sizes)} pictures, {sum(sizes):,} bytes, the largest {max(sizes):,}")


def _drawn(browser: str, name: str, html: str, picture: Picture, home: Path) -> str:
    source, target = home / f"{name}.html", FOLDER / f"{name}.png"
    print_before = _kept().get(name)
    if print_before == fingerprint(html) and target.exists():
        return print_before  # another Chromium would draw other pixels of the same page
    source.write_text(html, encoding="utf-8")
    _run(browser, source, picture.width, f"--screenshot={target}")
    _cropped(target)
    return fingerprint(html)


def _kept() -> dict[str, str]:
    kept: dict[str, str] = json.loads(PRINTS.read_text(encoding="utf-8")) if PRINTS.exists() else {}
    return kept


if __name__ == "__main__":
    draw()
