"""The schema of what the page of a case and that of an incident show: threads, what was kept, names and a timeline."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0025"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its columns, table and indexes."""
    op.add_column("cases", sa.Column("kept", sa.Text(), nullable=True))
    op.add_column("incidents", sa.Column("name", sa.Text(), nullable=True))
    op.add_column("incidents", sa.Column("owner", sa.Text(), nullable=True))
    op.create_table(
        "incident_events",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("incident_id", _NUMBER, sa.ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "by")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("was", "became")),
        sqlite_autoincrement=True,
    )
    op.create_index("incident_events_of", "incident_events", ["incident_id", "id"])
    _partial("mentions_by_thread", "mentions", ["platform", "scope", "thread_id", "posted_at"], "thread_id IS NOT NULL")
    _partial("answers_waiting", "answers", ["case_id"], "state = 'waiting'")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
