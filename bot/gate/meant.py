"""Whether the names of a claim may be what its sentence calls "she" or "the agency". Pure.

Then the claim is no contradiction, only not certain: the sentence itself is shown, never the claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.gate.frames import frames
from bot.gate.grammar import FUNCTION_WORDS, is_time_word
from bot.gate.reasons import CONTRADICTIONS, Reason
from bot.gate.words import Token, tokens, word_set
from index.types import Article, Sentence

_PRONOUNS = word_set("he she it they him her them his hers its their")
# Who or what an article names once and then calls by its kind.
_KINDS = word_set(
    "company firm maker group retailer airline insurer bank operator builder developer supplier charity "
    "trust agency ministry department council board committee commission authority regulator court "
    "tribunal inquiry panel union association party government university college school institute "
    "hospital club team side squad paper newspaper magazine broadcaster site website museum church "
    "federation league police force judge lawyer prosecutor defendant witness mayor minister president "
    "governor senator councillor chairman chairwoman chair director chief manager boss head leader "
    "secretary treasurer spokesman spokeswoman spokesperson engineer scientist researcher professor "
    "doctor nurse teacher driver pilot captain sergeant officer inspector detective soldier general "
    "commander coach player striker keeper goalkeeper author writer artist singer actor farmer owner "
    "founder victim suspect survivor resident man woman boy girl pair couple city town village island "
    "country region river bridge ship boat ferry plane train tram probe satellite drug storm fire bill "
    "law project plant factory mine mill stadium festival airport port harbour"
)
_STOPS = word_set('. ! ? : "')
_OPENING = word_set("the this that its his her their")


def may_be_meant(
    reasons: Sequence[Reason], claim: str, cited: Sequence[Sentence], articles: Mapping[str, Article]
) -> bool:
    """Whether a claim fails by a name or a speaker only, and the sentence leaves open who that is.

    All its names must stand in the article, and it must keep those that the sentence has.
    """
    if not CONTRADICTIONS & set(reasons) <= {"names", "speaker"}:
        return False
    articles_cited = [articles[one.article_id].text for one in cited]
    names, words = (frozenset[str]().union(*found) for found in zip(*map(_read, articles_cited), strict=True))
    ours, theirs = _capitals(claim), frozenset[str]().union(*(_capitals(one.text) for one in cited))
    if any(one not in names and one.lower() not in words for one in ours) or theirs & names - ours:
        return False
    leaves_open = _leaves_open if (ours & names) - theirs else _has_unnamed_speaker
    return any(leaves_open(tokens(sentence.text)) for sentence in cited)


@lru_cache(maxsize=32)
def _read(article: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that stand with a capital inside a sentence of the article, and the rest in small letters."""
    found = tokens(article)
    inside = frozenset(two.text for one, two in pairwise(found) if two.is_capital and one.key not in _STOPS)
    return inside, frozenset(word.key for word in found if word.text not in inside)


def _capitals(text: str) -> frozenset[str]:
    found = (word for word in tokens(text) if word.is_capital)
    return frozenset(word.text for word in found if word.key not in FUNCTION_WORDS and not is_time_word(word))


def _leaves_open(words: tuple[Token, ...]) -> bool:
    """Whether a pronoun or "the agency" stands in the sentence."""
    kinds = any(one.key in _OPENING and two.key in _KINDS for one, two in pairwise(words))
    return kinds or any(word.key in _PRONOUNS for word in words)


def _has_unnamed_speaker(words: tuple[Token, ...]) -> bool:
    spoken = (words[slice(*frame.speaker)] for frame in frames(words))
    return any(len(speaker) == 1 and speaker[0].key in _PRONOUNS for speaker in spoken)
