"""What a channel or a thread holds already."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from slack_sdk.web import SlackResponse

from alerts.http import clock_ahead
from alerts.slack.calls import Calls
from alerts.slack.settings import SlackSettings

_PAGE = 200
_MARGIN = 600.0


class History:
    """Reads messages. Raises `ChannelError`; `MissingScope` where it may not read."""

    def __init__(self, calls: Calls, settings: SlackSettings, now: Callable[[], datetime]) -> None:
        self._calls = calls
        self._settings = settings
        self._now = now

    def since(self, moment: datetime, place: str, thread: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the messages of a conversation from shortly before `moment` on.

        It is read from well before that where our clock proves to be ahead.
        """
        skew = self._settings.clock_skew
        oldest = moment.timestamp() - skew
        page = self._page(place, thread, oldest, None)
        ahead = clock_ahead(page.headers, self._now())
        if ahead > skew:
            oldest -= ahead + _MARGIN
            page = self._page(place, thread, oldest, None)
        while True:
            yield from (message for message in page.get("messages") or () if isinstance(message, dict))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            page = self._page(place, thread, oldest, cursor)

    def _page(self, place: str, thread: str | None, oldest: float, cursor: str | None) -> SlackResponse:
        return self._calls.repeatable(
            "conversations.replies" if thread else "conversations.history",
            channel=place,
            ts=thread,
            oldest=f"{oldest:.6f}",
            include_all_metadata=True,
            limit=_PAGE,
            cursor=cursor,
        )
