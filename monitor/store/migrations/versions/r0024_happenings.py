"""The schema of what is told outside: what happened, and the webhooks that are told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    op.create_table(
        "happenings",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("seq", _NUMBER, nullable=True),
        sa.Column("placed_at", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("left", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sqlite_autoincrement=True,
    )
    fresh = sa.text("seq IS NULL")
    op.create_index("happenings_in_order", "happenings", ["seq"], unique=True)
    op.create_index("happenings_without_place", "happenings", ["id"], sqlite_where=fresh, postgresql_where=fresh)
    op.create_table(
        "hooks",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        sa.Column("configured", sa.Boolean(), nullable=False),
        sa.Column("told", _NUMBER, nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_token", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_since", sa.BigInteger(), nullable=True),
        sa.Column("last_ok_at", sa.BigInteger(), nullable=True),
        sa.Column("delivered", _NUMBER, nullable=False),
    )
