"""Which channels may ask about an article, changed after it was added. Reads no text."""

from __future__ import annotations

from dataclasses import replace

from index.naming import everywhere_in, whole, workspace_of, workspaces
from index.stores.sqlite import Store


class Access:
    """Opens and withdraws articles of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def is_open(self, origin: str) -> bool:
        """Whether an article from `origin` is here that every channel may ask about."""
        row = self._store.by_origin(whole(origin))
        return row is not None and not row.channels

    def open(self, article_id: str, workspace: str = "") -> bool:
        """Let every channel ask about an article; False if there is none of exactly this id.

        With a `workspace`: every channel of that workspace.
        """
        if not self._store.exists:
            return False
        with self._store.writing():
            row = self._store.by_id(article_id)
            if row is not None and row.channels:
                widened = row.channels | {everywhere_in(workspace)} if workspace else frozenset[str]()
                self._store.describe(replace(row, channels=widened))
        return row is not None

    def withdraw(self, article_id: str, channel: str) -> bool:
        """Take an article out of a channel's reach; False if it was not in it.

        Other channels that were given it keep it, unless all of the channel's workspace had it: then other
        workspaces do. It is deleted when none is left, and when all had it; but what every workspace may
        read is not one workspace's to withdraw.
        """
        if not self._store.exists:
            return False
        with self._store.writing():
            row = self._store.by_id(article_id)
            if row is None or not _may_withdraw(row.channels, channel):
                return False
            rest = _without(row.channels, channel)
            if rest:
                self._store.describe(replace(row, channels=rest))
            else:
                self._store.remove(article_id)
        return True

    def leave(self, workspace: str) -> int:
        """Take all its channels out of every article, and delete those that none is left of; how many.

        What every workspace may read stays.
        """
        theirs = [row.article_id for row in self._store.rows() if workspace in workspaces(row.channels)]
        return sum(self._left(article_id, workspace) for article_id in theirs)

    def _left(self, article_id: str, workspace: str) -> bool:
        """Whether the article was deleted, since no channel of another workspace has it."""
        with self._store.writing():
            row = self._store.by_id(article_id)
            if row is None or workspace not in workspaces(row.channels):
                return False
            rest = frozenset(one for one in row.channels if workspace_of(one) != workspace)
            if rest:
                self._store.describe(replace(row, channels=rest))
                return False
            return self._store.remove(article_id)


def _may_withdraw(channels: frozenset[str], channel: str) -> bool:
    workspace = workspace_of(channel)
    if not channels:
        return not workspace
    return channel in channels or everywhere_in(workspace) in channels


def _without(channels: frozenset[str], channel: str) -> frozenset[str]:
    workspace = workspace_of(channel)
    if not workspace or everywhere_in(workspace) not in channels:
        return channels - {channel}
    return frozenset(one for one in channels if workspace_of(one) != workspace)
