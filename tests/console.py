"""Console blocks in a page: `$ footnote ...` with its output under it. Runs them, and writes them anew."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```)", re.MULTILINE | re.DOTALL)


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Every command of the blocks with the output shown under it, in order."""
    for block in _BLOCK.findall(text):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = step.partition("\n")
            yield command, output


def run(command: str, folder: Path, home: Path) -> str:
    """What the command prints on standard output, run in `folder` with `home` for its library.

    Settings may stand before it, as in a shell: `NAME=value footnote ...`.
    """
    before, program, after = command.partition("footnote ")
    settings = dict(each.split("=", 1) for each in shlex.split(before))
    assert program, command
    done = subprocess.run(
        [sys.executable, "-m", "bot", *shlex.split(after)],
        cwd=folder,
        # The pages show what a first install prints, and that has no reranker.
        env={"PATH": "", "FOOTNOTE_HOME": str(home), "FOOTNOTE_RERANK": "off", **settings},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def refreshed(text: str, folder: Path, home: Path) -> str:
    """The page with the output of today under every command."""
    outputs = {command: run(command, folder, home) for command, _ in steps(text)}
    return _BLOCK.sub(
        lambda block: "".join(f"$ {command}\n{outputs[command]}" for command in _commands(block[0])), text
    )


def _commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
