"""Takes one defence of the product away, so that its safety tests are seen to fail.

`pytest tests/safe --without "broken links"` does so in the tests' own process and, through a `sitecustomize`
on the path of Python, in every bot and command that they start with `python_path()`. The product has no such
switch: a function of it is replaced from outside, as the module that holds it is loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from tests.safe import weakened

ROOT = Path(__file__).resolve().parents[2]
_CHILD = ROOT / "tests" / "child"
_INSIDE = (_CHILD / "sitecustomize.py").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Defence:
    """What goes, which tests must then fail, and what stands in `module` instead, by (dotted) name."""

    takes_away: str
    tests: tuple[int, ...]
    module: str
    instead: Mapping[str, object]

    def take_from(self, module: ModuleType) -> None:
        """Replace what the loaded module holds. A name it no longer has is an error, not a success."""
        for name, other in self.instead.items():
            *path, last = name.split(".")
            holder: Any = module
            for step in path:
                holder = getattr(holder, step)
            before = getattr(holder, last)
            setattr(holder, last, other)
            if callable(before) and not path:
                _take_from_importers(last, before, other)


def _take_from_importers(name: str, before: object, other: object) -> None:
    """Modules that imported it by its name before have it still."""
    for module in list(sys.modules.values()):
        if getattr(module, "__dict__", {}).get(name) is before:
            setattr(module, name, other)


DEFENCES: dict[str, Defence] = {
    "broken links": Defence(
        "addresses and pings in texts for Slack are left whole",
        (1, 17),
        "bot.slack.shown.inert",
        {"_broken": weakened.same},
    ),
    "escaping": Defence(
        "brackets and ampersands are sent as they are", (1, 17), "bot.slack.shown.inert", {"_ESCAPES": {}}
    ),
    "the gate": Defence(
        "every drafted claim passes as it is", (2, 3), "bot.gate", {"judge": weakened.passes_everything}
    ),
    "quotation marks": Defence(
        "words of an article stand without them", (4,), "bot.wording", {"quoted": weakened.same}
    ),
    "the scope of a channel": Defence(
        "every channel reads every article", (13,), "bot.slack.bot", {"Bot.scope": weakened.sees_everything}
    ),
    "secrets hidden in the log": Defence(
        "a log line holds what was logged",
        (14,),
        "bot.log",
        {"_Lines.without_secrets": weakened.hides_nothing},
    ),
    "the pace of a person": Defence(
        "nobody asks too fast", (15,), "bot.slack.crew", {"Pace.admits": weakened.admits_everybody}
    ),
    "regular files only": Defence(
        "links, devices and pipes are read", (16,), "index.readers.files", {"read_bytes": weakened.reads_any}
    ),
    "public machines only": Defence(
        "any machine counts as public", (16,), "index.readers.address", {"is_public": weakened.is_public}
    ),
    "the signature": Defence(
        "requests over HTTP need none",
        (19,),
        "slack_sdk.signature",
        {"SignatureVerifier.is_valid": weakened.takes_any_signature},
    ),
    "the look over recordings": Defence(
        "nothing in them counts as a secret", (20,), "bot.tape", {"secrets_in": weakened.finds_no_secret}
    ),
    "quiet libraries": Defence("what libraries say at DEBUG is logged", (21,), "bot.log", {"_OURS": ("",)}),
    "the tests' own fence": Defence(
        "every machine counts as this one", (23,), "tests.inside", {"is_this_machine": weakened.is_public}
    ),
    "counting of what was audited": Defence(
        "an audit that skipped all is clean", (24,), "tests.supply", {"audited": weakened.audited_by_code}
    ),
    "the daily purge": Defence(
        "what is old stays", (25,), "bot.records", {"Records.purge": weakened.purges_nothing}
    ),
    "one name an event": Defence(
        "each delivery counts as an event of its own",
        (5, 19),
        "bot.slack.read.bodies",
        {"keys": weakened.keys_of_no_event},
    ),
    "recovery": Defence(
        "what a dead process was working on is left",
        (6,),
        "bot.slack.work",
        {"recover": weakened.recovers_nothing},
    ),
    "the look for a post": Defence(
        "a post whose fate is unknown is repeated",
        (6, 22),
        "bot.slack.post",
        {"find": weakened.finds_no_post},
    ),
    "one boundary to the model": Defence(
        "the client's own retries, timeout and reading of a reply",
        (7, 8, 9),
        "bot.llm",
        {"OpenAIModel.complete": weakened.complete_as_documented},
    ),
    "the breaker": Defence(
        "a dead model is asked every time", (10,), "bot.llm", {"Breaker.admits": weakened.always_admits}
    ),
    "the crew's threads": Defence(
        "answers are worked out where acks are given",
        (11,),
        "bot.slack.crew",
        {"Crew.run": weakened.run_on_the_loop},
    ),
    "the crew's bounds": Defence(
        "any number of questions is worked on at once",
        (12,),
        "bot.slack.crew",
        {"Crew.run": weakened.run_all_at_once},
    ),
    "one transaction a save": Defence(
        "what was written before a save was cut short stays",
        (18,),
        "index.stores.file",
        {"File._transaction": weakened.written_as_it_comes},
    ),
    "the library's checksums": Defence(
        "damage is not looked for", (18,), "index.stores.sqlite", {"Store.damaged": weakened.finds_all_whole}
    ),
}


class _Loader(Loader):
    """Loads a module as its own loader does, then takes the defence away."""

    def __init__(self, own: Loader, defence: Defence) -> None:
        self.own, self.defence = own, defence

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.own.exec_module(module)
        self.defence.take_from(module)


class _Finder(MetaPathFinder):
    """Finds one module, once, as the others do."""

    def __init__(self, defence: Defence) -> None:
        self.defence = defence

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self.defence.module:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self.defence)
        return spec


def switch_off(name: str) -> None:
    """Take a defence away in this process: now, or when its module is loaded."""
    defence = DEFENCES[name]
    loaded = sys.modules.get(defence.module)
    if loaded is not None:
        defence.take_from(loaded)
    else:
        sys.meta_path.insert(0, _Finder(defence))


def switch_off_everywhere(name: str) -> None:
    """Take a defence away in this process and in every child that is given `python_path()`."""
    line = f"{_INSIDE}from tests.safe.defences import switch_off\nswitch_off({name!r})\n"
    folder = TemporaryDirectory(prefix="footnote-without-")
    Path(folder.name, "sitecustomize.py").write_text(line, encoding="utf-8")
    _switches.append(folder)
    os.environ["PYTHONPATH"] = python_path()
    switch_off(name)


_switches: list[TemporaryDirectory[str]] = []  # they are removed when this process ends


def python_path() -> str:
    """PYTHONPATH for a child: the product, and before it what keeps the child on this machine.

    Where a defence is off, that is taken from the child as well.
    """
    first = _switches[-1].name if _switches else str(_CHILD)
    return os.pathsep.join([first, str(ROOT)])
