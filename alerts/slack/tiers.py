"""How often each method may be called: Slack's tiers, shared by every process that speaks for the same app.

Half of a minute's calls may go out at once, since people press in bursts; the other half follows evenly. Together they
are what a minute allows. `chat.postMessage` (one a second and channel) and `chat.update` (50 a minute in all) are not
here: their turns are the outbox's, which knows who waits for them.
"""

import hashlib

from alerts.contract import Unavailable
from alerts.kind import Turns
from alerts.slack.settings import SlackSettings

A_MINUTE = {
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.open": 50,
    "conversations.replies": 50,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "usergroups.list": 20,
    "users.info": 100,
    "users.lookupByEmail": 50,
    "views.open": 100,
    "views.publish": 100,
}
"""By method; `auth.test` has a limit of its own that nobody comes near."""
_AHEAD = 60.0


class Tiers:
    """The turns of one app at Slack's methods. Without `turns` there are no limits but Slack's own."""

    def __init__(self, settings: SlackSettings, turns: Turns | None) -> None:
        token = settings.token.get_secret_value()
        self._app = hashlib.sha256(f"{settings.base_url} {token}".encode()).hexdigest()[:16]
        self._turns = turns

    def admit(self, method: str) -> None:
        """Take a turn. Raises `Unavailable` where too many have been taken, before anything is sent."""
        if self._turns is None or method not in A_MINUTE:
            return
        interval = _interval(method)
        ahead = _AHEAD - interval
        wait = self._turns.take(self._name(method), interval=interval, patience=ahead)
        if wait > ahead:
            said = f"{method} is called more than {A_MINUTE[method]} times a minute: it has to wait"
            raise Unavailable(said, retry_after=wait - ahead)

    def hold(self, method: str, seconds: float) -> None:
        """Let nobody call `method` for so long: Slack said so."""
        if self._turns is not None and method in A_MINUTE:
            self._turns.hold(self._name(method), _AHEAD - _interval(method) + seconds)

    def _name(self, method: str) -> str:
        return f"slack/{self._app}/{method}"


def _interval(method: str) -> float:
    return 2 * 60 / A_MINUTE[method]
