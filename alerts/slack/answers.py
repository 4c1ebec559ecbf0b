"""An answer that one person alone sees: to the address that came with their press, else as an ephemeral message."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from alerts.contract import Notice, Refused, Unavailable, Uncertain
from alerts.http import retry_after
from alerts.interactive import Press
from alerts.slack.blocks import Message, message_for
from alerts.slack.calls import Calls

_USES = 5
_OPEN = timedelta(minutes=29)  # Slack says 30
_REMEMBERED = 10_000


class Answers:
    """Answers of one app. Remembers how often an address was used: Slack takes five answers in half an hour."""

    def __init__(self, calls: Calls, channel: str, now: Callable[[], datetime]) -> None:
        self._calls = calls
        self._channel = channel
        self._now = now
        self._lock = threading.Lock()
        self._used: Counter[str] = Counter()

    def give(self, notice: Notice, press: Press) -> None:
        """Show `notice` to the person who pressed. Raises `ChannelError`."""
        message = message_for(notice)
        if press.answer_at and self._still_open(press.id, press) and self._sent(press.answer_at, message):
            return
        self._calls.once(
            "chat.postEphemeral",
            channel=press.receipt.channel if press.receipt else self._channel,
            user=press.person,
            text=message.text,
            blocks=message.blocks,
        )

    def _still_open(self, press_id: str, press: Press) -> bool:
        if self._now() - press.pressed_at > _OPEN or not self._calls.is_slacks(press.answer_at or ""):
            return False
        with self._lock:
            if len(self._used) >= _REMEMBERED:
                self._used.clear()
            self._used[press_id] += 1
            return self._used[press_id] <= _USES

    def _sent(self, url: str, message: Message) -> bool:
        """Whether the address took it; one that is closed does not. The address is a secret: no error shows it."""
        body = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": message.text,
            "blocks": message.blocks,
        }
        try:
            answer = self._calls.post(url, json.dumps(body).encode(), {"content-type": "application/json"})
        except Refused:
            return False
        if answer.status == 429:
            wait = retry_after(answer.headers, self._now())
            raise Unavailable("Slack asks to wait with an answer (429)", retry_after=wait)
        if answer.status >= 500:
            raise Uncertain(f"HTTP {answer.status} to an answer")
        return answer.status < 300
