"""Cases as JSON documents: the names and shapes that scripts rely on."""

from datetime import datetime
from typing import Any

from connectors.contract import Mention
from monitor.domain.case import UNANSWERED_STATES, CaseFile, Event
from monitor.wording.reasons import sentence

_TOLD = (
    *("state", "severity", "topic", "need", "brand", "department", "owner", "opened_at", "due_at", "acknowledged_at"),
    *("responded_at", "resolved_at", "snoozed_until", "outcome", "outcome_by", "dismissal", "version"),
)


def case_document(file: CaseFile, now: datetime, *, timeline: bool = False) -> dict[str, Any]:
    """Return a case as it is at `now`; with `timeline`, with its events and our replies."""
    case = file.case
    overdue = case.state in UNANSWERED_STATES and case.due_at is not None and case.due_at < now
    document = (
        {"id": case.public_id}
        | {name: getattr(case, name) for name in _TOLD}
        | {
            "incident": None if case.incident_id is None else f"I-{case.incident_id}",
            "overdue": overdue,
            "source": file.source,
            "heard_at": file.heard_at,
            "score": file.score,
            "reasons": [sentence(reason) for reason in file.reasons],
            "critical": file.critical,
            "earlier_cases": file.earlier_cases,
            "mention": mention_document(case.mention_id, file.mention, gone=file.gone),
        }
    )
    if timeline:
        document["replies"] = [
            {"text": reply.text, "author": reply.author, "posted_at": reply.posted_at} for reply in file.replies
        ]
        document["events"] = [_event(event) for event in file.events]
    return document


def mention_document(number: int, mention: Mention, *, gone: bool) -> dict[str, Any]:
    """Return a mention. `gone`: its words were deleted on the platform, or erased here."""
    return {
        "id": f"M-{number}",
        "platform": mention.key.platform,
        "url": mention.url,
        "author": {"id": mention.author.id, "name": mention.author.name, "followers": mention.author.followers},
        "title": mention.title,
        "text": mention.text,
        "rating": mention.rating and {"stars": mention.rating.stars, "out_of": mention.rating.out_of},
        "language": mention.language,
        "posted_at": mention.posted_at,
        "edited_at": mention.edited_at,
        "place": mention.place,
        "gone": gone,
    }


def _event(event: Event) -> dict[str, Any]:
    told = {"kind": event.kind, "at": event.at, "by": event.by}
    return told | {"was": event.was, "became": event.became, "text": event.text}
