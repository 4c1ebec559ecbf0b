"""Hearing Telegram by asking or by being told, and answering there."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from connectors.contract import (
    Admitted,
    Changed,
    Cursor,
    MentionKey,
    OwnReply,
    Page,
    Pushed,
    Refused,
    ReplyReceipt,
    SourceError,
    Unavailable,
    Uncertain,
)
from connectors.kit import signed
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance
from connectors.kit.cursor import dump, load
from connectors.kit.items import read_json, read_pushed, time_of
from connectors.kit.kind import Tools
from connectors.kit.posting import post_once
from connectors.kit.status import LONGEST_WAIT, error_for
from connectors.kit.text import clean
from connectors.telegram.reading import (
    HEARD,
    Ears,
    Heard,
    hears_all,
    hook_of,
    read_delivery,
    read_updates,
    sent_message,
    url_of,
)
from connectors.telegram.settings import TelegramSettings

MOST = 100
"""Updates in one answer."""
LONGEST = 4096
"""UTF-16 units, which is how Telegram counts: https://core.telegram.org/api/entities"""
KEPT = timedelta(days=1)
"""So long Telegram keeps what was not confirmed; after a week without any, its numbers begin anew."""
A_MINUTE = Allowance(limit=20, window=timedelta(minutes=1), counts="messages")
_TROUBLE = timedelta(hours=1)
_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  a header's name
_STATUSES = (200, 400, 401, 403, 404, 409, 429)
_PRIVACY = (
    "the bot is in privacy mode: where it is no administrator it hears only what is addressed to it. Write /setprivacy "
    "to @BotFather, choose Disable, and add the bot to its groups anew"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where reading goes on: the number of the next update, and when (epoch seconds) the one before it was heard."""

    next: int | None
    at: float


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    retry_after: float | None = None
    migrate_to_chat_id: int | None = None


class _Problem(msgspec.Struct, frozen=True, kw_only=True):
    description: str = ""
    parameters: _Asked = _Asked()


class TelegramSource:
    """A bot: it asks for what it has not heard, or is told, and answers as a reply to the message."""

    longest: int | None = LONGEST
    looks: tuple[float, ...] = (2.0,)

    def __init__(self, settings: TelegramSettings, tools: Tools) -> None:
        self._settings = settings
        self._tools = tools
        self._http = tools.http
        self._now = tools.now
        self._ears = Ears(
            chats=frozenset(settings.chats),
            private=settings.private,
            staff=frozenset(settings.staff),
            admins_are_us=settings.admins_are_us,
        )

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield what the bot has not heard. Without a cursor nothing is confirmed, so only the first page is seen."""
        place = Place(next=None, at=0.0) if since is None else load(Place, since)
        if self._settings.webhook_url is not None:
            yield self._watched(self._settings.webhook_url, place, only_look=since is None)
            return
        gap = None if since is not None or read_json(self._ask("getMe"), hears_all) else _PRIVACY
        while True:
            heard = self._updates(place)
            if heard.last is not None:
                place = Place(next=heard.last + 1, at=self._now().timestamp())
            more = heard.count >= MOST
            yield replace(heard.page, cursor=dump(place), gap=gap, more=more)
            if not more or since is None:
                return

    def admit(self, pushed: Pushed, now: datetime) -> Admitted:
        """Verify that a delivery shows our secret: Telegram signs nothing. Raises `Refused`."""
        del now
        secret = self._settings.webhook_secret
        if pushed.method != "POST" or secret is None:
            raise Refused("this source is told by POST, and only where it has a `webhook_url`")
        signed.shared_token(pushed, _SECRET_HEADER, secret.get_secret_value())
        return Admitted(id=signed.content_id(pushed))

    def read(self, pushed: Pushed) -> Page:
        """Return what a delivery tells. Raises `Changed`."""
        return read_pushed(pushed, lambda payload: read_delivery(payload, self._ears))

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a message in its group."""
        if len(text.encode("utf-16-le", "replace")) // 2 > LONGEST:
            raise Refused(f"Telegram takes {LONGEST} characters, and counts most emojis as two or more")
        if not key.scope.lstrip("-").isdecimal() or not key.native_id.isdecimal():
            raise Refused("this is no message of Telegram")
        self._tools.budget(f"telegram {key.scope}", A_MINUTE, self._token).take()
        to = {"message_id": int(key.native_id), "allow_sending_without_reply": False}
        sent = {"chat_id": int(key.scope), "text": text, "reply_parameters": to}
        answer = post_once(self._http, self._address("sendMessage"), json=sent, headers={}, now=self._now())
        if answer.status >= 300:
            raise Refused(f"Telegram does not take this answer: {_not_taken(answer)}")
        try:
            message = read_json(answer, sent_message)
            at = time_of(message.date, "date")
        except (Changed, ValueError) as error:
            raise Uncertain(f"Telegram took an answer and did not show it: {error}") from error
        return ReplyReceipt(native_id=str(message.message_id), posted_at=at, url=url_of(message))

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Raise `Refused`: a bot is never shown what it wrote itself."""
        raise Refused(
            f"Telegram does not show a bot its own messages: see in the chat whether message {key.native_id[:20]} "
            "was answered"
        )

    def _updates(self, place: Place) -> Heard:
        asked = {"limit": MOST, "allowed_updates": json.dumps(HEARD)}
        # What is older than a day is no longer kept, and numbers that begin anew may be below the one that was next.
        is_fresh = self._now() - datetime.fromtimestamp(place.at, UTC) < KEPT
        if place.next is not None and is_fresh:
            asked["offset"] = place.next
        return read_json(self._ask("getUpdates", asked), lambda payload: read_updates(payload, self._ears))

    def _watched(self, url: str, place: Place, *, only_look: bool) -> Page:
        """See to it that Telegram delivers here, and well. Trying a source only looks."""
        hook = read_json(self._ask("getWebhookInfo"), hook_of)
        if not hook.url and only_look:
            return Page(cursor=dump(place), more=True)
        if not hook.url:
            secret = self._settings.webhook_secret
            told = {"url": url, "allowed_updates": HEARD, "secret_token": secret.get_secret_value() if secret else ""}
            answer = self._http.post(self._address("setWebhook"), json=told, accept=_STATUSES)
            if answer.status != 200:
                raise self._error(answer)
        elif hook.url != url:
            raise Refused("the bot delivers to another address: use a bot of its own, or remove that by deleteWebhook")
        is_late = hook.pending_update_count > 0 and hook.last_error_date is not None
        if is_late and self._now().timestamp() - (hook.last_error_date or 0) < _TROUBLE.total_seconds():
            why = clean(hook.last_error_message or "")[:200]
            raise Unavailable(f"Telegram cannot deliver {hook.pending_update_count} updates to `webhook_url`: {why}")
        return Page(cursor=dump(place))

    def _ask(self, method: str, asked: Mapping[str, Any] | None = None) -> Answer:
        answer = self._http.get(self._address(method), params=asked, accept=_STATUSES)
        if answer.status != 200:
            raise self._error(answer)
        return answer

    def _error(self, answer: Answer) -> SourceError:
        if answer.status in (401, 404):
            return Refused("Telegram does not know this bot's token: take the present one from @BotFather (/token)")
        problem = _problem(answer)
        if answer.status == 409 and "webhook" in problem.description:
            return Refused(
                "another webhook is set for this bot, so it cannot be asked: remove that by deleteWebhook, use a bot "
                "of its own, or say `webhook_url` and `webhook_secret` here"
            )
        if answer.status == 409:
            return Unavailable("another program asks with the same bot's token: each needs a bot of its own")
        if answer.status == 429 and problem.parameters.retry_after is not None:
            wait = min(problem.parameters.retry_after, LONGEST_WAIT)
            return Unavailable("Telegram asks for quiet", retry_after=wait)
        return error_for("Telegram", answer, self._now())

    def _address(self, method: str) -> str:
        return f"{self._settings.base_url.rstrip('/')}/bot{self._token}/{method}"

    @property
    def _token(self) -> str:
        return self._settings.token.get_secret_value()


def _problem(answer: Answer) -> _Problem:
    try:
        return msgspec.json.decode(answer.body, type=_Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Problem()


def _not_taken(answer: Answer) -> str:
    problem = _problem(answer)
    if problem.parameters.migrate_to_chat_id is not None:
        return "the group became a supergroup, where messages from before cannot be answered"
    return clean(problem.description)[:200] or f"it answered {answer.status}"
