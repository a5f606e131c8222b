"""The home tab: how to ask, what about, what had no answer, what today has cost, how all goes. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.answers import Status
from bot.records.unanswered_book import Unanswered
from bot.slack.shown import layout, shelf
from bot.slack.shown.layout import Block, Line, bold, line
from bot.wording import quoted
from index.types import ArticleInfo

PAGE = "home_page"  # the button's action; its value is a page
PER_PAGE = 12  # with the longest titles and questions, made inert, a tab stays under what Slack takes
OPEN_SHOWN = 5
MAX_QUESTION_CHARS = 150

NO_MODEL = "No model is set up: answers are the sentences that fit best."
FAILING = "The model {} has not answered lately: until it does, answers are the sentences that fit best."
ANSWERING = "Answers are made with the model {}, and each statement is checked."
NO_BACKUP = "No backup is known. The administrator makes one with: footnote backup FILE"

_WHY: dict[Status, str] = {
    "not_in_source": "the articles do not say",
    "not_verified": "no answer could be verified",
}


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is doing. `model` is its name, or None for extracts; `at_work` counts questions inside.

    `faults` are in plain words; `last_backup` counts seconds since 1970. `in_full` is False where no reader
    runs the bot: then even an administrator of the workspace hears of the model only.
    """

    model: str | None
    failing: bool
    at_work: int
    last_backup: float | None
    faults: Sequence[str] = ()
    in_full: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a person's tab shows. `channel` is their direct message with the bot.

    `others` is None for those who may not see what others asked, and `health` is then told in short.
    `sections` are blocks of other rooms, and stand last.
    """

    usage: str
    articles: Sequence[ArticleInfo] | None  # None: not for this person to know
    meter: str
    own: Sequence[Unanswered]
    health: Health
    channel: str
    others: Sequence[Unanswered] | None = None
    page: int = 0
    sections: Sequence[Block] = field(default=())


def view(shown: Shown) -> Block:
    """The tab at its page of articles; the nearest page there is, where they have become fewer."""
    blocks = [
        _text("How to ask", [line(shown.usage)]),
        *_articles(shown),
        *_open("Your questions without an answer", shown.own),
        *_open("Without an answer in public channels", shown.others or ()),
        _text("Today", [line(shown.meter)]),
        _text("Health", list(_health(shown))),
        *shown.sections,
    ]
    return {"type": "home", "blocks": blocks, "private_metadata": json.dumps({"channel": shown.channel})}


def meter(tokens: int, usd: float, most_tokens: int, most_usd: float) -> str:
    """What the model has cost today, of how much it may."""
    of_tokens = f" of {most_tokens:,}" if most_tokens else ""
    of_usd = f" of {most_usd:.2f}" if most_usd else ""
    return f"{tokens:,}{of_tokens} tokens, {usd:.2f}{of_usd} US dollars, until midnight UTC."


def _text(heading: str, lines: Sequence[Line]) -> Block:
    return layout.rich_text([line(bold(heading)), *lines])


def _articles(shown: Shown) -> Iterator[Block]:
    if shown.articles is None:
        return
    count = len(shown.articles)
    if not count:
        yield layout.rich_text([line(shelf.EMPTY)])
        return
    last = (count - 1) // PER_PAGE
    page = max(0, min(shown.page, last))
    listed = shown.articles[page * PER_PAGE : (page + 1) * PER_PAGE]
    named = "1 article" if count == 1 else f"{count:,} articles"
    yield _text(f"{named} can be asked about in a direct message", [shelf.listed(one) for one in listed])
    turning = [("Back", page - 1), ("More", page + 1)]
    row = [
        # Slack takes an action_id once in a block.
        layout.button(f"{PAGE}_{way.lower()}", f"{way} (page {to + 1} of {last + 1})", str(to))
        for way, to in turning
        if 0 <= to <= last
    ]
    if row:
        yield layout.actions(*row)


def _open(heading: str, questions: Sequence[Unanswered]) -> Iterator[Block]:
    if not questions:
        return
    lines = [line(f"• {_asked(one)}") for one in questions[:OPEN_SHOWN]]
    if len(questions) > OPEN_SHOWN:
        lines.append(line(f"and {len(questions) - OPEN_SHOWN:,} more"))
    yield _text(heading, lines)


def _asked(one: Unanswered) -> str:
    words = " ".join(one.question.split())
    short = words if len(words) <= MAX_QUESTION_CHARS else f"{words[: MAX_QUESTION_CHARS - 1]}…"
    return f"{quoted(short)} · {_day(one.at)} · {_WHY.get(one.ending, '')}"


def _health(shown: Shown) -> Iterator[Line]:
    health = shown.health
    if health.model is None:
        yield line(NO_MODEL)
    else:
        yield line((FAILING if health.failing else ANSWERING).format(health.model))
    if shown.others is None or not health.in_full:
        return
    yield line(f"{health.at_work} questions are being worked on.")
    yield line(f"Last backup: {_day(health.last_backup)}." if health.last_backup else NO_BACKUP)
    for fault in health.faults:
        yield line(f"Fault: {fault}.")


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
