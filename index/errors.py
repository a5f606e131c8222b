"""What can go wrong in the library. Every message says what happened, with which value, and what to do.

LibraryError
├── UnknownArticle      no article answers to that id, prefix or title
├── AmbiguousArticle    more than one does
├── Unreadable          a file or address that cannot become an article
├── WrongEmbedder       the library was built with another embedder
├── EmbedderFailed      the embedder will not start or does not answer
├── RerankerFailed      the reranker's files are not the pinned ones
├── UnwritableLibrary  a full disk, a missing permission or another writer keeps a change out of it
└── BrokenLibrary       the file is not ours, or is damaged
"""

from __future__ import annotations


class LibraryError(Exception):
    """Base of every error a caller of `index` may see; its text is for people."""


class UnknownArticle(LibraryError):
    """No article in scope answers to the reference."""


class AmbiguousArticle(LibraryError):
    """More than one article in scope answers to the reference."""


class Unreadable(LibraryError):
    """The bytes handed in cannot become an article; nothing was stored."""


class WrongEmbedder(LibraryError):
    """The stored vectors were made by another embedder than the one configured."""


class EmbedderFailed(LibraryError):
    """The configured embedder cannot be started, or its server did not answer."""


class RerankerFailed(LibraryError):
    """The installed reranker is not the one that was measured."""


class UnwritableLibrary(LibraryError):
    """The library file cannot be written to now; the change was not made."""


class BrokenLibrary(LibraryError):
    """The library file cannot be opened as one."""
