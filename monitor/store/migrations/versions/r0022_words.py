"""The index of the words in mentions."""

from alembic import op

from monitor.store.word_search import FILL, POSTGRESQL, SQLITE

revision = "0022"
down_revision = "0020"


def upgrade() -> None:
    """Make it, and fill it."""
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else (*SQLITE, FILL):
        op.get_bind().exec_driver_sql(statement)
