"""How a store is measured: built once, asked one question to warm up, then the rest one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.corpus import Question


@dataclass(frozen=True, slots=True)
class Figures:
    """One store's figures. `right` is the share of questions whose sentence was among the ten found."""

    name: str
    build_cpu_s: float
    bytes_a_sentence: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    right: float


@dataclass(frozen=True, slots=True)
class Subject:
    """A store: how to build it, to ask it (ids of ten sentences, best first), and to weigh it in bytes."""

    name: str
    build: Callable[[], None]
    ask: Callable[[Question], Sequence[str]]
    size: Callable[[], int]


def measured(subject: Subject, asked: Sequence[Question], sentences: int) -> Figures:
    """Build and ask. CPU times count all threads of this process."""
    begun = time.process_time()
    subject.build()
    build_cpu_s = time.process_time() - begun
    subject.ask(asked[0])
    walls, cpus, right = [], [], 0
    for each in asked:
        cpu, wall = time.process_time(), time.perf_counter()
        found = subject.ask(each)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
        right += f"{each.article_id}:{each.number}" in found
    p50, p95 = np.percentile(walls, [50, 95])
    return Figures(
        subject.name, build_cpu_s, subject.size() / sentences, float(p50), float(p95), float(np.median(cpus)),
        right / len(asked),
    )  # fmt: skip


def took_ms(act: Callable[[], object]) -> float:
    """The wall time of one call."""
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
