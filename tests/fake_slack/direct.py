"""What the bot writes to one person alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fake_slack.desk import User
from tests.fake_slack.workspace import ApiError, Channel, Message, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """Conversations with people: each is a channel that is there from the first word on."""

    workspace: Workspace
    users: Mapping[str, User]

    def post(self, given: dict[str, Any]) -> dict[str, Any]:
        """`chat.postMessage`: a message to a person's id is a direct one."""
        if given["channel"] not in self.users:
            return self.workspace.post(given)
        return self.workspace.post({**given, "channel": self._with(given["channel"])})

    def open(self, given: dict[str, Any]) -> dict[str, Any]:
        """`conversations.open` with one person."""
        if given.get("users") not in self.users:
            raise ApiError("user_not_found")
        return {"channel": {"id": self._with(given["users"])}}

    def messages(self, user: str) -> list[Message]:
        """Return what was written to somebody, oldest first."""
        return self.workspace.snapshot(self._with(user))

    def _with(self, user: str) -> str:
        place = f"D{user[1:]}"
        self.workspace.channels.setdefault(place, Channel(id=place, is_private=True))
        return place
