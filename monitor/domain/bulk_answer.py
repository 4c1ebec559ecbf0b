"""Bulk answer: one text for many cases at once, and what became of it for each."""

from dataclasses import dataclass

from monitor.domain.reply import Finding

MOST = 200
"""So many cases are taken at once: whoever waits for the page waits seconds. The rest is left for the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one case would be told, and what is wrong with that; `sends`: it can be sent from here."""

    case_id: int
    text: str
    sends: bool
    approval: bool
    found: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What became of a text: for how many cases it is on its way or waits for approval, and why not for others."""

    sent: int = 0
    waiting: int = 0
    refused: tuple[tuple[int, str], ...] = ()
