"""The schema of incidents and the shingles that near copies share."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    for name in ("cause", "opened_by"):
        op.add_column("incidents", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("incidents", sa.Column("last_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("incidents", sa.Column("closed_by", sa.Text(), nullable=True))
    op.add_column("incidents", sa.Column("grown", sa.Boolean(), nullable=False, server_default=sa.false()))
    _partial("incidents_grown", "incidents", ["id"], "grown")
    op.create_index("incidents_by_time", "incidents", ["last_at"])
    _partial("incidents_merged", "incidents", ["merged_into"], "merged_into IS NOT NULL")
    _partial("cases_of_incident", "cases", ["incident_id", "id"], "incident_id IS NOT NULL")
    _partial("cases_alone", "cases", ["brand", "topic", "opened_at"], "incident_id IS NULL")
    _marks()
    op.create_table(
        "tellings",
        _ref("incident_id", "incidents.id"),
        _ref("case_id", "cases.id"),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
    )


def _marks() -> None:
    op.create_table(
        "bands",
        _ref("case_id", "cases.id"),
        sa.Column("band", sa.BigInteger(), primary_key=True, autoincrement=False),
        _word("brand"),
        sa.Column("leader", sa.BigInteger(), nullable=False),
    )
    op.create_index("bands_lookup", "bands", ["brand", "band"])
    op.create_table(
        "case_marks",
        _ref("case_id", "cases.id"),
        _word("mark", primary=True),
        _word("brand"),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("case_marks_lookup", "case_marks", ["brand", "mark", "at"])
    op.create_table(
        "incident_marks",
        _word("brand", primary=True),
        _word("mark", primary=True),
        _ref("incident_id", "incidents.id", primary=False),
    )
    op.create_index("incident_marks_of", "incident_marks", ["incident_id"])


def _ref(name: str, target: str, *, primary: bool = True) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, sa.ForeignKey(target, ondelete="CASCADE"), nullable=False, primary_key=primary)


def _word(name: str, *, primary: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, primary_key=primary)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
