"""How the figures of a text and its stars become one confidence, and what each of them added to it."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from connectors.contract import Rating

BIAS = "bias"
STARS = "stars"

WORST_STARS, STARS_RANGE = 2.4, 5.0
"""What the lowest rating adds to the log-odds, and how far below it the highest is: 1 of 5 is +2.4, 5 of 5 is -2.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """A confidence, 0 to 1, and the log-odds that each figure added to it."""

    confidence: float
    shares: dict[str, float]


def blend(figures: dict[str, float] | None, rating: Rating | None, marks: dict[str, float] | None = None) -> Blend:
    """Blend what was measured; `figures` is None where there was nothing that could be read. `marks` are shares."""
    known = weights()
    shares = {name: known[name] * figure for name, figure in (figures or {}).items()}
    shares |= marks or {}
    odds = sum(shares.values()) + (known[BIAS] if figures is not None else 0.0)
    stars = stars_share(rating)
    if stars is not None:
        shares[STARS] = stars
        odds += stars
    return Blend(confidence=round(1 / (1 + math.exp(-odds)), 4), shares=shares)


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
