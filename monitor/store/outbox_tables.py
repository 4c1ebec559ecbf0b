"""The schema of what is to be said, of the figures, and of the bookkeeping around them."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from monitor.store.columns import NUMBERED, Id, key, partial, ref, when, words


class DeliveryRow(SQLModel, table=True):
    """One message of one channel: what it should show (`wanted`), what it shows (`sent`), and the receipt.

    Holds no text: the message is worded from the case when it is sent, so an erasure reaches what still waits.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        partial("deliveries_due", "channel", "due_at", where="state IN ('waiting', 'sending', 'doubtful')"),
        partial("deliveries_of_alerts", "channel", "told_at", where="kind = 'alert'"),
        partial("deliveries_urgent", "channel", "posted_at", where="urgent"),
        partial("deliveries_of_case", "case_id", where="case_id IS NOT NULL"),
        partial("deliveries_by_subject", "subject", "id", where="subject IS NOT NULL"),
        partial("deliveries_of_group", "group_id", where="group_id IS NOT NULL"),
        partial("deliveries_dead", "id", where="state = 'dead'"),
        partial("deliveries_of_thread", "thread_id", "id", where="thread_id IS NOT NULL"),
        partial("deliveries_by_reference", "reference", where="reference IS NOT NULL"),
        partial("deliveries_held", "rule", "channel", where="state = 'held'"),
        partial("deliveries_untold", "rule", "channel", where="state = 'held' AND group_id IS NULL"),
        partial("deliveries_of_reminders", "channel", "told_at", where="kind IN ('reminder', 'escalation')"),
        NUMBERED,
    )

    id: int = key()
    key: str = words(unique=True)  # in the message's metadata: how a doubtful post is found again
    channel: str = words()
    kind: str = words()  # alert, story, group, reminder, escalation, overdue, muted, shadow, digest, trouble
    state: str = words()  # waiting, sending, doubtful, posted, grouped, held, dead, withdrawn
    case_id: int | None = ref("cases.id", null=True)
    group_id: int | None = ref("deliveries.id", null=True)
    thread_id: int | None = Field(default=None, sa_type=Id)  # the message that it answers
    subject: str | None = words(null=True)  # what a delivery without a case is about: a digest's key, a trouble's key
    rule: str | None = words(null=True)  # why it is held or withdrawn, or waits for a later time
    urgent: bool = False
    acted_at: datetime | None = when(null=True)  # when somebody did what the message does not show yet
    wanted: int = 1
    sent: int = 0
    told_at: datetime = when()  # when what it tells was heard
    due_at: datetime = when()
    attempts: int = 0
    looks: int = 0
    lease_token: int = 0
    lease_until: datetime | None = when(null=True)
    first_tried_at: datetime | None = when(null=True)
    last_tried_at: datetime | None = when(null=True)
    error: str | None = words(null=True)
    place: str | None = words(null=True)  # receipt: the channel as the platform knows it
    workspace: str | None = words(null=True)
    reference: str | None = words(null=True)
    posted_at: datetime | None = when(null=True)


class ChannelRow(SQLModel, table=True):
    """How a configured channel fares, and when it may be spoken to next."""

    __tablename__ = "channels"

    name: str = words(primary=True)
    refused: bool = False  # a person must act; probed quietly meanwhile
    failures: int = 0
    free_at: datetime | None = when(null=True)  # nothing is sent before
    trouble: str | None = words(null=True)
    trouble_since: datetime | None = when(null=True)


class LimitRow(SQLModel, table=True):
    """One limiter per (workspace, method): when the next call may go out."""

    __tablename__ = "limits"

    name: str = words(primary=True)
    free_at: datetime = when()


class DigestRow(SQLModel, table=True):
    """A week's figures as one snapshot that never changes. JSON of numbers and ids, no text of a mention."""

    __tablename__ = "digests"
    __table_args__ = (Index("digests_identity", "week", "name", "department", "scope", unique=True),)

    id: int = key()
    week: str = words()  # ISO week: 2026-W47
    name: str = words()  # of a further digest; empty for the main one
    department: str = words()  # empty: of all departments together
    scope: str = words()  # a brand, or `all`
    zone: str = words()
    starts_at: datetime = when()
    ends_at: datetime = when()
    made_at: datetime = when()
    snapshot: str = words()


class DeltaRow(SQLModel, table=True):
    """A change of a figure, written with the fact that causes it. Insert-only; folded into `rollups`."""

    __tablename__ = "deltas"

    id: int = key()
    bucket: int = Field(default=None)  # quarters of an hour since 1970 UTC
    measure: str = words()  # heard, complaints, cases, needs_eyes, responded, ...
    brand: str = words()
    source: str = words()
    topic: str = words()
    severity: str = words()
    department: str = words()
    count: int = 1


class RollupRow(SQLModel, table=True):
    """The sum of the folded deltas of one quarter of an hour."""

    __tablename__ = "rollups"

    bucket: int = Field(primary_key=True)
    measure: str = words(primary=True)
    brand: str = words(primary=True)
    source: str = words(primary=True)
    topic: str = words(primary=True)
    severity: str = words(primary=True)
    department: str = words(primary=True)
    count: int = 0


class TombstoneRow(SQLModel, table=True):
    """A keyed hash of something that was erased, so that it is not heard again."""

    __tablename__ = "tombstones"

    digest: str = words(primary=True)
    kind: str = words()  # mention, author
    erased_at: datetime = when()


class DutyRow(SQLModel, table=True):
    """A regular duty (digest, prune, fold): when it is due, and who has it."""

    __tablename__ = "duties"

    name: str = words(primary=True)
    due_at: datetime = when()
    lease_token: int = 0
    lease_until: datetime | None = when(null=True)


class SettingRow(SQLModel, table=True):
    """A fact about this store itself: the erasure key, when shadow began."""

    __tablename__ = "settings"

    name: str = words(primary=True)
    value: str = words()
