"""How the gate reads text: one-to-one folding, tokens with offsets, stems. Pure; knows no rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# "Sentences" longer than this are no sentences (a table, a whole book without a full stop); nothing is judged
# by them.
MAX_CHARS = 2_000

# One character to one character, so an offset in the folded text is an offset in the article.
# casefold() is not: it turns "ß" into "ss", and every later offset would be wrong.
_FOLD = str.maketrans(
    "\u2018\u2019\u201a\u201b\u02bc\u201c\u201d\u201e\u201f\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
    "\u00a0\u202f\u2007\u2009\u200a",
    "'''''\"\"\"\"-------     ",
)

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,:]\d+)*)"  # 11,000 and 9.40 are one token
    r"|(?P<initials>(?:[^\W\d_]\.){2,}"  # U.S. and p.m.
    r"|\b(?:Dr|Mr|Mrs|Ms|St|Inc|Ltd|Co|Corp|Gen|Col|Capt|Lt|Sgt|Maj|Sen|Rep|Gov|Prof|Rev|Jr|Sr|No|Mt)\.)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s]|_)"
)
_CLITIC = re.compile(r"(?i)(n't|'(?:s|re|ve|ll|d|m))$")


def word_set(listed: str) -> frozenset[str]:
    """A set of words from a list of them in one string."""
    return frozenset(listed.split())


def by_word(classes: dict[str, str]) -> dict[str, str]:
    """Turn `{"may": "may might could"}` into the class of each word."""
    return {word: name for name, listed in classes.items() for word in listed.split()}


_IRREGULAR_VERBS = by_word(
    {
        "be": "am is are was were been being",
        "have": "has had having",
        "do": "does did done doing",
        "arise": "arose arisen",
        "bear": "bore borne born",
        "beat": "beaten",
        "become": "became",
        "begin": "began begun beginning",
        "bind": "bound",
        "blow": "blew blown",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "burn": "burnt",
        "buy": "bought",
        "catch": "caught",
        "choose": "chose chosen",
        "come": "came coming",
        "deal": "dealt",
        "draw": "drew drawn",
        "drink": "drank drunk",
        "drive": "drove driven",
        "eat": "ate eaten",
        "fall": "fell fallen",
        "feel": "felt",
        "fight": "fought",
        "find": "found",
        "flee": "fled",
        "fly": "flew flown",
        "forbid": "forbade forbidden",
        "forget": "forgot forgotten",
        "freeze": "froze frozen",
        "get": "got gotten getting",
        "give": "gave given giving",
        "go": "goes went gone going",
        "grow": "grew grown",
        "hang": "hung",
        "hear": "heard",
        "hide": "hid hidden",
        "hold": "held",
        "keep": "kept",
        "know": "knew known",
        "lay": "laid",
        "lead": "led",
        "learn": "learnt",
        "leave": "left leaving",
        "lend": "lent",
        "lie": "lay lain lying",
        "light": "lit",
        "lose": "lost losing",
        "make": "made making",
        "mean": "meant",
        "meet": "met",
        "overtake": "overtook overtaken",
        "pay": "paid",
        "prove": "proven",
        "ride": "rode ridden",
        "ring": "rang rung",
        "rise": "rose risen rising",
        "run": "ran running",
        "say": "says said",
        "see": "saw seen",
        "seek": "sought",
        "sell": "sold",
        "send": "sent",
        "shake": "shook shaken",
        "shoot": "shot",
        "show": "shown",
        "shrink": "shrank shrunk",
        "sing": "sang sung",
        "sink": "sank sunk",
        "sit": "sat sitting",
        "sleep": "slept",
        "speak": "spoke spoken",
        "spend": "spent",
        "spring": "sprang sprung",
        "stand": "stood",
        "steal": "stole stolen",
        "stick": "stuck",
        "strike": "struck stricken",
        "swear": "swore sworn",
        "swim": "swam swum",
        "take": "took taken taking",
        "retake": "retook retaken retaking",
        "teach": "taught",
        "tear": "tore torn",
        "tell": "told",
        "think": "thought",
        "throw": "threw thrown",
        "undergo": "underwent undergone",
        "understand": "understood",
        "wake": "woke woken",
        "wear": "wore worn",
        "win": "won winning",
        "withdraw": "withdrew withdrawn",
        "write": "wrote written writing",
        "die": "dying",
    }
)
_BASE_IS_PAST = word_set("beat cut put hit set let cost hurt shut spread quit split cast burst shed bid")
_IRREGULAR_NOUNS = by_word(
    {
        "man": "men",
        "woman": "women",
        "child": "children",
        "person": "people persons",
        "life": "lives",
        "wife": "wives",
        "foot": "feet",
        "tooth": "teeth",
        "news": "news",
        "police": "police",
        "can": "ca",
        "will": "wo",
    }
)
# Past tenses and participles; "-ed" forms need no list.
PAST_FORMS = _BASE_IS_PAST | frozenset(
    form for form in _IRREGULAR_VERBS if not form.endswith(("es", "ing", "s"))
)
_IRREGULAR = _IRREGULAR_VERBS | _IRREGULAR_NOUNS


@dataclass(frozen=True, slots=True)
class Token:
    """One word, figure or mark. `start` and `end` count characters of the text it was read from.

    `glued` says that nothing, not even a space, stands between it and the token before; `key` is its lower
    case, without the full stops of initials.
    """

    text: str
    start: int
    end: int
    kind: str
    glued: bool
    key: str

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.kind in ("word", "initials")

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.is_word and self.text[0].isupper()


def fold(text: str) -> str:
    """Make quote marks, dashes and spaces of one kind; `len(fold(text)) == len(text)`."""
    return text.translate(_FOLD)


def tokens(text: str) -> tuple[Token, ...]:
    """Split into words, whole figures, clitics ("do" + "n't", "Kim" + "'s") and single marks."""
    found: list[Token] = []
    end = -1
    folded = fold(text)
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup or "mark"
        for start, stop in _without_clitic(match.group(), match.start()):
            piece = folded[start:stop]
            found.append(Token(piece, start, stop, kind, start == end, _key(piece, kind)))
            end = stop
    return tuple(found)


def _key(piece: str, kind: str) -> str:
    lowered = piece.lower()
    # "No. 5" keeps its stop: it is a number's name, not a negation.
    return lowered.replace(".", "") if kind == "initials" and lowered != "no." else lowered


def _without_clitic(word: str, start: int) -> list[tuple[int, int]]:
    clitic = _CLITIC.search(word)
    if clitic is None or clitic.start() == 0:
        return [(start, start + len(word))]
    cut = start + clitic.start()
    return [(start, cut), (cut, start + len(word))]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Reduce a lower-case word to what its forms share: "seizing", "seized" and "seize" give "seiz"."""
    base = _IRREGULAR.get(word)
    if base is not None:
        return base.removesuffix("e") if len(base) > 3 else base
    shorter = _singular(word)
    for suffix in ("ing", "ed"):
        rest = shorter.removesuffix(suffix)
        if rest != shorter and len(rest) >= 3 and re.search("[aeiouy]", rest):
            shorter = _undouble(rest)
            break
    if shorter.endswith("i") and len(shorter) > 3:
        shorter = shorter[:-1] + "y"
    return shorter.removesuffix("e") if len(shorter) > 3 else shorter


def _singular(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def _undouble(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        return word[:-1]
    return word
