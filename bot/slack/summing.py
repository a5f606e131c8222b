"""From what is to be summarised to the message that tells it: the price agreed to, the summary, what is kept.

Which articles or messages are meant, the handlers find out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot import cost
from bot.answers import FREE, Summary, Usage
from bot.brought import is_brought
from bot.slack.bot import Bot
from bot.slack.door import allowed, offers_of, place_of
from bot.slack.keeping import keep
from bot.slack.post import own_host, permalink
from bot.slack.read import said
from bot.slack.read.history import Message
from bot.slack.read.incoming import GO_AHEAD, INDEX_THIS, Incoming, agreement
from bot.slack.shown import layout
from bot.slack.shown.blocks import render_summary
from bot.slack.shown.footnotes import Linked
from bot.slack.shown.fragment import link_to
from bot.slack.shown.layout import Block, Rendered, line, note
from bot.slack.work import Outcome
from bot.summary.lengths import Length, summarise_to, words_in
from index.types import Article

_NEARLY = 1.2  # times what was agreed to is taken for the same
MOST_NAMES = 30  # people looked up for one answer
NEVER_MIND = "never_mind"
TOO_MUCH_TEXT = "That names too much at once. Please say it shorter."


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be summarised. `lines` of ours stand above the summary.

    `talk` is of messages, whose one article `articles` holds. `to_index` is the value of *Index this?* for
    what is not in the library and could be.
    """

    articles: tuple[Article, ...]
    lines: tuple[str, ...] = ()
    talk: said.Talk | None = None
    to_index: str = ""


async def told(bot: Bot, taken: str, incoming: Incoming, source: Source, length: Length) -> Outcome:
    """The summary, or the question whether its price is agreed to."""
    model = bot.desk.model
    likely = most = FREE
    if model:
        likely = await bot.crew.run(partial(cost.likely, source.articles, length, model.name))
        most = cost.most_of_counted(likely.prompt_tokens, length.sentences, model.name)
    async with allowed(bot, taken, incoming, most) as may:
        if model and may.mode != "extractive" and cost.is_long(likely) and not _agreed_to(incoming, likely):
            return Outcome(asked_first(incoming, taken, likely, model.name), aside=True)
        made = await may.made(partial(summarise_to, source.articles, bot.desk, length))
    lines = (*may.notices, *source.lines, *_longer(made, length))
    made, linked = await _told_by_people(bot, incoming, source, made)
    finish = partial(_finished, bot, taken, incoming, source, made, lines, linked)
    return await asyncio.to_thread(finish)


def _agreed_to(incoming: Incoming, likely: Usage) -> bool:
    """Whether the cost, or nearly as much, was agreed to: a conversation may have grown since."""
    return likely.prompt_tokens + likely.completion_tokens <= _NEARLY * incoming.agreed


def _longer(made: Summary, length: Length) -> Iterable[str]:
    words = words_in(made)
    if length.words is not None and words > length.words:
        yield f"You asked for {length.words} words; the one sentence that tells most has {words}."


async def _told_by_people(
    bot: Bot, incoming: Incoming, source: Source, made: Summary
) -> tuple[Summary, Linked]:
    """Of messages: who said each sentence, and where it can be opened."""
    if source.talk is None:
        return made, link_to
    shown = said.cited_messages(made, source.talk)
    names = await names_of(bot, incoming.team, [one.user for one in shown])
    links = await permalinks(bot, incoming, shown)
    told = said.told_summary(made, source.talk, names)
    return told, said.linked_to(source.talk, links)


def _finished(
    bot: Bot,
    taken: str,
    incoming: Incoming,
    source: Source,
    made: Summary,
    lines: Sequence[str],
    linked: Linked,
) -> Outcome:
    """The summary as it will be shown, once it is kept."""
    place, offers = place_of(bot, incoming), offers_of(bot, incoming) - {"person"}
    rendered = render_summary(made, taken, place, lines, offers=offers, linked=linked)
    if source.to_index:
        rendered = _with_button(rendered, layout.button(INDEX_THIS, "Index this?", source.to_index))
    rendered = without_source_unless_kept(bot, rendered, source.articles)
    openly, articles = place == "thread", source.articles
    keep(bot, taken, incoming, made, rendered, openly=openly, articles=articles, talk=source.talk)
    return Outcome(rendered, private=place != "thread")


def without_source_unless_kept(bot: Bot, rendered: Rendered, articles: Iterable[Article]) -> Rendered:
    """The message without *Show in source* where nothing will be left to show."""
    if bot.desk.settings.keep_days or not any(is_brought(one.article_id) for one in articles):
        return rendered
    return _without_button(rendered, "source")


def _with_button(rendered: Rendered, button: Block) -> Rendered:
    """The message with a button more in a row of its own, above the thumbs."""
    blocks = list(rendered.blocks)
    thumbs = next(at for at, one in enumerate(blocks) if one["type"] == "context_actions")
    return replace(rendered, blocks=(*blocks[:thumbs], layout.actions(button), *blocks[thumbs:]))


def _without_button(rendered: Rendered, action: str) -> Rendered:
    blocks = []
    for one in rendered.blocks:
        left = [each for each in one["elements"] if each.get("action_id") != action]
        blocks += [{**one, "elements": left}] if left else []
    return replace(rendered, blocks=tuple(blocks))


async def names_of(bot: Bot, team: str, users: Iterable[str]) -> dict[str, str]:
    """The names of users, of the first MOST_NAMES; those that Slack tells."""
    client = await bot.web(team)
    wanted = list(dict.fromkeys(users))[:MOST_NAMES]
    people = await asyncio.gather(*(bot.people.person(client, team, one) for one in wanted))
    return {user: one.name for user, one in zip(wanted, people, strict=True) if one and one.name}


async def permalinks(bot: Bot, incoming: Incoming, shown: Sequence[Message]) -> dict[str, str]:
    """The addresses of the messages, by their ts; those that Slack tells and that are the workspace's own."""
    if not shown:
        return {}
    client = await bot.web(incoming.team)
    host = await own_host(client)
    found = await asyncio.gather(*(permalink(client, incoming.channel, one.ts) for one in shown))
    return {
        one.ts: url for one, url in zip(shown, found, strict=True) if url and said.own_permalink(url, host)
    }


def asked_first(incoming: Incoming, taken: str, likely: Usage, model: str) -> Rendered:
    """The price with *Go ahead* and *Never mind*."""
    value = agreement(incoming, taken, likely.prompt_tokens + likely.completion_tokens)
    if value is None:
        return note(TOO_MUCH_TEXT)
    grown = "There is more to read by now. " if incoming.agreed else ""
    asked = line(f"{grown}{cost.told(likely, model)} Shall I?")
    text = layout.plain_text([asked])
    row: list[Block] = [layout.button(GO_AHEAD, "Go ahead", value)]
    row.append(layout.button(NEVER_MIND, "Never mind", taken))
    return Rendered(text, (layout.rich_text([asked]), layout.actions(*row)), text)
