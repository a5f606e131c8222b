"""18. A save that is killed or finds the disk full leaves the old library or the new; damage is found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.safe.conftest import TellFigure
from tests.safe.defences import python_path
from tests.safe.figures import Extent
from tests.safe.saving import EACH, WRITERS


def test_no_save_leaves_half_an_article(figure: TellFigure, extent: Extent, tmp_path: Path) -> None:
    points = extent.pick(15, 50)
    command = [sys.executable, "-m", "tests.safe.saving", str(tmp_path), str(points)]
    done = subprocess.run(
        command, env={"PYTHONPATH": python_path()}, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout)
    saves = told["saves"]
    figure("points a save was cut short at", len(saves), f">= {points}")
    figure("saves killed", sum(ended == "died" for _, ended, _ in saves), f">= {points // 3}")
    figure("saves refused by a full disk", sum(ended == "refused" for _, ended, _ in saves), ">= 3")
    broken = [state for _, _, state in saves if state not in ("old", "new")]
    print(*broken, sep="\n")  # noqa: T201 - which they are
    figure("libraries that were neither the old nor the new", len(broken), "= 0")
    unsaved = [one for one in saves if one[1] == "saved" and one[2] != "new"]
    figure("saves reported that were not there", len(unsaved), "= 0")
    flipped, found, shown = told["flips"]
    figure("bits flipped", flipped, f"= {points}")
    figure("flipped bits found", found, f"= {points}")
    figure("texts shown with a flipped bit", shown, "= 0")
    crowd = told["crowd"]
    figure(f"articles lost of {WRITERS * EACH} by {WRITERS} writers", crowd["lost"], "= 0")
    figure("writers and readers that failed", crowd["failed"] + crowd["errors"] + crowd["faults"], "= 0")
