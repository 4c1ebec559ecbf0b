"""Spoken: customers' words beside a week's figures. They are read when a digest is shown, and never stored with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Words as they may be shown, masked.

    `cases` has what was said in the cases that wait, `praise` what was said of our staff, by number of the mention.
    `rules` are the rules and policies that customers quote, the most quoted first, by topic.
    """

    cases: Mapping[int, str] = field(default_factory=dict)
    praise: Mapping[int, str] = field(default_factory=dict)
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NOT_A_WORD = Spoken()
"""Nobody's words: what leaves us and cannot be taken back holds none."""
