"""/summary [ARTICLE] [short|medium|long|N sentences]: which article is meant, how long, and the summary."""

from __future__ import annotations

import asyncio
import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bot import dearest, verdicts
from bot.answers import Summary
from bot.slack import layout
from bot.slack.blocks import render_summary
from bot.slack.bot import Bot
from bot.slack.door import allowed, barred, settle
from bot.slack.handlers.ask import offers_of, place_of, scope_of, too_fast
from bot.slack.incoming import PICK_ARTICLE, Incoming
from bot.slack.layout import Rendered, note
from bot.slack.work import Outcome, work
from bot.summarise import LENGTHS, MOST_SENTENCES, summarise
from bot.wording import quoted
from index.errors import AmbiguousArticle, UnknownArticle
from index.types import ArticleInfo, Scope

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp

DEFAULT_SENTENCES = LENGTHS["medium"]
MENU_OPTIONS = 100  # docs.slack.dev, static select
_LISTED = 5
_LENGTH = re.compile(
    rf"(?:^|\s)(?:(?P<word>{'|'.join(LENGTHS)})|(?P<count>\d{{1,6}})\s+sentences?)\s*$", re.IGNORECASE
)

NOTHING = "There is no article I can read here yet."
GONE = "That article is no longer here. Say /summary to choose another."
WHICH = "Which article? Choose one, or say /summary with a part of its title."


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: the article as the person named it (or nothing) and how many sentences."""

    article: str
    sentences: int


def register(app: AsyncApp, bot: Bot) -> None:
    """Listen to /summary and to the menu it offers."""

    async def begin(ack: AsyncAck, context: dict[str, Any]) -> None:
        await ack()
        if context.get("taken"):
            bot.begin(work(bot, context["taken"], context["incoming"], decide))

    app.command("/summary")(begin)
    app.action(PICK_ARTICLE)(begin)


def wish(text: str, names: Collection[str] = ()) -> Wish:
    """Read the words after /summary; the length stands last. Quotation marks around a title are dropped.

    Words that are the whole name of an article are that article (`names`: all of them, in lower case).
    """
    found = None if _bare(text).lower() in names else _LENGTH.search(text)
    article = _bare(text[: found.start()] if found else text)
    if found is None:
        return Wish(article, DEFAULT_SENTENCES)
    return Wish(article, int(found["count"]) if found["count"] else LENGTHS[found["word"].lower()])


def _bare(text: str) -> str:
    return text.strip().strip("\"'“”‘’")


async def decide(bot: Bot, taken: str, incoming: Incoming) -> Outcome:
    """Summarise the article that is meant, or say which there are."""
    not_theirs = await asyncio.to_thread(barred, bot, incoming)
    if not_theirs:
        return Outcome(not_theirs)
    scope = await asyncio.to_thread(scope_of, bot, incoming)
    articles = await asyncio.to_thread(bot.desk.library.articles, scope)
    wanted = wish(incoming.text, _names(articles))
    if not 1 <= wanted.sentences <= MOST_SENTENCES:
        return Outcome(
            note(f"{wanted.sentences} sentences: I write 1 to {MOST_SENTENCES}. Say /summary 5 sentences.")
        )
    refusal = too_fast(bot, incoming)
    if refusal:
        return Outcome(refusal)
    if incoming.picked:
        chosen = _picked(incoming.picked, articles)
    else:
        chosen = await asyncio.to_thread(choose, bot, wanted, articles, scope)
    if isinstance(chosen, Rendered):
        return Outcome(chosen)
    name = bot.desk.model.name if bot.desk.model else ""
    most = await asyncio.to_thread(dearest.summary, wanted.sentences, name)
    async with allowed(bot, taken, incoming, most) as may:
        ready = partial(summarise, [chosen], bot.desk, scope=scope, mode=may.mode, sentences=wanted.sentences)
        summary = await bot.crew.run(ready)
        offers = await asyncio.to_thread(offers_of, bot, incoming)
        rendered = render_summary(summary, taken, place_of(bot, incoming), may.notices, offers=offers)
        await asyncio.to_thread(_keep, bot, taken, incoming, summary, rendered)
    return Outcome(rendered)


def _names(articles: Sequence[ArticleInfo]) -> set[str]:
    return {name.lower() for info in articles for name in (info.article_id, info.name)}


def _picked(article_id: str, articles: Sequence[ArticleInfo]) -> str | Rendered:
    """The article of a menu, by its exact id, or a line when it is no longer here."""
    return article_id if any(info.article_id == article_id for info in articles) else note(GONE)


def choose(bot: Bot, wanted: Wish, articles: Sequence[ArticleInfo], scope: Scope) -> str | Rendered:
    """The id of the article that is meant, or a message that asks which one is."""
    if not articles:
        return note(NOTHING)
    if not wanted.article:
        return articles[0].article_id if len(articles) == 1 else menu(articles, wanted.sentences)
    try:
        return bot.desk.library.get(wanted.article, scope).article_id
    except (UnknownArticle, AmbiguousArticle):
        return _by_part(wanted, articles)


def _by_part(wanted: Wish, articles: Sequence[ArticleInfo]) -> str | Rendered:
    named = wanted.article
    matching = [info for info in articles if named.lower() in info.name.lower()]
    if len(matching) == 1:
        return matching[0].article_id
    if matching:
        return menu(matching, wanted.sentences)
    names = {info.name.lower(): info for info in articles}
    near = difflib.get_close_matches(named.lower(), names, n=_LISTED, cutoff=0.3)
    offered = [names[name] for name in near] or list(articles[:_LISTED])
    titles = ", ".join(quoted(layout.title(info.name)) for info in offered)
    return note(f"No article here is called {quoted(layout.title(named))}. Nearest: {titles}.")


def menu(articles: Sequence[ArticleInfo], sentences: int) -> Rendered:
    """A private menu of articles, for a summary of so many sentences.

    More articles than Slack's menu holds are found by a part of their title.
    """
    options = [
        {"text": layout.label(info.name), "value": f"{sentences}:{info.article_id}"}
        for info in articles[:MENU_OPTIONS]
    ]
    select = {
        "type": "static_select",
        "action_id": PICK_ARTICLE,
        "placeholder": layout.label("Choose an article"),
        "options": options,
    }
    said = layout.line(WHICH)
    names = [layout.line(f"• {layout.title(info.name)}") for info in articles[:MENU_OPTIONS]]
    plain = layout.plain_text([said, *names])
    blocks = (layout.rich_text([said]), layout.actions(select))
    return Rendered(layout.plain_text([said]), blocks, plain)


def _keep(bot: Bot, taken: str, incoming: Incoming, summary: Summary, rendered: Rendered) -> None:
    bot.meters.answered(summary)
    settle(bot, taken, incoming, summary.usage)
    blocks, place = list(rendered.blocks), (incoming.team, incoming.channel)
    told = verdicts.why(summary)
    bot.records.keep_answer(
        taken, *place, summary, rendered.text, blocks, incoming.user, why=told, pages=rendered.pages
    )
