"""Mentions that another program pushes here: any JSON, signed by Standard Webhooks (https://www.standardwebhooks.com)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from pydantic import Field, SecretStr, field_validator

from connectors.contract import Admitted, Cursor, Page, Pushed, Refused
from connectors.kit import signed
from connectors.kit.items import read_pushed
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.mapping import JsonMapping


class WebhookSettings(JsonMapping, SourceSettings):
    """The secret that both sides know, and what the values mean."""

    secret: SecretStr = Field(description="What the sender signs with: `whsec_` and base64, or any words.")

    @field_validator("secret")
    @classmethod
    def _usable(cls, secret: SecretStr) -> SecretStr:
        if len(signed.secret_key(secret.get_secret_value())) < 16:
            raise ValueError("a secret of at least 16 bytes is needed")
        return secret


class WebhookSource:
    """Is told; there is nothing to poll."""

    def __init__(self, settings: WebhookSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield nothing: whoever has something comes here."""
        del since
        return iter(())

    def admit(self, pushed: Pushed, now: datetime) -> Admitted:
        """Verify the signature and the time of a delivery. Raises `Refused`."""
        if pushed.method != "POST":
            raise Refused("deliveries are made by POST")
        key = signed.secret_key(self._settings.secret.get_secret_value())
        return Admitted(id=signed.standard_webhook(pushed, key, now))

    def read(self, pushed: Pushed) -> Page:
        """Return the mentions of a delivery. Raises `Changed`."""
        return read_pushed(pushed, lambda payload: self._settings.page(payload, self._now(), or_one=True))


def _build(settings: WebhookSettings, tools: Tools) -> WebhookSource:
    return WebhookSource(settings, tools.now)


KIND = Kind(
    settings=WebhookSettings,
    build=_build,
    hears="Whatever another program pushes: JSON, signed by Standard Webhooks, to /in/NAME of the web pages.",
    needs="A secret shared with the sender, and an address at which it reaches `web: base_url`.",
    limits="A delivery has at most 5 MB, and is answered once it is kept; made again, it changes nothing.",
    about="us",
    every=timedelta(days=1),
    edits=True,
    replies=True,
    first_run="alert",
)
