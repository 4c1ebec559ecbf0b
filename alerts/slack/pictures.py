"""A notice's picture, put into the thread of its message, once however often that is tried.

Slack takes no key of ours for a file, but shows its name in the thread: the name is made of the notice's key, and a
thread that holds it gets no second one. A file that was sent and never shared is seen by nobody.
"""

import hashlib

from alerts.contract import ChannelError, Invalid, Notice, Receipt, Refused, Unavailable, Uncertain
from alerts.slack.calls import Calls
from alerts.slack.history import History
from alerts.slack.text import cut
from alerts.text import one_line

_TITLE, _SAYS = 150, 1000
_REMEMBERED = 1000


class Pictures:
    """Where an app or a workspace takes no files, a message goes without; `probe` tells of the scope."""

    def __init__(self, calls: Calls, history: History) -> None:
        self._calls = calls
        self._history = history
        self._added: set[tuple[str, str]] = set()

    def add(self, notice: Notice, receipt: Receipt, thread: str) -> None:
        """Put the picture beside a message that was posted just now.

        Raises `Uncertain` where it is not there and may be put there later: what looks for the notice's key finds the
        message, and a revision of it calls `ensure`. Where threads cannot be read there would be no such revision but a
        second message, so then it goes without.
        """
        try:
            self._share(notice, receipt, thread)
        except (Refused, Invalid):
            return
        except ChannelError as error:
            if self._may_be_missing(notice, receipt, thread):
                raise Uncertain("posted, but its picture is not beside it yet") from error

    def ensure(self, notice: Notice, receipt: Receipt, thread: str) -> None:
        """Put the picture beside a message unless it is there. Raises `Unavailable` where that is to be tried again."""
        try:
            if not self._is_there(notice, receipt, thread):
                self._share(notice, receipt, thread)
        except (Refused, Invalid):
            return
        except Uncertain as error:
            raise Unavailable(str(error)) from error

    def _may_be_missing(self, notice: Notice, receipt: Receipt, thread: str) -> bool:
        try:
            return not self._is_there(notice, receipt, thread)
        except Refused:
            return False
        except ChannelError:
            return True

    def _is_there(self, notice: Notice, receipt: Receipt, thread: str) -> bool:
        name = _name(notice.key)
        return (thread, name) in self._added or any(
            isinstance(file, dict) and file.get("name") == name
            for message in self._history.since(receipt.posted_at, receipt.channel, thread)
            for file in message.get("files") or ()
        )

    def _share(self, notice: Notice, receipt: Receipt, thread: str) -> None:
        picture = notice.picture or b""
        title = cut(one_line(notice.title), _TITLE)
        says = cut(one_line(notice.picture_says), _SAYS) or title
        place = self._calls.repeatable(
            "files.getUploadURLExternal", filename=_name(notice.key), length=len(picture), alt_txt=says
        )
        self._send(str(place.get("upload_url") or ""), picture)
        self._calls.once(
            "files.completeUploadExternal",
            files=[{"id": str(place.get("file_id")), "title": title}],
            channel_id=receipt.channel,
            thread_ts=thread,
        )
        if len(self._added) >= _REMEMBERED:
            self._added.clear()
        self._added.add((thread, _name(notice.key)))  # a thread may show a file only some time after it was put there

    def _send(self, url: str, picture: bytes) -> None:
        if not self._calls.is_slacks(url):
            raise Refused("Slack named no address of its own to send a picture to")
        status = self._calls.post(url, picture, {"content-type": "application/octet-stream"}).status
        if status != 200:
            raise Unavailable(f"Slack did not take the picture (HTTP {status})")


def _name(key: str) -> str:
    return f"chart-{hashlib.sha256(key.encode()).hexdigest()[:20]}.png"
