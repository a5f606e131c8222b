"""The form of one recorded reply on disk: a readable JSON file with an allowlist of fields, and nothing else.

It can hold no header, id, address, key or account, because no such field exists here. Texts are lists of
lines, so that two recordings can be compared by eye and by git.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import prompts
from bot.answers import Usage
from bot.draft import SCHEMA
from bot.errors import TapeError
from bot.llm import Message, Request
from bot.plain_file import read_plain

MAX_FILE_BYTES = 100_000
KEY_IN_NAME = 10  # characters of the key that a file's name ends in
_Kind = TypeVar("_Kind")
LABELS = {"recorded": {"server", "recorded"}, "authored": {"author", "why"}}


@dataclass(frozen=True, slots=True)
class Recording:
    """One request and what came back.

    `label` tells where it came from: its `origin`, and LABELS[origin].
    `prompt` is `prompt_of` the request on the day it was recorded.
    """

    request: Request
    model: str
    text: str
    usage: Usage
    label: Mapping[str, str]
    prompt: str | None

    @property
    def key(self) -> str:
        """What finds it again, see `key_of`."""
        return key_of(self.request, self.model)

    @property
    def file_name(self) -> str:
        """A name to recognise it by: the last words it was asked, and the start of its key."""
        last = self.request.messages[-1].content.strip().rpartition("\n")[2]
        words = re.findall(r"\b[a-z]{1,14}\b", last.lower())  # plain words: no name may hold a pasted key
        return "-".join([*words[:9], self.key[:KEY_IN_NAME]]) + ".json"


def key_of(request: Request, model: str) -> str:
    """A hash of everything that decides a reply: the messages, the schema and the model's name."""
    messages = [[message.role, message.content] for message in request.messages]
    return _digest({"messages": messages, "schema": SCHEMA, "model": model})


def prompt_of(request: Request) -> str | None:
    """Name and version of each prompt whose words the request is made of, or None when it is not ours."""
    first = request.messages[0].content if request.messages else ""
    systems = [name for name in prompts.names() if name.endswith(".system")]
    system = next((name for name in systems if prompts.render(name) == first), None)
    if system is None:
        return None
    rest = "\n".join(message.content for message in request.messages[1:])
    told = [name for name in prompts.told_by(rest) if name not in systems]
    return ", ".join(f"{name} {prompts.version(name)}" for name in [system, *told])


def changed_prompts(recording: Recording) -> list[str]:
    """The prompts of the recording that read otherwise today, by name: nothing asks like that any more."""
    versions = (one.split(" ") for one in (recording.prompt or "").split(", ") if one)
    return [name for name, *version in versions if version != [_version_today(name)]]


def _version_today(name: str) -> str | None:
    return prompts.version(name) if name in prompts.names() else None


def write(recording: Recording, folder: Path) -> Path:
    """Write the recording into `folder`, whole or not at all, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / recording.file_name
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    unfinished.write_text(
        json.dumps(_to_json(recording), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    os.replace(unfinished, path)
    return path


def read(path: Path) -> Recording:
    """Read one recording. Raises TapeError when it is not one, is unlabelled, or was edited after writing."""
    try:
        data = read_plain(path, MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise TapeError(f"Recording {path.name} is over {MAX_FILE_BYTES} bytes. Ask with less text.")
        stored = json.loads(data.decode("utf-8"))
        recording = _from_json(stored)
    except (ValueError, KeyError, TypeError, OSError, RecursionError) as error:
        why = f"{type(error).__name__}: {error}"  # not its repr, which holds the whole file
        raise TapeError(
            f"Recording {path.name} cannot be read ({why}). Delete it and record again."
        ) from error
    _check(path, stored, recording)
    return recording


def _check(path: Path, stored: dict[str, Any], recording: Recording) -> None:
    wanted = LABELS.get(recording.label.get("origin", ""))
    if set(recording.label) - {"origin"} != wanted or not all(recording.label.values()):
        raise TapeError(
            f"Recording {path.name} is unlabelled. Give it origin 'recorded' with server and recorded, "
            "or 'authored' with author and why."
        )
    expected = _to_json(recording)
    if (stored.get("key"), stored.get("seal")) != (expected["key"], expected["seal"]):
        raise TapeError(
            f"Recording {path.name} was edited: its key or seal does not fit its words. Record it again."
        )
    if unknown := sorted(set(stored) - set(expected)):
        raise TapeError(
            f"Recording {path.name} holds {unknown}, which recordings may not hold. Record it again."
        )


def _to_json(recording: Recording) -> dict[str, Any]:
    fields = _fields(recording)
    # The key covers what was asked; the seal also the reply and the label, so neither is retouched unseen.
    return {"key": recording.key, "seal": _digest(fields)[:16], **fields}


def _fields(recording: Recording) -> dict[str, Any]:
    request = recording.request
    return {
        **recording.label,
        "model": recording.model,
        "prompt": recording.prompt,
        "schema": _digest(SCHEMA)[:12],
        "max_tokens": request.max_tokens,
        "messages": [
            {"role": message.role, "content": message.content.split("\n")} for message in request.messages
        ],
        "reply": {
            "text": recording.text.split("\n"),
            "finish_reason": "stop",
            "usage": {
                "prompt_tokens": recording.usage.prompt_tokens,
                "completion_tokens": recording.usage.completion_tokens,
            },
        },
    }


def _from_json(stored: dict[str, Any]) -> Recording:
    messages = [
        Message(_of(str, one["role"]), _joined(one["content"])) for one in _of(list, stored["messages"])
    ]
    if not messages:
        raise ValueError("it has no messages")
    prompt, usage = stored["prompt"], stored["reply"]["usage"]
    return Recording(
        Request(tuple(messages), _of(int, stored["max_tokens"])),
        _of(str, stored["model"]),
        _joined(stored["reply"]["text"]),
        Usage(_of(int, usage["prompt_tokens"]), _of(int, usage["completion_tokens"]), None),
        {name: _of(str, stored[name]) for name in _label_names() if name in stored},
        None if prompt is None else _of(str, prompt),
    )


def _of(kind: type[_Kind], value: object) -> _Kind:
    """The value. Raises TypeError when it is of another kind: whoever edits can also forge the seal."""
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected, not {type(value).__name__}")
    return value


def _label_names() -> list[str]:
    return ["origin", *sorted(set().union(*LABELS.values()))]


def _joined(lines: object) -> str:
    return "\n".join(_of(list, lines))


def _digest(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
