"""Run, check, and say how to run it again: `python -m tests.chaos [--seed N] [--minutes M]`."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import cast

from tests.chaos.check import faults
from tests.chaos.history import History
from tests.chaos.plan import TRANSPORTS, Transport, plan
from tests.chaos.run import run
from tests.chaos.world import MODEL_FAULTS

SEEDS = Path(__file__).parent / "seeds.txt"


def said(text: str) -> None:
    """One line of the run's report."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def kept() -> list[tuple[int, Transport, float]]:
    """Seed, transport and seconds of each run that is kept."""
    rows = [line.split() for line in SEEDS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(int(seed), cast(Transport, transport), float(seconds)) for seed, transport, seconds in rows]


def one(seed: int, transport: Transport, seconds: float, keep: Path | None) -> bool:
    """Whether a run was clean."""
    steps = plan(seed, transport, seconds, MODEL_FAULTS)
    began = time.monotonic()
    history = run(steps, transport, seed, keep)
    said(
        f"{transport}: seed {seed}, {len(steps)} steps, {time.monotonic() - began:.0f} s: {_counts(history)}"
    )
    found = faults(history)
    for fault in found:
        said(f"  {fault}")
    if found:
        minutes = f"{seconds / 60:g}"
        said(f"  Again: python -m tests.chaos --seed {seed} --minutes {minutes} --transport {transport}")
        with SEEDS.open("a", encoding="utf-8") as kept:
            kept.write(f"{seed} {transport} {seconds:g}\n")
    return not found


def _counts(history: History) -> str:
    accepted = sum(asked.acked is not None for asked in history.asked)
    most = max(life.rss for life in history.lives)
    return (
        f"{accepted} of {len(history.asked)} accepted, {len(history.shown)} shown, {len(history.met)} Slack "
        f"faults met, {len(history.lives)} processes, {len(history.versions)} texts, at most {most >> 20} MB"
    )


def main() -> int:
    """0 when every run was clean."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--transport", choices=TRANSPORTS, help="one of them; else both, one after the other")
    parser.add_argument("--keep", type=Path, help="leave the bot's home with its log in this folder")
    parser.add_argument("--kept", action="store_true", help="run what is kept in seeds.txt instead")
    given = parser.parse_args()
    if given.kept:
        return 0 if all([one(*row, given.keep) for row in kept()]) else 1
    said(f"seed {given.seed}")
    transports = [given.transport] if given.transport else TRANSPORTS
    clean = [one(given.seed, each, given.minutes * 60, given.keep) for each in transports]
    return 0 if all(clean) else 1


if __name__ == "__main__":
    sys.exit(main())
