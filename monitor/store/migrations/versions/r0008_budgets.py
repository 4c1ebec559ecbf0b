"""The schema of what each credential has spent."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make its tables and indexes."""
