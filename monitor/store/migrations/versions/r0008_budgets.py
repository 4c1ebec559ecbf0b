"""The schema of what many workers agree on: what each credential has spent, which messages may stand twice."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make its tables and indexes."""
    number, moment = sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.BigInteger()
    op.create_table(
        "suspects",
        sa.Column("delivery_id", number, sa.ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("until", moment, nullable=False),
    )
    op.create_table(
        "spendings",
        sa.Column("account", sa.Text(), primary_key=True),
        sa.Column("slot", number, primary_key=True, autoincrement=False),
        sa.Column("spent", number, nullable=False),
        sa.Column("most", number, nullable=False),
        sa.Column("until", moment, nullable=False),
    )
    live = sa.text("state NOT IN ('resolved', 'dismissed')")
    op.create_index("cases_live_newest", "cases", ["id"], sqlite_where=live, postgresql_where=live)
    for name in ("brand", "department", "owner", "language"):
        op.create_index(f"cases_live_by_{name}", "cases", [name], sqlite_where=live, postgresql_where=live)
