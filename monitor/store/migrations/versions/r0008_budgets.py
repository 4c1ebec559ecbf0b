"""The schema of what many workers agree on: what each credential has spent, which messages may stand twice."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make its tables and indexes."""
    live = sa.text("state NOT IN ('resolved', 'dismissed')")
    op.create_index("cases_live_newest", "cases", ["id"], sqlite_where=live, postgresql_where=live)
