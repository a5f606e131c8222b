"""`footnote feedback`: what people found bad in Slack, and a test made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import terminal
from bot.commands.common import emit, json_option, say, settings

if TYPE_CHECKING:
    from bot.records.rows import ThumbsDown

_file = click.Path(dir_okay=False, path_type=Path)


@click.group()
def feedback() -> None:
    """What people found bad in Slack, and tests made of it."""


@feedback.command("list")
@json_option
def list_(as_data: bool) -> None:
    """List the answers with a thumbs-down, the newest first.

    \b
    Example:
      footnote feedback list
    """
    rows: list[dict[str, Any]] = [
        {
            "id": one.kept.id,
            "day": datetime.fromtimestamp(one.at, UTC).date().isoformat(),
            "reasons": list(one.reasons),
            "words": list(one.words),
            "question": one.kept.question,
            "articles": list(dict.fromkeys(place.article_id for place in one.kept.places)),
        }
        for one in _downs()
    ]
    cells = [
        [
            str(row["id"])[:8],
            str(row["day"]),
            ", ".join(row["reasons"]) or "-",
            row["question"] or "(not kept)",
        ]
        for row in rows
    ]
    empty = [terminal.line("Nobody has put a thumb down.")]
    emit(rows, terminal.table(["ID", "DAY", "REASON", "QUESTION"], cells) if rows else empty, as_data=as_data)


@feedback.command("to-test")
@click.argument("id")
@click.option("--out", type=_file, metavar="FILE", help="Where to.  [thumbs-down-ID.footnote.yaml]")
def to_test(id: str, out: Path | None) -> None:
    """Make a test file of a thumbs-down: its question, its articles, what the model sent, and why.

    What it should have said is for you to fill in. It holds people's words: read it before you share it.

    \b
    Example:
      footnote feedback to-test 3f9a
    """
    from bot.desk import open_desk
    from bot.testing import thumbs, writing
    from bot.testing.case import SUFFIX

    down = thumbs.chosen(_downs(), id)
    path = out or Path(f"thumbs-down-{down.kept.id[:8]}{SUFFIX}")
    desk = open_desk(settings())
    with desk.library:
        articles = thumbs.articles_of(down, desk.library)
    *files, written = writing.save(path, articles, [thumbs.asked(down)])
    kept = thumbs.keep_draft(written, files, down)
    for one in (*files, written, *([kept] if kept else [])):
        say(f"written: {one}")
    if down.draft and not kept:
        say(f"Article or prompt changed since. Record the reply anew: footnote tapes record {path}")
    say(f"Fill in its ending, then: footnote test {path}")


def _downs() -> list[ThumbsDown]:
    from bot.records import Records

    loaded = settings()
    with Records.open(loaded.home, keep_days=loaded.keep_days) as records:
        return records.thumbs_down()
