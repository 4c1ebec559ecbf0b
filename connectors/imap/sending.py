"""Handing an answer to a mail server: one dialogue, and an honest word on what became of it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime
from hashlib import blake2b

from connectors.contract import Refused, Unavailable, Uncertain
from connectors.imap.letter import SENT_HERE, Letter
from connectors.imap.settings import SMTP_PORTS, ImapSettings, SmtpSettings
from connectors.kit.dial import dial, ending
from connectors.kit.http import Limits
from connectors.kit.tokens import Tokens


def answer_to(letter: Letter, text: str, smtp: SmtpSettings, now: datetime) -> EmailMessage:
    """Return an answer to a mail, in its thread. Its id follows from what it answers and says."""
    message = EmailMessage(policy=POLICY)
    domain = smtp.sender.rpartition("@")[2]
    mark = blake2b(f"{letter.message_id}\n{text}".encode(), digest_size=12).hexdigest()
    message["Message-ID"] = f"<{SENT_HERE}{mark}@{domain}>"
    message["Date"] = format_datetime(now)
    message["From"] = f'"{_named(smtp.sender_name)}" <{smtp.sender}>' if smtp.sender_name else smtp.sender
    message["To"] = letter.reply_to or letter.sender
    message["Subject"] = f"Re: {letter.bare_subject}" if letter.bare_subject else "Re:"
    message["In-Reply-To"] = f"<{letter.message_id}>"
    message["References"] = " ".join(f"<{name}>" for name in (*letter.answers[::-1], letter.message_id))
    message.set_content(text, cte="quoted-printable")
    return message


def send_once(message: EmailMessage, to: str, settings: ImapSettings, limits: Limits, tokens: Tokens | None) -> None:
    """Hand a message over, and a copy to the sender where the server files none.

    Raises `Unavailable` and `Refused` where it was surely not sent, `Uncertain` where it may have been.
    """
    smtp = settings.smtp
    if smtp is None:
        raise Refused("answers cannot be sent without `smtp`")
    with _session(smtp, settings, limits, tokens) as server:
        code, _ = server.mail(smtp.sender)
        if code != 250:
            raise _answered(smtp, code, "the sender", "check `smtp.sender`")
        code, _ = server.rcpt(to)
        if code >= 300:
            raise _answered(smtp, code, "the customer's address", "it may be gone")
        if not smtp.files_sent:
            server.rcpt(smtp.sender)
        _hand_over(server, smtp, message.as_bytes(policy=POLICY))


@contextmanager
def _session(
    smtp: SmtpSettings, settings: ImapSettings, limits: Limits, tokens: Tokens | None
) -> Iterator[smtplib.SMTP]:
    """Whatever goes wrong before a message is handed over: it was not sent."""
    port, context = smtp.port or SMTP_PORTS[smtp.security], settings.trust()
    connection = dial(smtp.host, port, limits, tls=context if smtp.security == "ssl" else None)
    server = smtplib.SMTP(local_hostname=smtp.sender.rpartition("@")[2], timeout=limits.timeout)
    server.sock = connection
    server._host = smtp.host  # type: ignore[attr-defined]  # what TLS verifies
    try:
        with ending(limits.timeout, lambda: server.sock):
            code, _ = server.getreply()
            if code != 220:
                raise _answered(smtp, code, "the greeting", "check `smtp.host` and `smtp.port`")
            if smtp.security == "starttls":
                server.starttls(context=context)
            _sign_in(server, smtp, settings, tokens)
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
    except smtplib.SMTPAuthenticationError as error:
        raise _answered(smtp, error.smtp_code, "the login", "check `username` and `password`") from None
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(f"{smtp.host} offers no such login or encryption: check `smtp.security`") from error
    except smtplib.SMTPResponseException as error:
        raise _answered(smtp, error.smtp_code, "the greeting", "check `smtp.host` and `smtp.port`") from None
    except ssl.SSLCertVerificationError as error:
        raise Refused(f"the certificate of {smtp.host} is not trusted ({error.verify_message})") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"no mail could be handed to {smtp.host} ({type(error).__name__})") from error
    finally:
        server.close()


def _sign_in(server: smtplib.SMTP, smtp: SmtpSettings, settings: ImapSettings, tokens: Tokens | None) -> None:
    user, password = smtp.username or settings.username, smtp.password or settings.password
    server.ehlo_or_helo_if_needed()
    if tokens is not None and smtp.password is None:
        told = f"user={user}\x01auth=Bearer {tokens.token()}\x01\x01"
        server.auth("XOAUTH2", lambda challenge=None: "" if challenge else told)
    elif password is not None and server.has_extn("auth"):
        server.login(user, password.get_secret_value())


def _hand_over(server: smtplib.SMTP, smtp: SmtpSettings, message: bytes) -> None:
    try:
        code, _ = server.data(message)
    except smtplib.SMTPDataError as error:
        code = error.smtp_code
    except (smtplib.SMTPException, OSError) as error:
        raise Uncertain(f"{smtp.host} broke off after the message ({type(error).__name__})") from error
    if code != 250:
        raise _answered(smtp, code, "this message", "it may be too long, or taken for spam")


def _answered(smtp: SmtpSettings, code: int, what: str, remedy: str) -> Unavailable | Refused:
    """What a server says may quote what it was told: its code is all that is repeated."""
    told = f"{smtp.host} does not take {what} (code {code})"
    return Unavailable(told) if 400 <= code < 500 else Refused(f"{told}: {remedy}")


def _named(name: str) -> str:
    return name.replace("\\", "").replace('"', "")
