"""The schema of what weeks brought, and an index by which ratings are found."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make its table, and the index."""
    op.create_table(
        "insights",
        sa.Column("week", sa.Text(), primary_key=True),
        sa.Column("brand", sa.Text(), primary_key=True),
        sa.Column("department", sa.Text(), primary_key=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sums", sa.Text(), nullable=False),
    )
    rated = sa.text("stars IS NOT NULL")
    op.create_index("mentions_rated", "mentions", ["posted_at"], sqlite_where=rated, postgresql_where=rated)
