"""A real SMTP server on loopback, with the faults of real ones."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

PASSWORD = "canary-smtp-password"


@dataclass
class Mailbox:
    """What arrived, and what happens next: answers by command (`DATA`, `RCPT sam@...`, `MAIL`), `drop` hangs up.

    `lose` takes the message, and hangs up before it says so.
    """

    answers: dict[str, str] = field(default_factory=dict)
    raw: list[bytes] = field(default_factory=list)
    sent_to: list[list[str]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        found = [message_from_bytes(one, policy=policy.default) for one in self.raw]  # type: ignore[arg-type]
        return [one for one in found if isinstance(one, EmailMessage)]

    async def handle_MAIL(  # noqa: N802  (as aiosmtpd names it)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self.answers.get(f"RCPT {address}", self.answers.get("RCPT", "250 OK"))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.get("DATA", "250 OK")
        if answer == "drop":
            server.transport.close()
            return "250 never read"
        if answer.startswith("250") or answer == "lose":
            assert isinstance(envelope.content, bytes)
            self.raw.append(envelope.content)
            self.sent_to.append(list(envelope.rcpt_tos))
        if answer == "lose":
            server.transport.close()
        return answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        self.logins.append((data.login.decode(), data.password.decode()))
        answer = self.answers.get("AUTH")
        return AuthResult(success=answer is None, handled=answer is None, message=answer)


@contextmanager
def mail_server(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None, login: bool = False
) -> Iterator[Mailbox]:
    """Serve in a thread of its own, on a port that is free."""
    mailbox, loop = Mailbox(), asyncio.new_event_loop()
    options: dict[str, Any] = {"tls_context": starttls, "require_starttls": starttls is not None}
    if login:
        options |= {"authenticator": mailbox.authenticate, "auth_require_tls": False}

    def protocol() -> SMTP:
        return SMTP(mailbox, hostname="mail.test", loop=loop, **options)

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0, ssl=tls))
    mailbox.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield mailbox
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    """Hang up on whoever is still there."""
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
