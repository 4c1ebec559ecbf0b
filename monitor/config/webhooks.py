"""Webhooks: programs of one's own that are told what happens, as it happens."""

import base64
import binascii
from datetime import timedelta
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from monitor.config.duration import Duration
from monitor.config.part import Name, Part

EventName = Literal[
    "*", "case.*", "incident.*", "source.*", "digest.*",
    "case.opened", "case.acknowledged", "case.assigned", "case.noted", "case.responded", "case.resolved",
    "case.dismissed", "case.snoozed", "case.reopened", "case.changed", "case.grouped", "case.reminded",
    "case.answering", "case.offered", "case.edited", "case.deleted", "case.erased", "case.outcome",
    "incident.opened", "incident.changed", "incident.merged", "incident.split", "incident.closed",
    "incident.reopened", "source.failing", "source.back", "digest.written",
]  # fmt: skip
"""What can happen, and all that can happen to one kind of thing."""
_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)


class Webhook(Part):
    """A program that is told what happens to cases, incidents, sources and digests, signed as Standard Webhooks are."""

    name: Name = Field(description="What it is called.")
    url: str = Field(
        pattern=r"^https?://[^\s/?#]+[^\s#]*$", description="Where it is told: each event is a POST of JSON."
    )
    secret: SecretStr = Field(
        description="The signing secret that it shares: `whsec_` and 24 to 64 random bytes in base64."
    )
    events: tuple[EventName, ...] = Field(default=("*",), min_length=1, description="What it is told of.")
    brands: tuple[Name, ...] = Field(
        default=(),
        description="Told of these brands alone, and of nothing that concerns no brand or all. Default: of everything.",
    )
    departments: tuple[Name, ...] = Field(
        default=(), description="Told of the cases and incidents of these departments alone. Default: of everything."
    )
    timeout: Duration = Field(default=timedelta(seconds=15), description="The longest that it may take to answer.")
    allow_private: bool = Field(default=False, description="Whether its own host may be on a private network.")

    @field_validator("secret")
    @classmethod
    def _is_a_key(cls, secret: SecretStr) -> SecretStr:
        if _length(secret.get_secret_value()) not in _KEY_BYTES:
            made = f"print({_PREFIX!r} + base64.b64encode(os.urandom(32)).decode())"
            remedy = f'make one: python -c "import base64, os; {made}"'
            raise PydanticCustomError("webhook_secret", "not the secret of a webhook", {"remedy": remedy})
        return secret


def _length(secret: str) -> int:
    try:
        return len(base64.b64decode(secret.removeprefix(_PREFIX), validate=True)) if secret.startswith(_PREFIX) else 0
    except binascii.Error:
        return 0
