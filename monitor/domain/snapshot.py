"""The written form of a week's figures: JSON that later versions still read."""

import msgspec

from monitor.domain.figures import Figures


def to_json(figures: Figures) -> str:
    """Return `figures` as one JSON document: its keys in a fixed order, times in RFC 3339 UTC."""
    return msgspec.json.encode(figures).decode()


def from_json(text: str) -> Figures:
    """Return the figures that `to_json` wrote; what a later version adds is passed over.

    Raises `ValueError` where it is no such document.
    """
    return msgspec.json.decode(text, type=Figures)
