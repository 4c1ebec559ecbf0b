"""The schema of answers written here: drafts, approvals, what was sent."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make its tables and indexes."""
