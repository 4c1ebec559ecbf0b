"""The schema of silences, reminders and escalation steps."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make its tables and indexes."""
