"""Turns of phrase that say the same, all written one way: "on its own" and "alone", "owed her £4m" and "owed
£4m to her". Pure; judges nothing.

Both the claim and its sentence are rewritten before they are compared, so a turn enters here only if the two
ways say the same in every sentence. Never a word of amount, doubt or time for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from bot.gate.frames import REPORTING
from bot.gate.words import fold

_PEOPLE = (
    "engineers?|scientists?|researchers?|officials?|doctors?|lawyers?|directors?|managers?|members?|leaders?|"
    "spokes(?:man|woman|person)|heads?|chiefs?|chair(?:man|woman|person)?|analysts?|economists?|bosses|staff|"
    "workers?|secretary|treasurer|president|mayor|editor|owners?|captain|coach|players?|fans|residents?"
)
_NAME = r"(?:[A-Z][\w&.-]*\s)*[A-Z][\w&-]*"
_UNIT = "gram|kilogram|metre|meter|mile|second|litre|liter|tonne|inch|degree|kilometre|millimetre"
_NUMBER = (
    r"(?:[£$€]?\d[\d,.]*(?:m|bn|k|p|%)?(?:\s(?:million|billion|thousand))?|"
    "(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))"
)
_WHO = rf"(?:(?:the|its|their|his|her|a|an|{_NUMBER})\s)?[\w'-]+(?:\s[\w'-]+)?"
_STOP = r"(?=[,.;]|\s(?:when|in|on|at|for|after|before|as|because|and|by|last|from|since|while)\b|$)"
_SHARES = {"half": "0.5", "quarter": "0.25", "fifth": "0.2", "tenth": "0.1"}

_PARTICLES = ("off", "up", "out", "down", "in", "over")
# "handed over in March" has lost what was handed over: it stays as it is, and is refused.
_WITH_OBJECT = r"(?! (?:in|on|at|by|to|for|from|with|of|and|but|after|before)\b|[,.;])"

# base, past, -ing: of the two-word verb, and of the one that says the same
_VERBS = (
    (("put off", "put off", "putting off"), ("postpone", "postponed", "postponing")),
    (("call off", "called off", "calling off"), ("cancel", "cancelled", "cancelling")),
    (("step down", "stepped down", "stepping down"), ("resign", "resigned", "resigning")),
    (("get rid of", "got rid of", "getting rid of"), ("remove", "removed", "removing")),
    (("go up", "went up", "going up"), ("rise", "rose", "rising")),
    (("go down", "went down", "going down"), ("fall", "fell", "falling")),
)
_WORDS = (
    (" own", r"on (?:its|their|his|her) own", "alone"),
    ("by ", "by (?:itself|themselves|himself|herself)", "alone"),
    ("in order to", "in order to", "to"),
    ("so as to", "so as to", "to"),
    ("prior to", "prior to", "before"),
    ("owing to", "owing to", "because of"),
    ("as a result of", "as a result of", "because of"),
    ("in spite of", "in spite of", "despite"),
    ("with re", "with (?:regard|respect) to", "about"),
    ("a lot of", "a lot of", "many"),
    ("a handful of", "a handful of", "a few"),
    (" going to", "(?:is|are) going to", "will"),
    (" likely to", "(?:is|are) likely to", "will probably"),
    ("it is expected", "will, it is expected,", "is expected to"),
    (" able to", "(?:is|are) able to", "can"),
    ("n the end", "[Ii]n the end,?", ""),
    ("f course", "[Oo]f course,?", ""),
    (" of the", "([Ss]ome|[Mm]any|[Ss]everal|[Aa]ll|[Bb]oth) of the", r"\1"),
    ("all the", "all the", "all"),
    ("number of", r"(reduced?|cut|raised?|increased?|lowered?) the (?:total )?number of", r"\1"),
    ("per ", "per (second|minute|hour|day|week|month|year)", r"a \1"),
    ("hief exec", "[Cc]hief executive(?: officer)?", "CEO"),
    ("United States", "the United States(?: of America)?", "the U.S."),
    ("United Kingdom", "the United Kingdom", "the U.K."),
    ("as well", "as well(?=[,.]|$)", "also"),
    ("voted ", rf"voted(?: by)? ({_NUMBER}) to ({_NUMBER})", r"voted by \1 to \2"),
)

# a piece that the text must hold, which is quicker to look for; what is rewritten; how
Rewriting = tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _decimal(found: re.Match[str]) -> str:
    return f"{_SHARES[found[1].lower()]} {found[2]}"


def _reduced(found: re.Match[str]) -> str:
    """From "a summary that the council issued" to "a summary issued by the council"."""
    noun, who, verb = found[1], found[2], found[3]
    return found[0] if noun.lower() in REPORTING or verb in REPORTING else f"{noun} {verb} by {who}"


_REWRITINGS: tuple[Rewriting, ...] = (
    *(
        (one, re.compile(rf"\b{one}\b{_WITH_OBJECT if one.endswith(_PARTICLES) else ''}"), other)
        for phrases, words in _VERBS
        for one, other in zip(phrases, words, strict=True)
    ),
    *((needle, re.compile(rf"(?<![\w-])(?:{phrase})(?![\w-])"), word) for needle, phrase, word in _WORDS),
    (" of a", re.compile(rf"\b[Aa] (half|quarter|fifth|tenth) of an? ({_UNIT})\b"), _decimal),
    ("'s ", re.compile(rf"\b({_NAME})'s ({_PEOPLE})\b"), r"\2 at \1"),
    (" ", re.compile(rf"\b({_PEOPLE}) (?:at|of|for) (?:the )?({_NAME})"), r"\1 at \2"),
    (
        "ed",
        re.compile(r"(\w+),? (?:that|which) ((?:the|an?) [a-z-]+|[A-Z][a-z]+) ([a-z]+ed)(?: to be)?\b"),
        _reduced,
    ),
    (
        "wh",
        re.compile(r"(?<=\w),? (?:who|which) (?:is|are|was|were) (?=[a-z]+(?:ed|ing)\b)"),
        " ",
    ),
    (
        " to ",
        re.compile(
            rf"\b(owe[sd]?|gave|gives?|sent|sends?|offer(?:ed|s)?|paid|pays?|lent|lends?|awarded|granted|handed)"
            rf" ({_NUMBER}(?: [a-z]+)?) to ({_WHO}){_STOP}"
        ),
        r"\1 \3 \2",
    ),
    ("  ", re.compile(r"\s{2,}"), " "),
)


@lru_cache(maxsize=1024)
def one_way(text: str) -> str:
    """Return the text with every turn of phrase that has an equal written in one of the two ways."""
    plain = fold(text)
    for needle, wanted, instead in _REWRITINGS:
        if needle in plain:
            plain = wanted.sub(instead, plain)
    return plain.strip()
