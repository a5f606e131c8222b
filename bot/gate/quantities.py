"""Read figures: digits, words, fractions, money, shares and units, normalised so that equal things compare
equal. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.gate.units import (
    CURRENCIES,
    FRACTIONS,
    ONES,
    ORDINALS,
    SCALES,
    SHARE_WORDS,
    SPANS_OF_TIME,
    TENS,
    UNITS,
)
from bot.gate.words import Token, word_set

_OF_A_YEAR = word_set("first second third fourth final last latest next this previous same per each every")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit. `first` and `last` are the token range [first, last) it was read from.

    `unit` is None for a bare count; a share is a fraction of 1 with the unit "share" ("half" equals 50 %).
    """

    value: Fraction
    unit: str | None
    first: int
    last: int


def quantities(words: Sequence[Token]) -> tuple[Quantity, ...]:
    """Return every figure in order. A range is two figures; the first takes the unit of the second."""
    found: list[Quantity] = []
    i = 0
    while i < len(words):
        quantity = _read(words, i)
        if quantity is None:
            i += 1
        else:
            found.append(quantity)
            i = quantity.last
    return tuple(_share_units(words, found))


def _read(words: Sequence[Token], i: int) -> Quantity | None:
    first = i
    currency = CURRENCIES.get(words[i].key)
    if currency is not None:
        i += 1
        if i >= len(words) or words[i].kind != "number":
            return None
    number = _clock(words, i) or _digits(words, i) or _worded(words, i)
    if number is None:
        return None
    if currency is not None and words[number.last : number.last + 1] and words[number.last].key == "m":
        number = replace(number, value=number.value * SCALES["m"], last=number.last + 1)  # "£30 m"
    return _with_unit(words, replace(number, first=first, unit=currency or number.unit))


def _clock(words: Sequence[Token], i: int) -> Quantity | None:
    """9.40 p.m., 7 a.m. and 15:30 are times of day, in minutes."""
    text = words[i].text
    if words[i].kind != "number":
        return None
    half = words[i + 1].key if i + 1 < len(words) else ""
    parts = text.replace(":", ".").split(".")
    if (half not in ("am", "pm") and ":" not in text) or len(parts) > 2 or not all(parts):
        return None
    minutes = int(parts[0]) * 60 + (int(parts[1]) if len(parts) == 2 else 0)
    later = 12 * 60 if half == "pm" and int(parts[0]) < 12 else 0
    return Quantity(Fraction(minutes + later), "clock", i, i + 2 if half in ("am", "pm") else i + 1)


def _digits(words: Sequence[Token], i: int) -> Quantity | None:
    if words[i].kind != "number":
        return None
    plain = words[i].text.replace(",", "").replace(":", ".")
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    try:
        value = Fraction(plain)
    except ValueError:
        return None  # digits of other scripts with odd marks: no figure we can compare
    last = i + 1
    if last < len(words) and words[last].glued and words[last].key in ("st", "nd", "rd", "th"):
        return Quantity(value, "ordinal", i, last + 1)
    return _scaled(words, Quantity(value, None, i, last))


def _scaled(words: Sequence[Token], quantity: Quantity) -> Quantity:
    last = quantity.last
    value = quantity.value
    while last < len(words) and words[last].key in SCALES and (words[last].glued or len(words[last].key) > 1):
        value *= SCALES[words[last].key]
        last += 1
    return replace(quantity, value=value, last=last)


def _worded(words: Sequence[Token], i: int) -> Quantity | None:
    key = words[i].key
    if key == "one" and _is_pronoun(words, i):
        return None
    if key in ONES or key in TENS:
        return _compound(words, i)
    if key in ("a", "an") and i + 1 < len(words):
        return _article(words, i)
    if key in ("half", "quarter") and not _is_compound_noun(words, i):
        return Quantity(FRACTIONS[key], "share", i, i + 1)
    if (
        key in ORDINALS
        and i > 0
        and words[i - 1].key in ("the", "a", "their", "his", "her", "its")
        and key != "second"
    ):
        return Quantity(Fraction(ORDINALS[key]), "ordinal", i, i + 1)
    return None


def _article(words: Sequence[Token], i: int) -> Quantity | None:
    """Read "a third", "a quarter", "a hundred", "a dozen", "an hour"."""
    after = words[i + 1].key
    if after in FRACTIONS and i + 2 < len(words) and words[i + 2].key == "of":
        return Quantity(FRACTIONS[after], "share", i, i + 2)
    if after in ("half", "quarter") and not _is_compound_noun(words, i + 1):
        return Quantity(FRACTIONS[after], "share", i, i + 2)
    if after in ("hundred", "thousand", "million", "billion", "trillion"):
        return _scaled(words, Quantity(Fraction(1), None, i, i + 1))
    if after in UNITS and UNITS[after] in SPANS_OF_TIME:
        return Quantity(Fraction(1), None, i, i + 1)  # "an hour" is one hour; the unit is read next
    if after == "dozen":
        return Quantity(Fraction(12), None, i, i + 2)
    return None


def _is_pronoun(words: Sequence[Token], i: int) -> bool:
    """Whether it is the "one" of "one another", "no one", "the one"."""
    before = words[i - 1].key if i else ""
    after = words[i + 1].key if i + 1 < len(words) else ""
    return after == "another" or before in ("no", "the", "this", "that", "any", "every", "each")


def _is_compound_noun(words: Sequence[Token], i: int) -> bool:
    """Whether it is the "half" of "half-time", the "quarter" of "quarter-final" or of "the first quarter"."""
    after = words[i + 1 : i + 3]
    if words[i].key == "quarter" and i and words[i - 1].key in _OF_A_YEAR:
        return True
    if len(after) == 2 and after[0].key == "-" and after[0].glued and after[1].glued:
        return True
    return bool(after) and after[0].key in ("final", "finals", "time", "century")


def _compound(words: Sequence[Token], i: int) -> Quantity | None:
    """Read "eleven thousand five hundred and two", "twenty-one", "two thirds", "four and a half"."""
    total, group, last = Fraction(0), Fraction(0), i
    while last < len(words):
        key = words[last].key
        if key in ONES or key in TENS:
            if last > i and words[last - 1].key in ONES:
                break
            group += ONES.get(key, TENS.get(key, 0))
        elif key == "hundred" and group:
            group *= 100
        elif key in ("thousand", "million", "billion", "trillion") and group:
            total, group = total + group * SCALES[key], Fraction(0)
        elif not _joins(words, last):
            break
        last += 1
    return _with_fraction(words, Quantity(total + group, None, i, last))


def _joins(words: Sequence[Token], i: int) -> bool:
    """A hyphen or "and" inside a number in words."""
    after = words[i + 1].key if i + 1 < len(words) else ""
    if words[i].key == "-":
        return words[i].glued and words[i - 1].key in TENS and after in ONES
    return words[i].key == "and" and words[i - 1].key in SCALES and (after in ONES or after in TENS)


def _with_fraction(words: Sequence[Token], quantity: Quantity) -> Quantity:
    after = [word.key for word in words[quantity.last : quantity.last + 3]]
    if after[:1] == ["-"]:
        after, offset = after[1:], 1
    else:
        offset = 0
    if after[:1] and after[0] in FRACTIONS and after[0] not in ("half", "quarter"):
        return Quantity(
            quantity.value * FRACTIONS[after[0]], "share", quantity.first, quantity.last + offset + 1
        )
    if after == ["and", "a", "half"]:
        return replace(quantity, value=quantity.value + Fraction(1, 2), last=quantity.last + 3)
    return _scaled(words, quantity)


def _with_unit(words: Sequence[Token], quantity: Quantity) -> Quantity:
    i = quantity.last
    keys = [word.key for word in words[i : i + 3]]
    if quantity.unit not in (None, "share") and quantity.unit not in CURRENCIES.values():
        return quantity
    share = 1 if keys[:1] and keys[0] in SHARE_WORDS else 2 if keys[:2] == ["per", "cent"] else 0
    if share:
        rest = [word.key for word in words[i + share : i + share + 1]]
        if rest in (["point"], ["points"]):
            return replace(quantity, unit="percentage point", last=i + share + 1)
        return replace(quantity, value=quantity.value / 100, unit="share", last=i + share)
    if keys[:1] == ["percentage"] and keys[1:2] and keys[1] in ("point", "points"):
        return replace(quantity, unit="percentage point", last=i + 2)
    if quantity.unit is not None:
        return quantity
    return _measured(words, quantity, keys)


def _measured(words: Sequence[Token], quantity: Quantity, keys: list[str]) -> Quantity:
    i = quantity.last
    if keys[:1] == ["-"] and words[i].glued:
        i, keys = i + 1, keys[1:]
    if keys[:1] == ["°"] and keys[1:]:
        return replace(quantity, unit="°" + keys[1], last=i + 2)
    if keys[:2] == ["km", "/"]:
        return replace(quantity, unit="km/h", last=i + 3)
    prefix = {"sq": "square ", "square": "square ", "cubic": "cubic "}.get(keys[0], "") if keys else ""
    if prefix and len(keys) > 1 and keys[1] in UNITS:
        return replace(quantity, unit=prefix + UNITS[keys[1]], last=i + 2)
    worked = 1 if keys[:1] and keys[0] in ("working", "business") else 0
    if len(keys) > worked and keys[worked] in UNITS:
        return replace(quantity, unit=UNITS[keys[worked]], last=i + worked + 1)
    return quantity


def _share_units(words: Sequence[Token], found: list[Quantity]) -> list[Quantity]:
    """Give the first figure of a range the unit of the second: "70 to 95 mm"."""
    for k in range(len(found) - 2, -1, -1):
        one, two = found[k], found[k + 1]
        between = [word.key for word in words[one.last : two.first]]
        if (
            one.unit is None
            and two.unit not in (None, "ordinal")
            and between in (["to"], ["and"], ["or"], ["-"])
        ):
            value = one.value / 100 if two.unit == "share" and two.value <= 1 < one.value else one.value
            found[k] = replace(one, unit=two.unit, value=value)
    return found
