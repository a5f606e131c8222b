"""What is said in Slack about feeds that a channel follows and about its digest. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from bot.records.schedule_book import Standing
from bot.schedule import zone_of
from bot.slack.shown import layout
from bot.slack.shown.layout import Line, Rendered, bold, line, note
from bot.wording import quoted

_LISTED = 10

Word = Literal["new", "changed", "new or changed"]
News = tuple[str, Word]  # what an article is called, and what became of it

NO_ADDRESS = (
    "Which feed or page? Say /footnote follow with its whole address, such as https://example.com/feed."
)
NOT_FOLLOWED = "This channel does not follow that address. /footnote followed lists what it does."
NOTHING_FOLLOWED = (
    "This channel follows nothing yet. Say /footnote follow with the address of a feed or page."
)
NO_DIGEST = "This channel has no digest. Say /footnote digest daily at 09:00, or /footnote digest now."
DIGEST_OFF = "This channel gets no digest any more."
NOT_INVITED = "I am not in this channel, so a digest would reach nobody. Say /invite first, then this again."
NOT_TOLD = "I am not in this channel, so what is new is read but not told here. Invite me with /invite."
NOT_ARRIVING = "The last one could not be posted: I am not in this channel. Invite me with /invite."
NO_NEWS = "Nothing was added or changed here since the last digest."
NO_ZONE = "Slack did not tell me your time zone, so this is UTC."


def following(address: str, every: str, zone: str) -> str:
    """That an address is followed now."""
    return (
        f"Following {layout.title(address)}, {_when(every, zone)}. What is new or changed there is told in "
        "this channel; /footnote unfollow ends it."
    )


def unfollowed(address: str) -> Rendered:
    """That an address is followed no more. Its articles stay."""
    return note(f"No longer following {layout.title(address)}. What it brought stays; /footnote list has it.")


def followed(ones: Sequence[Standing]) -> Rendered:
    """What a channel follows, when each is read again, and which cannot be read."""
    if not ones:
        return note(NOTHING_FOLLOWED)
    head = (
        "This channel follows 1 address" if len(ones) == 1 else f"This channel follows {len(ones)} addresses"
    )
    return _message([line(bold(head)), *map(_followed, ones)])


def news(address: str, told: Sequence[News], *, again: bool = False) -> Rendered:
    """What a followed address has brought; nothing to say when that is nothing. `again`: it failed before."""
    if not told and not again:
        return Rendered("")
    lines = [line(bold(f"{layout.title(address)} can be read again."))] if again else []
    if told:
        lines += [line(bold(f"{_counted(told)} at {layout.title(address)}:")), *map(_news, told[:_LISTED])]
    if len(told) > _LISTED:
        lines.append(line(f"and {len(told) - _LISTED} more; /footnote list has them all"))
    return _message(lines)


def failed(address: str, reason: str) -> Rendered:
    """That a followed address cannot be read, and what happens next."""
    return note(
        f"I cannot read {layout.title(address)}, which this channel follows. {reason} I keep trying, and say "
        "so when it works again; /footnote unfollow ends it."
    )


def digest_set(every: str, zone: str, length: str, due: float, *, known: bool) -> Rendered:
    """When the digest comes. `known`: the zone is the person's own."""
    first = datetime.fromtimestamp(due, zone_of(zone)).strftime("%A %-d %B at %H:%M")
    return note(
        f"This channel gets a {length} digest of what is added or changed, {_when(every, zone)}; the first "
        f"on {first}. When nothing is new I say nothing. /footnote digest off ends it.",
        *([] if known else [NO_ZONE]),
    )


def digest_is(one: Standing) -> Rendered:
    """Which digest a channel has, and whether it arrives."""
    said = (
        f"This channel gets a {one.what} digest, {_when(one.every, one.zone)}. /footnote digest off ends it."
    )
    return note(said, *([NOT_ARRIVING] if one.failing else []))


def digest_follows(count: int) -> Rendered:
    """That a digest was asked for and is being made."""
    return note(f"A digest of {_articles(count)} follows in this channel.")


def heading(shown: int, left_out: int) -> str:
    """What a digest is of."""
    more = f" The {left_out:,} oldest of them are left out." if left_out else ""
    return f"Digest: {_articles(shown + left_out)} added or changed.{more}"


def _message(lines: Sequence[Line]) -> Rendered:
    return Rendered(layout.notification([layout.said(one) for one in lines]), (layout.rich_text(lines),))


def _followed(one: Standing) -> Line:
    failing = " · cannot be read at the moment" if one.failing else ""
    return line(f"{layout.title(one.what)} · {_when(one.every, one.zone)}{failing}")


def _when(every: str, zone: str) -> str:
    """`daily at 09:00 (Europe/Oslo)`; what comes after a time has no zone."""
    return f"{every} ({zone})" if ":" in every else every


def _news(one: News) -> Line:
    name, word = one
    return line(f"{quoted(layout.title(name))} · {word}")


def _counted(told: Sequence[News]) -> str:
    counts = {word: sum(one == word for _, one in told) for word in ("new", "changed", "new or changed")}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"
