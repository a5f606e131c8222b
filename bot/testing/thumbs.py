"""From a stored thumbs-down to a test file: question, articles, what the model sent, and why it was bad."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.answers import Usage
from bot.budget import count_tokens
from bot.errors import UsageError
from bot.recording import Recording, key_of, prompt_of, write
from bot.records.rows import ThumbsDown
from bot.testing import run, writing
from bot.testing.case import EXTRACTIVE, ArticleFile, Case, Place
from bot.testing.reading import TAPES
from bot.testing.shelf import Shelf
from index.library import Library
from index.types import Article

FROM_USE = "a server in use"  # a recording says what answered; of an answer given in Slack that is not kept


def chosen(downs: Sequence[ThumbsDown], start: str) -> ThumbsDown:
    """The one whose answer's id begins so. Raises UsageError for none, or several."""
    found = [one for one in downs if start and one.kept.id.startswith(start)]
    if len(found) != 1:
        many = "several thumbs-downs begin" if found else "no thumbs-down begins"
        raise UsageError(f"{many} with {start!r}. See: footnote feedback list")
    if found[0].kept.question is None:
        raise UsageError(f"{found[0].kept.id}: its question is not kept (FOOTNOTE_KEEP_DAYS is 0).")
    if not found[0].kept.question:
        raise UsageError(f"{found[0].kept.id} is a summary. Write its test by hand: docs/testing.md.")
    return found[0]


def articles_of(down: ThumbsDown, library: Library) -> list[Article]:
    """The articles that the answer cited, as they are now. Raises UsageError when none is left."""
    ids = dict.fromkeys(place.article_id for place in down.kept.places)
    found = [article for one in ids if (article := library.by_id(one)) is not None]
    if not found:
        raise UsageError(f"{down.kept.id}: the library holds none of the articles that it cited.")
    return found


def asked(down: ThumbsDown) -> writing.Asked:
    """The test to be: without an expected ending, which a person fills in."""
    said = [f"said about it: {one}" for one in (*down.reasons, *down.words)]
    comment = (
        f"A thumbs-down of {_day(down.at)}. Footnote said:",
        *(f"  {line}" for line in (down.kept.text or "").splitlines()),
        *said,
        "Fill in the ending: answered, partly, not_in_source or not_verified; then says, cites, never_says.",
    )
    model = down.draft["model"] if down.draft else EXTRACTIVE
    return writing.Asked(
        f"thumbs-down {down.kept.id[:8]}", down.kept.question or "", None, model, (), comment
    )


def keep_draft(path: Path, articles: Sequence[Path], down: ThumbsDown) -> Path | None:
    """Record for the test in `path` what the model sent then.

    None if there was no model, or if article or prompt changed since: the reply answered other words.
    """
    if down.draft is None:
        return None
    files = tuple(map(ArticleFile, articles))
    model, question = down.draft["model"], down.kept.question
    case = Case("thumbs-down", Place(path, 1), files, model, path.parent / TAPES, question)
    given = run.Says(model, down.draft["text"])
    with Shelf() as shelf:
        run.play(case, shelf, given)
    if given.asked is None or key_of(given.asked, model) != down.draft["key"]:
        return None
    label = {"origin": "recorded", "server": FROM_USE, "recorded": _day(down.at)}
    usage = Usage(0, count_tokens(given.text, model), None)
    return write(Recording(given.asked, model, given.text, usage, label, prompt_of(given.asked)), case.tapes)


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
