"""Plain text: strict UTF-8, kept as it came. What is not text is refused with a reason, never guessed at."""

from __future__ import annotations

import codecs

from index.errors import Unreadable
from index.types import NewArticle

# First bytes of what people hand in by mistake. Longest first is not needed: none begins another.
_NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or an office file (docx, xlsx, pptx, odt)",
    b"\xd0\xcf\x11\xe0": "an old office file (doc, xls, ppt)",
    b"{\\rtf": "an RTF file",
    b"%PDF-": "a PDF whose name does not end in .pdf",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7-zip archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x7fELF": "a program",
    b"\x80\x04\x8c": "a Python pickle",
    b"<?xml": "XML, which is not read yet",
}
_OTHER_UNICODE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(data: bytes, origin: str) -> NewArticle:
    """Return the text as an article without title or date. Raises Unreadable if it is not UTF-8 text."""
    return NewArticle(origin, decoded(data, origin))


def decoded(data: bytes, origin: str) -> str:
    """The bytes as text, without a byte order mark. Raises Unreadable with what they are instead."""
    for start, what in _NOT_TEXT.items():
        if data.startswith(start):
            raise Unreadable(f"{origin}: it is {what}, not text. Save it as plain text and add that.")
    if data.startswith(_OTHER_UNICODE):
        raise Unreadable(f"{origin}: it is UTF-16 or UTF-32 text. Save it as UTF-8 and add that.")
    if b"\x00" in data:
        raise Unreadable(f"{origin}: it holds NUL bytes, so it is no text file.")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"{origin}: it is not UTF-8 text (byte {error.start}). Save it as UTF-8 and add that."
        ) from error
