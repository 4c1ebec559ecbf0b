"""A mailbox that lives: a strict server that speaks IMAP4rev1, into which mails come, and where one is only read."""

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tests.alerts.mail_server import Mailbox
from tests.connectors.contract import NOW

USER, PASSWORD = "care@acme.example", "canary-imap-password"
BEARER = "token-canary-imap"


@dataclass(kw_only=True)
class Folder:
    """A folder's mails by their ids, and when each arrived."""

    validity: int = 7
    next: int = 1
    mails: dict[int, tuple[bytes, datetime]] = field(default_factory=dict)

    def add(self, raw: bytes, arrived: datetime) -> int:
        """File a mail; return its id."""
        self.mails[self.next] = (raw, arrived)
        self.next += 1
        return self.next - 1


@dataclass(kw_only=True)
class FakeMail:
    """Folders by name. `down` is what it says to whoever signs in, or `hang up`; `commands` is what it was told.

    What `smtp` takes for one of ours arrives in the inbox.
    """

    folders: dict[str, Folder] = field(default_factory=lambda: {"INBOX": Folder(), "Sent Items": Folder()})
    down: str | None = None
    commands: list[str] = field(default_factory=list)
    smtp: Mailbox | None = None
    tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    port: int = 0
    _taken: int = 0

    def deliver(self, raw: bytes, *, folder: str = "INBOX", at: datetime = NOW) -> int:
        """Let a mail arrive."""
        return self.folders[folder].add(raw, at)

    def arrivals(self, at: datetime) -> None:
        """File what was sent to ourselves."""
        found = list(zip(self.smtp.raw, self.smtp.sent_to, strict=True)) if self.smtp else []
        for raw, to in found[self._taken :]:
            if USER in to:
                self.deliver(raw, at=at)
        self._taken = len(found)


def mail(text: str, number: int = 1, *, by: str = "Sam <sam@example.com>", at: datetime = NOW, **headers: str) -> bytes:
    """Return a mail; keyword `in_reply_to` is the header `In-Reply-To`."""
    message = EmailMessage()
    message["Message-ID"] = f"<m{number}@example.com>"
    message["From"], message["To"], message["Date"] = by, USER, format_datetime(at)
    message["Subject"] = "Your service"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return bytes(message)


@contextmanager
def serving_mail(now: object = None) -> Iterator[FakeMail]:
    """Serve in a thread of its own, on a port that is free. `now` is a callable that tells when copies arrive."""
    site = FakeMail()

    class Handler(_Session):
        mailbox = site
        clock = now

    with _Listener(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join(5)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up early are the point of some tests."""


class _Session(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    wbufsize = -1
    mailbox: FakeMail
    clock: object = None
    _open: Folder | None = None
    _in: bool = False

    def setup(self) -> None:
        if self.mailbox.tls is not None:
            self.request = self.mailbox.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode("ascii").strip().partition(" ")
            self.mailbox.commands.append(rest if not rest.upper().startswith("LOGIN") else "LOGIN")
            if self.mailbox.down == "hang up":
                return
            if self._answer(tag, rest):
                return

    def _answer(self, tag: str, rest: str) -> bool:
        self.mailbox.arrivals(self.clock() if callable(self.clock) else NOW)
        verb, _, said = rest.partition(" ")
        match verb.upper():
            case "CAPABILITY":
                more = " STARTTLS" if self.mailbox.starttls else ""
                self._say(f"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2{more}", f"{tag} OK done")
            case "STARTTLS" if self.mailbox.starttls is not None:
                self._say(f"{tag} OK begin")
                self.request = self.mailbox.starttls.wrap_socket(self.request, server_side=True)
                super().setup()
            case "LOGIN":
                self._signed_in(tag, said == f'"{USER}" "{PASSWORD}"')
            case "AUTHENTICATE":
                self._bearer(tag)
            case "LOGOUT":
                self._say("* BYE", f"{tag} OK bye")
                return True
            case "LIST" if self._in:
                for name in self.mailbox.folders:
                    flag = "Sent" if name.startswith("Sent") else "HasNoChildren"
                    self._say(f'* LIST (\\{flag}) "/" "{name}"')
                self._say(f"{tag} OK done")
            case "EXAMINE" if self._in:
                self._examine(tag, said)
            case "UID" if self._open is not None:
                self._uid(tag, said)
            case _:
                self._say(f"{tag} BAD not here")
        return False

    def _signed_in(self, tag: str, is_right: bool) -> None:
        if self.mailbox.down is not None:
            self._say(f"{tag} NO {self.mailbox.down}")
            return
        self._in = is_right
        self._say(f"{tag} OK in" if is_right else f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials {PASSWORD}")

    def _bearer(self, tag: str) -> None:
        self._say("+ ")
        told = base64.b64decode(self.rfile.readline()).decode()
        is_right = told == f"user={USER}\x01auth=Bearer {BEARER}\x01\x01"
        if not is_right:
            self._say("+ eyJzdGF0dXMiOiI0MDAifQ==")
            assert self.rfile.readline().strip() in (b"", b"=")
        self._signed_in(tag, is_right)

    def _examine(self, tag: str, said: str) -> None:
        self._open = self.mailbox.folders.get(said.strip('"'))
        if self._open is None:
            self._say(f"{tag} NO [NONEXISTENT] Unknown Mailbox")
            return
        self._say(f"* {len(self._open.mails)} EXISTS", f"* OK [UIDVALIDITY {self._open.validity}] valid")
        self._say(f"* OK [UIDNEXT {self._open.next}] next", f"{tag} OK [READ-ONLY] done")

    def _uid(self, tag: str, said: str) -> None:
        assert self._open is not None
        verb, _, rest = said.partition(" ")
        if verb == "SEARCH":
            found = " ".join(str(uid) for uid, one in self._open.mails.items() if self._fits(uid, one, rest))
            self._say(f"* SEARCH {found}".rstrip(), f"{tag} OK done")
            return
        asked = re.fullmatch(r"FETCH ([\d,]+) \(UID INTERNALDATE BODY\.PEEK\[\]<0\.(\d+)>\)", said)
        assert asked, f"nothing else is asked for, nothing is marked as seen: {said}"
        for uid in map(int, asked[1].split(",")):
            if uid in self._open.mails:
                raw, at = self._open.mails[uid]
                part = raw[: int(asked[2])]
                when = at.strftime("%d-%b-%Y %H:%M:%S +0000")
                self._say(f'* 1 FETCH (INTERNALDATE "{when}" BODY[]<0> {{{len(part)}}}')
                self.wfile.write(part + f" UID {uid})\r\n".encode())
        self._say(f"{tag} OK done")

    def _fits(self, uid: int, one: tuple[bytes, datetime], criterion: str) -> bool:
        assert self._open is not None
        raw, at = one
        key, _, rest = criterion.partition(" ")
        if key == "UID":
            least = int(rest.removesuffix(":*"))
            return uid >= least or uid == max(self._open.mails)
        if key == "SINCE":
            return at.date() >= datetime.strptime(rest, "%d-%b-%Y").date()  # noqa: DTZ007
        name, _, value = rest.partition(" ")
        head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].replace(b"\n ", b" ").decode("latin-1")
        lines = [line.partition(":")[2] for line in head.split("\n") if line.lower().startswith(f"{name.lower()}:")]
        return any(value.strip('"').lower() in line.lower() for line in lines)

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()
