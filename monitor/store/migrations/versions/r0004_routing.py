"""The schema of alarms, and of what silences hold. What was alerted before has alarms from now on."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    op.create_table(
        "alarms",
        sa.Column("case_id", _NUMBER, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("look_at", sa.BigInteger(), nullable=True),
    )
    _partial("alarms_due", "alarms", ["look_at"], "look_at IS NOT NULL")
    _partial("deliveries_held", "deliveries", ["rule", "channel"], "state = 'held'")
    _partial("deliveries_untold", "deliveries", ["rule", "channel"], "state = 'held' AND group_id IS NULL")
    reminders = "kind IN ('reminder', 'escalation')"
    _partial("deliveries_of_reminders", "deliveries", ["channel", "told_at"], reminders)
    _watch_what_was_alerted()


def _watch_what_was_alerted() -> None:
    """Cases of a replayed source are told from others by nothing here: what is over is not late, and they are few."""
    live = "state IN ('open', 'acknowledged', 'responded') AND alert"
    told = "EXISTS (SELECT 1 FROM deliveries WHERE deliveries.case_id = cases.id AND deliveries.state <> 'held')"
    wanted = sa.text(f"INSERT INTO alarms (case_id, look_at) SELECT id, :now FROM cases WHERE {live} AND {told}")  # noqa: S608
    op.get_bind().execute(wanted, {"now": int(time.time() * 1_000_000)})


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
