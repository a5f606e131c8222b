"""What is said in Slack about the library: offers to index, what became of them, lists. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.feeding import Became, Fed
from bot.slack.read.attached import NOT_READ, most_bytes, too_big
from bot.slack.read.incoming import INDEX_THIS, REMOVE_ARTICLE, SUMMARISE_THIS
from bot.slack.shown import layout
from bot.slack.shown.layout import Block, Line, Rendered, bold, line, note
from bot.wording import quoted
from index.types import ArticleInfo

OFFERED = 5  # files and links of one message; the others are named
MAX_LINK_CHARS = 1_900  # a button's value takes 2,000: docs.slack.dev, button element
_LISTED = 30  # the longest titles, made inert, stay under what a message takes
_LISTED_REFUSALS = 5

ONLY_HERE = "It will be found in this channel only."
ASK_AFTERWARDS = "I answer from indexed articles only, so ask me again afterwards."
EMPTY = "There is no article here yet. Say /footnote add with a web address, or share a file."

_WORDS = {
    "added": "Added {}. Everybody in this channel can ask about it now.",
    "updated": "Updated {}: it had changed.",
    "unchanged": "Unchanged: {} is here already, word for word.",
}
_NOT_NAMED = (
    "Added {}. It can be asked about here once an administrator names it in this channel's rules, which list "
    "the articles there are."
)
_SOME_NOT_NAMED = (
    "What this channel's rules do not name can be asked about here once an administrator names it."
)


def offer(files: Sequence[dict[str, Any]], links: Sequence[str], *, asked: bool) -> Rendered:
    """*Index this?* and *Summarise* under each file and link; why not, under those that are not read.

    `asked`: the message has a question as well.
    """
    shown = [*(_of_file(one) for one in files), *(_of_link(one) for one in links)]
    if not shown:
        return note(NOT_READ)
    more = f"{len(shown) - OFFERED} more: share them in another message." if len(shown) > OFFERED else ""
    last = [line(said) for said in (more, ONLY_HERE, ASK_AFTERWARDS if asked else "") if said]
    blocks = [block for each in shown[:OFFERED] for block in _offered(*each)]
    lines = [*(one for one, _ in shown[:OFFERED]), *last]
    plain = layout.plain_text(lines)
    return Rendered(plain, (*blocks, layout.rich_text(last)), plain)


def became(fed: Fed, named: frozenset[str] | None = None) -> Rendered:
    """What became of what was handed in: each article of a page or file, or counts and refusals of a feed.

    `named` are the articles that the channel's rules name, if they do. Of another it is only told that
    it was added, as if nobody had brought it before.
    """
    closed = [
        one for one in fed.became if one.article_id and named is not None and one.article_id not in named
    ]
    told = tuple(replace(one, word="added") if one in closed else one for one in fed.became)
    if len(told) == 1:
        lines = [line(_NOT_NAMED.format(_name(told[0].name))) if closed else _told(told[0])]
    else:
        lines = [*_counted(replace(fed, became=told)), *([line(_SOME_NOT_NAMED)] if closed else [])]
    plain = layout.plain_text(lines)
    return Rendered(plain, (layout.rich_text(lines),), plain)


def listing(articles: Sequence[ArticleInfo]) -> Rendered:
    """The articles that a channel may ask about, with what to call them by."""
    if not articles:
        return note(EMPTY)
    count = "1 article" if len(articles) == 1 else f"{len(articles):,} articles"
    lines = [line(bold(f"{count} can be asked about here")), *map(listed, articles[:_LISTED])]
    if len(articles) > _LISTED:
        lines.append(line(f"and {len(articles) - _LISTED:,} more"))
    plain = layout.plain_text(lines)
    return Rendered(layout.plain_text(lines[:1]), (layout.rich_text(lines),), plain)


def confirm(article: ArticleInfo) -> Rendered:
    """Asks once before an article is removed."""
    asked = line("Remove ", bold(_name(article.name)), f", {_sentences(article)}?")
    button = layout.button(REMOVE_ARTICLE, "Remove", article.article_id)
    text = layout.plain_text([asked])
    return Rendered(text, (layout.rich_text([asked]), layout.actions(button)), text)


def removed(name: str) -> Rendered:
    """The article is out of the channel's reach."""
    return note(f"Removed {_name(name)}. Nothing said in this channel from now on stands on it.")


def opened(name: str) -> Rendered:
    """Every channel may ask about the article."""
    return note(f"Every channel can ask about {_name(name)} now.")


def _of_file(file: dict[str, Any]) -> tuple[Line, str]:
    name, size = str(file["name"]), int(file["size"])
    if size > most_bytes(name):
        return line(too_big(layout.title(name), size)), ""
    return line(bold(_name(name))), f"file:{file['id']}"


def _of_link(link: str) -> tuple[Line, str]:
    if len(link) > MAX_LINK_CHARS:
        return line(f"{layout.title(link)}: the address is longer than {MAX_LINK_CHARS:,} characters."), ""
    return line(bold(layout.title(link))), f"link:{link}"


def _offered(said: Line, value: str) -> Iterable[Block]:
    yield layout.rich_text([said])
    if value:
        names = {INDEX_THIS: "Index this?", SUMMARISE_THIS: "Summarise"}
        yield layout.actions(*(layout.button(action, name, value) for action, name in names.items()))


def _told(one: Became) -> Line:
    if one.word == "refused":
        return line(f"Not added. {one.reason}")
    return line(_WORDS[one.word].format(_name(one.name)))


def _counted(fed: Fed) -> Iterable[Line]:
    counts = {word: sum(one.word == word for one in fed.became) for word in (*_WORDS, "refused")}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    yield line(bold(f"{len(fed.became)} articles: {told}."))
    refused = [one for one in fed.became if one.word == "refused"]
    for one in refused[:_LISTED_REFUSALS]:
        yield line(f"{_name(one.name)}: {one.reason}")
    if len(refused) > _LISTED_REFUSALS:
        yield line(f"and {len(refused) - _LISTED_REFUSALS} more refused")
    if fed.left_out:
        yield line(f"{fed.left_out} older entries of the feed were not read.")


def listed(article: ArticleInfo) -> Line:
    """An article in a list: title, date, length, id."""
    everywhere = not article.channels or any(one.endswith("/*") for one in article.channels)
    where = "" if everywhere else " · not in every channel"
    facts = f" · {article.date or 'date unknown'} · {_sentences(article)}{where} · "
    return line(f"{layout.title(article.name)}{facts}{article.article_id}")


def _sentences(article: ArticleInfo) -> str:
    return "1 sentence" if article.sentences == 1 else f"{article.sentences:,} sentences"


def _name(name: str) -> str:
    return quoted(layout.title(name))
