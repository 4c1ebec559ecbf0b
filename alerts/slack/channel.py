"""One Slack channel: posts, revises, finds again, and says whether it could."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from alerts.contract import ChannelError, Gone, Notice, Receipt, Unavailable, Uncertain, Unsearchable
from alerts.http import Http, clock_ahead
from alerts.slack import errors
from alerts.slack.blocks import message_for
from alerts.slack.client import Client
from alerts.slack.health import health
from alerts.slack.moments import moment
from alerts.slack.settings import SlackSettings

EVENT_TYPE = "complaint_monitor_notice"
"""The `event_type` of our messages' metadata; the notice's key is `key` in its `event_payload`."""

_PAGE = 200
_MARGIN = 600.0


class SlackChannel:
    """`kind: slack`. Everything is sent once: what is to be tried again is the caller's to decide."""

    def __init__(self, settings: SlackSettings, *, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._team = ""

    @property
    def looks(self) -> tuple[float, ...]:
        """Seconds after a doubtful post at which to call `find`."""
        return self._settings.looks

    def post(self, notice: Notice) -> Receipt:
        """Post in the channel, or in the thread of `notice.thread_of` where that is in the same channel."""
        message = message_for(notice)
        answer = self._call(
            "chat.postMessage",
            channel=self._settings.channel,
            thread_ts=self._thread(notice.thread_of),
            text=message.text,
            blocks=message.blocks,
            metadata=_metadata(notice.key),
            unfurl_links=False,
            unfurl_media=False,
        )
        channel, reference = answer.get("channel"), answer.get("ts")
        if not isinstance(channel, str) or not isinstance(reference, str):
            raise Uncertain("Slack took a message without saying where it is")
        return self._receipt(channel, reference, answer.get("message"))

    def revise(self, receipt: Receipt, notice: Notice) -> None:
        """Change the posted message. A doubtful outcome is `Unavailable`, since doing it again does no harm."""
        message = message_for(notice)
        self._safe_to_repeat(
            "chat.update",
            channel=receipt.channel,
            ts=receipt.reference,
            text=message.text,
            blocks=message.blocks,
            metadata=_metadata(notice.key),
        )

    def find(self, key: str, since: datetime, *, thread_of: Receipt | None = None) -> Receipt | None:
        """Read the history once, from shortly before `since` on; replies are read from their thread."""
        return next(self._with_key(key, since, thread_of), None)

    def copies(self, key: str, since: datetime, *, thread_of: Receipt | None = None) -> tuple[Receipt, ...]:
        """Read the history once, as `find` does, to its end."""
        return tuple(self._with_key(key, since, thread_of))

    def delete(self, receipt: Receipt) -> None:
        """Delete one of our own messages. A doubtful outcome is `Unavailable`: deleting it again does no harm."""
        self._safe_to_repeat("chat.delete", channel=receipt.channel, ts=receipt.reference)

    def probe(self) -> tuple[str, ...]:
        """Ask who we are and what the channel is like. Raises `Refused` where no post would be taken."""
        identity = self._safe_to_repeat("auth.test")
        try:
            channel = self._safe_to_repeat("conversations.info", channel=self._settings.channel).get("channel")
        except errors.MissingScope:
            channel = None
        return health(self._settings.channel, identity.headers.get("x-oauth-scopes"), channel)

    def _with_key(self, key: str, since: datetime, thread_of: Receipt | None) -> Iterator[Receipt]:
        try:
            for message in self._history(since, self._thread(thread_of)):
                if _key_of(message) == key:
                    yield self._receipt(self._settings.channel, str(message.get("ts")), message)
        except errors.MissingScope as error:
            raise Unsearchable(str(error)) from error
        except Gone:  # a thread takes its replies along
            return

    def _history(self, since: datetime, thread: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the messages from shortly before `since` on; well before it where our clock proves to be ahead."""
        skew = self._settings.clock_skew
        oldest = since.timestamp() - skew
        page = self._page(thread, oldest, None)
        ahead = clock_ahead(page.headers, self._now())
        if ahead > skew:
            oldest -= ahead + _MARGIN
            page = self._page(thread, oldest, None)
        while True:
            yield from (message for message in page.get("messages") or () if isinstance(message, dict))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            page = self._page(thread, oldest, cursor)

    def _page(self, thread: str | None, oldest: float, cursor: str | None) -> SlackResponse:
        return self._safe_to_repeat(
            "conversations.replies" if thread else "conversations.history",
            channel=self._settings.channel,
            ts=thread,
            oldest=f"{oldest:.6f}",
            include_all_metadata=True,
            limit=_PAGE,
            cursor=cursor,
        )

    def _receipt(self, channel: str, reference: str, message: object) -> Receipt:
        team = message.get("team") if isinstance(message, dict) else None
        return Receipt(
            channel=channel,
            workspace=str(team or self._workspace()),
            reference=reference,
            posted_at=moment(reference) or self._now(),
        )

    def _workspace(self) -> str:
        """The team's id, asked for once; empty where Slack will not say, for a post that was taken stays taken."""
        if not self._team:
            with suppress(ChannelError):
                self._team = str(self._safe_to_repeat("auth.test").get("team_id") or "")
        return self._team

    def _thread(self, thread_of: Receipt | None) -> str | None:
        """A thread lives in one channel; what answers a message of another channel starts anew in this one."""
        return thread_of.reference if thread_of and thread_of.channel == self._settings.channel else None

    def _safe_to_repeat(self, method: str, **arguments: Any) -> SlackResponse:
        try:
            return self._call(method, **arguments)
        except Uncertain as error:
            raise Unavailable(str(error)) from error

    def _call(self, method: str, **arguments: Any) -> SlackResponse:
        given = {name: value for name, value in arguments.items() if value is not None}
        call = getattr(self._client, method.replace(".", "_"))
        try:
            answer: SlackResponse = call(**given)
        except SlackApiError as error:
            raise errors.read(error, method, self._settings.channel) from error
        return answer

    @cached_property
    def _client(self) -> Client:
        return Client(
            token=self._settings.token.get_secret_value(),
            base_url=str(self._settings.base_url),
            http=Http(timeout=self._settings.timeout),
            now=self._now,
        )


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    return payload.get("key") if isinstance(payload, dict) else None
