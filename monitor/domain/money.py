"""Money: an amount of one currency, as people write it in a configuration and as a timeline keeps it: `20 GBP`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_WRITTEN = re.compile(r"([0-9]{1,7}(?:\.[0-9]{1,2})?) ?([A-Z]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """`currency` is its code of ISO 4217."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        places = 0 if self.amount == self.amount.to_integral_value() else 2
        return f"{self.amount:.{places}f} {self.currency}"


def parse(text: str) -> Money:
    """Return the money that `text` (`20 GBP`, `12.50 EUR`) tells. Raises `ValueError` where it tells none."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no amount of money; write it as 20 GBP")
    return Money(amount=Decimal(found[1]), currency=found[2])


def total(sums: Iterable[Money], currency: str) -> Money:
    """Return what those of `currency` come to."""
    return Money(amount=sum((one.amount for one in sums if one.currency == currency), Decimal(0)), currency=currency)
