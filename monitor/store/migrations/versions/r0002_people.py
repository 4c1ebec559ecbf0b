"""The schema of the people who act and what they pressed."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make its tables and indexes."""
