"""llama_index's metadata filters, applied to an article. Pure; importing it loads llama_index."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
)

from index.stores.sqlite import Row

FIELDS = ("article_id", "origin", "title", "date", "source", "url", "channels")

# A missing value is less than nothing and equal to nothing: only NE, NIN and IS_EMPTY admit it.
_TESTS: dict[FilterOperator, Callable[[Any, Any], bool]] = {
    FilterOperator.EQ: operator.eq,
    FilterOperator.NE: operator.ne,
    FilterOperator.GT: lambda held, wanted: held is not None and held > wanted,
    FilterOperator.GTE: lambda held, wanted: held is not None and held >= wanted,
    FilterOperator.LT: lambda held, wanted: held is not None and held < wanted,
    FilterOperator.LTE: lambda held, wanted: held is not None and held <= wanted,
    FilterOperator.IN: lambda held, wanted: held in wanted,
    FilterOperator.NIN: lambda held, wanted: held not in wanted,
    FilterOperator.ANY: lambda held, wanted: bool(held) and not held.isdisjoint(wanted),
    FilterOperator.ALL: lambda held, wanted: bool(held) and held.issuperset(wanted),
    FilterOperator.CONTAINS: lambda held, wanted: bool(held) and wanted in held,
    FilterOperator.IS_EMPTY: lambda held, _: not held,
}


def admits(filters: MetadataFilters | None, row: Row) -> bool:
    """Whether the article passes. Raises ValueError for a field or an operator this store has not."""
    if filters is None:
        return True
    results = [
        admits(each, row) if isinstance(each, MetadataFilters) else _passes(each, row)
        for each in filters.filters
    ]
    if filters.condition == FilterCondition.OR:
        return any(results)
    if filters.condition == FilterCondition.NOT:
        return not any(results)
    return all(results)


def _passes(wanted: MetadataFilter, row: Row) -> bool:
    if wanted.key not in FIELDS:
        raise ValueError(f"Filter on {wanted.key!r}: articles have {', '.join(FIELDS)}.")
    test = _TESTS.get(wanted.operator)
    if test is None:
        raise ValueError(f"Filter operator {wanted.operator.value!r}: this store has not that one.")
    return test(getattr(row, wanted.key), wanted.value)
