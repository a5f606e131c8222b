"""What could not be said and is said later: what was decided for it, and when it is tried again.

Held in memory only; after a restart the ledger knows the event, and it is decided anew.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.slack.work import Outcome

TRY_AGAIN_S = 30.0
_MOST_S = 600.0
_MOST_DOUBLED = 5  # what is longer is cut to that


@dataclass(frozen=True, slots=True)
class Late:
    """An event whose outcome was not delivered in `tries` attempts.

    `outcome` is what was decided last, None where nothing was. `due` is a time of `time.monotonic`.
    """

    outcome: Outcome | None = None
    tries: int = 1
    due: float = 0.0

    def once_more(self, outcome: Outcome | None) -> Late:
        """It failed again: the wait doubles, up to ten minutes."""
        wait_s = min(TRY_AGAIN_S * 2 ** min(self.tries, _MOST_DOUBLED), _MOST_S)
        return Late(outcome or self.outcome, self.tries + 1, time.monotonic() + wait_s)
