"""What a summary will cost, told before: the real prompt counted, and a reply as long as they mostly are."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from bot.answers import Usage
from bot.budget import count_tokens, price_usd
from bot.summarise import reading
from bot.summary.lengths import Length
from index.types import Article

# More than any question costs (some 4,300 tokens at most, see bot.dearest), and for those nobody is asked
# first; in money for models that cost as much for less.
LONG_TOKENS = 5_000
LONG_USD = 0.05

_COPIED = 0.85  # of a sentence stands in a statement on average: whole ones and clauses mixed
_CLAIM_TOKENS = 20  # of JSON around each statement of a reply
_WRAPPING_TOKENS = 110  # the form a reply must have, the names of the roles, the reply's own brackets


def estimated(articles: Sequence[Article], length: Length, model: str) -> Usage:
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


def question(usage: Usage, model: str) -> str:
    """The cost as a line to agree to."""
    tokens = round(usage.prompt_tokens + usage.completion_tokens, -2)
    cost = f"about {_dollars(usage.usd)}" if usage.usd is not None else f"at a price of {model} I do not know"
    return f"This takes about {tokens:,} tokens, {cost}."


def _dollars(usd: float) -> str:
    return f"{usd:.2g} US dollars" if usd < 1 else f"{usd:.2f} US dollars"
