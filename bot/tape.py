"""Recorded replies in place of a model: played back when asked the same, and looked over for faults.

A recording is found by what was asked (messages, schema, model's name), so a changed prompt misses, with
a diff, instead of replaying an old answer. `recorded` ones came from a server; `authored` ones were
written by a person and prove plumbing, never quality. Knows no network.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.budget import price_usd
from bot.errors import TapeError
from bot.llm import Failure, Model, Reply, Request
from bot.recording import KEY_IN_NAME, Recording, changed_prompts, key_of, prompt_of, read

REMEDY = (
    'Record it: footnote tapes record "QUESTION" --server NAME --tape DIR (our own: python -m tests.record).'
)
_DIFF_LINES = 40
_MODELS_NAMED = 5


class TapePlayer:
    """A model made of the recordings in a folder. `used` are the keys played so far.

    `remedy` is what a miss tells to do. A file that cannot be read costs the requests it answered, no others.
    """

    def __init__(self, folder: Path, model_name: str, remedy: str = REMEDY) -> None:
        self.name = model_name
        self.used: set[str] = set()
        self._folder = folder
        self._remedy = remedy

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        """Play the reply recorded for exactly this request.

        Raises TapeError when there is none, with the difference to the nearest one and what to do.
        """
        key = key_of(request, self.name)
        files(self._folder, self._remedy)  # an error for what is no folder
        found = find(self._folder, key)
        if found is None:
            for broken in self._folder.rglob(_named(key)):
                read(broken)  # says itself what is wrong with it
            raise TapeError(_miss(request, self.name, self._folder, self._remedy))
        self.used.add(key)
        usage = replace(found.usage, usd=price_usd(self.name, found.usage))
        return Reply(found.text, self.name, usage)

    def unused(self) -> list[str]:
        """The readable recordings of this model that were not played, by file name, sorted."""
        own = (one for _, one in readable(self._folder) if one.model == self.name)
        return sorted(one.file_name for one in own if one.key not in self.used)


class Overheard:
    """Asks another model and keeps the last whole reply, for a test of the answer that came of it."""

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self.draft: dict[str, str] | None = None
        self._model = model

    def complete(self, request: Request, deadline_s: float) -> Reply | Failure:
        """Ask the model, and keep what it said with the key of what it was asked."""
        reply = self._model.complete(request, deadline_s)
        if isinstance(reply, Reply):
            self.draft = {"model": self.name, "key": key_of(request, self.name), "text": reply.text}
        return reply


def find(folder: Path, key: str) -> Recording | None:
    """The recording with this key in `folder`, or None; one that cannot be read counts as not there."""
    return next((one for _, one in holding(folder, key)), None)


def holding(folder: Path, key: str) -> Iterator[tuple[Path, Recording]]:
    """The recordings with this key, by path: those with its file name first, then renamed ones."""
    # By its file name first: a folder may hold thousands.
    own = [*readable(folder, _named(key))]
    yield from (one for one in own if one[1].key == key)
    named = {path for path, _ in own}
    yield from (one for one in readable(folder) if one[1].key == key and one[0] not in named)


def _named(key: str) -> str:
    return f"*{key[:KEY_IN_NAME]}.json"


def files(folder: Path, remedy: str = REMEDY) -> list[Path]:
    """The recordings in `folder` and the folders in it, by path. Raises TapeError when it is no folder."""
    if not folder.is_dir():
        raise TapeError(f"No folder of recordings at {folder}. {remedy}")
    return sorted(folder.rglob("*.json"))


def readable(folder: Path, pattern: str = "*.json") -> Iterator[tuple[Path, Recording]]:
    """The recordings that can be read, by path; `check` names the others, and so does a miss."""
    for path in sorted(folder.rglob(pattern)):
        with suppress(TapeError):
            yield path, read(path)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one file of a folder of recordings, and what to do about it."""

    file_name: str
    what: str


def check(folder: Path) -> list[Fault]:
    """What is wrong with the recordings in `folder`: nothing, if it is fit to be committed.

    Found are files that cannot be read, are edited, unlabelled or doubled; recordings of a prompt that
    has changed since (nothing can play them any more); anything that looks like a secret; other files.
    """
    faults = [_stray(path) for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".json"]
    keys: Counter[str] = Counter()
    for path in files(folder):
        try:
            recording = read(path)
        except TapeError as error:
            faults.append(Fault(path.name, str(error)))
            continue
        keys[recording.key] += 1
        faults += _doubled(path, keys[recording.key]) + _orphan(path, recording)
        faults += _secrets(path, recording)
    return faults


def _stray(path: Path) -> Fault:
    return Fault(path.name, f"{path.name} is not a recording. Delete it.")


def _doubled(path: Path, count: int) -> list[Fault]:
    what = f"Recording {path.name} answers a request that another one answers too. Delete one."
    return [Fault(path.name, what)] if count > 1 else []


def _orphan(path: Path, recording: Recording) -> list[Fault]:
    changed = changed_prompts(recording)
    if not changed and prompt_of(recording.request) is not None:
        return []
    what = (
        f"Recording {path.name} was asked with {recording.prompt or 'no prompt of ours'}, "
        f"and {', '.join(changed) or 'its prompt'} has changed since: nothing plays it. {REMEDY}"
    )
    return [Fault(path.name, what)]


# The allowlist of fields keeps headers and accounts out; this looks into what is left, the words themselves.
_SECRET = re.compile(
    r"(?i:\b(?:sk|xapp|xox[a-z])-[\w-]{8,}|\b(?:org-|proj_|req_)\w{8,}|set-cookie|__cf_bm=|hooks\.slack\.com/)"
    r"|\b[0-9a-f]{32}\b"  # a signing secret
    r"|\b[UCTWBD](?=[A-Z]*\d)[A-Z0-9]{8,11}\b"  # an id of Slack
)


_ASKED = ("Question: ", "Statements wanted: ")  # the lines of a prompt that say what is wanted


def secrets_in(text: str) -> list[str]:
    """What in `text` looks like a key, token, cookie or account id: the first characters of each."""
    return [found[0][:8] + "…" for found in _SECRET.finditer(text)]


def _secrets(path: Path, recording: Recording) -> list[Fault]:
    words = [*_lines(recording.request), recording.text, recording.model, *recording.label.values()]
    found = secrets_in("\n".join(words))
    what = f"Recording {path.name} holds what looks like a secret ({', '.join(found)}). Delete it."
    return [Fault(path.name, what)] if found else []


def _miss(request: Request, model: str, folder: Path, remedy: str) -> str:
    recordings = [one for _, one in readable(folder)]
    head = f"No recording in {folder} answers this request to {model!r}. {remedy}{_unreadable(folder)}"
    same_model = [one for one in recordings if one.model == model]
    if not same_model:
        known = sorted({one.model for one in recordings})
        known_ones = ", ".join(known[:_MODELS_NAMED]) + (", ..." if len(known) > _MODELS_NAMED else "")
        return (
            f"{head}\nThe folder has recordings of {known_ones or 'no model'}: choose one by FOOTNOTE_MODEL."
        )
    asked = _lines(request)
    nearest = max(
        same_model, key=lambda one: difflib.SequenceMatcher(None, _lines(one.request), asked).ratio()
    )
    diff = difflib.unified_diff(
        _lines(nearest.request), asked, f"recorded: {nearest.file_name}", "asked now", lineterm="", n=1
    )
    return "\n".join([head, _cause(nearest, asked), *list(diff)[:_DIFF_LINES]])


def _cause(nearest: Recording, asked: Sequence[str]) -> str:
    """Why the nearest recording is not the one: another prompt, question or article."""
    changed = changed_prompts(nearest)
    if changed:
        return f"Changed since it was recorded: the prompt {', '.join(changed)}."
    recorded = _lines(nearest.request)
    if [one for one in recorded if one.startswith(_ASKED)] != [
        one for one in asked if one.startswith(_ASKED)
    ]:
        return "Nothing like it is recorded. The nearest recording is of another question:"
    return "Changed since it was recorded: an article, or what was said before."


def _unreadable(folder: Path) -> str:
    good = {path for path, _ in readable(folder)}
    broken = [path.name for path in files(folder) if path not in good]
    return f" Not readable: {', '.join(broken)}." if broken else ""


def _lines(request: Request) -> list[str]:
    return [line for message in request.messages for line in message.content.split("\n")]
