"""`footnote ask` and `footnote summary`: from words on the command line to a shown answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import as_json, terminal, wording
from bot.answers import Answer, Summary
from bot.commands.common import (
    channel_option,
    emit,
    explain_option,
    json_option,
    mode_option,
    opened_desk,
    say_if_no_library,
    settings,
    tape_option,
)
from bot.errors import FootnoteError, UsageError
from bot.terminal import Line
from index.errors import UnknownArticle, Unreadable
from index.types import Article, NewArticle, Scope

if TYPE_CHECKING:
    from bot.ask import Choice, Turn
    from bot.desk import Desk


@click.command()
@click.argument("question")
@click.option("--article", "articles", metavar="ID", multiple=True, help="Ask only this article; repeatable.")
@mode_option
@channel_option
@click.option(
    "--history",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Earlier turns, a JSON list or JSON lines of {"speaker": ..., "text": ...}.',
)
@explain_option
@tape_option
@json_option
def ask(
    question: str,
    articles: tuple[str, ...],
    mode: Choice,
    channel: str | None,
    history: Path | None,
    explain: bool,
    tape: str | None,
    as_data: bool,
) -> None:
    """Ask the library a question; - reads it from standard input.

    Every statement is a piece of a sentence, and the sentence stands under it word for word.
    "The article does not say" is an answer too: exit code 0.

    \b
    Examples:
      footnote ask "how many troops did North Korea send?"
      footnote ask "when was the pact signed?" --article north-korea-kursk --explain
      footnote ask "and how many died?" --history thread.jsonl --json
    """
    from bot.ask import ask as ask_core

    asked = _whole(sys.stdin.read() if question == "-" else question)
    turns = _turns(history) if history else ()
    loaded = settings()
    with opened_desk(loaded, tape) as desk:
        wanted = frozenset(desk.library.get(ref, Scope(channel=channel)).article_id for ref in articles)
        scope = Scope(articles=wanted or None, channel=channel)
        answer = ask_core(asked, desk, scope=scope, mode=mode, history=turns)
    data = as_json.answer(answer, wording.answer_text(answer))
    _show(answer, data, terminal.answer(answer), explain=explain, as_data=as_data)
    say_if_no_library(loaded)


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="ID|PATH|URL ...")
@click.option(
    "--length", type=click.Choice(["short", "medium", "long"]), help="3, 5 or 8 sentences.  [medium]"
)
@click.option("--sentences", metavar="N", type=int, help="How many sentences at most, 1 to 20.")
@click.option("--words", metavar="N", type=int, help="How many words at most, 10 to 500.")
@mode_option
@channel_option
@explain_option
@tape_option
@json_option
def summary(
    what: tuple[str, ...],
    length: str | None,
    sentences: int | None,
    words: int | None,
    mode: Choice,
    channel: str | None,
    explain: bool,
    tape: str | None,
    as_data: bool,
) -> None:
    """Summarise articles of the library, or files and web pages that are not in it.

    Each sentence has its footnote; a last line says how much of the articles they use.

    \b
    Examples:
      footnote summary north-korea-kursk --length short
      footnote summary report.pdf --sentences 4 --json
      footnote summary https://example.com/article
    """
    from bot.summarise import LENGTHS
    from bot.summary.lengths import Length, in_words, summarise_to

    if [length, sentences, words].count(None) < 2:
        raise UsageError("--length, --sentences and --words each say how long. Keep one of them.")
    count = sentences if sentences is not None else LENGTHS[length or "medium"]
    wanted = Length(count) if words is None else in_words(words)
    if words is not None and wanted.refusal:
        raise UsageError(wanted.refusal)
    with opened_desk(settings(), tape) as desk:
        articles = _articles(what, desk, Scope(channel=channel))
        made = summarise_to(articles, desk, wanted, mode=mode)
    text = "\n".join(wording.claim_text(claim) for claim in made.sentences)
    _show(made, as_json.summary(made, text), terminal.summary(made), explain=explain, as_data=as_data)


def _show(
    made: Answer | Summary, data: dict[str, Any], lines: list[Line], *, explain: bool, as_data: bool
) -> None:
    if explain:
        data["stages"] = [as_json.stage(one) for one in made.stages]
        claims = made.claims if isinstance(made, Answer) else made.sentences
        lines = [*lines, terminal.EMPTY, *terminal.explained(made.stages, claims, made.rejected)]
    emit(data, lines, as_data=as_data)


def _turns(path: Path) -> tuple[Turn, ...]:
    from bot.ask import Turn

    try:
        text = path.read_text(encoding="utf-8").strip()
        rows = json.loads(text) if text.startswith("[") else [json.loads(row) for row in text.splitlines()]
        return tuple(Turn(_string(row["speaker"]), _string(row["text"])) for row in rows)
    except OSError as fault:
        raise UsageError(f"--history {path}: cannot be read ({fault.strerror}).") from fault
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise UsageError(
            f'--history {path}: must be a JSON list, or lines, of {{"speaker": "...", "text": "..."}}.'
        ) from fault


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return _whole(value)


def _whole(text: str) -> str:
    """The text with half a character (a byte that is no UTF-8, an odd JSON escape) replaced by `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _articles(what: Sequence[str], desk: Desk, scope: Scope) -> list[Article]:
    """What to summarise, in order, one text once. Files are only cut into sentences, not embedded."""
    from index.passing import passing

    found = [_article_or_files(item, desk, scope) for item in what]
    taken = {one.article_id for one in found if isinstance(one, Article)}
    articles: dict[str, Article] = {}
    for one in found:
        for article in [one] if isinstance(one, Article) else passing(one, taken):
            articles.setdefault(article.text, article)
            taken.add(article.article_id)
    return list(articles.values())


def _article_or_files(item: str, desk: Desk, scope: Scope) -> Article | list[NewArticle]:
    """An article of the library by its name, else what the file or the web page of that name holds."""
    from index.readers import is_address, read_page, read_path

    if is_address(item):
        return [read_page(item, desk.settings.fetch_allow or frozenset())]
    try:
        return desk.library.get(item, scope)
    except UnknownArticle:
        if not Path(item).exists():
            raise
    try:
        return read_path(Path(item))
    except Unreadable as fault:
        raise FootnoteError(f"{item}: {fault}") from fault
