"""Slack's methods, each called once; every failure is a `ChannelError`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from alerts.contract import Unavailable, Uncertain
from alerts.http import Answer, Http
from alerts.slack import errors
from alerts.slack.client import Client
from alerts.slack.settings import SlackSettings
from alerts.slack.tiers import Tiers


class Calls:
    """The methods of one workspace, by their names in Slack's reference. Arguments that are None are left out."""

    def __init__(self, settings: SlackSettings, now: Callable[[], datetime], tiers: Tiers) -> None:
        self._settings = settings
        self._now = now
        self._tiers = tiers

    def once(self, method: str, **arguments: Any) -> SlackResponse:
        """Call `method` when it has a turn. Raises `ChannelError`."""
        self._tiers.admit(method)
        given = {name: value for name, value in arguments.items() if value is not None}
        call = getattr(self._client, method.replace(".", "_"))
        try:
            answer: SlackResponse = call(**given)
        except SlackApiError as error:
            raise errors.read(error, method, self._settings.channel) from error
        except Unavailable as error:
            if error.retry_after is not None:
                self._tiers.hold(method, error.retry_after)
            raise
        return answer

    def repeatable(self, method: str, **arguments: Any) -> SlackResponse:
        """Call `method`, of which a doubtful outcome is `Unavailable`, since calling it again does no harm."""
        try:
            return self.once(method, **arguments)
        except Uncertain as error:
            raise Unavailable(str(error)) from error

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send to an address that Slack handed out. Raises as `Http.post` does."""
        return self._http.post(url, body=body, headers=headers)

    def is_slacks(self, url: str) -> bool:
        """Whether `url` leads to Slack, or to where `base_url` says that Slack is."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return False
        if parts.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com")):
            return True
        return parts.scheme in {"http", "https"} and host == self._settings.base_url.host

    @cached_property
    def _http(self) -> Http:
        return Http(timeout=self._settings.timeout)

    @cached_property
    def _client(self) -> Client:
        return Client(
            token=self._settings.token.get_secret_value(),
            base_url=str(self._settings.base_url),
            http=self._http,
            now=self._now,
        )
