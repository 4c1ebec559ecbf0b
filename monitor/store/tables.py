"""The schema. Rows never leave `store`; the functions beside this file take and return domain values."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from monitor.store.columns import NUMBERED, Id, key, partial, ref, when, words


class SourceRow(SQLModel, table=True):
    """A configured source: where it left off, when it is due, how it fares."""

    __tablename__ = "sources"

    id: int = key()
    name: str = words(unique=True)
    kind: str = words()
    settings_hash: str = words()
    configured: bool = True
    cursor: str | None = words(null=True)
    baseline_at: datetime | None = when(null=True)  # what was posted before opens no case while the first poll runs
    first_poll_done: bool = False
    due_at: datetime = when()
    lease_token: int = 0
    lease_until: datetime | None = when(null=True)
    failures: int = 0
    changed_failures: int = 0
    paused: bool = False  # a person must act; probed quietly meanwhile
    trouble: str | None = words(null=True)
    trouble_since: datetime | None = when(null=True)
    last_polled_at: datetime | None = when(null=True)
    last_ok_at: datetime | None = when(null=True)
    last_new_at: datetime | None = when(null=True)


class PollRow(SQLModel, table=True):
    """One poll, for coverage and health."""

    __tablename__ = "polls"
    __table_args__ = (Index("polls_by_source", "source_id", "started_at"), Index("polls_by_time", "started_at"))

    id: int = key()
    source_id: int = ref("sources.id")
    started_at: datetime = when()
    ended_at: datetime = when()
    outcome: str = words()  # ok, unavailable, refused, changed, bug
    pages: int = 0
    heard: int = 0
    new: int = 0
    edited: int = 0
    rejected: int = 0
    deleted: int = 0
    gap: str | None = words(null=True)
    error: str | None = words(null=True)


class MentionRow(SQLModel, table=True):
    """The latest revision of a mention, known by (platform, scope, native id)."""

    __tablename__ = "mentions"
    __table_args__ = (
        Index("mentions_identity", "platform", "scope", "native_id", unique=True),
        Index("mentions_by_author", "platform", "author_id"),
        Index("mentions_by_time", "heard_at", "id"),
        partial("mentions_by_thread", "platform", "scope", "thread_id", "posted_at", where="thread_id IS NOT NULL"),
        partial("mentions_to_judge", "lane", "id", where="judged < revision"),
        partial("mentions_need_eyes", "heard_at", "id", where="needs_eyes"),
        partial("mentions_rated", "posted_at", where="stars IS NOT NULL"),
        NUMBERED,
    )

    id: int = key()
    platform: str = words()
    scope: str = words()
    native_id: str = words()
    source_id: int = ref("sources.id")  # heard first by
    lane: int = 0  # that of the latest revision
    revision: int = 1
    judged: int = 0  # the revision that was judged last
    content_hash: str = words()
    heard_at: datetime = when()
    posted_at: datetime = when()
    edited_at: datetime | None = when(null=True)
    gone_at: datetime | None = when(null=True)
    url: str | None = words(null=True)
    title: str | None = words(null=True)
    text: str = words()
    language: str | None = words(null=True)
    author_id: str | None = words(null=True)
    author_name: str | None = words(null=True)
    followers: int | None = Field(default=None, sa_type=Id)
    stars: float | None = None
    out_of: float | None = None
    likes: int | None = Field(default=None, sa_type=Id)
    shares: int | None = Field(default=None, sa_type=Id)
    reply_count: int | None = Field(default=None, sa_type=Id)
    views: int | None = Field(default=None, sa_type=Id)
    thread_id: str | None = words(null=True)
    parent_id: str | None = words(null=True)
    place: str | None = words(null=True)
    media: str | None = words(null=True)  # JSON: [[kind, url, alt], ...]
    needs_eyes: bool = False


class SightingRow(SQLModel, table=True):
    """A hearing of a mention by a source."""

    __tablename__ = "sightings"

    mention_id: int = ref("mentions.id", primary=True)
    source_id: int = ref("sources.id", primary=True)
    heard_at: datetime = when()


class RevisionRow(SQLModel, table=True):
    """What a mention said before it was edited."""

    __tablename__ = "revisions"

    mention_id: int = ref("mentions.id", primary=True)
    revision: int = Field(primary_key=True)
    lane: int = 0
    title: str | None = words(null=True)
    text: str = words()
    stars: float | None = None
    out_of: float | None = None
    edited_at: datetime | None = when(null=True)
    replaced_at: datetime = when()


class ReplyRow(SQLModel, table=True):
    """An answer of the brand, seen on the platform."""

    __tablename__ = "replies"
    __table_args__ = (Index("replies_identity", "mention_id", "native_id", unique=True),)

    id: int = key()
    mention_id: int = ref("mentions.id")
    native_id: str = words()
    author: str | None = words(null=True)
    text: str = words()
    posted_at: datetime = when()
    heard_at: datetime = when()


class RejectedRow(SQLModel, table=True):
    """An item that was not understood, or a page that changed its shape, with a sample of it."""

    __tablename__ = "rejected"
    __table_args__ = (
        Index("rejected_by_time", "heard_at"),
        Index("rejected_once", "source_id", "digest", unique=True),
    )

    id: int = key()
    source_id: int = ref("sources.id")
    heard_at: datetime = when()  # last
    reason: str = words()
    payload: str = words()
    digest: str = words()  # of reason and payload: a feed shows its broken item at every poll


class VerdictRow(SQLModel, table=True):
    """What was decided about one revision for one brand. Append-only."""

    __tablename__ = "verdicts"
    __table_args__ = (
        Index("verdicts_of_mention", "mention_id", "brand", "revision"),
        partial("verdicts_of_praise", "mention_id", where="praise"),
    )

    id: int = key()
    mention_id: int = ref("mentions.id")
    brand: str = words()
    revision: int = 1
    lane: int = 0  # in which it was judged: what was history to one source may be news to another
    judge: str = words()  # the version of what judged
    decided_at: datetime = when()
    about: str = words()
    speaker: str = words()
    language: str = words()
    vader: float = 0.0
    score: float | None = None
    complaint: bool = False
    alert: bool = False
    needs_eyes: bool = False
    severity: str | None = words(null=True)
    topic: str | None = words(null=True)
    need: str | None = words(null=True)
    critical: bool = False
    abusive: bool = False
    policy: bool = False
    praise: bool = False  # a customer speaks well of our staff
    reasons: str = words()  # JSON: [[cue, [words], weight], ...]


class IncidentRow(SQLModel, table=True):
    """Cases about the same trouble. A merge is a pointer, so that it can be undone."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index("incidents_by_time", "last_at"),
        partial("incidents_merged", "merged_into", where="merged_into IS NOT NULL"),
        partial("incidents_grown", "id", where="grown"),
        NUMBERED,
    )

    id: int = key()
    brand: str = words()
    topic: str = words()
    title: str = words()  # the mark that it was opened for
    cause: str = words()  # copies, key, burst, known, hand
    opened_at: datetime = when()
    opened_by: str = words()
    last_at: datetime = when()  # the latest of its complaints
    closed_at: datetime | None = when(null=True)
    closed_by: str | None = words(null=True)
    merged_into: int | None = ref("incidents.id", null=True)
    name: str | None = words(null=True)  # that people gave it
    owner: str | None = words(null=True)
    grown: bool = False  # cases were put in since it was looked at how many people are in it


UNSETTLED = "state NOT IN ('resolved', 'dismissed')"
"""That a case is live, in the words of partial indexes; said as `state IN`, another index would be chosen."""
CHOSEN_BY = ("brand", "department", "owner", "language")
"""What live cases can be chosen by: each has an index, so that its values are found without reading the cases."""


class CaseRow(SQLModel, table=True):
    """A complaint that is being tracked: one per mention and brand."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("cases_identity", "mention_id", "brand", unique=True),
        Index("cases_by_time", "opened_at"),
        partial("cases_live", "due_at", "id", where="state IN ('open', 'acknowledged', 'responded')"),
        partial("cases_live_newest", "id", where=UNSETTLED),
        *(partial(f"cases_live_by_{name}", name, where=UNSETTLED) for name in CHOSEN_BY),
        partial("cases_live_by_source", "source_id", "id", where="state IN ('open', 'acknowledged', 'responded')"),
        partial("cases_waiting", "severity", "due_at", "id", where="state IN ('open', 'acknowledged')"),
        partial("cases_asleep", "snoozed_until", where="snoozed_until IS NOT NULL"),
        Index("cases_by_state", "state", "id"),
        partial("cases_of_incident", "incident_id", "id", where="incident_id IS NOT NULL"),
        partial("cases_to_worsen", "worse_at", where="worse_at IS NOT NULL AND state IN ('open', 'acknowledged')"),
        partial("cases_alone", "brand", "topic", "opened_at", where="incident_id IS NULL"),
        NUMBERED,
    )

    id: int = key()
    mention_id: int = ref("mentions.id")
    brand: str = words()
    source_id: int = ref("sources.id")
    state: str = words()
    severity: str = words()
    topic: str = words()
    need: str | None = words(null=True)
    department: str | None = words(null=True)
    alert: bool = True
    owner: str | None = words(null=True)
    opened_at: datetime = when()
    due_at: datetime | None = when(null=True)
    acknowledged_at: datetime | None = when(null=True)
    responded_at: datetime | None = when(null=True)
    resolved_at: datetime | None = when(null=True)
    snoozed_until: datetime | None = when(null=True)
    outcome: str | None = words(null=True)
    outcome_by: str | None = words(null=True)
    dismissal: str | None = words(null=True)
    incident_id: int | None = ref("incidents.id", null=True)
    language: str | None = words(null=True)  # as it was judged when the case was opened
    kept: str | None = words(null=True)  # what winning the customer back is worth: 120 GBP
    worse_at: datetime | None = when(null=True)  # when to look whether waiting made it more severe
    version: int = 1


class EventRow(SQLModel, table=True):
    """One fact on a case's timeline. Append-only."""

    __tablename__ = "events"
    __table_args__ = (
        Index("events_of_case", "case_id", "id"),
        Index("events_by_time", "at"),
        partial("events_once", "case_id", "key", where="key IS NOT NULL", unique=True),
    )

    id: int = key()
    case_id: int = ref("cases.id")
    at: datetime = when()
    kind: str = words()
    by: str = words()
    was: str | None = words(null=True)
    became: str | None = words(null=True)
    text: str | None = words(null=True)
    key: str | None = words(null=True)
