"""Number words, scales, currencies and units: the data that quantities.py reads figures with. No rule."""

from __future__ import annotations

from fractions import Fraction

from bot.gate.words import by_word, word_set

ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * n
    for n, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "k": 1000,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
FRACTIONS = {
    "half": Fraction(1, 2),
    "halves": Fraction(1, 2),
    "third": Fraction(1, 3),
    "thirds": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "quarters": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "fifths": Fraction(1, 5),
    "tenth": Fraction(1, 10),
    "tenths": Fraction(1, 10),
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        [
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
        ],
        2,
    )
}
CURRENCIES = {"£": "GBP", "$": "USD", "€": "EUR", "¥": "JPY"}
UNITS = by_word(
    {
        "mile": "mile miles mi",
        "mph": "mph",
        "km": "km kilometre kilometres kilometer kilometers",
        "km/h": "kmh kph",
        "m": "m metre metres meter meters",
        "cm": "cm centimetre centimetres centimeter centimeters",
        "mm": "mm millimetre millimetres millimeter millimeters",
        "foot": "foot feet ft",
        "inch": "inch inches",
        "yard": "yard yards",
        "acre": "acre acres",
        "hectare": "hectare hectares",
        "kg": "kg kilo kilos kilogram kilograms",
        "tonne": "tonne tonnes",
        "ton": "ton tons",
        "gram": "gram grams g",
        "litre": "litre litres liter liters",
        "barrel": "barrel barrels",
        "second": "second seconds",
        "minute": "minute minutes",
        "hour": "hour hours",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years",
        "decade": "decade decades",
        "century": "century centuries",
        "cent": "cent cents",
        "penny": "pence penny p",
        "USD": "dollar dollars usd",
        "EUR": "euro euros eur",
        "GBP": "gbp sterling",
        "megawatt": "megawatt megawatts mw",
        "gigawatt": "gigawatt gigawatts gw",
        "point": "point points",
        "degree": "degree degrees",
    }
)
SPANS_OF_TIME = word_set("second minute hour day week month year decade century")
SHARE_WORDS = frozenset(["%", "percent", "pc"])

FIGURE_WORDS = (
    frozenset(ONES)
    | frozenset(TENS)
    | frozenset(FRACTIONS) - {"second"}
    | word_set("hundred thousand million billion trillion dozen")
)
UNIT_WORDS = (
    frozenset(UNITS)
    | SHARE_WORDS
    | word_set(
        "hundred thousand million billion trillion m bn tn k % ° per cent percentage sq square cubic km h "
        "c f am pm working business"
    )
)
