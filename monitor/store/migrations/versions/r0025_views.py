"""The schema of saved views."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    op.create_table(
        "views",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("user_id", _NUMBER, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "listing", "query")),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("views_of_user", "views", ["user_id"])
    shared = sa.text("shared")
    op.create_index("views_shared", "views", ["id"], sqlite_where=shared, postgresql_where=shared)
    op.create_table(
        "front_views",
        sa.Column("user_id", _NUMBER, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("view_id", _NUMBER, sa.ForeignKey("views.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("front_views_of_view", "front_views", ["view_id"])
