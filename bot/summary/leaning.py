"""Which sentences point back at the one before: alone, "They withdrew" and "But it failed" puzzle or mislead.

Pure rules about language.
"""

from __future__ import annotations

import re

from bot.gate.grammar import FUNCTION_WORDS, is_plural_noun
from bot.gate.words import Token, tokens, word_set

_OPENED = re.compile(r"^[\s“\"‘'(\[–—-]+")
_LINK = re.compile(
    r"^(?:but|however|meanwhile|and|or|yet|nor|also|then|still|instead|nevertheless|nonetheless|therefore|thus"
    r"|(?:so|too)(?! (?:far|many|much|few|little|long|often|soon)\b)"  # "Too many people died" stands alone
    r"|hence|moreover|furthermore|besides|similarly|likewise|otherwise|consequently|accordingly|indeed|rather"
    r"|conversely|afterwards?|(?:as a|the) result|(?:in|by) (?:sharp )?contrast|on the"
    r" (?:other hand|contrary)"
    r"|for (?:example|instance|(?:that|this) reason)|in (?:addition|turn|fact|return|response|that case"
    r"|other words)|at the same time|even so|after (?:that|this)|since then|because of (?:this|that)"
    r"|despite (?:this|that)|that said|what is more|as well as (?:that|this)|until then|by then"
    r"|not only that)\b(?!-)",
    re.IGNORECASE,
)
# "It is thought", "It was not clear", "It takes": this "it" points at nothing before it.
_EMPTY_IT = re.compile(
    r"^it(?:['’]s| is| was| has been| had been| (?:will|would|may|might|could) be| remains| seems| appears"
    r"| appeared| seemed| turns out| turned out| takes| took| means)"
    r"(?: not| n[’']t| still| also| now| widely| being| reportedly| yet)* "
    r"(?:(?:thought|said|believed|understood|hoped|feared|reported|expected|estimated|known|unknown|clear|unclear"
    r"|likely|unlikely|possible|impossible|true|hard|difficult|easy|important|necessary|uncertain)\b|that\b|to\b"
    r"|\w+ed that\b)",
    re.IGNORECASE,
)
# "Questioned by Tarrant, she agreed", "In Kyiv, he said": the one meant stands before, not in the phrase.
_PHRASE_FIRST = re.compile(
    r"^(?:\w+(?:ed|ing)|in|on|at|for|by|with|to|from|during|despite|under|over|unlike|like)\b[^,;.]*,"
    r" (?:he|she|they)\b",
    re.IGNORECASE,
)
_POINTING = word_set("he she they it its his her their this these those such him them")
_THEM = word_set("he she they")
# Whom "he" or "she" may mean, where no name stands before: most words for what people are end like these.
_SOMEBODY = re.compile(
    r".+(?:ers?|ors?|ists?|[ms]an|[mw]omen|ians?|ants?|ents?|ess|boss|chief|head)|who|people|police|staff|boy|girl"
    r"|wife|judge|king|queen|mother|father|mayor|friend|coach|captain"
)


def leans(text: str) -> bool:
    """Whether the sentence needs the one before it."""
    said = _OPENED.sub("", text)
    words = tokens(said)
    if not words or (words[0].key == "it" and _EMPTY_IT.match(said)):
        return False
    if _LINK.match(said) or _PHRASE_FIRST.match(said):
        return True
    return _points_back(words) or _means_nobody(words)


def _points_back(words: tuple[Token, ...]) -> bool:
    if words[0].key == "that":  # "That may rule him out"; but "That the wall held surprised engineers"
        return len(words) > 1 and words[1].key in FUNCTION_WORDS - {"the", "a", "an"}
    return words[0].key in _POINTING


def _means_nobody(words: tuple[Token, ...]) -> bool:
    """Whether its first "he", "she" or "they" has nobody before it: “It could change,” she said."""
    first = next((at for at, word in enumerate(words) if word.key in _THEM), None)
    return first is not None and not any(_may_mean(words[first].key, word) for word in words[:first])


def _may_mean(pronoun: str, word: Token) -> bool:
    if word.is_capital and (word.start > 0 or word.key not in FUNCTION_WORDS):
        return True
    return _SOMEBODY.fullmatch(word.key) is not None or (pronoun == "they" and is_plural_noun(word))
