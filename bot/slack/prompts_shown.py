"""The questions suggested where a person opens the conversation, known until the library changes."""

from __future__ import annotations

from bot.desk import Desk
from bot.question.suggested import suggested
from index.types import Scope

Prompt = dict[str, str]

_KNOWN = 200  # conversations


class Suggestions:
    """What was found for each conversation. Safe for many threads: at worst one is worked out twice."""

    def __init__(self) -> None:
        self._known: dict[Scope, tuple[int, list[Prompt]]] = {}

    def of(self, desk: Desk, scope: Scope) -> list[Prompt]:
        """At most four, as Slack takes them. Searches the library: keep it off the loop."""
        revision, (held, prompts) = desk.library.revision, self._known.get(scope, (-1, []))
        if held != revision:
            prompts = [{"title": one, "message": one} for one in suggested(desk, scope)]
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[scope] = (revision, prompts)
        return prompts
