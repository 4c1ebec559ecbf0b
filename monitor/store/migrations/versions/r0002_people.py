"""The schema of the people who act and what they pressed, and of messages that stand in another one's thread."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    _presses()
    _people()
    _threads()


def _presses() -> None:
    op.create_table(
        "presses",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        *_words("workspace", "press", "channel", "kind", "person", "action", "value", "fields"),
        *_words("place", "reference", null=True),
        *_when("posted_at", null=True),
        *_words("trigger", "answer_at", null=True),
        sa.Column("outside", sa.Boolean(), nullable=False),
        *_when("pressed_at", "kept_at"),
        *_words("state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_when("ended_at", null=True),
        *_words("error", null=True),
        sqlite_autoincrement=True,
    )
    op.create_index("presses_once", "presses", ["workspace", "press"], unique=True)
    op.create_index("presses_by_time", "presses", ["kept_at"])
    _partial("presses_waiting", "presses", ["id"], "state = 'waiting'")


def _people() -> None:
    op.create_table(
        "people",
        *_words("workspace", "id", primary=True),
        *_words("name"),
        *_words("email", "zone", null=True),
        *_words("groups"),
        *_when("read_at"),
        *_when("seen_at", "absent_until", null=True),
        sa.Column("outside", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "listeners",
        *_words("channel", "process", primary=True),
        sa.Column("connected", sa.Boolean(), nullable=False),
        *_when("since", "seen_at"),
    )


def _threads() -> None:
    op.add_column("deliveries", sa.Column("thread_id", _NUMBER, nullable=True))
    op.add_column("deliveries", sa.Column("acted_at", sa.BigInteger(), nullable=True))
    _partial("deliveries_of_thread", "deliveries", ["thread_id", "id"], "thread_id IS NOT NULL")
    _partial("deliveries_by_reference", "deliveries", ["reference"], "reference IS NOT NULL")


def _words(*names: str, null: bool = False, primary: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=null, primary_key=primary) for name in names]


def _when(*names: str, null: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=null) for name in names]


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
