"""The story of a mailbox to which customers write."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from connectors.imap.letter import Us, letter_of
from tests.alerts.mail_server import mail_server
from tests.connectors.mail_site import PASSWORD, USER, mail, serving_mail
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory

OURS = Us(own=frozenset({USER}))


class Post(Place):
    """A mailbox, and the server that sends for it."""

    secrets = ("MAIL_PASSWORD",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self._running = ExitStack()
        self.box = self._running.enter_context(serving_mail(clock.now))
        self.box.smtp = self.smtp = self._running.enter_context(mail_server())

    def secret(self, name: str) -> str:
        return PASSWORD

    def settings(self) -> dict[str, Any]:
        there = {"host": "127.0.0.1", "security": "none"}
        sends = {**there, "port": self.smtp.port, "sender": USER}
        return {**there, "port": self.box.port, "username": USER, "password": "${MAIL_PASSWORD}", "smtp": sends}

    def speak(self, text: str) -> str:
        number, now = len(self.box.folders["INBOX"].mails) + 1, self.clock.now()
        self.box.deliver(mail(text, number, at=now), at=now)
        return f"<m{number}@example.com>"

    def answer(self, post: str, text: str) -> None:
        now = self.clock.now()
        self.box.deliver(mail(text, 900, by=USER, at=now, in_reply_to=post), folder="Sent Items", at=now)

    def answers(self, post: str) -> Sequence[str]:
        sent = [letter_of(raw, OURS, arrived=self.clock.now()) for raw in self.smtp.raw]
        return [one.text for one in sent if post.strip("<>") in one.answers]

    def lose(self, post: str) -> None:
        self.smtp.answers["DATA"] = "lose"

    def fail(self, status: int) -> None:
        self.box.down = {
            429: "[LIMIT] Too many connections",
            503: "[UNAVAILABLE] Try again later",
            401: "[AUTHENTICATIONFAILED] Invalid credentials",
        }[status]

    def recover(self) -> None:
        self.box.down = None

    def close(self) -> None:
        self._running.close()


class TestImap(SourceStory):
    kind_name = "imap"
    place = Post
