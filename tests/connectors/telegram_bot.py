"""Telegram's Bot API as it behaves: updates wait until they are confirmed by asking for what is behind them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.connectors.contract import NOW
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
GROUP = {"id": -1001234, "type": "supergroup", "title": "Acme customers", "username": "acme_talk"}
SAM = {"id": 77, "is_bot": False, "first_name": "Sam", "last_name": "Lee"}


@dataclass(kw_only=True)
class FakeBot:
    """Updates by number, of which the confirmed are gone; messages that the bot sent; where it delivers to."""

    next: int = 500
    waiting: dict[int, dict[str, Any]] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    hook: dict[str, Any] = field(default_factory=lambda: {"url": "", "pending_update_count": 0})
    hears_all: bool = True
    now: Callable[[], datetime] = lambda: NOW

    def say(self, number: int, text: str | None = "It is broken", *, edited: bool = False, **more: Any) -> Any:
        """Let message `number` be said, or edited."""
        at = int((self.now() - timedelta(hours=2)).timestamp()) + number
        said = {
            "message_id": number,
            "date": at,
            "chat": GROUP,
            "from": SAM,
            **({"text": text} if text else {}),
            **more,
        }
        said |= {"edit_date": at + 60} if edited else {}
        self.waiting[self.next] = {"update_id": self.next, "edited_message" if edited else "message": said}
        self.next += 1
        return said

    def open(self, server: ScriptedServer) -> None:
        """Answer on `server`."""
        server.always(self.answer)
        for method in ("getMe", "sendMessage"):
            server.script(f"/bot{TOKEN}/{method}", self.answer)

    def answer(self, seen: Seen) -> Reply:
        """Return what Telegram says to a request."""
        match seen.path.removeprefix(f"/bot{TOKEN}/"):
            case "getMe":
                told: Any = {"id": 1, "is_bot": True, "can_read_all_group_messages": self.hears_all}
            case "getUpdates" if self.hook["url"]:
                words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
                return json_reply({"ok": False, "error_code": 409, "description": words}, 409)
            case "getUpdates":
                told = self._updates(int(seen.query.get("offset", 0)), int(seen.query["limit"]))
            case "getWebhookInfo":
                told = self.hook
            case "setWebhook":
                self.hook |= {"url": json.loads(seen.body)["url"]}
                told = True
            case "sendMessage":
                self.sent.append(json.loads(seen.body))
                told = {"message_id": 900 + len(self.sent), "date": int(self.now().timestamp()), "chat": GROUP}
            case _:
                return json_reply({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        return json_reply({"ok": True, "result": told})

    def _updates(self, offset: int, limit: int) -> list[dict[str, Any]]:
        self.waiting = {number: one for number, one in self.waiting.items() if number >= offset}
        return list(self.waiting.values())[:limit]
