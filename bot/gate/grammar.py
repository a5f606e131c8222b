"""Closed word classes of English, and rough guesses at what a token is in its sentence. Pure; no dictionary,
no tagger.

Words that belong to one rule stand beside that rule; here is what several of them need.
"""

from __future__ import annotations

from bot.gate.words import PAST_FORMS, Token, stem, tokens, word_set

DETERMINERS = word_set("a an the this that these those its his her their our my your")
PRONOUNS = word_set(
    "i you he she it we they me him her us them who whom which what that this these those there "
    "himself herself itself themselves"
)
SUBJECT_PRONOUNS = word_set("i he she it we they there")
PREPOSITIONS = word_set(
    "of in on at by for from to with into onto about against between among during before after since until "
    "till through over under above below near across along around behind beyond within without towards "
    "toward upon despite per via off out inside outside amid alongside than as like up down unlike except "
    "including following regarding concerning"
)
BE = word_set("be am is are was were been being 's 're 'm")
AUXILIARIES = BE | word_set("have has had having do does did 've 'd to")
MODALS = word_set("will would may might can could should must shall 'll ca wo")
NEGATIONS = word_set("not n't never no none nobody nothing neither nor nowhere without cannot")
CONJUNCTIONS = word_set("and or but nor yet so while whereas although though")
SUBORDINATORS = word_set(
    "that because if unless when where whether since after before until once as which who whom whose why "
    "how than"
)
LIGHT_ADVERBS = word_set(
    "also then now still just already again so far too even only there here soon once ever earlier "
    "previously however meanwhile instead otherwise subsequently later recently currently"
)
FUNCTION_WORDS = (
    DETERMINERS
    | PRONOUNS
    | PREPOSITIONS
    | AUXILIARIES
    | MODALS
    | NEGATIONS
    | CONJUNCTIONS
    | SUBORDINATORS
    | word_set("more most less least such other another some any all both each every either many few much")
)
MONTHS = word_set(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
PLURALS = word_set("people men women children police troops staff cattle dead injured")

_NOUNS_IN_ED_OR_ING = word_set(
    "bed red shed seed feed weed deed heed reed need speed hundred building morning evening thing something "
    "nothing anything king ring wing spring string meeting fighting hearing funding training housing wedding "
    "being"
)
_BASE_VERBS = word_set(
    "have do go get make take give say see come want use find tell ask work seem try leave call"
)


def is_content(token: Token) -> bool:
    """Whether the token is a word or figure that says something by itself."""
    if token.kind == "number" or is_time_word(token):
        return True
    return token.is_word and token.key not in FUNCTION_WORDS and not token.key.startswith("'")


def is_adverb(token: Token) -> bool:
    """Whether it looks like an adverb, which may stand between a subject and its verb."""
    key = token.key
    return key in LIGHT_ADVERBS or (key.endswith("ly") and len(key) > 4 and not token.is_capital)


def is_verb(token: Token) -> bool:
    """Whether the form looks like a verb: -ed, -ing, or an irregular past. Nouns like "building" are
    excepted.
    """
    key = token.key
    if not token.is_word or token.is_capital or key in _NOUNS_IN_ED_OR_ING | PREPOSITIONS:
        return False
    return key in PAST_FORMS or key in _BASE_VERBS or (len(key) > 3 and key.endswith(("ed", "ing")))


def is_past(token: Token) -> bool:
    """Whether it looks like a past tense or a participle."""
    return is_verb(token) and not token.key.endswith("ing") and token.key not in _BASE_VERBS


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in their order."""
    return tuple(stem(token.key) for token in tokens(text) if is_content(token))


def is_plural_noun(token: Token) -> bool:
    """Whether it looks like a lower-case plural."""
    key = token.key
    if key in PLURALS:
        return True
    return token.is_word and not token.is_capital and len(key) > 3 and stem(key) != key and key.endswith("s")


def is_time_word(token: Token) -> bool:
    """Whether it is a month or a weekday. "May" and "March" count only with a capital."""
    if token.key in WEEKDAYS:
        return True
    return token.key in MONTHS and (token.is_capital or token.key not in ("may", "march", "mar", "sep"))
