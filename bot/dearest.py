"""The most that a question or a summary can cost: what a model may read for it, and the longest reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answers import Usage
from bot.ask import ANSWER_TOKENS, Turn
from bot.budget import count_tokens, price_usd
from bot.context import COMPARING_TOKENS
from bot.summarise import READ_TOKENS, longest_reply
from prompts import render

_HEADINGS_TOKENS = 500  # titles and dates of the articles that the sentences stand in
_WRAPPING_TOKENS = 110  # the form that a reply must have, and the names of the roles


def question(text: str, history: Sequence[Turn], model: str) -> Usage:
    """What asking this may cost at most, before it is known what there is to read."""
    # A follow-up is read with words of the thread beside the thread itself.
    thread = "\n".join(f"{turn.speaker}: {turn.text}" for turn in history)
    user = render("ask.user", articles="", earlier=thread, question=f"{text} {thread}")
    read = sum(count_tokens(part, model) for part in (render("ask.system"), user))
    return _usage(read + COMPARING_TOKENS, ANSWER_TOKENS, model)


def summary(sentences: int, model: str) -> Usage:
    """What a summary in so many sentences may cost at most, however long its articles are."""
    return _usage(
        count_tokens(render("summary.system"), model) + READ_TOKENS, longest_reply(sentences), model
    )


def summary_of(prompt_tokens: int, sentences: int, model: str) -> Usage:
    """The same where the real prompt has been counted (`bot.summary.price.estimated`)."""
    most = Usage(prompt_tokens, longest_reply(sentences))
    return replace(most, usd=price_usd(model, most))


def _usage(read: int, reply: int, model: str) -> Usage:
    most = Usage(read + _HEADINGS_TOKENS + _WRAPPING_TOKENS, reply)
    return replace(most, usd=price_usd(model, most))
