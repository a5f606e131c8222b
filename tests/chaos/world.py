"""What the bot finds around it in a run: articles that come, change and go, and a model."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.history import Version
from tests.fakes.openai_server import Answer, Body
from tests.shelf import drafted

CARDS: dict[str, Body] = {
    card["name"]: card["spec"]
    for line in (Path(__file__).parent.parent / "cards" / "openai_faults.jsonl")
    .read_text("utf-8")
    .splitlines()
    for card in [json.loads(line)]
}
# Whole replies, and none of them true.
LIES: dict[str, Answer] = {
    "a lie": drafted(("900 ships", [1]), ("The harbour sank", [2], "worded")),
    "a ping": drafted(("<!channel> see https://evil.example/?q=1", [1]), missing="@everyone"),
    "no such sentence": drafted(("The harbour", [99])),
    "no draft": "I would rather not say.",
}
# A drip or a hang outlives a run; the deadline is what ends it.
MODEL_FAULTS = (*CARDS, *LIES)
HARBOURS = ("Brindle", "Corvane", "Dunmere", "Eastholm", "Farwick")
FOREVER = float("inf")
CLI_S = 60.0


def question(harbour: str) -> str:
    """One that a sentence of the harbour's article answers, while there is one."""
    return f"how many ships did the harbour of {harbour} take in?"


def article(harbour: str, edition: int) -> str:
    """The text of an edition; no two have a sentence with figures in common."""
    return (
        f"The harbour of {harbour} took in {edition * 37 + 11} ships in spring.\n"
        f"Its master, Ines Okoro, said {edition * 5 + 3} of them had to wait outside {harbour} for a day.\n"
        f"The council of {harbour} did not say what the {edition + 2} new cranes have cost.\n"
    )


@dataclass
class Misbehaving:
    """Answers with the sentence that names the harbour asked for, unless something else is due."""

    due: deque[str] = field(default_factory=deque)

    def __call__(self, body: Body) -> Answer:
        """The answer to one request."""
        if self.due:
            name = self.due.popleft()
            return CARDS[name] if name in CARDS else LIES[name]
        prompt = "\n".join(message["content"] for message in body["messages"][1:])
        asked = re.findall(r"harbour of (\w+)", prompt.rpartition("\n")[2] or prompt)
        rows = re.findall(r"(?m)^\[(\d+)\] (.*)$", prompt)
        fitting = [(text, [int(n)]) for n, text in rows if any(f"of {one} took" in text for one in asked)]
        return drafted(*(fitting or [(text, [int(n)]) for n, text in rows[:1]]))


@dataclass
class Shelf:
    """The library of a run, changed by the command line only, and every text that it has held."""

    home: Path
    environment: dict[str, str]
    versions: list[Version] = field(default_factory=list)
    _now: dict[str, tuple[str, float]] = field(default_factory=dict)
    _edition: int = 0

    def feed(self, harbour: str) -> None:
        """Add the harbour's article, or its next edition."""
        self._edition += 1
        self.take(harbour, article(harbour, self._edition))

    def take(self, name: str, text: str) -> None:
        """Add a text under a name of its own."""
        began = time.monotonic()
        path = self.home.parent / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        if self._footnote("add", str(path), "--title", name).returncode == 0:
            self._over(name)
            self._now[name] = (text, began)
        else:
            # Nobody knows how far it came: it may be seen from now on.
            self.versions.append(Version(text, began, FOREVER))

    def remove(self, harbour: str) -> None:
        """Take the harbour's article out, if there is one."""
        if harbour in self._now and self._footnote("remove", harbour).returncode == 0:
            self._over(harbour)

    def close(self) -> None:
        """What is there now stays to the end."""
        for harbour in list(self._now):
            self._over(harbour, FOREVER)

    def unwell(self) -> list[str]:
        """What the deep look at library and records does not find well."""
        told = self._footnote("doctor", "--deep", "--json")
        checks = json.loads(told.stdout)
        return [f"{one['name']}: {one['what']}" for one in checks if one["state"] == "fail"]

    def _over(self, harbour: str, until: float | None = None) -> None:
        if harbour in self._now:
            text, since = self._now.pop(harbour)
            self.versions.append(Version(text, since, until or time.monotonic()))

    def _footnote(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", *arguments]
        pipes = {"capture_output": True, "text": True}
        return subprocess.run(command, env=self.environment, cwd=self.home, timeout=CLI_S, **pipes)
