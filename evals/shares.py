"""Shares and means in percent. Pure; nothing to count gives None, and the figure is left out."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean as _mean


def share(right: Iterable[bool]) -> float | None:
    """The percentage that is true."""
    return mean(map(float, right))


def mean(values: Iterable[float]) -> float | None:
    """The mean of values from 0 to 1, in percent."""
    held = list(values)
    return 100 * _mean(held) if held else None


def rounded(figures: dict[str, object]) -> dict[str, object]:
    """The figures that there are, to one decimal."""
    held = ((name, value) for name, value in figures.items() if value is not None)
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in held}
