"""Keyrings: sessions, links and tokens by the digest of their key. The keys themselves are never here."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from monitor.domain.access import Limits, Permission, Session, Token, User
from monitor.store.access_tables import LinkRow, SessionRow, TokenRow, UserRow
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.users import columns_of, get, limits_of

_sessions, _links, _tokens, _users = table(SessionRow), table(LinkRow), table(TokenRow), table(UserRow)


def open_session(tx: Transaction, digest: str, user_id: int, *, address: str, now: datetime, ends_at: datetime) -> None:
    """Let the browser that has this key be somebody's."""
    told = {"digest": digest, "user_id": user_id, "address": address, "made_at": now, "seen_at": now}
    tx.execute(insert(_sessions), [{**told, "ends_at": ends_at}])


def session(tx: Transaction, digest: str) -> tuple[Session, User] | None:
    """Return a session, over or not, and whose it is."""
    row = tx.execute(select(_sessions).where(_sessions.c.digest == digest)).one_or_none()
    return row and (_session(row), get(tx, row.user_id))


def sessions(tx: Transaction, user_id: int, now: datetime) -> list[Session]:
    """Return somebody's sessions that are not over, the latest first."""
    mine = (_sessions.c.user_id == user_id) & (_sessions.c.ends_at > now)
    return [_session(row) for row in tx.execute(select(_sessions).where(mine).order_by(_sessions.c.id.desc()))]


def touch(tx: Transaction, session_id: int, now: datetime) -> None:
    """Note that a session is in use."""
    tx.execute(update(_sessions).where(_sessions.c.id == session_id).values(seen_at=now))


def end_session(tx: Transaction, session_id: int) -> None:
    """End a session."""
    tx.execute(delete(_sessions).where(_sessions.c.id == session_id))


def end_sessions(tx: Transaction, user_id: int, *, but: int | None = None) -> None:
    """End all of somebody's sessions, but for one."""
    tx.execute(delete(_sessions).where(_sessions.c.user_id == user_id, _sessions.c.id != (but or 0)))


def make_link(tx: Transaction, digest: str, user_id: int | None, *, now: datetime, ends_at: datetime) -> None:
    """Let whoever has this key set a password, once. Links of the same user before it work no longer."""
    end_links(tx, user_id)
    tx.execute(insert(_links), [{"digest": digest, "user_id": user_id, "made_at": now, "ends_at": ends_at}])


def link(tx: Transaction, digest: str, now: datetime) -> tuple[User | None] | None:
    """Return whose password a link sets (nobody's: the first admin's); None where it works no longer."""
    row = tx.execute(select(_links).where(_links.c.digest == digest, _links.c.ends_at > now)).one_or_none()
    return row and (None if row.user_id is None else get(tx, row.user_id),)


def use_link(tx: Transaction, digest: str) -> bool:
    """Use a link up; false where somebody else has."""
    return tx.execute(delete(_links).where(_links.c.digest == digest)).rowcount > 0


def end_links(tx: Transaction, user_id: int | None) -> None:
    """Let the links to somebody's password work no longer."""
    mine = _links.c.user_id.is_(None) if user_id is None else _links.c.user_id == user_id
    tx.execute(delete(_links).where(mine))


def make_token(
    tx: Transaction,
    digest: str,
    user_id: int,
    *,
    name: str,
    scopes: Iterable[Permission],
    limits: Limits,
    now: datetime,
    ends_at: datetime,
) -> None:
    """Let the program that has this key do what its scopes say."""
    told = {"digest": digest, "user_id": user_id, "name": name, "made_at": now, "ends_at": ends_at}
    scoped = json.dumps(sorted(scope.value for scope in scopes))
    tx.execute(insert(_tokens), [{**told, "scopes": scoped, **columns_of(limits)}])


def token(tx: Transaction, digest: str) -> tuple[Token, User] | None:
    """Return a token, over or not, and whose it is."""
    found = tx.execute(select(_tokens).where(_tokens.c.digest == digest)).one_or_none()
    if found is None:
        return None
    owner = get(tx, found.user_id)
    return _token(found, owner.name), owner


def tokens(tx: Transaction, user_id: int | None = None) -> list[Token]:
    """Return somebody's tokens, or all of them, the latest first."""
    query = select(_tokens, _users.c.name.label("owner")).join(_users, _users.c.id == _tokens.c.user_id)
    if user_id is not None:
        query = query.where(_tokens.c.user_id == user_id)
    return [_token(row, row.owner) for row in tx.execute(query.order_by(_tokens.c.id.desc()))]


def use_token(tx: Transaction, token_id: int, now: datetime) -> None:
    """Note that a token is in use."""
    tx.execute(update(_tokens).where(_tokens.c.id == token_id).values(seen_at=now))


def revoke(tx: Transaction, token_id: int, now: datetime) -> bool:
    """Let a token work no longer; false where it did not."""
    mine = (_tokens.c.id == token_id) & _tokens.c.revoked_at.is_(None)
    return tx.execute(update(_tokens).where(mine).values(revoked_at=now)).rowcount > 0


def sweep(tx: Transaction, now: datetime) -> int:
    """Delete sessions and links that are over; return how many."""
    over = (delete(rows).where(rows.c.ends_at <= now) for rows in (_sessions, _links))
    return sum(tx.execute(each).rowcount for each in over)


def _session(row: Row[Any]) -> Session:
    return Session(id=row.id, made_at=row.made_at, seen_at=row.seen_at, ends_at=row.ends_at, address=row.address)


def _token(row: Row[Any], owner: str) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        owner=owner,
        scopes=frozenset(Permission(scope) for scope in json.loads(row.scopes)),
        limits=limits_of(row),
        made_at=row.made_at,
        ends_at=row.ends_at,
        seen_at=row.seen_at,
        revoked_at=row.revoked_at,
    )
