"""`python -m tests.safe.proof [NAME ...]`: take each defence away and see its tests fail.

A test that cannot fail proves nothing. Each quick test named by a defence is run without it, in a process of
its own, and must end with a figure that is not met; a crash or a pass is reported, and the exit code is 1.
What was seen is written to the file that `tests.safe.table` reads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.safe.defences import DEFENCES, ROOT

FOLDER = Path(__file__).parent
PROVED = ROOT / ".venv" / "safe-proof.jsonl"
TIMEOUT_S = 400


@dataclass(frozen=True, slots=True)
class Seen:
    """What a test came to without a defence: the figure that was not met, or empty."""

    defence: str
    test: int
    unmet: str

    def __str__(self) -> str:
        return f"test {self.test:2}  without {self.defence}: {self.unmet or 'NOT SEEN TO FAIL'}"


def without(defence: str, test: int) -> Seen:
    """Run one test without one defence."""
    files = sorted(map(str, FOLDER.glob(f"test_{test:02}_*.py")))
    with TemporaryDirectory(prefix="footnote-proof-") as folder:
        figures = Path(folder) / "figures.jsonl"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            *files,
            "--without",
            defence,
            "--figures",
            str(figures),
        ]
        subprocess.run(command, cwd=ROOT, capture_output=True, timeout=TIMEOUT_S, check=False)
        rows = figures.read_text("utf-8").splitlines() if figures.exists() else []
    unmet = [row for row in map(json.loads, rows) if not row["met"] and row["test"] == test]
    told = f"{unmet[0]['name']}: {unmet[0]['value']} (must be {unmet[0]['mark']})" if unmet else ""
    return Seen(defence, test, told)


def main(names: Sequence[str]) -> int:
    """Prove the named defences, by default all; 1 when a test was not seen to fail."""
    seen = []
    for name in names or DEFENCES:
        for test in DEFENCES[name].tests:
            seen.append(without(name, test))
            print(seen[-1], flush=True)  # noqa: T201 - its output
    kept = [] if not names or not PROVED.exists() else PROVED.read_text("utf-8").splitlines()
    rows = [row for row in kept if json.loads(row)["defence"] not in names]
    rows += [json.dumps({"defence": one.defence, "test": one.test, "unmet": one.unmet}) for one in seen]
    PROVED.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return int(not all(one.unmet for one in seen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
