"""Requests signed by OAuth 1.0a: four keys that do not end. Facts: https://www.rfc-editor.org/rfc/rfc5849#section-3.4"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth1Keys:
    """An application's key and secret, and those of the account that it acts for."""

    key: str
    secret: str = field(repr=False)
    token: str
    token_secret: str = field(repr=False)

    def header(
        self, method: str, url: str, params: Mapping[str, object], now: datetime, *, nonce: str | None = None
    ) -> str:
        """Return the `Authorization` of a request: `params` are its query and its form, but no JSON."""
        said = {
            "oauth_consumer_key": self.key,
            "oauth_nonce": nonce or secrets.token_hex(16),
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(int(now.timestamp())),
            "oauth_token": self.token,
        }
        said["oauth_signature"] = self._signature(method, url, {**params, **said})
        return "OAuth " + ", ".join(f'{name}="{_escaped(value)}"' for name, value in said.items())

    def _signature(self, method: str, url: str, params: Mapping[str, object]) -> str:
        pairs = sorted((_escaped(name), _escaped(value)) for name, value in params.items())
        listed = "&".join(f"{name}={value}" for name, value in pairs)
        base = "&".join((method.upper(), _escaped(url), _escaped(listed)))
        key = f"{_escaped(self.secret)}&{_escaped(self.token_secret)}"
        return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode("ascii")


def _escaped(value: object) -> str:
    return quote(str(value), safe="-._~")
