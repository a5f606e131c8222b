"""`footnote preview`: what Slack would show, as a page to open in a browser. Slack is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import terminal
from bot.commands.common import (
    channel_option,
    emit,
    json_option,
    mode_option,
    opened_desk,
    say,
    settings,
    tape_option,
)
from bot.errors import UsageError
from index.types import Scope

if TYPE_CHECKING:
    from bot.answers import Answer, Summary
    from bot.ask import Choice
    from bot.desk import Desk
    from bot.preview.surfaces import Shown


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options ask for: an answer or a summary, from which articles, how it is chosen."""

    question: str | None
    article: str | None
    articles: tuple[str, ...]
    mode: Choice
    channel: str | None


@click.command()
@click.argument("question", required=False)
@click.option("--summary", "article", metavar="ID", help="A summary of this article instead of an answer.")
@click.option("--article", "articles", metavar="ID", multiple=True, help="Ask only this article; repeatable.")
@mode_option
@channel_option
@tape_option
@click.option("--all", "everything", is_flag=True, help="Also /ask, and the windows that the buttons open.")
@click.option("--dark", is_flag=True, help="Begin with the dark theme; the page has a switch.")
@click.option("--phone", is_flag=True, help="Begin as wide as a phone; the page has a switch.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("footnote-preview.html"),
    show_default=True,
    help="The page to write.",
)
@json_option
def preview(
    question: str | None,
    article: str | None,
    articles: tuple[str, ...],
    mode: Choice,
    channel: str | None,
    tape: str | None,
    everything: bool,
    dark: bool,
    phone: bool,
    output: Path,
    as_data: bool,
) -> None:
    """Write the answer as Slack would show it into a page for the browser.

    The page is one file that loads nothing. --json prints the payloads instead and writes no page.

    \b
    Examples:
      footnote preview "how many troops did North Korea send?"
      footnote preview --summary north-korea-kursk --dark
      footnote preview "how many troops did North Korea send?" --all -o answer.html
    """
    if (question is None) == (article is None):
        raise UsageError("Say either a QUESTION or --summary ID.")
    if question is not None and not question.strip():
        raise UsageError('The question has no words. Try: footnote preview "how many troops were sent?"')
    wanted = Wanted(question, article, articles, mode, channel)
    with opened_desk(settings(), tape) as desk:
        shown = list(_shown(desk, wanted, everything=everything))
    if as_data:
        emit([{"name": one.name, "payload": one.payload} for one in shown], [], as_data=True)
        return
    _write(shown, output, dark=dark, phone=phone)


def _shown(desk: Desk, wanted: Wanted, *, everything: bool) -> Iterator[Shown]:
    from bot.answers import Answer
    from bot.preview import collected
    from bot.records.rows import cited

    made = _made(desk, wanted)
    if isinstance(made, Answer):
        yield collected.answered(made)
        if everything:
            yield collected.answered(made, private=True)
    else:
        yield collected.summarised(made)
    if everything:
        ids = dict.fromkeys(one.article_id for one in cited(made))
        scope = Scope(channel=wanted.channel)
        yield from collected.opened(made, [desk.library.get(one, scope) for one in ids])


def _made(desk: Desk, wanted: Wanted) -> Answer | Summary:
    scope = Scope(channel=wanted.channel)
    if wanted.article is not None:
        from bot.summarise import LENGTHS, summarise

        return summarise([wanted.article], desk, scope=scope, mode=wanted.mode, sentences=LENGTHS["medium"])
    from bot.ask import ask

    ids = frozenset(desk.library.get(one, scope).article_id for one in wanted.articles)
    scope = Scope(articles=ids or None, channel=wanted.channel)
    return ask(wanted.question or "", desk, scope=scope, mode=wanted.mode)


def _write(shown: list[Shown], output: Path, *, dark: bool, phone: bool) -> None:
    from bot.preview.page import page

    html = page(shown, "dark" if dark else "light", "phone" if phone else "desktop")
    output.write_text(html, encoding="utf-8")
    count = "1 view" if len(shown) == 1 else f"{len(shown)} views"
    emit(None, [terminal.line(f"{output}: {count}")], as_data=False)
    say(f"Open it in a browser: {output.resolve().as_uri()}")
