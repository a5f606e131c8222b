"""How sure a mean is: 95 % intervals by drawing documents again. Pure; the same rows give the same interval.

Questions about one document rise and fall together, so documents are drawn, not questions. Questions that
share a document of their evidence, directly or through others, are one group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.metrics import Graded

DRAWS = 1_000
FEWEST = 5  # groups below which drawing groups says nothing; then single questions are drawn
_SEED = 20_261_122


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean in percent with its 95 % interval. `by` says what was drawn, `groups` of how many."""

    mean: float
    low: float
    high: float
    by: str  # "documents", or "questions" where there are fewer than FEWEST documents apart
    groups: int

    @property
    def verdict(self) -> str:
        """Of a difference: whether it is established, and to which side."""
        return "above" if self.low > 0 else "below" if self.high < 0 else "not established"


def interval(values: Sequence[float], groups: Sequence[int]) -> Interval:
    """The mean of `values` (0 to 1, or differences of such) and its interval, drawing whole groups.

    Raises ValueError when there is no value.
    """
    if not values:
        raise ValueError("There is no value to draw from.")
    by = "documents"
    if len(set(groups)) < FEWEST:
        by, groups = "questions", range(len(values))
    names, of = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.bincount(of, weights=np.asarray(values, float))
    sizes = np.bincount(of)
    drawn = np.random.default_rng(_SEED).integers(len(names), size=(DRAWS, len(names)))
    means = 100 * sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    mean = 100 * sums.sum() / sizes.sum()
    return Interval(round(mean, 1), round(low, 1), round(high, 1), by, len(names))


def groups_of(graded: Sequence[Graded]) -> list[int]:
    """For each question the number of its group: those that share a document of their evidence."""
    documents = [sorted({doc_id for gold in one.gold for doc_id, _ in gold}) for one in graded]
    sharing: dict[str, list[int]] = defaultdict(list)
    for at, named in enumerate(documents):
        for doc_id in named:
            sharing[doc_id].append(at)
    group = [-1] * len(graded)
    for first in range(len(graded)):
        waiting = [first] if group[first] < 0 else []
        while waiting:
            at = waiting.pop()
            if group[at] < 0:
                group[at] = first
                waiting += [other for doc_id in documents[at] for other in sharing[doc_id]]
    return group
