"""The first schema. Times are microseconds since 1970 UTC."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table and index."""
    _sources()
    _mentions()
    _verdicts()
    _cases()
    _messages()
    _figures()
    _keeping()


def _sources() -> None:
    op.create_table(
        "sources",
        _key(),
        *_words("name", unique=True),
        *_words("kind", "settings_hash"),
        *_flags("configured"),
        *_words("cursor", null=True),
        *_when("baseline_at", null=True),
        *_flags("first_poll_done"),
        *_when("due_at"),
        *_ints("lease_token"),
        *_when("lease_until", null=True),
        *_ints("failures", "changed_failures"),
        *_flags("paused"),
        *_words("trouble", null=True),
        *_when("trouble_since", "last_polled_at", "last_ok_at", "last_new_at", null=True),
    )
    op.create_table(
        "polls",
        _key(),
        _ref("source_id", "sources.id"),
        *_when("started_at", "ended_at"),
        *_words("outcome"),
        *_ints("pages", "heard", "new", "edited", "rejected", "deleted"),
        *_words("gap", "error", null=True),
    )
    op.create_index("polls_by_source", "polls", ["source_id", "started_at"])
    op.create_index("polls_by_time", "polls", ["started_at"])
    op.create_table(
        "rejected",
        _key(),
        _ref("source_id", "sources.id"),
        *_when("heard_at"),
        *_words("reason", "payload", "digest"),
    )
    op.create_index("rejected_by_time", "rejected", ["heard_at"])
    op.create_index("rejected_once", "rejected", ["source_id", "digest"], unique=True)


def _mentions() -> None:
    op.create_table(
        "mentions",
        _key(),
        *_words("platform", "scope", "native_id"),
        _ref("source_id", "sources.id"),
        *_ints("lane", "revision", "judged"),
        *_words("content_hash"),
        *_when("heard_at", "posted_at"),
        *_when("edited_at", "gone_at", null=True),
        *_words("url", "title", null=True),
        *_words("text"),
        *_words("language", "author_id", "author_name", null=True),
        *_big("followers", null=True),
        *_floats("stars", "out_of", null=True),
        *_big("likes", "shares", "reply_count", "views", null=True),
        *_words("thread_id", "parent_id", "place", "media", null=True),
        *_flags("needs_eyes"),
        sqlite_autoincrement=True,
    )
    op.create_index("mentions_by_author", "mentions", ["platform", "author_id"])
    op.create_index("mentions_by_time", "mentions", ["heard_at", "id"])
    op.create_index("mentions_identity", "mentions", ["platform", "scope", "native_id"], unique=True)
    _partial("mentions_need_eyes", "mentions", ["heard_at", "id"], "needs_eyes")
    _partial("mentions_to_judge", "mentions", ["lane", "id"], "judged < revision")
    op.create_table(
        "sightings",
        _ref("mention_id", "mentions.id", primary=True),
        _ref("source_id", "sources.id", primary=True),
        *_when("heard_at"),
    )
    op.create_table(
        "revisions",
        _ref("mention_id", "mentions.id", primary=True),
        *_ints("revision", primary=True),
        *_ints("lane"),
        *_words("title", null=True),
        *_words("text"),
        *_floats("stars", "out_of", null=True),
        *_when("edited_at", null=True),
        *_when("replaced_at"),
    )


def _verdicts() -> None:
    op.create_table(
        "replies",
        _key(),
        _ref("mention_id", "mentions.id"),
        *_words("native_id"),
        *_words("author", null=True),
        *_words("text"),
        *_when("posted_at", "heard_at"),
    )
    op.create_index("replies_identity", "replies", ["mention_id", "native_id"], unique=True)
    op.create_table(
        "verdicts",
        _key(),
        _ref("mention_id", "mentions.id"),
        *_words("brand"),
        *_ints("revision", "lane"),
        *_words("judge"),
        *_when("decided_at"),
        *_words("about", "speaker", "language"),
        *_floats("vader"),
        *_floats("score", null=True),
        *_flags("complaint", "alert", "needs_eyes"),
        *_words("severity", "topic", "need", null=True),
        *_flags("critical", "abusive", "policy", "praise"),
        *_words("reasons"),
    )
    op.create_index("verdicts_of_mention", "verdicts", ["mention_id", "brand", "revision"])
    _partial("verdicts_of_praise", "verdicts", ["mention_id"], "praise")


def _cases() -> None:
    op.create_table(
        "incidents",
        _key(),
        *_words("brand", "topic", "title"),
        *_when("opened_at"),
        *_when("closed_at", null=True),
        _ref("merged_into", "incidents.id", null=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cases",
        _key(),
        _ref("mention_id", "mentions.id"),
        *_words("brand"),
        _ref("source_id", "sources.id"),
        *_words("state", "severity", "topic"),
        *_words("need", "department", null=True),
        *_flags("alert"),
        *_words("owner", null=True),
        *_when("opened_at"),
        *_when("due_at", "acknowledged_at", "responded_at", "resolved_at", "snoozed_until", null=True),
        *_when("worse_at", null=True),
        *_words("outcome", "outcome_by", "dismissal", "language", null=True),
        _ref("incident_id", "incidents.id", null=True),
        *_ints("version"),
        sqlite_autoincrement=True,
    )
    _partial("cases_asleep", "cases", ["snoozed_until"], "snoozed_until IS NOT NULL")
    waits = "worse_at IS NOT NULL AND state IN ('open', 'acknowledged')"
    _partial("cases_to_worsen", "cases", ["worse_at"], waits)
    op.create_index("cases_by_state", "cases", ["state", "id"])
    op.create_index("cases_by_time", "cases", ["opened_at"])
    op.create_index("cases_identity", "cases", ["mention_id", "brand"], unique=True)
    _partial("cases_live", "cases", ["due_at", "id"], "state IN ('open', 'acknowledged', 'responded')")
    _partial("cases_waiting", "cases", ["severity", "due_at", "id"], "state IN ('open', 'acknowledged')")
    _partial("cases_live_by_source", "cases", ["source_id", "id"], "state IN ('open', 'acknowledged', 'responded')")
    op.create_table(
        "events",
        _key(),
        _ref("case_id", "cases.id"),
        *_when("at"),
        *_words("kind", "by"),
        *_words("was", "became", "text", "key", null=True),
    )
    op.create_index("events_by_time", "events", ["at"])
    op.create_index("events_of_case", "events", ["case_id", "id"])
    _partial("events_once", "events", ["case_id", "key"], "key IS NOT NULL", unique=True)


def _messages() -> None:
    op.create_table(
        "deliveries",
        _key(),
        *_words("key", unique=True),
        *_words("channel", "kind", "state"),
        _ref("case_id", "cases.id", null=True),
        _ref("group_id", "deliveries.id", null=True),
        *_words("subject", "rule", null=True),
        *_flags("urgent"),
        *_ints("wanted", "sent"),
        *_when("told_at", "due_at"),
        *_ints("attempts", "looks", "lease_token"),
        *_when("lease_until", "first_tried_at", "last_tried_at", null=True),
        *_words("error", "place", "workspace", "reference", null=True),
        *_when("posted_at", null=True),
        sqlite_autoincrement=True,
    )
    _partial("deliveries_by_subject", "deliveries", ["subject", "id"], "subject IS NOT NULL")
    _partial("deliveries_dead", "deliveries", ["id"], "state = 'dead'")
    _partial("deliveries_due", "deliveries", ["channel", "due_at"], "state IN ('waiting', 'sending', 'doubtful')")
    _partial("deliveries_of_alerts", "deliveries", ["channel", "told_at"], "kind = 'alert'")
    _partial("deliveries_of_case", "deliveries", ["case_id"], "case_id IS NOT NULL")
    _partial("deliveries_of_group", "deliveries", ["group_id"], "group_id IS NOT NULL")
    _partial("deliveries_urgent", "deliveries", ["channel", "posted_at"], "urgent")
    op.create_table(
        "channels",
        *_words("name", primary=True),
        *_flags("refused"),
        *_ints("failures"),
        *_when("free_at", null=True),
        *_words("trouble", null=True),
        *_when("trouble_since", null=True),
    )
    op.create_table("limits", *_words("name", primary=True), *_when("free_at"))


def _figures() -> None:
    op.create_table(
        "deltas",
        _key(),
        *_ints("bucket"),
        *_words("measure", "brand", "source", "topic", "severity", "department"),
        *_ints("count"),
    )
    op.create_table(
        "rollups",
        *_ints("bucket", primary=True),
        *_words("measure", "brand", "source", "topic", "severity", "department", primary=True),
        *_ints("count"),
    )
    op.create_table(
        "digests",
        _key(),
        *_words("week", "name", "department", "scope", "zone"),
        *_when("starts_at", "ends_at", "made_at"),
        *_words("snapshot"),
    )
    op.create_index("digests_identity", "digests", ["week", "name", "department", "scope"], unique=True)


def _keeping() -> None:
    op.create_table(
        "tombstones",
        *_words("digest", primary=True),
        *_words("kind"),
        *_when("erased_at"),
    )
    op.create_table("settings", *_words("name", primary=True), *_words("value"))
    op.create_table(
        "duties",
        *_words("name", primary=True),
        *_when("due_at"),
        *_ints("lease_token"),
        *_when("lease_until", null=True),
    )


def _key() -> sa.Column[int]:
    return sa.Column("id", _NUMBER, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, *, null: bool = False, primary: bool = False) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, sa.ForeignKey(target, ondelete="CASCADE"), nullable=null, primary_key=primary)


def _words(*names: str, null: bool = False, primary: bool = False, unique: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=null, primary_key=primary, unique=unique or None) for name in names]


def _when(*names: str, null: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=null) for name in names]


def _big(*names: str, null: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, _NUMBER, nullable=null) for name in names]


def _ints(*names: str, primary: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False, primary_key=primary) for name in names]


def _floats(*names: str, null: bool = False) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Float(), nullable=null) for name in names]


def _flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
