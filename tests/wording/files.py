"""Case files to word: one complaint, changed as a test needs it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contract import Author, Mention, MentionKey, Rating
from monitor.domain.case import Case, CaseFile, State
from monitor.domain.score import Need, Reason, Severity, Topic

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)

MENTION = Mention(
    key=MentionKey(platform="google_play", scope="com.example.acme", native_id="r-1"),
    text="Charged twice and still waiting for my money. Two weeks now!",
    posted_at=NOON - timedelta(minutes=4),
    url="https://play.example.com/reviews/r-1",
    author=Author(id="a-7", name="Jane D.", followers=12_300),
    rating=Rating(stars=1),
)
CASE = Case(
    id=1042,
    mention_id=7,
    brand="Acme Air",
    state=State.OPEN,
    severity=Severity.CRITICAL,
    topic=Topic.BILLING,
    need=Need.BOTH,
    department="billing",
    opened_at=NOON,
    due_at=NOON + timedelta(minutes=30),
)
REASONS = (
    Reason(cue="money", words=("charged",), weight=0.2),
    Reason(cue="waiting", words=("still waiting", "two weeks"), weight=0.9),
    Reason(cue="stars", words=("1★",), weight=0.4),
)


def a_file(*, mention: dict[str, Any] | None = None, case: dict[str, Any] | None = None, **changes: Any) -> CaseFile:
    """A case file; what is named is changed in it, in its mention, or in its case."""
    file = CaseFile(
        case=replace(CASE, **(case or {})),
        mention=replace(MENTION, **(mention or {})),
        source="acme-play",
        heard_at=NOON,
        score=0.93,
        reasons=REASONS,
        earlier_cases=2,
    )
    return replace(file, **changes)
