"""When two words count as alike: the same stem, a listed synonym, a country and its people. Pure."""

from __future__ import annotations

from functools import lru_cache

from bot.gate.synonyms import SYNONYMS
from bot.gate.words import stem

_COUNTRIES = {
    "russian": "russia",
    "ukrainian": "ukraine",
    "korean": "korea",
    "american": "us",
    "america": "us",
    "usa": "us",
    "british": "uk",
    "britain": "uk",
    "briton": "uk",
    "english": "england",
    "scottish": "scotland",
    "welsh": "wales",
    "irish": "ireland",
    "french": "france",
    "german": "germany",
    "italian": "italy",
    "spanish": "spain",
    "portuguese": "portugal",
    "dutch": "netherlands",
    "belgian": "belgium",
    "swiss": "switzerland",
    "austrian": "austria",
    "polish": "poland",
    "pole": "poland",
    "czech": "czechia",
    "hungarian": "hungary",
    "romanian": "romania",
    "bulgarian": "bulgaria",
    "greek": "greece",
    "turkish": "turkey",
    "swedish": "sweden",
    "norwegian": "norway",
    "danish": "denmark",
    "finnish": "finland",
    "european": "europe",
    "african": "africa",
    "asian": "asia",
    "chinese": "china",
    "japanese": "japan",
    "indian": "india",
    "pakistani": "pakistan",
    "afghan": "afghanistan",
    "iranian": "iran",
    "iraqi": "iraq",
    "israeli": "israel",
    "palestinian": "palestine",
    "syrian": "syria",
    "lebanese": "lebanon",
    "egyptian": "egypt",
    "saudi": "saudi",
    "mexican": "mexico",
    "canadian": "canada",
    "brazilian": "brazil",
    "argentine": "argentina",
    "australian": "australia",
    "nigerian": "nigeria",
    "kenyan": "kenya",
    "vietnamese": "vietnam",
    "thai": "thailand",
    "belarusian": "belarus",
    "georgian": "georgia",
    "serbian": "serbia",
    "estonian": "estonia",
    "latvian": "latvia",
    "lithuanian": "lithuania",
}
_GROUPS: dict[str, set[str]] = {}
for _number, _group in enumerate(SYNONYMS):
    for _word in _group.split():
        _GROUPS.setdefault(stem(_word.replace("_", " ")), set()).add(f"={_number}")


@lru_cache(maxsize=20_000)
def keys_of(word: str) -> frozenset[str]:
    """Return the keys of a lower-case word; two words are alike when they share one."""
    country = _COUNTRIES.get(word) or _COUNTRIES.get(word.removesuffix("s"))
    if country:
        return frozenset([f"@{country}", stem(word)])
    base = stem(_head(word))
    return frozenset([base, f"@{word}", *_GROUPS.get(base, ())])


def _head(word: str) -> str:
    """The form a phrase is looked up under: "come back" for "came back"."""
    first, space, rest = word.partition(" ")
    return f"{'go' if stem(first) == 'go' else 'come'} {rest}" if space else word
