"""What programs asked to be done once, and what they were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make its table."""
    op.create_table(
        "remembered",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("remembered_once", "remembered", ["who", "key"], unique=True)
    op.create_index("remembered_by_time", "remembered", ["at"])
