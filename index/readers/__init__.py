"""From files to articles. `read_path` and `read_stdin` are the door; each kind of file has its own module.

Nothing here keeps, embeds or searches, and nothing opens a network connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from index.errors import Unreadable
from index.naming import whole
from index.readers.files import read_bytes, regular_files
from index.readers.markdown import read_markdown
from index.readers.parsing import read_html, read_pdf
from index.readers.text import read_text
from index.types import NewArticle

_READERS: dict[str, Callable[[bytes, str], NewArticle]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
}
_ADDRESS = re.compile(r"((?:https?|ftp|feed):)/+", re.IGNORECASE)


def read_path(path: Path) -> list[NewArticle]:
    """Return the article in a file. Raises Unreadable, with the reason, for anything that is not one.

    The kind is told by the suffix; a file without a known one is read as plain text. For a folder see `walk`.
    """
    if _ADDRESS.match(str(path)):
        address = _ADDRESS.sub(r"\1//", str(path))  # a Path folds the two slashes into one
        raise Unreadable(f"{address}: web addresses are not read yet: save the page and add the file.")
    return [_reader(path.name)(read_bytes(path), whole(str(path.parent.resolve() / path.name)))]


def read_stdin(data: bytes, name: str) -> list[NewArticle]:
    """Return the article in bytes that came without a file; `name` is its origin and tells its kind."""
    return [_reader(name)(data, name)]


def walk(folder: Path) -> list[Path]:
    """The files of known kinds under `folder`, sorted. Hidden ones, links and special files are left out."""
    return [path for path in regular_files(folder) if path.suffix.lower() in _READERS]


def _reader(name: str) -> Callable[[bytes, str], NewArticle]:
    return _READERS.get(Path(name).suffix.lower(), read_text)
