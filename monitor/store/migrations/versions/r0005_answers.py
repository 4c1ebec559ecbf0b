"""The schema of answers written here: drafts, approvals, what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    op.create_table(
        "answers",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("case_id", _NUMBER, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("mention_id", _NUMBER, sa.ForeignKey("mentions.id", ondelete="CASCADE"), nullable=False),
        *_words("source", "state", "text", "offer", "sums", "by"),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_words("approved_by", "why", null=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("attempts", "looks", "lease_token")),
        *_when("lease_until", "first_tried_at", "last_tried_at"),
        *_words("native_id", "url", null=True),
        *_when("sent_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("answers_of_case", "answers", ["case_id", "id"])
    op.create_index("answers_of_mention", "answers", ["mention_id"])
    _partial("answers_pending", "case_id", "state IN ('waiting', 'approved', 'sending', 'doubtful')", unique=True)
    _partial("answers_due", "due_at", "state IN ('approved', 'sending', 'doubtful')", unique=False)


def _words(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=null) for name in names]


def _when(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names]


def _partial(name: str, column: str, where: str, *, unique: bool) -> None:
    condition = sa.text(where)
    op.create_index(name, "answers", [column], unique=unique, sqlite_where=condition, postgresql_where=condition)
