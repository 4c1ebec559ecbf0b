"""One Slack channel: posts, revises, finds again, says whether it could, and is acted in."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from slack_sdk.web import SlackResponse

from alerts.contract import ChannelError, Gone, Notice, Receipt, Refused, Uncertain, Unsearchable
from alerts.interactive import Form, Listener, Press, Profile, Reply, Screen, Take
from alerts.kind import Turns
from alerts.slack import errors
from alerts.slack.account import OwnAccount
from alerts.slack.answers import Answers
from alerts.slack.blocks import message_for
from alerts.slack.calls import Calls
from alerts.slack.forms import modal_for
from alerts.slack.health import health
from alerts.slack.history import History
from alerts.slack.home import home_for
from alerts.slack.moments import moment
from alerts.slack.people import People
from alerts.slack.pictures import Pictures
from alerts.slack.settings import SlackSettings
from alerts.slack.signing import Door
from alerts.slack.socket import SocketListener
from alerts.slack.tiers import Tiers

EVENT_TYPE = "complaint_monitor_notice"
"""The `event_type` of our messages' metadata; the notice's key is `key` in its `event_payload`."""


class SlackChannel:
    """`kind: slack`. Everything is sent once: what is to be tried again is the caller's to decide."""

    def __init__(self, settings: SlackSettings, *, now: Callable[[], datetime], turns: Turns | None = None) -> None:
        self._settings = settings
        self._now = now
        self._calls = Calls(settings, now, Tiers(settings, turns))
        self._account = OwnAccount(self._calls)
        self._history = History(self._calls, settings, now)
        self._pictures = Pictures(self._calls, self._history)
        self._answers = Answers(self._calls, settings.channel, now)
        self._people = People(self._calls, self._account)
        secret = settings.signing_secret
        self._door = Door(secret.get_secret_value(), now) if secret else None

    @property
    def looks(self) -> tuple[float, ...]:
        """Seconds after a doubtful post at which to call `find`."""
        return self._settings.looks

    @property
    def line(self) -> str | None:
        """The app's socket: channels with the same app token share it. None without an app token."""
        if self._settings.app_token is None:
            return None
        token = self._settings.app_token.get_secret_value()
        return hashlib.sha256(f"{self._settings.base_url} {token}".encode()).hexdigest()[:16]

    @property
    def receives(self) -> bool:
        """Whether signed requests are taken: with a signing secret."""
        return self._door is not None

    def post(self, notice: Notice) -> Receipt:
        """Post in the channel, or in the thread of `notice.thread_of` where that is in the same channel.

        What is for one person is a direct message; who cannot be written to is `Gone`.
        """
        message = message_for(notice)
        thread = None if notice.to else self._thread(notice.thread_of)
        answer = self._posted(
            notice,
            channel=notice.to or self._settings.channel,
            thread_ts=thread,
            text=message.text,
            blocks=message.blocks,
            metadata=_metadata(notice.key),
            unfurl_links=False,
            unfurl_media=False,
        )
        channel, reference = answer.get("channel"), answer.get("ts")
        if not isinstance(channel, str) or not isinstance(reference, str):
            raise Uncertain("Slack took a message without saying where it is")
        receipt = self._receipt(channel, reference, answer.get("message"))
        if notice.picture:
            self._pictures.add(notice, receipt, thread or reference)
        return receipt

    def revise(self, receipt: Receipt, notice: Notice) -> None:
        """Change the posted message. A doubtful outcome is `Unavailable`, since doing it again does no harm."""
        message = message_for(notice)
        self._calls.repeatable(
            "chat.update",
            channel=receipt.channel,
            ts=receipt.reference,
            text=message.text,
            blocks=message.blocks,
            metadata=_metadata(notice.key),
        )
        if notice.picture:
            self._pictures.ensure(notice, receipt, self._thread(notice.thread_of) or receipt.reference)

    def find(
        self, key: str, since: datetime, *, thread_of: Receipt | None = None, to: str | None = None
    ) -> Receipt | None:
        """Read the history once, from shortly before `since` on; replies are read from their thread."""
        return next(self._with_key(key, since, thread_of, to), None)

    def copies(self, key: str, since: datetime, *, thread_of: Receipt | None = None) -> tuple[Receipt, ...]:
        """Read the history once, as `find` does, to its end."""
        return tuple(self._with_key(key, since, thread_of))

    def delete(self, receipt: Receipt) -> None:
        """Delete one of our own messages. A doubtful outcome is `Unavailable`: deleting it again does no harm."""
        self._calls.repeatable("chat.delete", channel=receipt.channel, ts=receipt.reference)

    def probe(self) -> tuple[str, ...]:
        """Ask who we are and what the channel is like. Raises `Refused` where no post would be taken."""
        identity = self._calls.repeatable("auth.test")
        try:
            channel = self._calls.repeatable("conversations.info", channel=self._settings.channel).get("channel")
        except errors.MissingScope:
            channel = None
        return health(self._settings.channel, identity.headers.get("x-oauth-scopes"), channel)

    def show(self, form: Form, press: Press) -> None:
        """Open `form` as a modal, within three seconds of the press. Raises `ChannelError`."""
        if press.trigger is None:
            raise Refused("a form can be opened only for somebody who presses something")
        self._calls.once("views.open", trigger_id=press.trigger, view=modal_for(form, press.receipt))

    def answer(self, notice: Notice, press: Press) -> None:
        """Show `notice` to the person who pressed, and to nobody else. Raises `ChannelError`."""
        self._answers.give(notice, press)

    def show_home(self, screen: Screen, person: str) -> None:
        """Publish `screen` as the app's home for `person`. Raises `ChannelError`."""
        stamp = f"{self._now().timestamp():.3f}"
        self._calls.repeatable("views.publish", user_id=person, view=home_for(screen, stamp))

    def profile(self, person: str) -> Profile:
        """Ask who `person` is; an answer is remembered for a while. Raises `ChannelError`."""
        return self._people.profile(person)

    def find_person(self, email: str) -> Profile | None:
        """Ask who has that address; None where nobody has. Raises `ChannelError`."""
        return self._people.find(email)

    def listen(self, take: Take) -> Listener:
        """Open the app's socket and keep it open. Raises `Refused` without an app token."""
        if self._settings.app_token is None:
            raise Refused("nobody is listened to without an app_token (xapp-...)")
        return SocketListener(self._settings, self._now, take)

    def receive(self, headers: Mapping[str, str], body: bytes, take: Take) -> Reply:
        """Take one signed request of Slack's; without a signing secret none is."""
        return self._door.receive(headers, body, take) if self._door else Reply(status=401)

    def _posted(self, notice: Notice, **arguments: Any) -> SlackResponse:
        try:
            return self._calls.once("chat.postMessage", **arguments)
        except errors.NoSuchPlace as error:
            if notice.to is None:
                raise
            raise Gone(f"{notice.to} cannot be written to: {error}") from error

    def _with_key(
        self, key: str, since: datetime, thread_of: Receipt | None, to: str | None = None
    ) -> Iterator[Receipt]:
        try:
            place = self._direct(to) if to else self._settings.channel
            for message in self._history.since(since, place, None if to else self._thread(thread_of)):
                if _key_of(message) == key:
                    yield self._receipt(place, str(message.get("ts")), message)
        except errors.MissingScope as error:
            raise Unsearchable(str(error)) from error
        except Gone:  # a thread takes its replies along
            return
        except errors.NoSuchPlace:
            if to is None:
                raise

    def _direct(self, person: str) -> str:
        """Return the id of the conversation with `person`."""
        found = self._calls.repeatable("conversations.open", users=person).get("channel")
        return str(found.get("id")) if isinstance(found, dict) else person

    def _receipt(self, channel: str, reference: str, message: object) -> Receipt:
        team = message.get("team") if isinstance(message, dict) else None
        return Receipt(
            channel=channel,
            workspace=str(team or self._workspace()),
            reference=reference,
            posted_at=moment(reference) or self._now(),
        )

    def _workspace(self) -> str:
        """The team's id; empty where Slack will not say, for a post that was taken stays taken."""
        with suppress(ChannelError):
            return self._account().team
        return ""

    def _thread(self, thread_of: Receipt | None) -> str | None:
        """A thread lives in one channel; what answers a message of another channel starts anew in this one."""
        return thread_of.reference if thread_of and thread_of.channel == self._settings.channel else None


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _key_of(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    return payload.get("key") if isinstance(payload, dict) else None
