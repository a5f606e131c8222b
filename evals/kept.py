"""What is kept of a measurement, so that one that was stopped goes on where it was. Never a stale piece.

Every name holds a hash of all that the piece depends on: the rows, the code, what was configured.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Code:
    """Files and folders of the project, less what has no part in the matter, by name."""

    places: tuple[str, ...]
    apart: frozenset[str]


# What decides what the library of given articles is; how they are read and picked has no part in it.
LIBRARY = Code(("index", "requirements.lock"), frozenset({"readers", "rerank.py"}))
# What decides an answer: not the faces it is shown by.
PRODUCT = Code(
    ("bot", "index", "prompts", "requirements.lock", "requirements-rerank.lock"),
    frozenset({"commands", "slack", "testing"}),
)
# What decides a figure that is kept. The scoring of predictions takes seconds and is not kept.
_SCORING = ("claims", "evidence", "metrics", "obedient", "places", "score", "shares", "words")
FIGURES = Code(
    (*(f"evals/{name}.py" for name in _SCORING), "tests/fakes/obedient.py", "seeds", *PRODUCT.places),
    PRODUCT.apart,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder of what is kept about one file of rows."""

    folder: Path
    rows: str  # the hash of the file, and of which rows of it are used

    @classmethod
    def of(cls, folder: Path, data: Path, limit: int | None) -> Kept:
        """What is kept in `folder` about the first `limit` questions of `data`."""
        return cls(folder / data.stem, _hash(data.read_bytes(), str(limit).encode()))

    def home(self, embedding: str) -> Path:
        """The folder of the library made of the rows."""
        return self.folder / f"library-{self._key(LIBRARY, embedding)}"

    def predictions(self, *configured: str) -> Path:
        """The file of the predictions made with this configuration; it may be there in part."""
        return self.folder / f"predictions-{self._key(PRODUCT, *configured)}.jsonl"

    def figures(self, name: str, make: Callable[[], Any], *configured: str) -> Any:  # noqa: ANN401 - any JSON
        """What `make` returns, as JSON gives it back; made only if it is not kept."""
        path = self.folder / f"{name}-{self._key(FIGURES, *configured)}.json"
        if not path.exists():
            whole = path.with_suffix(".part")  # renamed when it is whole
            path.parent.mkdir(parents=True, exist_ok=True)
            whole.write_text(json.dumps(make()), encoding="utf-8")
            whole.replace(path)
        return json.loads(path.read_text(encoding="utf-8"))

    def _key(self, code: Code, *more: str) -> str:
        return _hash(self.rows.encode(), code_version(code).encode(), *(one.encode() for one in more))


@cache
def code_version(code: Code) -> str:
    """A hash of the files as they lie there, committed or not, when this program first looks."""
    apart = code.apart | {"__pycache__"}
    found = sorted(path for place in code.places for path in _files(ROOT / place))
    named = [(path.relative_to(ROOT), path) for path in found]
    kept = [(name, path) for name, path in named if apart.isdisjoint(name.parts)]
    return _hash(*(part for name, path in kept for part in (str(name).encode(), path.read_bytes())))


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]


def _hash(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())  # so that no two lists of parts run together
    return whole.hexdigest()[:16]
