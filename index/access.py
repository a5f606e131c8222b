"""Which channels may ask about an article, changed after it was added. Reads no text."""

from __future__ import annotations

from dataclasses import replace

from index.naming import whole
from index.stores.sqlite import Store


class Access:
    """Opens and withdraws articles of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_open(self, origin: str) -> bool:
        """Whether an article from `origin` is here that every channel may ask about."""
        row = self._store.by_origin(whole(origin))
        return row is not None and not row.channels

    def open(self, article_id: str) -> bool:
        """Let every channel ask about an article; False if there is none of exactly this id."""
        if not self._store.exists:
            return False
        with self._store.writing():
            row = self._store.by_id(article_id)
            if row is not None and row.channels:
                self._store.describe(replace(row, channels=frozenset()))
        return row is not None

    def withdraw(self, article_id: str, channel: str) -> bool:
        """Take an article out of a channel's reach; False if it was not in it.

        Other channels that were given it keep it. It is deleted when none is left, and when all had it.
        """
        if not self._store.exists:
            return False
        with self._store.writing():
            row = self._store.by_id(article_id)
            if row is None or (row.channels and channel not in row.channels):
                return False
            rest = row.channels - {channel}
            if rest:
                self._store.describe(replace(row, channels=rest))
            else:
                self._store.remove(article_id)
        return True
