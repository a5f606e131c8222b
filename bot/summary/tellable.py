"""Which sentences a summary may be made of: statements about the world, not scraps of the page they stand on.

Pure rules about language. They only choose; nothing is changed and nothing is judged true.
"""

from __future__ import annotations

import re
from typing import Literal

from index.types import Article, Sentence

# `scrap`: a last resort (an item of a list, an aside to the reader). `never`: no part of what is reported.
Standing = Literal["statement", "scrap", "never"]

# Speaking to whatever machine reads the page, or about what it was told.
_MACHINE = (
    r"(?:\bA\.?I\.?\b|\b(?:(?:AI|virtual|digital) assistants?|chat ?bots?|ChatGPT|GPT\S*|LLMs?"
    r"|(?:language|AI) models?|summari[sz]ers?)\b)"
)
_TO_A_MACHINE = re.compile(
    rf"{_MACHINE}[^.]{{0,60}}\b(?:must|should|shall|are to|is to|please"
    r"|(?:that|who|when) (?:reads?|reading|summari[sz]\w+|process\w*))\b"
    r"|\bassistants?\b[^.]{0,40}\b(?:reads?|reading) (?:this|the) (?:page|article|text|document)\b"
    rf"|\b(?:you are|act(?:ing)? as) (?:now )?(?:an? |the )?\W?(?:\w+ ){{0,3}}?{_MACHINE}"
    r"|\byou are (?:now )?(?:an? |the )?\W?(?:\w+ ){0,3}?assistant\b"
    r"|\b(?:ignore|disregard|forget|override|bypass|discard)\b[^.]{0,60}\b(?:instructions?|prompts?|directions?"
    r"|guidelines?|commands?|(?:above|previous|prior|earlier) (?:text|rules?|messages?|context|articles?"
    r"|content))\b"
    r"|\b(?:system|developer|hidden|initial) (?:prompt|message|instructions?|notice|override"
    r"|chain of thought)\b"
    r"|\b(?:automated|invisible to|visible to) (?:\w+ )?(?:software|systems?|scans?|humans|LLMs?)\b"
    r"|\bnew instructions?\b"
    r"|\b(?:in|at the (?:start|end|top|bottom) of|start|begin|end) your (?:answer|reply|response|summary"
    r"|output)\b"
    r"|\b(?:when|while|before|after|if you(?: are)?) (?:you )?(?:summari[sz](?:e|ing)|answer(?:ing)?"
    r"|translat(?:e|ing)) (?:this|the) (?:page|article|text|document|question)\b"
    r"|\byour (?:system |previous |original |initial )?(?:instructions|prompt|programming|training data)\b"
    r"|</?(?:system|instructions?|user|assistant|important)\b|\[/?INST\]|<\|\w+\|>",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:By [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}(?:,.*)?"
    r"|(?:Photo(?:graph)?s?|Pictures?|Images?|Illustration|Video|Credit|Source|Caption|Graphic|Related|Tags?|Topics?"
    r"|Share)\b ?(?:by\b|:|©).*"
    r"|(?:(?:Last |First )?[Uu]pdated|(?:First )?[Pp]ublished|Posted)(?: on| at)?:?\s+[\w,]*\d.*"
    r"|©.*|.*\bAll rights reserved\b.*|.*(?:Getty Images|/(?:AFP|AP|EPA|Reuters|PA))\W*|Advertisement.*)$"
)
_PROMOTION = re.compile(
    r"^(?:(?:please|to (?:read|get|receive)\b[^.]*,) )?(?:subscribe|sign up|click|tap here|read"
    r" (?:more|also|next)|see also|follow (?:us|our|@)|download (?:our|the)|share this|join (?:our|us)"
    r"|(?:buy|get) tickets"
    r"|register (?:now|here)|log in|like us|watch:|listen:)"
    r"|\b(?:our|the|this) (?:(?:free|daily|weekly|morning|evening) )*newsletter\b"
    r"|\b(?:terms of use|privacy policy|cookie policy)\b|\bsend (?:us )?your (?:tips|stories|photos)\b"
    r"|\b(?:email|contact|write to) us at\b",
    re.IGNORECASE,
)
_TO_THE_READER = re.compile(
    r"\b(?:you|your|yours|yourself|dear readers?)\b"
    r"|^(?:please|do not|don['’]t|never|always|click|visit|send|print|write|reply|respond|answer|say|tell"
    r"|output|repeat|translate|ignore|remember|note|open|call|email|remove|replace|add|include|append|mention|provide|give"
    r"|make|describe|explain|create|generate"
    r"|invite|get|delete|upload|execute|summari[sz]e|pretend|imagine|assume|consider|focus|refer|go|buy|todo)\b",
    re.IGNORECASE,
)
_A_GUIDE = 0.15  # of the sentences turn to the reader: then that is how the text speaks, and no aside

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)")
_NOT_PROSE = re.compile(r"https?://|www\.|\S@\S|[{}<>\[\]|\\]|#{2}|\S_\S|\S{40,}")
_ENDED = re.compile(r"[.!?…][\s\"'”’`»)\]*_]*$")
_ITEM = re.compile(r"(?:^|\n)[ \t]*(?:[-*+•–]|\d{1,3}[.)]|#{1,6}|\|)[ \t]*$")
_MARKER_CHARS = 8  # the marker of an item stands right before its first word


def standings(article: Article) -> list[Standing]:
    """What each sentence of the article is good for, in order."""
    turned = [_TO_THE_READER.search(_own_words(one.text)) is not None for one in article.sentences]
    ragged = [_is_ragged(one, article) for one in article.sentences]
    # A guide speaks to its reader and a page of notes in items: there these are no scraps.
    asides = sum(turned) <= max(1, _A_GUIDE * len(turned))
    items = sum(ragged) <= len(ragged) / 2
    return [
        "never"
        if _never(one, article)
        else "scrap"
        if (items and rough) or (asides and to_reader)
        else "statement"
        for one, to_reader, rough in zip(article.sentences, turned, ragged, strict=True)
    ]


def _never(sentence: Sentence, article: Article) -> bool:
    """The title once more, an order to a machine, or words about the page itself."""
    text = sentence.text
    return text == article.title or any(rule.search(text) for rule in (_TO_A_MACHINE, _BYLINE, _PROMOTION))


def _is_ragged(sentence: Sentence, article: Article) -> bool:
    """An item of a list, a line that ends without a full stop (one that announces a list too), or code."""
    before = article.text[max(0, sentence.start - _MARKER_CHARS) : sentence.start]
    ends = _ENDED.search(sentence.text) is not None
    return not ends or _ITEM.search(before) is not None or _NOT_PROSE.search(sentence.text) is not None


def _own_words(text: str) -> str:
    """The sentence without what it quotes: there somebody else speaks, to somebody else."""
    return _QUOTED.sub(" ", text)
