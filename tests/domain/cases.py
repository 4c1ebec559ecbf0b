"""Cases and mentions to test with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from connectors.contract import Mention, MentionKey, Rating
from monitor.domain.case import Case, Dismissal, Outcome, State
from monitor.domain.score import Severity, Topic

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)

OPEN = Case(
    id=12,
    mention_id=7,
    brand="Acme Air",
    state=State.OPEN,
    severity=Severity.HIGH,
    topic=Topic.BILLING,
    need=None,
    department="support",
    opened_at=NOON,
    due_at=NOON + timedelta(hours=2),
)
ACKNOWLEDGED = replace(OPEN, state=State.ACKNOWLEDGED, acknowledged_at=NOON, owner="ana")
RESPONDED = replace(ACKNOWLEDGED, state=State.RESPONDED, responded_at=NOON + timedelta(minutes=30))
RESOLVED = replace(
    RESPONDED,
    state=State.RESOLVED,
    resolved_at=NOON + timedelta(minutes=40),
    outcome=Outcome.RECOVERED,
    outcome_by="ana",
)
DISMISSED = replace(OPEN, state=State.DISMISSED, dismissal=Dismissal.SPAM)
IN_EACH_STATE = {case.state: case for case in (OPEN, ACKNOWLEDGED, RESPONDED, RESOLVED, DISMISSED)}


def review(text: str = "Still no refund.", *, stars: float | None = 1) -> Mention:
    return Mention(
        key=MentionKey(platform="google_play", scope="app", native_id="r1"),
        text=text,
        posted_at=NOON - timedelta(hours=3),
        rating=None if stars is None else Rating(stars=stars),
    )
