"""The schema of what a lead changed here, and crises."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make its tables and indexes."""
