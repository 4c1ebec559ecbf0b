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
"""The log-odds that the lowest rating adds, and how far below it the highest is: 1 of 5 is +2.4, 3 is -0.1, 5 is -2.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """A confidence, 0 to 1, and the log-odds that each figure added to it."""

    confidence: float
    shares: dict[str, float]


def blend(figures: dict[str, float] | None, rating: Rating | None) -> Blend:
    """Blend what was measured; `figures` is None where there was nothing that could be read."""
    known = weights()
    shares = {name: known[name] * figure for name, figure in (figures or {}).items()}
    odds = sum(shares.values()) + (known[BIAS] if figures is not None else 0.0)
    stars = stars_share(rating)
    if stars is not None:
        shares[STARS] = stars
        odds += stars
    return Blend(confidence=round(1 / (1 + math.exp(-odds)), 4), shares=shares)


def stars_share(rating: Rating | None) -> float | None:
    """The log-odds that a rating adds; None for no rating, or one that makes no sense."""
    if rating is None or not math.isfinite(rating.stars) or not math.isfinite(rating.out_of) or rating.out_of <= 0:
        return None
    lowest = 1.0 if 1 < rating.out_of <= 10 else 0.0
    place = (rating.stars - lowest) / (rating.out_of - lowest)
    return WORST_STARS - STARS_RANGE * min(1.0, max(0.0, place))


@cache
def weights() -> dict[str, float]:
    """The fitted weights, read on first use."""
    text = files(__package__).joinpath("weights.toml").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in tomllib.loads(text).items()}
