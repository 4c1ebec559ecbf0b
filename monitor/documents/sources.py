"""Sources as documents."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from monitor.documents.document import Document
from monitor.store.pushes import Lost
from monitor.store.sources import SourceHealth

State = Literal["new", "ok", "failing", "paused"]


class LostDeliveries(Document):
    """What the platform pushed in vain in the last day."""

    failed: int = Field(description="How many deliveries were not understood.")
    failed_why: str
    refused_at: datetime | None = Field(description="When one was refused last.")
    refused_why: str


class SourceDocument(Document):
    """A configured place that is listened to, and how it fares."""

    name: str
    kind: str = Field(examples=["google_play"])
    state: State = Field(description="failing: it is tried again. paused: a person must act.")
    due_at: datetime = Field(description="When it is asked again.")
    paused: bool
    failures: int = Field(description="How often it failed since it last did not.")
    trouble: str | None = Field(description="What is wrong, and what to do.")
    trouble_since: datetime | None
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None = Field(description="When it last brought something new.")
    deliveries: LostDeliveries


def source_document(health: SourceHealth, lost: Lost) -> SourceDocument:
    """Return how a source fares."""
    return SourceDocument(
        name=health.name,
        kind=health.kind,
        state=state_of(health),
        due_at=health.due_at,
        paused=health.paused,
        failures=health.failures,
        trouble=health.trouble,
        trouble_since=health.trouble_since,
        last_polled_at=health.last_polled_at,
        last_ok_at=health.last_ok_at,
        last_new_at=health.last_new_at,
        deliveries=LostDeliveries(
            failed=lost.failed, failed_why=lost.failed_why, refused_at=lost.refused_at, refused_why=lost.refused_why
        ),
    )


def state_of(health: SourceHealth) -> State:
    """Return how a source fares in a word."""
    if health.paused:
        return "paused"
    if health.failures:
        return "failing"
    return "new" if health.last_ok_at is None else "ok"
