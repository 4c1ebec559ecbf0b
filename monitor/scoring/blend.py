"""How the shares of all layers become one confidence, and what a star rating adds."""

import math
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from connectors.contract import Rating
from monitor.domain.score import Reason

BIAS = "bias"
STARS = "stars"

MOST_ODDS = 30.0
"""Surer than this is nothing."""

WORST_STARS, STARS_RANGE = 2.4, 5.0
"""What the lowest rating adds to the log-odds, and how far below it the highest is: 1 of 5 is +2.4, 5 of 5 is -2.6."""


def confidence(reasons: Iterable[Reason], start: float = 0.0) -> float:
    """Return the confidence, 0 to 1, that all `reasons` together make; `start` are the log-odds without any."""
    odds = sum(reason.weight for reason in reasons) + start
    return round(1 / (1 + math.exp(-max(-MOST_ODDS, min(MOST_ODDS, odds)))), 4)


def bias() -> float:
    """The log-odds that a text starts with, whatever its language."""
    return weights()[BIAS]


def stars_share(rating: Rating | None) -> float | None:
    """The log-odds that a rating adds; None for no rating, or one that makes no sense."""
    place = stars_place(rating)
    return None if place is None else WORST_STARS - STARS_RANGE * place


def stars_place(rating: Rating | None) -> float | None:
    """Where a rating stands between the lowest (0) and the highest (1) that can be given: 1 of 5 is 0, 5 of 5 is 1."""
    if rating is None or not math.isfinite(rating.stars) or not math.isfinite(rating.out_of) or rating.out_of <= 0:
        return None
    lowest = 1.0 if 1 < rating.out_of <= 10 else 0.0
    return min(1.0, max(0.0, (rating.stars - lowest) / (rating.out_of - lowest)))


@cache
def weights() -> dict[str, float]:
    """The fitted weights, read on first use."""
    text = files(__package__).joinpath("weights.toml").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in tomllib.loads(text).items()}
