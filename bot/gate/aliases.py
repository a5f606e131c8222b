"""What an article calls the people and companies it names: "Judge Voss" the judge, "County Fire Service" the
CFS, and "He" at the start of a sentence whoever the sentence before is about. Pure.

Only what the article itself sets up, and only where one alone can be meant: with two judges, "the judge" is
nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.gate.frames import frames
from bot.gate.grammar import PREPOSITIONS, is_time_word, is_verb
from bot.gate.words import fold, tokens, word_set
from index.types import Article, Sentence

# Words are cut at 30 letters: without a bound a text of 48,000 joined by hyphens took 49 s.
_NAME = r"(?:[A-Z][\w.'-]{0,30}\s+){0,3}[A-Z][\w'-]{1,30}"
_TITLES = (
    "Judge|Justice|President|Chancellor|Mayor|Governor|Senator|Minister|Bishop|Archbishop|Pope|King|Queen|Prince|"
    "Princess|General|Colonel|Major|Captain|Lieutenant|Sergeant|Inspector|Superintendent|Commissioner|Admiral|"
    "Professor|Ambassador|Sheriff|Coach"
)
_TITLED = re.compile(rf"\b(?P<title>{_TITLES})\.?\s+(?P<name>{_NAME})")
_SHORT = re.compile(
    r"\b(?P<long>(?:[A-Z][\w'-]{1,30}\s+(?:(?:of|for|and|the)\s+)*){1,6}[A-Z][\w'-]{1,30})\s+\((?P<short>[A-Z]{2,6})\)"
)
_COMPANY = re.compile(
    r"\b(?P<name>[A-Z][\w'-]{1,30})(?:\s+[A-Z&][\w'-]{0,30}){0,4}?\s+(?:plc|PLC|Inc|Ltd|Corp|Group|Holdings|AG|SE|NV|GmbH|LLC|SA)\b"
)
_FIRM = re.compile(
    r"\b[Tt]he (?:[a-z-]{1,30} )?"
    r"(?:maker|firm|retailer|airline|carmaker|insurer|brewer|manufacturer|supermarket|publisher)\b(?!')"
)
# "Its regional secretary, Colin Ames," and "J.D. Okafor, the city's emergency director,"
_ROLE = r"(?P<role>[a-z][a-z'-]{0,30}(?:\s+[a-z][a-z'-]{0,30}){0,3})"
_ROLE_FIRST = re.compile(rf"\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)\s+{_ROLE},\s+(?P<name>{_NAME}),")
_ROLE_AFTER = re.compile(rf"\b(?P<name>{_NAME}),\s+(?:the|its|their|his|her)\s+{_ROLE}(?:,|\.)")
_PRONOUN = re.compile(r"(He|She)\s+(?=[a-z])")
_OTHER_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|they|their)\b", re.I)
_CAPITALS = re.compile(rf"(?P<before>\b[A-Za-z]{{1,30}}\s+)?\b(?P<name>{_NAME})")
_NO_PERSON = re.compile(
    r"\b(?:University|College|School|Service|Group|Council|Ministry|Department|Office|Bank|Court|Union|Party|"
    r"Street|Rd|Road|County|City|Hospital|Club|United|Association|Agency|Institute|Journal|plc|Ltd|Inc|Corp)\b"
)
_MAX_ARTICLE = 50_000  # characters; in a longer text a name may be set up twice where nobody looks
_MAX_BACK = 4  # sentences that an opening "He" is followed back
_NOT_BEFORE_PERSON = word_set("the The in In at At of from near on On through into")


@dataclass(frozen=True, slots=True)
class _Names:
    """What an article sets up: what to write for what, compiled once an article."""

    written_out: tuple[tuple[re.Pattern[str], str], ...]
    titled: tuple[tuple[re.Pattern[str], str], ...]
    shortened: tuple[tuple[re.Pattern[str], str], ...]
    company: str | None
    other_companies: frozenset[str]


def called_otherwise(sentence: Sentence, article: Article) -> tuple[str, ...]:
    """The sentence with its aliases written out, and with its names written as aliases; empty without any."""
    if len(article.text) > _MAX_ARTICLE:
        return ()
    text, names = fold(sentence.text), _names(article.text)
    pronoun = _PRONOUN.match(text)
    meant = _antecedent(pronoun[1], sentence, article) if pronoun else None
    opened = f"{meant} {text[pronoun.end() :]}" if pronoun and meant else text
    found = (
        _with_company(_replaced(opened, names.written_out), names, sentence, article),
        _FIRM.sub("the company", _replaced(text, names.titled)),
        _replaced(text, names.shortened),
    )
    return tuple(dict.fromkeys(form for form in found if form != text))


def _replaced(text: str, pairs: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for wanted, instead in pairs:
        text = wanted.sub(instead, text)
    return text


@lru_cache(maxsize=32)
def _names(article: str) -> _Names:
    whole = fold(article)
    titles = {title: names.pop() for title, names in _surnames(whole).items() if len(names) == 1}
    roles = {role: names.pop() for role, names in _roles(whole).items() if len(names) == 1}
    aliases = roles | {title.lower(): f"{title} {name}" for title, name in titles.items()}
    shorts = dict(_initials(whole))
    subject = _COMPANY.match(whole)
    company = subject["name"] if subject else None
    return _Names(
        tuple((_alias(alias), name) for alias, name in aliases.items())
        + tuple((re.compile(rf"{long}\s+\({short}\)|\b{short}\b"), long) for short, long in shorts.items()),
        tuple((re.compile(rf"\b{title}\s+{_NAME}"), f"the {title.lower()}") for title in titles),
        tuple((re.compile(rf"{long}(?:\s+\({short}\))?"), short) for short, long in shorts.items()),
        company,
        frozenset(found["name"] for found in _COMPANY.finditer(whole)) - {company},
    )


def _alias(alias: str) -> re.Pattern[str]:
    # "The judge" of "The judge, Ann Voss," is written out already.
    return re.compile(rf"\b[Tt]he {re.escape(alias)}(?!\w|,?\s+[A-Z])")


def _with_company(text: str, names: _Names, sentence: Sentence, article: Article) -> str:
    """Write out "the company" where no other was named since the sentence before."""
    if names.company is None:
        return text
    before = article.sentences[sentence.number - 2].text if sentence.number > 1 else ""
    near = set(re.findall(r"\w+", f"{before} {text[: max(text.lower().find('the company'), 0)]}"))
    return text if near & names.other_companies else _alias("company").sub(names.company, text)


def _surnames(whole: str) -> dict[str, set[str]]:
    """The surnames that the article gives each title."""
    found: dict[str, set[str]] = {}
    for match in _TITLED.finditer(whole):
        found.setdefault(match["title"], set()).add(match["name"].split()[-1])
    return found


def _roles(whole: str) -> dict[str, set[str]]:
    """The names that the article gives each role, by an apposition."""
    found: dict[str, set[str]] = {}
    for match in (*_ROLE_FIRST.finditer(whole), *_ROLE_AFTER.finditer(whole)):
        found.setdefault(match["role"], set()).add(match["name"])
    return found


def _initials(whole: str) -> Iterator[tuple[str, str]]:
    for found in _SHORT.finditer(whole):
        capitals = "".join(word[0] for word in found["long"].split() if word[0].isupper())
        if capitals.endswith(found["short"]):
            yield found["short"], " ".join(found["long"].split()[-len(found["short"]) :])


def _antecedent(pronoun: str, sentence: Sentence, article: Article) -> str | None:
    """Whom an opening "He" means: the subject of the sentence before, if it names nobody else.

    Followed back over sentences that open with the same pronoun and name nobody.
    """
    earlier = article.sentences[max(0, sentence.number - 1 - _MAX_BACK) : sentence.number - 1]
    for before in reversed(earlier):
        text = fold(before.text)
        people = _people(text)
        again = text.startswith(f"{pronoun} ")
        if not again:
            alone = len(people) == 1 and not _OTHER_PERSON.search(text[: text.find(people[0])])
            return people[0] if alone and _is_subject(people[0], text) else None
        if people:
            return None
    return None


def _people(text: str) -> list[str]:
    """The names of a sentence that may be somebody's; rather one too many, so that "He" stays open."""
    found = []
    for match in _CAPITALS.finditer(text):
        before, name = (match["before"] or "").strip(), match["name"]
        if before[:1].isupper() and before not in _NOT_BEFORE_PERSON:
            name = f"{before} {name}"
        placed = before in _NOT_BEFORE_PERSON or _NO_PERSON.search(name)
        if not placed and (" " in name or match.start() > 0) and not any(map(is_time_word, tokens(name))):
            found.append(name)
    return found


def _is_subject(name: str, text: str) -> bool:
    """Whether the sentence is about the name: behind a title or role at most, or as its speaker."""
    words = tokens(text)
    place = text.find(name)
    first = next((i for i, word in enumerate(words) if word.start >= place), 0)
    speaks = any(frame.speaker[0] <= first < frame.speaker[1] for frame in frames(words))
    return speaks or not any(is_verb(word) or word.key in PREPOSITIONS for word in words[:first])
