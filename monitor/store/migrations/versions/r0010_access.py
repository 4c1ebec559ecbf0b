"""The schema of logins, sessions and tokens."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make its tables and indexes."""
