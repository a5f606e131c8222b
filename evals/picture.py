"""The picture of the results: for each set our cite_f1 with its interval, against the floor.

The same figures give the same file, byte for byte. Its colours can be read on white and on black.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#757575"  # stands out from white and from black alike
# name in the results: colour, mark, what the legend calls it
_MARKS = {
    "extracts": ("#3b82f6", "o", "extracts, no model"),
    "reranked": ("#d97706", "s", "extracts, reranked"),
    "model": ("#16a34a", "D", "model"),
}
_STYLE: dict[Any, str] = {
    "svg.hashsalt": "footnote",  # else the ids in the file are drawn by lot
    "svg.fonttype": "none",  # words stay words: small, and found by a search
    "font.family": "sans-serif",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def draw(results: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Write the picture of the sets that have evidence; with none of them, write nothing."""
    sets = {
        name: one["questions"]
        for name, one in results.items()
        if one.get("questions") and "cite_f1" in one["questions"]["columns"]["extracts"]
    }
    if not sets:
        return
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(8, 0.55 * len(sets) + 1.3), layout="constrained")
        _points(figure.add_subplot(), sets)
        figure.savefig(path, format="svg", transparent=True, metadata={"Date": None})


def _points(axes: Axes, sets: Mapping[str, Mapping[str, Any]]) -> None:
    floors = [one["floor"]["figures"]["cite_f1"] for one in sets.values()]
    axes.scatter(
        floors, range(len(sets)), marker="|", s=420, linewidths=2, color=INK, label="BM25, the floor"
    )
    used = [name for name in _MARKS if any(name in one["columns"] for one in sets.values())]
    for at, name in enumerate(used):
        _column(axes, sets, name, shift=0.22 * (at - (len(used) - 1) / 2))
    axes.set_yticks(range(len(sets)), list(sets))
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("cite_f1 with its 95 % interval: are the cited sentences the right ones?")
    axes.grid(axis="x", color=INK, alpha=0.25)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.12), ncols=4, frameon=False, fontsize="small")


def _column(axes: Axes, sets: Mapping[str, Mapping[str, Any]], name: str, shift: float) -> None:
    colour, mark, called = _MARKS[name]
    held = [
        (at + shift, one["columns"][name]["cite_f1"])
        for at, one in enumerate(sets.values())
        if name in one["columns"]
    ]
    axes.errorbar(
        [one["mean"] for _, one in held],
        [at for at, _ in held],
        xerr=[[one["mean"] - one["low"] for _, one in held], [one["high"] - one["mean"] for _, one in held]],
        fmt=mark,
        markersize=6,
        capsize=3,
        color=colour,
        label=called,
    )
