"""Score: what the sentiment stage measured in one text. Nothing is decided here."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is; the order is that of the members."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical."""
        return list(Severity).index(self)


class Topic(StrEnum):
    """What a complaint is about; routes to departments."""

    DELIVERY = "delivery"
    CANCELLATION = "cancellation"
    LOST_OR_DAMAGED = "lost_or_damaged"
    BILLING = "billing"
    QUALITY = "quality"
    NOT_WORKING = "not_working"
    DIGITAL = "digital"
    ACCOUNT = "account"
    STAFF = "staff"
    NO_ANSWER = "no_answer"
    PRICE = "price"
    LEAVING = "leaving"
    SAFETY = "safety"
    POLICY = "policy"
    OTHER = "other"


class Need(StrEnum):
    """What the customer needs: the thing itself, to be treated well, or both."""

    FUNCTIONAL = "functional"
    EMOTIONAL = "emotional"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One true cause of a score: the cue group that fired, the words that made it fire, and how much it added.

    `cue` is a slug (`waiting`, `not_working`, `stars`); `wording.reasons` makes a sentence of it.
    """

    cue: str
    words: tuple[str, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one text measured.

    `vader` is VADER's compound, -1 to 1. `complaint` is the confidence that it is a complaint, 0 to 1, and None
    where the text could not be read (`scored` false). `harm` is how bad what it tells is, 0 to 1, and feeds
    severity; `critical` marks injury, legal or press threat, fraud or a vulnerable customer. `language` is an ISO
    639-1 code, or `und` where it is not clear. `topics` are the topics found, the main one first, and
    `topic_words` the text's own words that told the main one; like `need`, only of what may be a complaint.
    `praised` are the staff that what is no complaint speaks well of, by name or by what they are.
    """

    language: str
    scored: bool
    vader: float
    complaint: float | None
    topics: tuple[Topic, ...] = ()
    topic_words: tuple[str, ...] = ()
    need: Need | None = None
    harm: float = 0.0
    critical: bool = False
    abusive: bool = False
    policy: bool = False
    praised: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def topic(self) -> Topic | None:
        """The main topic."""
        return self.topics[0] if self.topics else None
