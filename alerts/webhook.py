"""A signed POST to any address, by Standard Webhooks 1.0.0 (https://www.standardwebhooks.com).

Every delivery has a `webhook-id` that stays the same however often it is sent, so a receiver that remembers ids shows
nothing twice: that is why even a doubtful outcome may simply be tried again.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator

from alerts.contract import Invalid, Menu, Notice, Receipt, Refused, Unavailable, Uncertain
from alerts.http import Answer, Http, retry_after
from alerts.kind import ChannelSettings, Kind, Tools
from alerts.text import clean, one_line

_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)  # the specification's bounds
_REFUSED = frozenset({401, 402, 403, 404, 405, 407, 410})
_LATER = frozenset({408, 425, 429})


class WebhookSettings(ChannelSettings):
    """One receiver."""

    url: AnyHttpUrl = Field(description="where notices are posted, trusted as written")
    secret: SecretStr = Field(
        description="the signing secret shared with the receiver: whsec_ and 24-64 bytes of base64"
    )
    timeout: float = Field(default=15.0, gt=0, le=300, description="seconds that one request may take in all")

    @field_validator("secret")
    @classmethod
    def _is_a_key(cls, secret: SecretStr) -> SecretStr:
        if len(_key(secret)) not in _KEY_BYTES:
            raise ValueError("must be whsec_ followed by 24 to 64 random bytes in base64")
        return secret


class WebhookChannel:
    """`kind: webhook`. A receipt's reference is the `webhook-id` of the post; revisions name it as `posted_as`."""

    def __init__(self, name: str, settings: WebhookSettings, now: Callable[[], datetime]) -> None:
        self._name = name
        self._settings = settings
        self._now = now

    def post(self, notice: Notice) -> Receipt:
        """Send `notice.posted`. Its id follows from the notice's key alone."""
        now = self._now()
        reference = _id("posted", notice.key)
        self._send(reference, now, {"type": "notice.posted", "timestamp": now.isoformat(), "data": payload_of(notice)})
        return Receipt(channel=self._name, workspace="", reference=reference, posted_at=now)

    def revise(self, receipt: Receipt, notice: Notice) -> None:
        """Send `notice.revised`. Its id follows from the revision and from what is shown."""
        now = self._now()
        data = {**payload_of(notice), "posted_as": receipt.reference}
        identity = _id("revised", notice.key, json.dumps(data))
        self._send(identity, now, {"type": "notice.revised", "timestamp": now.isoformat(), "data": data})

    def _send(self, identity: str, now: datetime, payload: dict[str, Any]) -> None:
        body = json.dumps(payload, separators=(",", ":")).encode()
        stamp = str(int(now.timestamp()))
        headers = {
            "content-type": "application/json",
            "user-agent": "complaint-monitor",
            "webhook-id": identity,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(self._settings.secret, identity, stamp, body),
        }
        try:
            answer = self._http.post(str(self._settings.url), body=body, headers=headers)
        except Uncertain as error:
            raise Unavailable(str(error)) from error
        self._judge(answer, now)

    def _judge(self, answer: Answer, now: datetime) -> None:
        status = answer.status
        if 200 <= status < 300:
            return
        what = f"{self._settings.url.host} answered HTTP {status}"
        if status >= 500 or status in _LATER:
            raise Unavailable(what, retry_after=retry_after(answer.headers, now))
        if status in _REFUSED or status < 400:
            raise Refused(f"{what}: check the channel's url and secret, and whether the receiver still wants notices")
        raise Invalid(f"{what}: the receiver does not understand this notice")

    @cached_property
    def _http(self) -> Http:
        return Http(timeout=self._settings.timeout)


def sign(secret: SecretStr, identity: str, stamp: str, body: bytes) -> str:
    """Return the `webhook-signature` of one delivery."""
    signed = hmac.new(_key(secret), f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def payload_of(notice: Notice) -> dict[str, Any]:
    """Return the `data` of a delivery."""
    return {
        "key": notice.key,
        "revision": notice.revision,
        "tone": notice.tone.value,
        "title": one_line(notice.title),
        "quote": None if notice.quote is None else clean(notice.quote),
        "body": clean(notice.body),
        "link": notice.link,
        "facts": [{"label": one_line(fact.label), "value": one_line(fact.value)} for fact in notice.facts],
        "buttons": [
            {"label": button.label, "url": button.url, "action": button.action, "value": button.value}
            for button in notice.buttons
        ],
        "menu": None if notice.menu is None else _menu(notice.menu),
        "thread_of": notice.thread_of.reference if notice.thread_of else None,
    }


def _menu(menu: Menu) -> dict[str, Any]:
    choices = [{"label": one_line(choice.label), "value": choice.value} for choice in menu.choices]
    return {"label": one_line(menu.label), "action": menu.action, "choices": choices}


def _key(secret: SecretStr) -> bytes:
    words = secret.get_secret_value()
    try:
        return base64.b64decode(words.removeprefix(_PREFIX), validate=True) if words.startswith(_PREFIX) else b""
    except binascii.Error:
        return b""


def _id(*parts: str) -> str:
    """A digest rather than the key itself: an id must hold no full stop, which would move what is signed."""
    return "msg_" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _build(settings: WebhookSettings, tools: Tools) -> WebhookChannel:
    return WebhookChannel(tools.name, settings, tools.now)


KIND = Kind(
    settings=WebhookSettings,
    build=_build,
    shows="a signed POST of JSON for every notice and every change of it",
    needs="an address that takes Standard Webhooks, and a secret shared with it",
)
