"""What asking the model costs: what a summary will likely cost, told before, and the most that anything can.

The likely cost is of the real prompt and a reply as long as they mostly are. The most is of what a model may
read for it, and the longest reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from bot.answers import Usage
from bot.ask import ANSWER_TOKENS, Turn
from bot.budget import count_tokens, price_usd
from bot.context import COMPARING_TOKENS
from bot.summarise import READ_TOKENS, longest_reply, reading
from bot.summary.lengths import Length
from index.types import Article
from prompts import render

# More than any question costs (some 4,300 tokens at most), and for those nobody is asked first; in money for
# models that cost as much for less.
LONG_TOKENS = 5_000
LONG_USD = 0.05

_COPIED = 0.85  # of a sentence stands in a statement on average: whole ones and clauses mixed
_CLAIM_TOKENS = 20  # of JSON around each statement of a reply
_WRAPPING_TOKENS = 110  # the form a reply must have, the names of the roles, the reply's own brackets
_HEADINGS_TOKENS = 500  # titles and dates of the articles that the sentences stand in


def likely(articles: Sequence[Article], length: Length, model: str) -> Usage:
    """What a summary of the articles costs at `model`, without what a model that thinks adds unseen.

    A reply is taken to copy from as many sentences of the articles as were asked for.
    """
    shown, prompt = reading(articles, length.sentences, model)
    if not shown.sentences:
        return Usage()
    said = _COPIED * fmean(count_tokens(one.text, model) for one in shown.sentences) + _CLAIM_TOKENS
    count = min(length.sentences, len(shown.sentences))
    told = Usage(count_tokens(prompt, model) + _WRAPPING_TOKENS, round(count * said))
    return Usage(told.prompt_tokens, told.completion_tokens, price_usd(model, told))


def is_long(usage: Usage) -> bool:
    """Whether somebody should agree to the cost first."""
    return usage.prompt_tokens + usage.completion_tokens > LONG_TOKENS or (usage.usd or 0.0) > LONG_USD


def told(usage: Usage, model: str) -> str:
    """The cost as a line to agree to."""
    tokens = round(usage.prompt_tokens + usage.completion_tokens, -2)
    cost = f"about {_dollars(usage.usd)}" if usage.usd is not None else f"at a price of {model} I do not know"
    return f"This takes about {tokens:,} tokens, {cost}."


def most_of_question(text: str, history: Sequence[Turn], model: str) -> Usage:
    """What asking this may cost at most, before it is known what there is to read."""
    # A follow-up is read with words of the thread beside the thread itself.
    thread = "\n".join(f"{turn.speaker}: {turn.text}" for turn in history)
    user = render("ask.user", articles="", earlier=thread, question=f"{text} {thread}")
    read = sum(count_tokens(part, model) for part in (render("ask.system"), user))
    return _usage(read + COMPARING_TOKENS, ANSWER_TOKENS, model)


def most_of_summary(sentences: int, model: str) -> Usage:
    """What a summary in so many sentences may cost at most, however long its articles are."""
    return _usage(
        count_tokens(render("summary.system"), model) + READ_TOKENS, longest_reply(sentences), model
    )


def most_of_counted(prompt_tokens: int, sentences: int, model: str) -> Usage:
    """The same where the real prompt has been counted (`likely`)."""
    most = Usage(prompt_tokens, longest_reply(sentences))
    return replace(most, usd=price_usd(model, most))


def _usage(read: int, reply: int, model: str) -> Usage:
    most = Usage(read + _HEADINGS_TOKENS + _WRAPPING_TOKENS, reply)
    return replace(most, usd=price_usd(model, most))


def _dollars(usd: float) -> str:
    return f"{usd:.2g} US dollars" if usd < 1 else f"{usd:.2f} US dollars"
