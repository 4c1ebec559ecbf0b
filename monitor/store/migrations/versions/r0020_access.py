"""The schema of who has access."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0010"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its tables and indexes."""
    _users()
    _keys()
    _told()


def _users() -> None:
    op.create_table(
        "users",
        _number(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("brands", sa.Text(), nullable=True),
        sa.Column("departments", sa.Text(), nullable=True),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("off_at", sa.BigInteger(), nullable=True),
        sqlite_autoincrement=True,
    )
    for column in ("email", "name", "subject"):
        op.create_index(f"users_by_{column}", "users", [column], unique=True)


def _keys() -> None:
    """Make what a browser, a link and a program show."""
    op.create_table(
        "sessions",
        _number(),
        sa.Column("digest", sa.Text(), nullable=False),
        _user(),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("sessions_by_end", "sessions", ["ends_at"])
    op.create_table(
        "access_links",
        _number(),
        sa.Column("digest", sa.Text(), nullable=False),
        _user(null=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_tokens",
        _number(),
        sa.Column("digest", sa.Text(), nullable=False),
        _user(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("brands", sa.Text(), nullable=True),
        sa.Column("departments", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sqlite_autoincrement=True,
    )
    for table in ("sessions", "access_links", "api_tokens"):
        op.create_index(f"{table}_by_digest", table, ["digest"], unique=True)
        op.create_index(f"{table}_of_user", table, ["user_id"])


def _told() -> None:
    op.create_table(
        "login_attempts",
        _number(),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("login_attempts_on_account", "login_attempts", ["account", "at"])
    op.create_index("login_attempts_from_address", "login_attempts", ["address", "at"])
    op.create_table(
        "journal",
        _number(),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "deed", "about", "told", "address")),
        sqlite_autoincrement=True,
    )
    op.create_index("journal_by_time", "journal", ["at"])


def _number() -> sa.Column[int]:
    return sa.Column("id", _NUMBER, primary_key=True, autoincrement=True)


def _user(*, null: bool = False) -> sa.Column[int]:
    return sa.Column("user_id", _NUMBER, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=null)
