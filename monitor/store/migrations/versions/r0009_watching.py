"""The schema of cases looked at again on their platforms."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make its tables and indexes."""
