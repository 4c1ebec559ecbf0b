"""Login: a name and password against what is kept, as slowly as guessing deserves, and sessions from it."""

import hashlib
import ipaddress
from contextlib import suppress
from datetime import datetime, timedelta

from monitor.access import keys
from monitor.access.passwords import Passwords
from monitor.domain.access import Session, User
from monitor.domain.journal import Deed
from monitor.store import attempts, journal, keyrings, users
from monitor.store.database import Database, StoreUnavailable, Transaction

IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
"""A session ends when nothing was asked for so long, and after so long whatever was asked."""
NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is noted that a session or token is in use: a write at every request would wait for others."""
WINDOW = timedelta(minutes=15)
HERE, HOUR, ON_ACCOUNT, FROM_ADDRESS = 5, timedelta(hours=1), 50, 100
"""Wrong passwords: so many on one account from one address within the window; within an hour so many on one account
from anywhere (ASVS 5 allows 100), and so many from one address on any. The first is low, so that whoever guesses is
stopped, and the second high, so that nobody locks somebody else out with a few."""
_UNKNOWN = "somebody"


class WrongLogin(Exception):
    """No such account, another password, or no longer let in: which, is not told."""


class TooMany(Exception):
    """Too many wrong ones; `until` is when the next is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many wrong passwords")
        self.until = until


class Login:
    """Signs people in, on one store."""

    def __init__(self, db: Database, passwords: Passwords) -> None:
        self._db = db
        self._passwords = passwords

    def sign_in(self, email: str, password: str, *, address: str, now: datetime) -> str:
        """Return the key of a new session. Raises `WrongLogin` and `TooMany`."""
        user = self.prove(email, password, address=address, now=now)
        with self._db.write() as tx:
            return begin(tx, user, address=address, now=now, by="a password")

    def prove(self, email: str, password: str, *, address: str, now: datetime) -> User:
        """Return whose e-mail address and password these are. Raises `WrongLogin` and `TooMany`."""
        account, place = _account(email), _network(address)
        self._slow_down(account, place, now)
        with self._db.read() as tx:
            user = users.by_email(tx, email)
            kept = None if user is None else users.password_of(tx, user.id)
        agreed = self._passwords.agree(password, kept)
        if user is None or kept is None or not agreed or user.off_at is not None:
            self._note_refusal(user, account, address, now)
            raise WrongLogin
        rehashed = self._passwords.hashed(password) if self._passwords.outdated(kept) else None
        with self._db.write() as tx:
            attempts.proved(tx, account, place)
            return users.set_password(tx, user.id, rehashed) if rehashed else user

    def _slow_down(self, account: str, place: str, now: datetime) -> None:
        """Count this one before it is looked at: many at once are as many. Raises `TooMany`."""
        with self._db.write() as tx:
            until = _until(tx, account, place, now)
            if until is None:
                attempts.tried(tx, account, place, now)
        if until is not None:
            raise TooMany(until)

    def _note_refusal(self, user: User | None, account: str, address: str, now: datetime) -> None:
        with self._db.write() as tx:
            about = user.name if user else ""
            journal.write(tx, Deed.REFUSED, by=_UNKNOWN, now=now, about=about, address=address)
            if _until(tx, account, _network(address), now) is not None:
                journal.write(tx, Deed.HELD_UP, by=_UNKNOWN, now=now, about=about, address=address)


def begin(tx: Transaction, user: User, *, address: str, now: datetime, by: str) -> str:
    """Return the key of a new session of somebody who proved who they are; `by` says how."""
    key = keys.fresh()
    keyrings.open_session(tx, keys.digest(key), user.id, address=address, now=now, ends_at=now + LONGEST)
    users.seen(tx, user.id, now)
    journal.write(tx, Deed.SIGNED_IN, by=user.name, now=now, told=by, address=address)
    return key


def holder(db: Database, key: str, now: datetime, *, in_use: bool = True) -> tuple[Session, User] | None:
    """Return the session of a browser and whose it is; None where it is over, or they are let in no longer.

    It goes on for as long as it is `in_use`: what a page asks for by itself is no sign that anybody is there.
    """
    with db.read() as tx:
        found = keyrings.session(tx, keys.digest(key))
    if found is None or not _lives(*found, now):
        return None
    if in_use and now - found[0].seen_at >= NOTED_EVERY:
        with suppress(StoreUnavailable), db.write() as tx:  # a store that is full or locked can still be read
            keyrings.touch(tx, found[0].id, now)
    return found


def sign_out(db: Database, session: Session, user: User, now: datetime) -> None:
    """End a session."""
    with db.write() as tx:
        keyrings.end_session(tx, session.id)
        journal.write(tx, Deed.SIGNED_OUT, by=user.name, now=now, address=session.address)


def _lives(session: Session, user: User, now: datetime) -> bool:
    return user.off_at is None and now < session.ends_at and now - session.seen_at < IDLE


def _until(tx: Transaction, account: str, place: str, now: datetime) -> datetime | None:
    """Return when the next password may be tried; None: now."""
    for most, length, account_of, place_of in (
        (HERE, WINDOW, account, place),
        (ON_ACCOUNT, HOUR, account, None),
        (FROM_ADDRESS, HOUR, None, place),
    ):
        times, first = attempts.count(tx, now - length, account=account_of, address=place_of)
        if first is not None and times >= most:
            return first + length
    return None


def _account(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()


def _network(address: str) -> str:
    """Return what one caller commands: an address, or the 2**64 of IPv6 that one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((address, 64), strict=False)) if parsed.version == 6 else address
