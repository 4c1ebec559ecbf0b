"""Relevance: whether a mention is about us, and who speaks."""

from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.score import Reason


class About(StrEnum):
    """Whom a mention is about."""

    US = "us"
    OTHER = "other"
    UNCLEAR = "unclear"


class Speaker(StrEnum):
    """Who speaks."""

    CUSTOMER = "customer"
    NEWS = "news"
    JOB_SEEKER = "job_seeker"
    COMPETITOR = "competitor"
    STAFF = "staff"
    RESELLER = "reseller"
    BOT = "bot"
    OURSELVES = "ourselves"


COMPLAINING = frozenset((Speaker.CUSTOMER, Speaker.STAFF))
"""Those whose words may be a complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """What was judged of one mention for one brand; `words` are the brand's terms that were found in it.

    `reasons` say why it is not about us, or why no customer speaks; they have no weight, for they are no opinion.
    """

    about: About
    speaker: Speaker
    words: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
