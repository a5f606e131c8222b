"""The figures of the gate on claim rows, exactly as docs/evaluation.md defines them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evals.shares import rounded, share

Row = Mapping[str, Any]


def figures(data: Iterable[Row], made: Iterable[Row]) -> dict[str, dict[str, object]]:
    """The figures of the claim rows of each `set`, given predictions with `id`."""
    by_id = {one["id"]: bool(one["supported"]) for one in made if "id" in one}
    sets: dict[str, list[Row]] = defaultdict(list)
    for row in data:
        if row["type"] == "claim":
            sets[row["set"]].append(row)
    return {name: _judged(rows, by_id) for name, rows in sets.items()}


def _judged(rows: Sequence[Row], by_id: Mapping[str, bool]) -> dict[str, object]:
    figures = {"n": len(rows), "missing": sum(row["id"] not in by_id for row in rows)}
    pairs = [(bool(row["supported"]), by_id.get(row["id"])) for row in rows]
    groups: dict[str, list[tuple[bool, bool | None]]] = defaultdict(list)
    for row, pair in zip(rows, pairs, strict=True):
        if "group" in row:
            groups[row["group"]].append(pair)
    whole = [_together(group) for group in groups.values()]
    measured = {
        **_rates(pairs),
        "claim_acc": share(gold is said for gold, said in pairs),
        "group_bal": _rates(whole)["claim_bal"],
    }
    return rounded({**figures, **measured})


def _together(group: Sequence[tuple[bool, bool | None]]) -> tuple[bool, bool | None]:
    """A summary is supported when all its sentences are; one missing judgement leaves it unjudged."""
    said = [one for _, one in group]
    return all(gold for gold, _ in group), None if None in said else all(said)


def _rates(pairs: Sequence[tuple[bool, bool | None]]) -> dict[str, float | None]:
    # A missing judgement counts as not caught and as a false alarm.
    caught = share(said is False for gold, said in pairs if not gold)
    alarm = share(said is not True for gold, said in pairs if gold)
    balance = (caught + 100 - alarm) / 2 if caught is not None and alarm is not None else None
    return {"caught": caught, "false_alarm": alarm, "claim_bal": balance}
