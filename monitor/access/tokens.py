"""Tokens: keys for programs. Shown once; what one may do ends with what its owner may."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from monitor.access import keys
from monitor.access.login import NOTED_EVERY
from monitor.domain.access import SCOPES, Limits, Permission, Token, User, allows, is_name
from monitor.domain.journal import Deed
from monitor.store import journal, keyrings
from monitor.store.database import Database, StoreUnavailable, Transaction

PREFIX = "cmt_"
"""So that one that leaked into a file is found by those who look for such."""
USUAL, LONGEST = timedelta(days=90), timedelta(days=366)


class Unfit(Exception):
    """A token that cannot be; the message says why."""


def make(
    tx: Transaction,
    owner: User,
    *,
    name: str,
    scopes: Collection[Permission],
    limits: Limits,
    lasts: timedelta,
    by: str,
    now: datetime,
    address: str = "",
) -> str:
    """Return the key of a new token, to be shown once. Raises `Unfit`."""
    _refuse_unfit(owner, name, scopes, lasts)
    key = keys.fresh(PREFIX)
    keyrings.make_token(
        tx,
        keys.digest(key),
        owner.id,
        name=name,
        scopes=scopes,
        limits=limits.both(owner.limits),
        now=now,
        ends_at=now + lasts,
    )
    told = ", ".join(sorted(scope.value for scope in scopes))
    journal.write(tx, Deed.TOKEN_MADE, by=by, now=now, about=name, told=told, address=address)
    return key


def revoke(tx: Transaction, token: Token, *, by: str, now: datetime, address: str = "") -> None:
    """Let a token work no longer."""
    if keyrings.revoke(tx, token.id, now):
        journal.write(tx, Deed.TOKEN_REVOKED, by=by, now=now, about=token.name, address=address)


def holder(db: Database, key: str, now: datetime) -> tuple[Token, User] | None:
    """Return a program's token and whose it is; None where it works no longer."""
    with db.read() as tx:
        found = keyrings.token(tx, keys.digest(key))
    if found is None or not _lives(*found, now):
        return None
    token = found[0]
    if token.seen_at is None or now - token.seen_at >= NOTED_EVERY:
        with suppress(StoreUnavailable), db.write() as tx:  # as with sessions
            keyrings.use_token(tx, token.id, now)
    return found


def _lives(token: Token, owner: User, now: datetime) -> bool:
    return token.revoked_at is None and now < token.ends_at and owner.off_at is None


def _refuse_unfit(owner: User, name: str, scopes: Collection[Permission], lasts: timedelta) -> None:
    beyond = [scope.value for scope in scopes if scope not in SCOPES or not allows(owner.role, scope)]
    if not is_name(name):
        raise Unfit("Give it a name that says what uses it, in 100 characters at most.")
    if not scopes:
        raise Unfit("Say what it may do: at least one scope.")
    if beyond:
        raise Unfit(f"{owner.name} is {owner.role.value} and may not {', '.join(beyond)}; no more may a token.")
    if not timedelta(0) < lasts <= LONGEST:
        raise Unfit(f"It lasts from a day to {LONGEST.days} days.")
