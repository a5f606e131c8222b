"""How Slack's ids look. A wrong one is told, for it would find nothing and say so to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import click

from bot.errors import UsageError

# With the workspace before it where there are many; then `*` is all of its channels.
_CHANNEL = re.compile(r"([TE][A-Z0-9]{6,}/)?[CDG][A-Z0-9]{6,}|[TE][A-Z0-9]{6,}/\*")
# Loose, so that every id there ever was can be forgotten; example and what it is called.
_FORMS: Mapping[str, tuple[str, str, str]] = {
    "user": ("[UW][A-Z0-9]*", "a user's id", "U0123456789"),
    "channel": ("[CDG][A-Z0-9]*", "a channel's id", "C0123456789"),
    "workspace": ("[TE][A-Z0-9]*", "a workspace's id", "T0123456789"),
}


def warn_of_channels(channels: Iterable[str]) -> None:
    """Say once which of these no channel of Slack is called; a library without Slack may use any names."""
    odd = sorted(one for one in set(channels) if not _CHANNEL.fullmatch(one))
    if odd:
        named = ", ".join(map(repr, odd))
        click.echo(
            f"{named}: a channel of Slack has an id such as C0123456789, so nobody in Slack asks from there.",
            err=True,
        )


def must_be_id(kind: str, value: str) -> None:
    """Raise UsageError for what can be no id of this kind; other kinds are let be."""
    if kind in _FORMS and not re.fullmatch(_FORMS[kind][0], value):
        _, called, such_as = _FORMS[kind]
        raise UsageError(f"{value!r} is not {called}, such as {such_as}. Nothing was deleted.")
