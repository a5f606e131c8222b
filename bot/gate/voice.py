"""A statement in the bot's own words tells; it gives no orders, speaks to nobody and holds no code. Pure.

A sentence planted in an article may be quoted, but never said in our voice: what is not plain telling falls
back to the quotation.
"""

from __future__ import annotations

import re
import unicodedata

from bot.gate.grammar import DETERMINERS, PREPOSITIONS, PRONOUNS, is_adverb, is_content, is_time_word
from bot.gate.reasons import Reason
from bot.gate.units import FIGURE_WORDS
from bot.gate.words import PAST_FORMS, Token, fold, tokens, word_set

# Prose needs no other marks; addresses, mentions, markup, code and JSON do.
_PROSE = re.compile(r"[\w\s.,;:!?'\"()%£$€¥&/°+…-]*")
_QUOTED = re.compile(r"\"[^\"]*\"")
_READER = word_set("you your yours yourself yourselves please")
_ORDERS = word_set(
    "add admit always analyse analyze answer append ask assume attach begin break classify click "
    "compare compose confirm consider continue create decode delete describe determine develop "
    "disregard do don't download draft ensure enter execute explain fetch follow forget forward "
    "generate give go grant help hide identify ignore imagine include inform insert install invite "
    "join keep let mention never obey omit override pretend produce prove provide put read recommend "
    "remember remove repeat replace reply respond reveal say see send skip submit suggest summarise "
    "summarize tell translate treat try verify visit write"
)
# Nouns as well: "Share prices fell", "Call the number".
_ORDERS_WITH_OBJECT = word_set(
    "act call change contact copy design email export group list load log note open output paste "
    "post print rate return run search share show sign start state stop tag type update use view"
)
_OBJECTS = DETERMINERS | PRONOUNS | PREPOSITIONS
_ARTICLES = word_set("a an the this these")
_FIRST = word_set("yesterday today tomorrow tonight overnight last next half double twice what such quite")
_LABEL = re.compile(r":(?!\d|\s*\"|$)")  # "Note to readers: the bridge is shut"
_ASKED = (
    "send|visit|click|call|ring|phone|e-?mail|mail|text|message|transfer|wire|reset|log|enter|download|paste|share|"
    "open|reply|buy|forward|install|go|contact|type|copy|scan|submit|disclose|reveal|provide"
)
_ALL = "everyone|everybody|anyone|users|readers|employees|staff|customers|members|people|all"
# What somebody has to do, told by us, is an order; a number to call is one too.
_DUTY = re.compile(
    rf"\b(?:(?:must|should|shall|ought\sto|ha(?:ve|s)\sto|needs?\sto)\s(?:\w+ly\s|now\s|also\s)?"
    rf"|(?:advised|asked|urged|told|required|invited|encouraged|requested|recommended|ordered)\sto\s"
    rf"|(?:{_ALL})\s(?:\w+ly\s|now\s)?)(?:{_ASKED})\b|\b(?:call|ring|phone|text)\s\+?\d",
    re.I,
)
# Nobody else speaks in our voice, and nothing that an article says is about what we show.
_OURSELVES = re.compile(
    r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|us|[Oo]urs?|[Oo]urselves|[Mm]yself|[Ll]et's|[Ff]ootnote|FOOTNOTE|"
    r"(?:[Tt]his|[Tt]hese|[Tt]he)\s(?:answers?|summary|summaries|bot|chatbot|assistant|"
    r"(?:sentences?|statements?)\s(?:above|below))|[Ss]ources\s(?:differ|disagree)|[Nn]o\sneed\sto|[Tt]he\sarticle|dot\s(?:com|org|net|co))\b"
)
_CLAUSE_ENDS = frozenset(":;.!?")
_ADVERBS = word_set("then now just kindly simply immediately first finally also and but so")


def check(claim: str) -> Reason | None:
    """Reject an order, a question, a word to the reader, an address, a label, code, mixed alphabets."""
    plain = _QUOTED.sub('""', fold(claim))
    if not _PROSE.fullmatch(plain) or any(map(_mixes_alphabets, plain.split())):
        return "voice"
    words = tokens(plain)
    if words[-1].key == "?" or _LABEL.search(plain) or _DUTY.search(plain) or _OURSELVES.search(plain):
        return "voice"
    if any(word.key in _READER or _orders(words, i) for i, word in enumerate(words)):
        return "voice"
    return "voice" if re.search(r"[^\W\d]\.[^\W\d]{2,}", plain) else None


def _orders(words: tuple[Token, ...], i: int) -> bool:
    """Whether a word is an order: such a verb at the start of a clause, or any bare word before "the"."""
    after = words[i + 1 : i + 2]
    if i == 0 and after and after[0].key in _ARTICLES and _is_bare(words[0]):
        return True
    bare = words[i].key in _ORDERS_WITH_OBJECT and bool(after) and not _is_object(after[0])
    if words[i].key not in _ORDERS | _ORDERS_WITH_OBJECT or bare:
        return False
    before = i - 1
    while before >= 0 and (words[before].key in _ADVERBS or words[before].key == '"'):
        before -= 1
    return before < 0 or words[before].key in _CLAUSE_ENDS


def _is_bare(word: Token) -> bool:
    """Whether a first word can only be a verb if "the" follows: no "Half the", no "Asked the"."""
    other = is_adverb(word) or is_time_word(word) or word.key.endswith(("ing", "ed"))
    return (
        is_content(word) and word.is_word and not other and word.key not in FIGURE_WORDS | _FIRST | PAST_FORMS
    )


def _is_object(word: Token) -> bool:
    return word.key in _OBJECTS or word.is_capital or not word.is_word


def _mixes_alphabets(word: str) -> bool:
    """Whether a word has letters of two alphabets, one of them Latin: they are there to look like others."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
    return "LATIN" in scripts and len(scripts) > 1
