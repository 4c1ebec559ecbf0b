"""The schema of incidents and the shingles that near copies share."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make its tables and indexes."""
