"""The schema of what is pushed to us, and of cases looked at again on their platforms."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    op.create_table(
        "pushes",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("source_id", _NUMBER, sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("pushes_once", "pushes", ["source_id", "name"], unique=True)
    op.create_index("pushes_by_time", "pushes", ["received_at"])
    waiting = sa.text("state = 'waiting'")
    op.create_index("pushes_waiting", "pushes", ["id"], sqlite_where=waiting, postgresql_where=waiting)
    lost = sa.text("state IN ('failed', 'refused')")
    op.create_index("pushes_lost", "pushes", ["received_at"], sqlite_where=lost, postgresql_where=lost)
    op.create_table(
        "watches",
        sa.Column("mention_id", _NUMBER, sa.ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("source_id", _NUMBER, sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("watches_due", "watches", ["source_id", "due_at"])
