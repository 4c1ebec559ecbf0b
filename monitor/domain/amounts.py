"""Amounts: the money and the shares (`20%`) that a text names, in the ways in which people write them."""

import re
from collections.abc import Iterator
from decimal import Decimal

from monitor.domain.money import Money

_SYMBOLS = {
    "£": ("GBP",),
    "€": ("EUR",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "zł": ("PLN",),
    "kr": ("SEK", "NOK", "DKK"),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "r$": ("BRL",),
}
"""What a sign may stand for, the likeliest first."""
_WORDS = {
    "pound": "£", "pounds": "£", "quid": "£", "sterling": "£", "pfund": "£", "livres": "£", "libras": "£",
    "euro": "€", "euros": "€", "eur": "€", "dollar": "$", "dollars": "$", "bucks": "$", "dólares": "$", "dollari": "$",
    "rupees": "₹", "rs": "₹", "yen": "¥", "kronor": "kr", "kroner": "kr", "zloty": "zł", "reais": "r$",
}  # fmt: skip
_CODES = (
    *("GBP", "EUR", "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "JPY", "CNY", "INR", "PLN", "SEK", "NOK", "DKK"),
    *("TRY", "UAH", "BRL", "CHF", "ZAR", "AED", "SAR", "ILS", "KRW", "THB", "CZK", "HUF", "RON", "BGN", "PHP", "IDR"),
)
_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SPELLED = "|".join((*_TENS, *sorted(_ONES, key=len, reverse=True), "hundred", "thousand"))
_NUMBER = (
    r"(?:\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d{1,9}(?:[.,]\d{1,2}(?!\d))?"
    rf"|(?:a )?(?:{_SPELLED})(?:[ -](?:and )?(?:{_SPELLED})){{0,4}})"
)
_SIGN = "|".join(
    re.escape(one) if len(one) == 1 and not one.isalpha() else rf"{re.escape(one)}(?![^\W\d_])"
    for one in sorted((*_SYMBOLS, *_WORDS, *map(str.lower, _CODES)), key=len, reverse=True)
)
_MONEY = re.compile(
    rf"(?<![\w.,])(?P<before>{_SIGN})\s?(?P<first>{_NUMBER})(?P<k1>k\b)?"
    rf"|(?<![\w.,])(?P<second>{_NUMBER})(?P<k2>k)?[\s-]?(?P<after>{_SIGN})"
)
_SHARE = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per ?cent\b|prozent\b|pour ?cent\b|por ?ciento\b|procent\b)"
    r"|\b(?P<half>half[ -](?:price|off)|halber preis)\b"
)


def money_in(text: str, *, preferred: str | None = None) -> Iterator[tuple[int, Money]]:
    """Yield each amount in `text`, which is in lower case, with where it stands.

    A sign that stands for several currencies stands for `preferred` where it may.
    """
    for found in _MONEY.finditer(text):
        number = found["first"] or found["second"]
        amount = _value(number) * (1000 if found["k1"] or found["k2"] else 1)
        yield found.start(), Money(amount=amount, currency=_currency(found["before"] or found["after"], preferred))


def shares_in(text: str) -> Iterator[tuple[int, Decimal]]:
    """Yield each share in per cent in `text`, which is in lower case, with where it stands."""
    for found in _SHARE.finditer(text):
        yield found.start(), Decimal(50) if found["half"] else Decimal(found["number"].replace(",", "."))


def _currency(sign: str, preferred: str | None) -> str:
    symbol = _WORDS.get(sign, sign)
    known = _SYMBOLS.get(symbol, (symbol.upper(),))
    return preferred if preferred in known and preferred is not None else known[0]


def _value(number: str) -> Decimal:
    if not number[0].isdigit():
        return Decimal(_spelled(number))
    plain = re.sub(r"['\s]", "", number)
    whole, mark, rest = plain.rpartition("." if plain.rfind(".") > plain.rfind(",") else ",")
    if mark and len(rest) != 3:  # what stands behind the last mark are hundredths; three digits are thousands
        return Decimal(f"{re.sub(r'[.,]', '', whole)}.{rest}")
    return Decimal(re.sub(r"[.,]", "", plain))


def _spelled(words: str) -> int:
    """Read `a hundred and twenty-five`."""
    value = 0
    for word in re.split(r"[ -]+", words):
        if word in ("hundred", "thousand"):
            value = max(value, 1) * (100 if word == "hundred" else 1000)
        else:
            value += _ONES.get(word, 0) + _TENS.get(word, 0)
    return value
