"""Socket Mode: presses over a connection that we open, kept before they are acknowledged.

Slack's client serves one connection and is thrown away with it. Its own ways to connect again do not see a connection
that never said hello, or a peer that fell silent before its first pong, and can stay down for good; a fresh client with
a fresh address has no past.
"""

import logging
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from alerts.contract import ChannelError
from alerts.http import Http
from alerts.interactive import Take
from alerts.slack import errors
from alerts.slack.acks import acknowledgement
from alerts.slack.actions import Unreadable, read
from alerts.slack.client import Client
from alerts.slack.settings import SlackSettings

_log = logging.getLogger("alerts.slack.socket")
# Below INFO the client writes the text of messages and the socket's ticket, above it each failed connection anew. What
# is raised while a press is being kept is the one thing that only the client can tell.
_clients_log = logging.getLogger("alerts.slack.socket.client")
_clients_log.setLevel(logging.ERROR)
_clients_log.addFilter(lambda record: record.exc_info is not None)

_CLOSING = 10.0
_HUNG_UP: int = getattr(select, "POLLRDHUP", 0)  # Linux; elsewhere the watchdog sees it


class SocketListener:
    """A socket that stays connected until it is closed. Starts at once, in threads of its own."""

    def __init__(self, settings: SlackSettings, now: Callable[[], datetime], take: Take) -> None:
        self._settings = settings
        self._now = now
        self._take = take
        self._closing = threading.Event()
        self._session: _Session | None = None
        self._is_troubled = False
        self._ending: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._stay_connected, name="slack-socket", daemon=True)
        self._thread.start()

    @property
    def connected(self) -> bool:
        """Whether presses arrive now: Slack said hello, and has been heard of within the watchdog's time."""
        session = self._session
        return session is not None and session.is_live

    @property
    def trouble(self) -> str | None:
        """Why nothing is heard, where nothing is."""
        session = self._session
        if session is None:
            return "not connected yet"
        return None if session.is_live else session.trouble

    def close(self) -> None:
        """Stop listening; presses being kept are finished first."""
        self._closing.set()
        self._thread.join(_CLOSING)
        for thread in self._ending:
            thread.join(_CLOSING)

    def _stay_connected(self) -> None:
        failures = 0
        while not self._closing.wait(self._pause(failures)):
            session = _Session(self._settings, self._now, self._take)
            session.connect()
            if not self._is_greeted(session) and self.connected:  # the one before goes on as long as it may
                failures += 1
                self._end(session)
                continue
            before, self._session = self._session, session
            self._end(before)
            failures = 1 if self._watch(session) else failures + 1
        self._end(self._session)

    def _pause(self, failures: int) -> float:
        """Seconds before the next connection: half a second doubled to ten where the watchdog has ten."""
        longest = self._settings.watchdog
        return min(longest / 20 * 2 ** min(failures, 10), longest) if failures else 0.0

    def _is_greeted(self, session: "_Session") -> bool:
        """Wait for Slack's hello; return whether it came."""
        while not session.is_live and not session.is_over and not self._closing.wait(self._tick):
            continue
        return session.is_live

    @property
    def _tick(self) -> float:
        return self._settings.watchdog / 50

    def _watch(self, session: "_Session") -> bool:
        """Stay until another connection is needed; return whether this one ever lived."""
        was_live = session.is_live
        if was_live and self._is_troubled:
            _log.info("listening to Slack again")
            self._is_troubled = False
        while not session.is_over and not self._closing.wait(self._tick):
            continue
        if not self._is_troubled and not session.is_asked_to_leave and not self._closing.is_set():
            _log.warning("not listening to Slack, connecting anew: %s", session.trouble)
            self._is_troubled = True
        return was_live

    def _end(self, session: "_Session | None") -> None:
        """Ending may wait for presses that are being kept; the next connection does not."""
        if session is not None:
            thread = threading.Thread(target=session.end, name="slack-socket-end", daemon=True)
            thread.start()
            self._ending = [old for old in self._ending if old.is_alive()] + [thread]


class _Client(SocketModeClient):
    """Slack's client, which says that it is to connect anew instead of doing so."""

    is_asked_to_leave = False

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        self.is_asked_to_leave = True


class _Session:
    """One client, and what has been heard over it."""

    def __init__(self, settings: SlackSettings, now: Callable[[], datetime], take: Take) -> None:
        token = settings.app_token.get_secret_value() if settings.app_token else ""
        self.trouble = "not connected yet"
        self._now = now
        self._take = take
        self._watchdog = settings.watchdog
        self._born = time.monotonic()
        self._heard_at: float | None = None
        self._last_pong: float | None = None
        self._client = _Client(
            app_token=token,
            logger=_clients_log,
            web_client=Client(
                token=token, base_url=str(settings.base_url), http=Http(timeout=settings.timeout), now=now
            ),
            auto_reconnect_enabled=False,
            ping_interval=settings.watchdog / 5,
        )
        self._client.message_listeners.append(self._hear)
        self._client.socket_mode_request_listeners.append(self._handle)

    @property
    def is_live(self) -> bool:
        """Whether Slack said hello on this connection and was heard of lately."""
        self._note_pong()
        return (
            self._client.is_connected()
            and not self._is_hung_up()
            and self._heard_at is not None
            and time.monotonic() - self._heard_at < self._watchdog
        )

    @property
    def is_asked_to_leave(self) -> bool:
        """Whether Slack will end this connection soon."""
        return self._client.is_asked_to_leave

    @property
    def is_over(self) -> bool:
        """Whether another connection is needed."""
        waits_for_hello = self._heard_at is None and time.monotonic() - self._born < self._watchdog
        is_usable = self.is_live or (waits_for_hello and self._client.is_connected())
        return self.is_asked_to_leave or not is_usable

    def connect(self) -> None:
        """Ask for an address and connect; what goes wrong is kept as `trouble`.

        The client is handed its address: asking by itself it would sleep as long as a header says, if it can read it.
        """
        try:
            url = self._client.web_client.apps_connections_open(app_token=self._client.app_token).get("url")
        except SlackApiError as error:
            self.trouble = str(errors.read(error, "apps.connections.open", "Socket Mode"))
        except ChannelError as error:
            self.trouble = str(error)
        else:
            self.trouble = "the connection was refused or lost"
            self._client.wss_uri = str(url)
            self._client.connect()

    def end(self) -> None:
        """Close the connection, and wait for the presses that are being kept."""
        client = self._client
        client.closed = True
        client.current_session_state.terminated = True
        client.message_queue.put(None)  # wakes the client's reader of messages, which waits for a second otherwise
        connection = client.current_session.sock if client.current_session else None
        with suppress(OSError):
            if connection is not None:
                connection.shutdown(socket.SHUT_RDWR)  # ends a read of up to three seconds
        for close in (client.disconnect, client.close, client.close):
            # A thread of the client's that closes the socket in the same moment leaves it None where it is used.
            with suppress(OSError, AttributeError):
                close()

    def _is_hung_up(self) -> bool:
        """Whether Slack ended the connection without a word: the client does not see that, and reads on and on."""
        connection = self._client.current_session.sock if self._client.current_session else None
        if connection is None or _HUNG_UP == 0:
            return False
        asked = select.poll()
        try:
            asked.register(connection, _HUNG_UP)
            return bool(asked.poll(0))
        except (OSError, ValueError):  # closed meanwhile
            return True

    def _note_pong(self) -> None:
        session = self._client.current_session
        pong = session.last_ping_pong_time if session else None
        if pong is not None and pong != self._last_pong and self._heard_at is not None:
            self._last_pong = pong
            self._heard_at = time.monotonic()

    def _hear(self, client: BaseSocketModeClient, message: Mapping[str, Any], raw: str | None) -> None:
        self._heard_at = time.monotonic()

    def _handle(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Keep the press, then acknowledge. What `take` raises ends here unacknowledged, and Slack delivers again."""
        try:
            press = read(request.payload, self._now())
        except Unreadable as error:
            _log.warning("an envelope of type %s cannot be read: %s", request.type, error)
            press = None
        answer = acknowledgement(press, self._take(press)) if press else {}
        response = SocketModeResponse(envelope_id=request.envelope_id, payload=answer or None)
        try:
            client.send_socket_mode_response(response)
        except SlackClientError:
            _log.warning("an acknowledgement did not reach Slack, which will deliver again")
