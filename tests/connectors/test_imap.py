"""A mailbox: what is read and what is not, folders made anew, answers seen and sent once, servers that refuse."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Changed, Cursor, Mention, MentionKey, Refused, SourceError, Unavailable, Uncertain
from connectors.imap import KIND
from connectors.imap.letter import Us, letter_of, mention_of
from connectors.imap.source import ImapSource
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.alerts.mail_server import Mailbox, mail_server
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, HearingContract, drain, keys, mentions
from tests.connectors.mail_site import PASSWORD, USER, FakeMail, Folder, mail, serving_mail
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import AnsweringContract
from tests.connectors.server import ScriptedServer

US = Us(own=frozenset({USER, "@acme.example"}))
OURS = f"Acme care <{USER}>"

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_mails_are_read", module="test_imap_letters"),
    edits=exempt("a mail that was sent does not change"),
    deletions=exempt("a mail that is moved or deleted in the mailbox was not taken back by its customer"),
    backfill=shown_by("test_history_goes_back_to_a_day_and_knows_what_was_answered"),
    budget=exempt("a mail server counts no requests: a poll is one session, of the length that is needed"),
    threads=shown_by("test_reads_each_payload"),
)


@pytest.fixture
def site() -> Iterator[FakeMail]:
    with serving_mail() as running:
        yield running


@pytest.fixture
def smtp(site: FakeMail) -> Iterator[Mailbox]:
    with mail_server() as running:
        site.smtp = running
        yield running


def given(site: FakeMail, **more: Any) -> dict[str, Any]:
    """Return settings that read `site`, and send where it sends."""
    there = {"host": "127.0.0.1", "security": "none"}
    sends = {"smtp": {**there, "port": site.smtp.port, "sender": USER}} if site.smtp else {}
    return {**there, "port": site.port, "username": USER, "password": PASSWORD, **sends, **more}


def source(site: FakeMail, door: Door, **more: Any) -> ImapSource:
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    made = KIND.build(KIND.settings.model_validate(given(site, **more)), tools)
    assert isinstance(made, ImapSource)
    return made


class TestHearing(HearingContract):
    kind_name = "imap"
    secrets = (PASSWORD,)
    site = FakeMail(port=1)

    @pytest.fixture(autouse=True)
    def _site(self, site: FakeMail) -> None:
        self.site = site

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(self.site)

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        for number, text in enumerate(texts):
            self.site.deliver(mail(text, number))


class TestReplies(AnsweringContract):
    kind_name = "imap"
    secrets = (PASSWORD,)

    @pytest.fixture(autouse=True)
    def _site(self, site: FakeMail, smtp: Mailbox) -> None:
        self.site, self.smtp = site, smtp
        site.deliver(mail("Where is it?", 7, references="<m3@example.com>", in_reply_to="<m5@example.com>"))
        self.key = key_of(mail("Where is it?", 7))

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(self.site)

    def take(self, server: ScriptedServer) -> None:
        """It takes them."""

    def posts(self, server: ScriptedServer) -> list[str]:
        return [one.get_content().strip() for one in self.smtp.messages]

    @pytest.mark.parametrize(
        ("answers", "outcome"),
        [
            ({"DATA": "drop"}, Uncertain),
            ({"DATA": "lose"}, Uncertain),
            ({"DATA": "451 later"}, Unavailable),
            ({"DATA": "554 spam"}, Refused),
            ({"RCPT sam@example.com": "550 gone"}, Refused),
            ({"RCPT sam@example.com": "450 greylisted"}, Unavailable),
            ({"MAIL": "530 sign in"}, Refused),
        ],
    )
    def test_what_became_of_it_is_said(
        self, replier: ImapSource, answers: dict[str, str], outcome: type[SourceError]
    ) -> None:
        self.smtp.answers.update(answers)
        self.ends(replier, outcome)
        assert len(self.smtp.raw) == (answers == {"DATA": "lose"})
        assert len(replier.replies_to(self.key)) == len(self.smtp.raw), "a copy to ourselves shows that it was sent"

    def test_an_answer_is_in_its_thread(self, replier: ImapSource) -> None:
        replier.reply(self.key, "--\nSorry\n> really")
        (sent,) = self.smtp.messages
        assert (sent["To"], sent["Subject"], sent["In-Reply-To"]) == (
            "sam@example.com",
            "Re: Your service",
            "<m7@example.com>",
        )
        assert sent["References"] == "<m3@example.com> <m5@example.com> <m7@example.com>"
        assert self.smtp.sent_to == [["sam@example.com", USER]]
        assert [one.text for one in replier.replies_to(self.key)] == ["--\nSorry\n> really"]

    def test_what_is_not_there_cannot_be_answered(self, replier: ImapSource) -> None:
        for gone in ("gone@example.com#00000000", "#00000000", '") ALL#0'):
            with pytest.raises(Refused):
                replier.reply(MentionKey(platform="email", scope="", native_id=gone), "Sorry")
        assert self.smtp.raw == []


class TestReadingOn:
    def test_a_stop_after_any_page_loses_nothing(self, site: FakeMail, door: Door) -> None:
        site.deliver(mail("Very old", 99), at=NOW - timedelta(days=99))
        for number in range(50):
            site.deliver(mail("Old", number), at=NOW - timedelta(days=number % 7))
        heard = drain(source(site, door), None, most=1)
        for number in range(100, 150):
            site.deliver(mail("New", number))
            if number % 10 == 0:
                heard += drain(source(site, door), heard[-1].cursor, most=1)
        heard += drain(source(site, door), heard[-1].cursor)
        assert len(mentions(heard)) == len(keys(heard)) == 100
        assert not heard[-1].more

    def test_a_folder_that_was_made_anew_is_read_again(self, site: FakeMail, door: Door) -> None:
        for number in range(3):
            site.deliver(mail("Old", number))
        heard = drain(source(site, door), None)
        site.folders["INBOX"] = Folder(validity=8)
        for number in range(4):
            site.deliver(mail("Old" if number < 3 else "New", number))
        again = drain(source(site, door), heard[-1].cursor)
        assert again[0].gap
        assert len(keys(again)) == 4
        assert len(keys(heard) | keys(again)) == 4
        assert len(keys(drain(source(site, door), again[-1].cursor))) == 0

    def test_nothing_there_is_changed(self, site: FakeMail, door: Door) -> None:
        site.deliver(mail("Where is it?"))
        drain(source(site, door), None)
        assert {line.split(" ")[0] for line in site.commands} <= {
            "CAPABILITY",
            "LOGIN",
            "LIST",
            "EXAMINE",
            "UID",
            "LOGOUT",
        }

    def test_history_goes_back_to_a_day_and_knows_what_was_answered(self, site: FakeMail, door: Door) -> None:
        for number in range(30):
            at = NOW - timedelta(days=number)
            site.deliver(mail("Broken", number, at=at), at=at)
        reply = mail("Sorry", 90, by=OURS, in_reply_to="<m3@example.com>")
        site.deliver(reply, folder="Sent Items")
        heard = mentions(list(source(site, door).history(NOW - timedelta(days=20), None)))
        assert len(heard) == 21
        answered = {one.key.native_id.partition("@")[0]: [reply.text for reply in one.own_replies] for one in heard}
        assert [name for name, replies in answered.items() if replies == ["Sorry"]] == ["m3"]

    def test_a_mail_that_is_nested_too_deep_stops_no_other(self, site: FakeMail, door: Door) -> None:
        deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(500))
        site.deliver(f"From: a@example.com\n{deep}".encode())
        site.deliver(mail("Where is it?"))
        (page, *_) = drain(source(site, door), None)
        assert [one.text for one in page.mentions] == ["Where is it?"]
        assert [(one.reason, one.payload) for one in page.rejected] == [("the mail is nested too deep to be read", "")]


class TestOurs:
    @pytest.mark.parametrize("folder", ["Sent Items", "INBOX"])
    def test_what_was_answered_is_told_with_what_it_answers(self, site: FakeMail, door: Door, folder: str) -> None:
        site.deliver(mail("Where is it?", 1))
        cursor = drain(source(site, door), None)[-1].cursor
        site.deliver(mail("We look", 2, by=OURS, in_reply_to="<m1@example.com>"), folder=folder)
        again = {"references": "<m1@example.com> <m2@example.com>", "in_reply_to": "<m2@example.com>"}
        site.deliver(mail("Found it", 3, by="kim@acme.example", **again), folder=folder)
        site.deliver(
            mail("Away", 4, by=OURS, in_reply_to="<m1@example.com>", auto_submitted="auto-replied"), folder=folder
        )
        (mention,) = mentions(drain(source(site, door, ours=["@acme.example"]), cursor))
        assert mention.text == "Where is it?"
        assert [(one.native_id, one.text) for one in mention.own_replies] == [
            ("m2@example.com", "We look"),
            ("m3@example.com", "Found it"),
        ]

    def test_a_folder_that_is_not_english_is_asked_for_in_its_own_letters(self, site: FakeMail, door: Door) -> None:
        site.folders["&AMk-l&AOk-ments envoy&AOk-s"] = Folder()
        drain(source(site, door, sent="Éléments envoyés"), None)
        with pytest.raises(Refused, match="folders"):
            drain(source(site, door, sent="Brouillons"), None)


def test_a_cursor_of_another_time_is_changed(site: FakeMail, door: Door) -> None:
    for cursor in ("", "nonsense", '{"v":99}', "[]", '{"v":1,"places":[]}'):
        with pytest.raises(Changed):
            drain(source(site, door), Cursor(cursor))


@pytest.mark.parametrize(("file", "expected"), payloads("imap"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    mention = mention_of(letter_of(file.read_bytes(), US, arrived=NOW), US)
    assert told([mention] if mention else [], []) == expected


def key_of(raw: bytes) -> MentionKey:
    """Return what a mail is known by."""
    mention = mention_of(letter_of(raw, US, arrived=NOW), US)
    assert isinstance(mention, Mention)
    return mention.key
