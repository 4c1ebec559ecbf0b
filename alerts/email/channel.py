"""A mail server, spoken to: one dialogue a message, and an honest word on what became of it."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.policy import SMTP as POLICY

from alerts.contract import Invalid, Notice, Receipt, Refused, Unavailable, Uncertain
from alerts.email.message import message_for
from alerts.email.settings import PORTS, EmailSettings


class EmailChannel:
    """`kind: email`. A receipt's reference is the message's id."""

    def __init__(self, name: str, settings: EmailSettings, now: Callable[[], datetime]) -> None:
        self._name = name
        self._settings = settings
        self._now = now

    def post(self, notice: Notice) -> Receipt:
        """Mail `notice`. Where some addresses are not taken, it goes to the others; `probe` names them."""
        now = self._now()
        message = message_for(notice, self._settings, now)
        with self._session() as server:
            self._address(server)
            self._hand_over(server, message.as_bytes(policy=POLICY))
        return Receipt(channel=self._name, workspace="", reference=str(message["Message-ID"]), posted_at=now)

    def probe(self) -> tuple[str, ...]:
        """Log in and name sender and addresses, without a message. Raises where none would be taken."""
        with self._session() as server:
            refused = self._address(server)
            server.rset()
        return tuple(f"{address} is not taken ({told}): check `to`" for address, told in refused.items())

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A connection, ready for a message. Whatever goes wrong before a message is handed over: it was not sent."""
        try:
            with self._connected() as server, _deadline(server, self._settings.timeout):
                if self._settings.username is not None and self._settings.password is not None:
                    server.login(self._settings.username, self._settings.password.get_secret_value())
                yield server
        except smtplib.SMTPAuthenticationError as error:
            raise self._answered(error.smtp_code, "the login", "check `username` and `password`") from None
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(f"{self._settings.host} offers no such login or encryption: check `security`") from error
        except ssl.SSLCertVerificationError as error:
            raise Refused(
                f"the certificate of {self._settings.host} is not trusted ({error.verify_message})"
            ) from error
        except smtplib.SMTPResponseException as error:
            raise self._answered(error.smtp_code, "the greeting", "check `host` and `port`") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"no mail could be handed to {self._settings.host} ({type(error).__name__})") from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        port = settings.port or PORTS[settings.security]
        if settings.security == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, port, timeout=settings.timeout, context=self._trust()
            )
        else:
            server = smtplib.SMTP(settings.host, port, timeout=settings.timeout)
        try:
            if settings.security == "starttls":
                server.starttls(context=self._trust())
            yield server
            with suppress(smtplib.SMTPException, OSError):  # what was taken stays taken, however the parting goes
                server.quit()
        finally:
            server.close()

    def _trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._settings.ca_file is not None:
            context.load_verify_locations(self._settings.ca_file.expanduser())
        return context

    def _address(self, server: smtplib.SMTP) -> dict[str, str]:
        """Name the sender and the addresses; return those that are not taken, where at least one is."""
        server.ehlo_or_helo_if_needed()
        code, _ = server.mail(self._settings.sender)
        if code != 250:
            raise self._answered(code, "the sender", "check `sender`")
        answers = {address: server.rcpt(address)[0] for address in self._settings.to}
        refused = {address: f"code {code}" for address, code in answers.items() if code >= 300}
        if len(refused) == len(answers):
            passing = any(code < 500 for code in answers.values())
            raise self._answered(450 if passing else 550, "every address", "check `to`")
        return refused

    def _hand_over(self, server: smtplib.SMTP, message: bytes) -> None:
        try:
            code, _ = server.data(message)
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (smtplib.SMTPException, OSError) as error:
            raise Uncertain(f"{self._settings.host} broke off after the message ({type(error).__name__})") from error
        if code >= 500:
            raise Invalid(f"{self._settings.host} does not take this message (code {code})")
        if code != 250:
            raise Unavailable(f"{self._settings.host} does not take the message now (code {code})")

    def _answered(self, code: int, what: str, remedy: str) -> Unavailable | Refused:
        """What a server says may quote what it was told: its code is all that is repeated."""
        told = f"{self._settings.host} does not take {what} (code {code})"
        return Unavailable(told) if 400 <= code < 500 else Refused(f"{told}: {remedy}")


@contextmanager
def _deadline(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """End the dialogue by shutting its socket: the library's time-out starts anew with every byte that drips in."""

    def shut() -> None:
        with suppress(OSError, AttributeError):
            server.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
