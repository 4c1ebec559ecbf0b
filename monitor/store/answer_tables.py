"""The schema of answers that are written here."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from monitor.store.columns import NUMBERED, key, partial, ref, when, words


class AnswerRow(SQLModel, table=True):
    """One answer to one case: its words, who wrote and approved it, and what became of it."""

    __tablename__ = "answers"
    __table_args__ = (
        Index("answers_of_case", "case_id", "id"),
        Index("answers_of_mention", "mention_id"),
        partial(
            "answers_pending",
            "case_id",
            where="state IN ('waiting', 'approved', 'sending', 'doubtful')",
            unique=True,
        ),
        partial("answers_due", "due_at", where="state IN ('approved', 'sending', 'doubtful')"),
        partial("answers_waiting", "case_id", where="state = 'waiting'"),
        NUMBERED,
    )

    id: int = key()
    case_id: int = ref("cases.id")
    mention_id: int = ref("mentions.id")
    source: str = words()  # by which it is sent
    state: str = words()  # draft, waiting, approved, sending, doubtful, sent, failed, rejected, withdrawn
    text: str = words()
    offer: str = words()  # beside it, in private
    sums: str = words()  # all that is offered: 20 GBP,5 GBP
    by: str = words()
    written_at: datetime = when()
    revision: int = 1  # of the mention, as it was answered
    approved_by: str | None = words(null=True)  # or rejected by
    why: str | None = words(null=True)
    due_at: datetime = when()
    attempts: int = 0
    looks: int = 0
    lease_token: int = 0
    lease_until: datetime | None = when(null=True)
    first_tried_at: datetime | None = when(null=True)
    last_tried_at: datetime | None = when(null=True)
    native_id: str | None = words(null=True)  # receipt: under which the platform shows it
    url: str | None = words(null=True)
    sent_at: datetime | None = when(null=True)
