"""The story of a Telegram group."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.connectors.telegram_bot import GROUP, TOKEN, FakeBot
from tests.stories.clock import StoryClock
from tests.stories.sources.place import Host, Place
from tests.stories.sources.story import SourceStory


class Group(Place):
    """A group whose administrators answer."""

    secrets = ("TELEGRAM_TOKEN",)

    def __init__(self, host: Host, folder: Path, clock: StoryClock) -> None:
        super().__init__(host, folder, clock)
        self.bot = FakeBot(now=clock.now)
        self.bot.open(host)
        self._said: dict[str, Any] = {}

    def secret(self, name: str) -> str:
        return TOKEN

    def settings(self) -> dict[str, Any]:
        return {"base_url": self.host.url, "token": "${TELEGRAM_TOKEN}"}

    def speak(self, text: str) -> str:
        number = str(len(self._said) + 1)
        self._said[number] = self.bot.say(int(number), text)
        return number

    def edit(self, post: str, text: str) -> None:
        self.bot.say(int(post), text, edited=True)

    def answer(self, post: str, text: str) -> None:
        self.bot.say(900, text, reply_to_message=self._said[post], sender_chat=GROUP)

    def answers(self, post: str) -> Sequence[str]:
        return [one["text"] for one in self.bot.sent if one["reply_parameters"]["message_id"] == int(post)]


class TestTelegram(SourceStory):
    kind_name = "telegram"
    place = Group
    looks = False
