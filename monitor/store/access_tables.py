"""The schema of who has access: users, their sessions, links and tokens, what was tried, and the journal."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from monitor.store.columns import NUMBERED, key, ref, when, words


class UserRow(SQLModel, table=True):
    """Somebody who has access. Never deleted: the journal and timelines tell of them."""

    __tablename__ = "users"
    __table_args__ = (
        Index("users_by_email", "email", unique=True),
        Index("users_by_name", "name", unique=True),
        Index("users_by_subject", "subject", unique=True),
        NUMBERED,
    )

    id: int = key()
    name: str = words()
    email: str = words()  # in lower case
    role: str = words()
    brands: str | None = words(null=True)  # JSON: [name, ...]; null: any
    departments: str | None = words(null=True)
    password: str | None = words(null=True)  # argon2id, in its own encoding
    subject: str | None = words(null=True)  # the organisation's login: its address, a blank, its id of them
    made_at: datetime = when()
    seen_at: datetime | None = when(null=True)
    off_at: datetime | None = when(null=True)


class SessionRow(SQLModel, table=True):
    """A browser that somebody is signed in with. Its key is known to the browser alone."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index("sessions_by_digest", "digest", unique=True),
        Index("sessions_of_user", "user_id"),
        Index("sessions_by_end", "ends_at"),
        NUMBERED,
    )

    id: int = key()
    digest: str = words()
    user_id: int = ref("users.id")
    made_at: datetime = when()
    seen_at: datetime = when()
    ends_at: datetime = when()
    address: str = words()


class LinkRow(SQLModel, table=True):
    """A link that sets a password, once. Without a user: that of the first admin."""

    __tablename__ = "access_links"
    __table_args__ = (
        Index("access_links_by_digest", "digest", unique=True),
        Index("access_links_of_user", "user_id"),
        NUMBERED,
    )

    id: int = key()
    digest: str = words()
    user_id: int | None = ref("users.id", null=True)
    made_at: datetime = when()
    ends_at: datetime = when()


class TokenRow(SQLModel, table=True):
    """A key for a program."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        Index("api_tokens_by_digest", "digest", unique=True),
        Index("api_tokens_of_user", "user_id"),
        NUMBERED,
    )

    id: int = key()
    digest: str = words()
    user_id: int = ref("users.id")
    name: str = words()
    scopes: str = words()  # JSON: [permission, ...]
    brands: str | None = words(null=True)
    departments: str | None = words(null=True)
    made_at: datetime = when()
    ends_at: datetime = when()
    seen_at: datetime | None = when(null=True)
    revoked_at: datetime | None = when(null=True)


class AttemptRow(SQLModel, table=True):
    """A password that was tried, until it proved right or is an hour old."""

    __tablename__ = "login_attempts"
    __table_args__ = (
        Index("login_attempts_on_account", "account", "at"),
        Index("login_attempts_from_address", "address", "at"),
        NUMBERED,
    )

    id: int = key()
    account: str = words()  # a digest: who mistypes may have typed a password
    address: str = words()
    at: datetime = when()


class JournalRow(SQLModel, table=True):
    """Who did what. Append-only."""

    __tablename__ = "journal"
    __table_args__ = (Index("journal_by_time", "at"), NUMBERED)

    id: int = key()
    at: datetime = when()
    by: str = words()
    deed: str = words()
    about: str = words()
    told: str = words()
    address: str = words()
