"""The schema of the team's labels and what was learned from them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    _labels()
    _audit()
    _models()
    op.create_table(
        "scorers",
        sa.Column("name", sa.Text(), primary_key=True),
        _int("day"),
        _int("spent"),
        sa.Column("trouble", sa.Text()),
        sa.Column("trouble_since", sa.BigInteger()),
    )


def _labels() -> None:
    op.create_table(
        "labels",
        _key(),
        _ref("mention_id", "mentions.id"),
        _text("brand"),
        _int("revision"),
        *(_text(name) for name in ("what", "value", "how", "by")),
        _when("at"),
        _flag("counts"),
        sa.Column("score", sa.Float()),
        sa.Column("weight", sa.Float(), nullable=False),
    )
    op.create_index("labels_of_mention", "labels", ["mention_id", "brand"])
    op.create_index("labels_by_time", "labels", ["what", "at"])


def _audit() -> None:
    op.create_table(
        "audit_items",
        _key(),
        _text("week"),
        _ref("mention_id", "mentions.id"),
        _text("brand"),
        _flag("near"),
        _int("population"),
        _int("drawn"),
        _when("drawn_at"),
        sa.Column("answered_at", sa.BigInteger()),
    )
    op.create_index("audit_items_identity", "audit_items", ["week", "mention_id", "brand"], unique=True)
    still_open = sa.text("answered_at IS NULL")
    op.create_index("audit_items_open", "audit_items", ["id"], sqlite_where=still_open, postgresql_where=still_open)


def _models() -> None:
    op.create_table(
        "models", _key(), _text("kind"), _when("made_at"), _int("labels"), _text("report"), _text("content")
    )
    op.create_table(
        "model_uses",
        _key(),
        _text("kind"),
        sa.Column("model_id", _NUMBER, sa.ForeignKey("models.id", ondelete="CASCADE")),
        _when("at"),
        _text("by"),
    )


def _key() -> sa.Column[int]:
    return sa.Column("id", _NUMBER, primary_key=True, autoincrement=True)


def _ref(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, sa.ForeignKey(target, ondelete="CASCADE"), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _when(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _int(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)
