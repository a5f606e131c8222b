"""The form of a backup: a zip of the files and a manifest that tells the size and sha256 of each.

Whatever stands in an archive was written by others: it is bounded and compared before it is believed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import IO, Any

from bot.errors import FootnoteError
from bot.records import file as record_file

LIBRARY = "library.sqlite3"
FILES = (record_file.FILE_NAME, LIBRARY)  # an answer may cite an article: the library is copied last
FORMAT, VERSION = "footnote backup", 1
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 1_000_000
_PIECE = 1 << 20  # bytes
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    NotImplementedError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A file in an archive. `bytes` is its size as it was before packing."""

    name: str
    bytes: int
    sha256: str


def pack(archive: Path, folder: Path, held: list[Held]) -> None:
    """Write these files of `folder` and their manifest into the new file `archive`."""
    files = {one.name: {"bytes": one.bytes, "sha256": one.sha256} for one in held}
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "footnote": metadata.version("footnote"),
        "files": files,
    }
    with open(archive, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        # Vectors hardly shrink: the quickest level takes what there is to take.
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr(MANIFEST, json.dumps(manifest, indent=2))
            for one in held:
                packed.write(folder / one.name, one.name)
        out.flush()
        os.fsync(out.fileno())


def unpack(archive: Path, folder: Path) -> list[Held]:
    """Unpack the archive into `folder`, each file as it was packed.

    Raises FootnoteError for an archive that is damaged, not ours or too long for the disk.
    """
    if archive.exists() and not archive.is_file():  # opening a pipe would wait for whoever writes into it
        raise FootnoteError(f"{archive} is no backup of Footnote: it is not a regular file.")
    try:
        with zipfile.ZipFile(archive) as packed:
            _refuse_foreign(packed, archive.stat().st_size)
            held = _manifest(packed)
            _refuse_too_long(held, archive, folder)
            for one in held:
                with packed.open(one.name) as source:
                    _write(source, folder / one.name, one)
    except _UNREADABLE as fault:
        raise FootnoteError(f"{archive} is no backup of Footnote, or damaged ({fault}).") from fault
    return held


def _refuse_foreign(packed: zipfile.ZipFile, length: int) -> None:
    """Raise ValueError for what no backup has: other packings, a password, files beyond the archive's end."""
    for info in packed.infolist():
        if info.compress_type not in _PACKINGS or info.flag_bits & 1:
            raise ValueError(f"{info.filename[:80]!r} is packed in another way than a backup, or encrypted")
        if not 0 <= info.header_offset < length:
            raise ValueError(f"{info.filename[:80]!r} is said to stand outside of the archive")


def _refuse_too_long(held: list[Held], archive: Path, folder: Path) -> None:
    wanted, free = sum(one.bytes for one in held), shutil.disk_usage(folder).free
    if wanted > free:
        raise FootnoteError(
            f"{archive} unpacks to {wanted:,} bytes, and {folder.parent} has {free:,} free. Make room first."
        )


def _manifest(packed: zipfile.ZipFile) -> list[Held]:
    if packed.getinfo(MANIFEST).file_size > MAX_MANIFEST_BYTES:
        raise ValueError(f"its {MANIFEST} is longer than {MAX_MANIFEST_BYTES:,} bytes")
    read: Any = json.loads(packed.read(MANIFEST))
    if not isinstance(read, dict) or read.get("format") != FORMAT or read.get("version") != VERSION:
        raise ValueError(f"its {MANIFEST} is not of format {FORMAT!r}, version {VERSION}")
    files = read.get("files")
    if not isinstance(files, dict):
        raise ValueError(f"its {MANIFEST} lists no files")
    held = [_held(packed, name, said) for name, said in files.items() if name in FILES]
    if not held or sorted(packed.namelist()) != sorted([MANIFEST, *files]) or len(held) < len(files):
        raise ValueError("it holds other files than a backup does")
    return held


def _held(packed: zipfile.ZipFile, name: str, said: object) -> Held:
    """What the manifest says of a file. Raises ValueError where the archive itself says another size."""
    if (
        not isinstance(said, dict)
        or type(said.get("bytes")) is not int
        or not isinstance(said.get("sha256"), str)
    ):
        raise ValueError(f"its {MANIFEST} tells no size and sha256 of {name}")
    if packed.getinfo(name).file_size != said["bytes"]:
        raise ValueError(f"{name} is not as long as what was packed")
    return Held(name, said["bytes"], said["sha256"])


def _write(source: IO[bytes], to: Path, expected: Held) -> None:
    """Copy one file out of the archive. Raises ValueError unless it is byte for byte what was packed."""
    digest, left = hashlib.sha256(), expected.bytes
    with open(to, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        while piece := source.read(min(_PIECE, left + 1)):  # never more than was announced
            left -= len(piece)
            if left < 0:
                break
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if left or digest.hexdigest() != expected.sha256:
        raise ValueError(f"{expected.name} is not what was packed")
