"""The schema of the team's labels and what was learned from them."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make its tables and indexes."""
