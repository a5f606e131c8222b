"""Keeping what was said, for the buttons under it and what is looked up later: one way for all answers."""

from __future__ import annotations

from collections.abc import Sequence

from bot import verdicts
from bot.answers import Answer, Summary
from bot.brought import is_brought
from bot.slack.bot import Bot
from bot.slack.read import said
from bot.slack.read.incoming import Incoming
from bot.slack.shown.layout import Rendered
from index.types import Article


def keep(
    bot: Bot,
    taken: str,
    incoming: Incoming,
    made: Answer | Summary,
    rendered: Rendered,
    *,
    openly: bool,
    draft: dict[str, str] | None = None,
    articles: Sequence[Article] = (),
    talk: said.Talk | None = None,
) -> None:
    """Keep an answer as it is shown, with what of `articles` the library does not have.

    `openly`: all in the channel see it. Writes the records: keep it off the loop.
    """
    bot.records.keep_answer(
        taken,
        incoming.team,
        incoming.channel,
        made,
        rendered.text,
        list(rendered.blocks),
        asker=incoming.user,
        draft=draft,
        why=verdicts.why(made),
        pages=rendered.pages,
        openly=openly,
    )
    own = [one for one in articles if is_brought(one.article_id)]
    if own:
        speakers, spots = (talk.speakers, said.spots(made, talk)) if talk else ((), ())
        bot.records.brought.keep(taken, incoming.team, own, speakers, spots)
