"""Measure: what is counted as it happens, in deltas and rollups."""

from enum import StrEnum


class Measure(StrEnum):
    """What is counted with the fact that causes it: those measures that a digest reads.

    What is heard is known by its source alone; whether it is about a brand only once it is judged.
    """

    HEARD = "heard"
    ABOUT_US = "about_us"
    COMPLAINT = "complaint"
    NEEDS_EYES = "needs_eyes"
