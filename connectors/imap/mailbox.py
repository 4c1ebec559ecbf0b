"""A mailbox, spoken to by IMAP (RFC 3501): folders are only ever examined, so that nothing in them changes."""

import base64
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.contract import Changed, Refused, Unavailable
from connectors.imap.settings import IMAP_PORTS, ImapSettings
from connectors.kit.dial import dial, ending
from connectors.kit.http import Limits
from connectors.kit.tokens import Tokens

READ_BYTES = 400_000
"""So much of a mail is read: its words come first, what is attached behind them."""
_MOST_LITERAL = 2_000_000

_ASKED = f"(UID INTERNALDATE BODY.PEEK[]<0.{READ_BYTES}>)"
_UID = re.compile(rb"\bUID (\d+)")
_LISTED = re.compile(rb'^\((?P<flags>[^()]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (?P<name>.+)$', re.DOTALL)
_PASSING = re.compile(
    r"UNAVAILABLE|INUSE|LIMIT|SERVERBUG|THROTTL|too many|try again|temporar|timed? ?out|exceeded", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder: ids in it mean what they meant before for as long as `validity` is the same."""

    validity: int
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A mail as it lies there."""

    uid: int
    raw: bytes
    arrived: datetime | None


class _Client(imaplib.IMAP4):
    """The library's client on a connection that stands already; it takes no more at once than belongs in a mail."""

    def __init__(self, connection: socket.socket, host: str) -> None:
        self._connection = connection
        self._named = host
        super().__init__()

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        """Take over the connection."""
        del host, port, timeout
        self.host = self._named
        self.sock = self._connection
        self.file = self.sock.makefile("rb")

    def read(self, size: int) -> bytes:
        """Read a literal. Raises the library's `abort` where it is larger than any that was asked for."""
        if size > _MOST_LITERAL:
            raise self.abort(f"the server wants to tell {size} bytes at once")
        return super().read(size)


class Mailbox:
    """One session. What goes wrong raises what a connector raises."""

    def __init__(self, client: imaplib.IMAP4, host: str, seconds: float) -> None:
        self._client = client
        self._host = host
        self._seconds = seconds

    def examine(self, name: str) -> Folder:
        """Open a folder for reading alone. Raises `Refused` where there is none of that name."""
        with self._in_time():
            status, told = self._client.select(_quoted(name), readonly=True)
        if status != "OK":
            raise self._no(f"the folder {name!r}", told, "see `folders` and `sent`")
        validity, following = (self._client.response(word)[1] for word in ("UIDVALIDITY", "UIDNEXT"))
        if not validity or not validity[0]:
            raise Changed(f"{self._host} does not say how long the ids in {name!r} are valid")
        return Folder(validity=int(validity[0]), next=int(following[0]) if following and following[0] else None)

    def search(self, *criteria: str) -> list[int]:
        """Return the ids of what fits in the folder that is open, growing."""
        with self._in_time():
            status, told = self._client.uid("SEARCH", *criteria)
        if status != "OK":
            raise self._no("a search", told, "it is no server that speaks IMAP4rev1")
        return sorted({int(number) for part in told if part for number in part.split() if number.isdigit()})

    def fetch(self, uids: Sequence[int]) -> list[Fetched]:
        """Return the mails of these ids that are still there, in their order."""
        if not uids:
            return []
        with self._in_time():
            status, told = self._client.uid("FETCH", ",".join(map(str, uids)), _ASKED)
        if status != "OK":
            raise self._no("reading a mail", told, "it is no server that speaks IMAP4rev1")
        found = [_fetched(one, told[number + 1 :]) for number, one in enumerate(told) if isinstance(one, tuple)]
        return sorted((one for one in found if one is not None), key=lambda one: one.uid)

    def sent(self) -> str | None:
        """Return the name of the folder that the server keeps what was sent in (RFC 6154); None where it tells none."""
        with self._in_time():
            status, told = self._client.list()
        for line in told if status == "OK" else ():
            found = _LISTED.match(line) if isinstance(line, bytes) else None
            if found and b"\\sent" in found["flags"].lower().split():
                return _plain(found["name"])
        return None

    def _in_time(self) -> AbstractContextManager[None]:
        return ending(self._seconds, lambda: self._client.sock)

    def _no(self, what: str, told: Sequence[object], remedy: str) -> Refused | Unavailable:
        said = " ".join(one.decode("utf-8", "replace") for one in told if isinstance(one, bytes))[:200]
        if _PASSING.search(said):
            return Unavailable(f"{self._host} does not give {what} now: {said}")
        return Refused(f"{self._host} does not give {what} ({said or 'it does not say why'}): {remedy}")


@contextmanager
def opened(settings: ImapSettings, limits: Limits, tokens: Tokens | None) -> Iterator[Mailbox]:
    """Sign in for the length of a `with`. Whatever goes wrong in it is one of the three errors."""
    host, port = settings.host, settings.port or IMAP_PORTS[settings.security]
    context = settings.trust()
    connection = dial(host, port, limits, tls=context if settings.security == "ssl" else None)
    with _as_source_errors(host), closing(connection):
        with ending(limits.timeout, lambda: connection):
            client = _Client(connection, host)
        try:
            with ending(limits.timeout, lambda: client.sock):
                if settings.security == "starttls":
                    client.starttls(context)
                _sign_in(client, settings, tokens)
            yield Mailbox(client, host, limits.timeout)
            with suppress(imaplib.IMAP4.error, OSError), ending(limits.timeout, lambda: client.sock):
                client.logout()
        finally:
            with suppress(OSError):
                client.shutdown()


@contextmanager
def _as_source_errors(host: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Refused(f"the certificate of {host} is not trusted ({error.verify_message})") from error
    except (imaplib.IMAP4.abort, OSError) as error:
        raise Unavailable(f"{host} broke off the dialogue ({type(error).__name__})") from error
    except imaplib.IMAP4.error as error:
        raise Changed(f"{host} does not answer as a server does that speaks IMAP4rev1") from error


def _sign_in(client: imaplib.IMAP4, settings: ImapSettings, tokens: Tokens | None) -> None:
    """What a server says may quote what it was told: only whether it is about now is read in it."""
    try:
        if tokens is not None:
            told = f"user={settings.username}\x01auth=Bearer {tokens.token()}\x01\x01".encode()
            client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else told)
        elif settings.password is not None:
            client.login(_string(settings.username), settings.password.get_secret_value())
    except imaplib.IMAP4.abort:
        raise
    except UnicodeError:
        raise Refused(f"{settings.host} takes no password with letters beyond ASCII: use an app password") from None
    except imaplib.IMAP4.error as error:
        if _PASSING.search(str(error)):
            raise Unavailable(f"{settings.host} lets nobody in now") from None
        raise Refused(
            f"{settings.host} does not let `{settings.username}` in: is IMAP switched on there, and is the password an "
            "app password, or the token's user the mailbox's?"
        ) from None


def _fetched(told: tuple[bytes, bytes], behind: Sequence[object]) -> Fetched | None:
    around = told[0] + (behind[0] if behind and isinstance(behind[0], bytes) else b"")
    uid = _UID.search(around)
    if uid is None:
        return None
    arrived = imaplib.Internaldate2tuple(around)
    moment = None if arrived is None else datetime.fromtimestamp(time.mktime(arrived), UTC)
    return Fetched(uid=int(uid[1]), raw=told[1], arrived=moment)


def _plain(written: bytes) -> str:
    """Return a folder's name as the server wrote it: in quotes, or bare."""
    name = written.strip()
    if name.startswith(b'"') and name.endswith(b'"'):
        name = re.sub(rb"\\(.)", rb"\1", name[1:-1])
    return name.decode("ascii", "replace")


def _quoted(name: str) -> str:
    """Return a folder's name as IMAP has it: in its own kind of UTF-7 (RFC 3501, 5.1.3), in quotes."""
    bare = name if _is_shifted(name) else name.replace("&", "&-")
    return _string(re.sub(r"[^\x20-\x7e]+", lambda found: _shifted(found[0]), bare))


def _string(text: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _is_shifted(name: str) -> bool:
    """Whether it is in that UTF-7 already, as the server told it."""
    return name.isascii() and re.search(r"&[A-Za-z0-9+,]*-", name) is not None


def _shifted(text: str) -> str:
    told = base64.b64encode(text.encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",")
    return f"&{told}-"
