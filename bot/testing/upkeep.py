"""Which recordings of a folder the tests play, which nothing plays any more, and which are missing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot import tape
from bot.llm import Failure, Reply, Request
from bot.recording import changed_prompts, key_of, read
from bot.tape import Fault
from bot.testing import reading
from bot.testing.case import Case, CaseFile
from bot.testing.run import FAULTS, play, remedy
from bot.testing.shelf import Shelf


class _Heard(Exception):
    """Ends a question once its request is known: what would come of it is not wanted here."""


@dataclass
class _Listener:
    """A model that keeps the key of what it is asked, and lets the question end there."""

    name: str
    keys: list[str] = field(default_factory=list)

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        self.keys.append(key_of(request, self.name))
        raise _Heard


def beside(files: Sequence[CaseFile]) -> list[CaseFile]:
    """The other test files that may play the recordings of these: those beside file or folder, and below."""
    known = {file.path.resolve() for file in files}
    used = {place for file in files for case in file.cases for place in (case.at.path, case.tapes)}
    roots = {place.parent.resolve() for place in used}
    found = {path for root in roots if root.is_dir() for path in reading.walk(root)}
    return [reading.read(path) for path in sorted(found - known)]


def check(cases: Sequence[Case], others: Sequence[Case] = ()) -> list[Fault]:
    """What is wrong with the recordings of these tests: nothing, if they are fit to be committed.

    Beside what `bot.tape.check` finds: a recording that a test needs and that is missing, and one that none
    of these tests plays, nor of the `others`. Only right if all tests that share a folder are given.
    """
    asking = [case for case in cases if case.asks_a_model]
    needed: dict[Path, dict[str, Case]] = {case.tapes.resolve(): {} for case in asking}
    sharing = sharers(others, needed)
    played = {folder: set[str]() for folder in needed}
    faults: list[Fault] = []
    with Shelf() as shelf:
        for case in (*asking, *sharing):
            folder = case.tapes.resolve()
            try:
                found = keys(case, shelf)
            except FAULTS as fault:
                faults.append(Fault(str(case.at), str(fault)))
                continue
            played[folder].update(found)
            if case not in sharing:
                needed[folder] |= dict.fromkeys(found, case)
    for folder, wanted in needed.items():
        faults += _of_folder(folder, wanted, played[folder])
    return faults


def sharers(others: Iterable[Case], folders: Container[Path]) -> list[Case]:
    """Those of the other tests that play recordings of these folders, which are given resolved."""
    return [case for case in others if case.asks_a_model and case.tapes.resolve() in folders]


def keys(case: Case, shelf: Shelf) -> list[str]:
    """The keys of the recordings that the case plays."""
    listener = _Listener(case.model)
    with suppress(_Heard):
        play(case, shelf, listener)
    return listener.keys


def unplayed(folder: Path, wanted: Iterable[str]) -> list[Path]:
    """The readable recordings in `folder` with none of the wanted keys."""
    known = set(wanted)
    return [path for path, recording in tape.readable(folder) if recording.key not in known]


def _of_folder(folder: Path, wanted: dict[str, Case], played: set[str]) -> list[Fault]:
    if not folder.is_dir():
        return [_missing(case) for case in wanted.values()]
    held = {recording.key for _, recording in tape.readable(folder)}
    missing = [_missing(case) for key, case in wanted.items() if key not in held]
    idle = unplayed(folder, played)
    named = {path.name for path in idle}
    others = [fault for fault in tape.check(folder) if fault.file_name not in named]
    return [*missing, *others, *(_idle(path) for path in idle)]


def _missing(case: Case) -> Fault:
    return Fault(str(case.at), f"{case.name!r} has no recording of {case.model!r}. {remedy(case)}")


def _idle(path: Path) -> Fault:
    changed = changed_prompts(read(path))
    why = f"stale, the prompt {', '.join(changed)} has changed since" if changed else "no test asks this"
    return Fault(
        path.name, f"Recording {path.name} is unused: {why}. Delete it, or: footnote tapes record --prune"
    )
