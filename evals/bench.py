"""Runs the measuring of many files, two at a time, and shows how far it is. Knows no metric."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.kept import ROOT

PROGRAMS = 2  # at a time; each computes on one core
_APART = ("metric_check",)  # the worked example of the scorer is no set
Report = Callable[[str, int, int], None]


class CannotMeasure(Exception):
    """A file could not be measured; the message says which, and what the program said last."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to measure."""

    data: Path
    kept: Path
    limit: int | None

    @property
    def command(self) -> list[str]:
        """The program that measures it."""
        limit = [] if self.limit is None else ["--limit", str(self.limit)]
        command = [sys.executable, "-m", "evals.measure", str(self.data.resolve())]
        return [*command, "--kept", str(self.kept.resolve()), *limit]


def files(folders: Iterable[Path]) -> list[Path]:
    """The files in the folders and below that hold something to measure, by name."""
    found = {path.resolve() for folder in folders for path in folder.rglob("*.jsonl")}
    return sorted(
        (path for path in found if not set(_APART) & set(path.parts) and _is_measured(path)),
        key=lambda path: path.stem,
    )


def measured(jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """The figures of each job, in order. The largest begin first, so that none is left alone at the end.

    Raises CannotMeasure after the others are done; what is done is kept.
    """
    with _shown() as show, ThreadPoolExecutor(PROGRAMS) as pool:
        by_size = sorted(jobs, key=lambda job: -job.data.stat().st_size)
        waiting = {job: pool.submit(_run, job, show(job.data.stem)) for job in by_size}
    return [waiting[job].result() for job in jobs]


def _run(job: Job, report: Report) -> dict[str, Any]:
    figures: dict[str, Any] | None = None
    # Errors go to a file: a pipe that nobody reads meanwhile would stop the program once it is full.
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(  # noqa: S603 - our own program, on the operator's files
            job.command,
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as program,
    ):
        for line in _lines(program):
            if "figures" in line:
                figures = line["figures"]
            else:
                report(line["stage"], line["done"], line["total"])
        program.wait()
        errors.seek(0)
        said = errors.read().strip()
    if program.returncode or figures is None:
        raise CannotMeasure(f"{job.data} could not be measured: {said[-2000:]}")
    report("done", 1, 1)
    return figures


def _lines(program: subprocess.Popen[str]) -> Iterator[Mapping[str, Any]]:
    for line in program.stdout or ():
        yield json.loads(line)


def _is_measured(path: Path) -> bool:
    with path.open(encoding="utf-8") as lines:
        first = json.loads(lines.readline() or "{}")
    return first.get("type") in ("document", "question", "claim") or "key_points" in first


@contextmanager
def _shown() -> Iterator[Callable[[str], Report]]:
    """Bars on a terminal; elsewhere one line when a stage begins."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line_a_stage
        return
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*parts, console=console) as bars:
        yield lambda name: _bar(bars, name)


def _bar(bars: Progress, name: str) -> Report:
    task = bars.add_task(f"{name}: waiting", total=None)
    return lambda stage, done, total: bars.update(
        task, description=f"{name}: {stage}", completed=done, total=total
    )


def _line_a_stage(name: str) -> Report:
    begun: list[str] = []

    def report(stage: str, done: int, total: int) -> None:
        if stage not in begun:
            begun.append(stage)
            print(f"{name}: {stage}", file=sys.stderr, flush=True)  # noqa: T201 - a program

    return report
