"""E-mail, spoken to a real server: what is mailed, what a server's answers mean, and nothing of it is injected."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from alerts.contract import (
    Button,
    Channel,
    ChannelError,
    Invalid,
    Notice,
    Refused,
    Revisable,
    Tone,
    Unavailable,
    Uncertain,
)
from alerts.email import KIND, EmailChannel
from alerts.email.message import html_of, message_for, message_id
from alerts.kind import Tools
from alerts.plain import text_of
from tests.alerts.certificate import own_certificate
from tests.alerts.contract import HOSTILE, ChannelContract
from tests.alerts.mail_server import PASSWORD, Mailbox, mail_server
from tests.alerts.notices import ALERT, NOW

BASE = {"host": "127.0.0.1", "security": "none", "sender": "monitor@acme.example", "to": ["cx@acme.example"]}


def email(mailbox: Mailbox, **settings: Any) -> EmailChannel:
    given = KIND.settings.model_validate({**BASE, "port": mailbox.port, "timeout": 5, **settings})
    channel = KIND.build(given, Tools(name="mail", now=lambda: datetime.now(UTC)))
    assert isinstance(channel, EmailChannel)
    return channel


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return own_certificate(tmp_path_factory.mktemp("tls"))


class TestEmail(ChannelContract):
    secrets = (PASSWORD,)
    outcomes = (Unavailable, Refused, Uncertain)

    @pytest.fixture(autouse=True)
    def _mailbox(self) -> Iterator[None]:
        with mail_server(login=True) as self.mailbox:
            yield

    def channel(self) -> Channel:
        return email(self.mailbox, username="me", password=PASSWORD)

    def fail(self, outcome: type[ChannelError]) -> None:
        failing = {Unavailable: {"MAIL": "451 Busy"}, Refused: {"AUTH": "535 No"}, Uncertain: {"DATA": "drop"}}
        self.mailbox.answers = failing[outcome]

    def shown(self) -> int:
        return len(self.mailbox.raw)


class TestWhatIsMailed:
    def test_the_notice_as_text_and_as_the_same_in_html(self, mailbox: Mailbox) -> None:
        receipt = email(mailbox).post(ALERT)
        [message] = mailbox.messages
        assert message["Subject"] == ALERT.title
        assert message["From"] == "Complaint monitor <monitor@acme.example>"
        assert message["Message-ID"] == receipt.reference
        assert message["Auto-Submitted"] == "auto-generated"
        plain, rich = message.get_body(("plain",)), message.get_body(("html",))
        assert plain is not None
        assert rich is not None
        for told in (
            "Who",
            "Sam_K (120 followers)",
            "Flagged: asks for a refund",
            "https://monitor.example.org/cases/C-1042",
        ):
            assert told in plain.get_content()
            assert told in rich.get_content()
        assert "> Three weeks of waiting & the desk says <no refund>." in plain.get_content()

    def test_goes_to_every_address(self, mailbox: Mailbox) -> None:
        email(mailbox, to=["a@acme.example", "b@acme.example"]).post(ALERT)
        assert mailbox.sent_to == [["a@acme.example", "b@acme.example"]]

    def test_what_answers_another_notice_stands_in_its_thread(self, mailbox: Mailbox) -> None:
        channel = email(mailbox)
        first = channel.post(ALERT)
        channel.post(replace(ALERT, key="answer:1", thread_of=first))
        reply = mailbox.messages[1]
        assert reply["In-Reply-To"] == reply["References"] == first.reference

    def test_a_receipt_of_elsewhere_begins_no_thread(self, mailbox: Mailbox) -> None:
        channel = email(mailbox)
        elsewhere = replace(channel.post(ALERT), reference="1732.1>\r\nBcc: x@evil.example")
        channel.post(replace(ALERT, key="k", thread_of=elsewhere))
        assert mailbox.messages[1]["In-Reply-To"] is None

    def test_the_same_key_has_the_same_id_whatever_it_says(self) -> None:
        one, other = (message_for(notice, _settings(), NOW) for notice in (ALERT, replace(ALERT, title="Reworded")))
        assert one["Message-ID"] == other["Message-ID"] == message_id(ALERT.key, "monitor@acme.example")
        assert "C-1042" not in str(one["Message-ID"])

    def test_a_picture_is_within_the_html(self, mailbox: Mailbox) -> None:
        email(mailbox).post(replace(ALERT, picture=b"\x89PNG picture"))
        [message] = mailbox.messages
        pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
        assert [part.get_payload(decode=True) for part in pictures] == [b"\x89PNG picture"]
        assert "cid:picture" in html_of(replace(ALERT, picture=b"x"))

    def test_is_not_changed_afterwards(self, mailbox: Mailbox) -> None:
        assert not isinstance(email(mailbox), Revisable)

    def test_what_is_pressed_elsewhere_is_no_link(self) -> None:
        assert "Claim" not in text_of(ALERT)
        assert "Case: https://monitor.example.org/cases/C-1042" in text_of(ALERT)


class TestNothingIsInjected:
    @pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
    def test_words_are_words(self, mailbox: Mailbox, words: str) -> None:
        email(mailbox).post(replace(ALERT, title=words, quote=words, body=words))
        [message] = mailbox.messages
        assert set(message.keys()) <= {
            *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"),
        }

    @pytest.mark.parametrize(
        "title",
        [
            "a\r\nBcc: x@evil.example",
            "a\nX: y",
            "a\x0bX: y",
            "a\u2028X: y",
            "=?utf-8?q?=0d=0aBcc:_x?=",
            "a =?utf-8?b?DQpCY2M6IHg=?= b",
            "=\u200b?utf-8?q?=0d=0aBcc:_x?=",
        ],
    )
    def test_a_title_adds_no_header(self, mailbox: Mailbox, title: str) -> None:
        email(mailbox).post(replace(ALERT, title=title))
        [message] = mailbox.messages
        assert message["Bcc"] is None
        assert message["X"] is None

    def test_a_line_with_a_dot_does_not_end_it(self, mailbox: Mailbox) -> None:
        email(mailbox).post(replace(ALERT, body=".\nMAIL FROM:<x@evil.example>\n..\n."))
        assert len(mailbox.raw) == 1

    def test_html_is_escaped(self) -> None:
        told = "<img src=x onerror=alert(1)>\"'&"
        page = html_of(replace(ALERT, title=told, quote=told, body=told))
        assert "<img" not in page
        assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 3

    @pytest.mark.parametrize(
        "link",
        [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            'https://x.example/" onclick="x',
            "https://x.example/<b>",
            "https://",
            "https://[x",
            "HTTPS://x.example\n",
        ],
    )
    def test_only_links_to_the_web_are_links(self, link: str) -> None:
        shown = replace(ALERT, link=link, buttons=(Button(label="x", url=link),))
        assert "<a " not in html_of(shown)
        assert link.strip() not in text_of(shown)


class TestWhatAnAnswerMeans:
    @pytest.mark.parametrize(
        ("answers", "outcome"),
        [
            ({"MAIL": "451 Later"}, Unavailable),
            ({"MAIL": "550 Who are you"}, Refused),
            ({"RCPT": "450 Greylisted"}, Unavailable),
            ({"RCPT": "550 Nobody here"}, Refused),
            ({"DATA": "452 Full"}, Unavailable),
            ({"DATA": "552 Too large"}, Invalid),
            ({"DATA": "drop"}, Uncertain),
        ],
    )
    def test_not_taken(self, mailbox: Mailbox, answers: dict[str, str], outcome: type[ChannelError]) -> None:
        mailbox.answers = answers
        with pytest.raises(outcome):
            email(mailbox).post(ALERT)
        assert mailbox.raw == []

    @pytest.mark.parametrize(("answer", "outcome"), [("454 Later", Unavailable), ("535 Wrong", Refused)])
    def test_a_login_that_fails(self, answer: str, outcome: type[ChannelError]) -> None:
        with mail_server(login=True) as mailbox:
            mailbox.answers = {"AUTH": answer}
            with pytest.raises(outcome):
                email(mailbox, username="me", password=PASSWORD).post(ALERT)

    def test_no_server_is_unavailable(self) -> None:
        with pytest.raises(Unavailable):
            email(Mailbox(port=1)).post(ALERT)

    def test_one_address_that_is_gone_keeps_nobody_else_from_it(self, mailbox: Mailbox) -> None:
        mailbox.answers = {"RCPT gone@acme.example": "550 No such user"}
        channel = email(mailbox, to=["gone@acme.example", "cx@acme.example"])
        channel.post(ALERT)
        assert mailbox.sent_to == [["cx@acme.example"]]
        assert channel.probe() == ("gone@acme.example is not taken (code 550): check `to`",)
        assert len(mailbox.raw) == 1


class TestEncryption:
    @pytest.mark.parametrize("security", ["starttls", "ssl"])
    def test_both_ways(self, trusted: tuple[Path, ssl.SSLContext], security: str) -> None:
        file, context = trusted
        served = {"starttls": context} if security == "starttls" else {"tls": context}
        with mail_server(**served, login=True) as mailbox:  # type: ignore[arg-type]
            email(mailbox, security=security, ca_file=str(file), username="me", password=PASSWORD).post(ALERT)
            assert mailbox.logins == [("me", PASSWORD)]
            assert len(mailbox.raw) == 1

    def test_a_certificate_that_nobody_trusts_is_refused(self, trusted: tuple[Path, ssl.SSLContext]) -> None:
        with mail_server(starttls=trusted[1]) as mailbox, pytest.raises(Refused, match="not trusted"):
            email(mailbox, security="starttls").post(ALERT)

    def test_a_server_without_encryption_is_told_no_password(self) -> None:
        with mail_server(login=True) as mailbox:
            with pytest.raises(Refused, match="check `security`"):
                email(mailbox, security="starttls", username="me", password=PASSWORD).post(ALERT)
            assert mailbox.logins == []


class TestSettings:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"to": []},
            {"to": ["nobody"]},
            {"to": ["a@acme.example\r\nBcc: x@evil.example"]},
            {"sender": "a b@acme.example"},
            {"username": "me"},
            {"password": PASSWORD},
            {"host": "mail.acme.example", "username": "me", "password": PASSWORD},
            {"host": "mail.acme.example\r\n"},
        ],
    )
    def test_what_cannot_work_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValidationError) as caught:
            KIND.settings.model_validate({**BASE, **wrong})
        assert PASSWORD not in str(caught.value)


def test_a_notice_of_nothing_is_a_message_all_the_same(mailbox: Mailbox) -> None:
    email(mailbox).post(Notice(key="k", tone=Tone.INFO, title=""))
    assert mailbox.messages[0]["Subject"] == "Complaint monitor"


def _settings() -> Any:
    return KIND.settings.model_validate(BASE)
