"""The schema of what a lead changed here, and crises."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    op.create_table(
        "changes",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("setting", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("follows", _NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("undoes", _NUMBER, sa.ForeignKey("changes.id", ondelete="CASCADE"), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("changes_in_line", "changes", ["setting", "part", "follows"], unique=True)
    op.create_table(
        "change_drafts",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("setting", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("follows", _NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "handovers",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "absences",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("deputy", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
