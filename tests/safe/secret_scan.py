"""Finds what looks like a real secret: in the files of the repository, and in every line that ever was in it.

Stricter than what looks over recordings (`bot.tape.secrets_in`) in one thing only: a secret that is made up
for a test or a page shows it by a run of letters or digits in their order, or says so.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.tape import secrets_in

ROOT = Path(__file__).resolve().parents[2]
SHAPES = (
    r"\bsk-[\w-]{12,}",
    r"\bxox[a-z]-[\w-]{8,}",
    r"\bxapp-[\w-]{8,}",
    r"\borg-[A-Za-z0-9]{10,}",
    r"\bproj_[A-Za-z0-9]{10,}",
    r"\breq_[0-9a-z]{12,}",
    r"__cf_bm=[\w.-]{8,}",
    r"\bset-cookie: ?\w[^\s=]*=[^\s;]{8,}",
    r"hooks\.slack\.com/services/T[\w/]+",
    r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])",
    r"\b[UCTW]0(?=[A-Z0-9]*\d)[A-Z0-9]{7,10}\b",
)
_SECRET = re.compile("|".join(f"(?:{one})" for one in SHAPES), re.IGNORECASE)
_SLACK_ID = re.compile(r"[UCTW]0[A-Z0-9]+", re.IGNORECASE)
_MADE_UP = re.compile(
    r"fake|canary|chaos|neverlog|somebody|012345|123456|987654|abcdef|ab12cd34|00010000"
    r"|7qk5zt31|8f3k2j5h|\{made",  # of earlier versions of the test of this
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"\.lock$|sbom\.cdx\.json$|^index/data/")  # nothing but hashes, and a tokenizer
_WORDS_CHARS = 20_000  # a longer line is data


def found_in(text: str) -> list[str]:
    """The secrets in a text, less those that are made up."""
    found = (one[0] for one in _SECRET.finditer(text))
    return [one for one in found if not _MADE_UP.search(one) and not _is_a_word(one)]


def _is_a_word(found: str) -> bool:
    # Ids of Slack are capitals.
    return bool(_SLACK_ID.fullmatch(found)) and found != found.upper()


def in_files(root: Path = ROOT) -> list[str]:
    """Where a secret stands in a tracked file: `path: its first characters`."""
    names = _git(root, "ls-files", "-z").split("\0")
    texts = ((name, (root / name).read_bytes()) for name in names if name and (root / name).is_file())
    return list(_told((name, data.decode("utf-8", "replace").split("\n")) for name, data in texts))


def in_history(root: Path = ROOT, *, commits: int | None = None) -> tuple[int, list[str]]:
    """How many commits were looked at, of all branches, and where a secret ever stood."""
    latest = [f"-n{commits}"] if commits else []
    log = _git(root, "log", "--all", "-p", "--unified=0", "--no-color", "--no-textconv", *latest)
    added: dict[str, list[str]] = {}
    name = ""
    for line in log.split("\n"):
        if line.startswith("+++ "):
            name = line[6:]
        elif line.startswith("+"):
            added.setdefault(name, []).append(line[1:])
    return len(re.findall(r"(?m)^commit [0-9a-f]{40}", log)), list(_told(added.items()))


def _told(files: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    for name, lines in files:
        if _LEFT_OUT.search(name):
            continue
        for line in lines:
            if len(line) <= _WORDS_CHARS:
                yield from (f"{name}: {one[:8]}…" for one in found_in(line))


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def in_a_recording(text: str) -> list[str]:
    """What the product's own look over recordings finds."""
    return secrets_in(text)
