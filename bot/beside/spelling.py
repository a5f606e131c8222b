"""Whether two words may be one name: slips of the pen, a people and its place, other names of it. Pure."""

from __future__ import annotations

from bot.gate.words import word_set

# Other names of one thing that share no letters. Each line is one thing.
_ALIASES = [
    word_set(line)
    for line in (
        "us usa america american americans united states washington",
        "uk britain british united kingdom london english england",
        "eu european europe union brussels",
        "un united nations",
        "ussr soviet soviets russia russian russians moscow kremlin",
        "ukraine ukrainian ukrainians kyiv kiev",
        "china chinese beijing",
        "korea korean pyongyang seoul",
        "france french paris",
        "germany german germans berlin",
        "netherlands dutch holland",
        "spain spanish",
        "ireland irish",
        "switzerland swiss",
        "wales welsh",
        "greece greek greeks",
        "poland polish poles",
        "norway norwegian norwegians",
        "sweden swedish swedes",
        "finland finnish finns",
        "turkey turkish turks ankara",
        "denmark danish danes",
        "wwi ww1 war one i first",
        "wwii ww2 war two ii second",
    )
]
_LONG_ENOUGH = 5  # letters of a name in which one wrong letter is a slip, not another name
_SAME_BEGINNING = 6  # letters: Protestant and Protestantism
_ROOT = 4  # letters that "China" and "Chinese" share
_ENDINGS = (
    "ese",
    "ian",
    "ians",
    "ean",
    "eans",
    "an",
    "ans",
    "n",
    "ns",
    "ish",
    "i",
    "is",
    "ic",
    "ia",
    *"aeoys",
)


def aliases(word: str) -> frozenset[str]:
    """Other lower-case names of what the word names; empty for most."""
    return frozenset().union(*(line for line in _ALIASES if word in line))


def is_near(one: str, other: str) -> bool:
    """Whether two words may be forms or spellings of one name: Chinese and China, Syrski and Syrsky."""
    if one[0] != other[0]:
        return False
    if _forms(one) & _forms(other):
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    if shared >= _SAME_BEGINNING:
        return True
    return min(len(one), len(other)) >= _LONG_ENOUGH and _one_slip(one[shared:], other[shared:])


def _forms(word: str) -> frozenset[str]:
    """The word, and what is left of it without an ending that makes a people of a place."""
    cut = {word.removesuffix(ending) for ending in _ENDINGS}
    return frozenset({word} | {form for form in cut if len(form) >= _ROOT})


def _one_slip(one: str, other: str) -> bool:
    """Whether the rests of two words differ by one letter: changed, left out, added, or two swapped."""
    if not one or not other:
        return len(one) + len(other) <= 1
    swapped = one[:2] == other[1::-1] and len(other) > 1 and one[2:] == other[2:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped
