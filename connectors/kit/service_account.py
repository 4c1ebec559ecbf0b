"""Tokens for a Google service account: a signed claim, exchanged for an access token that lasts an hour.

Facts: https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import jwt
import msgspec

from connectors.contract import Refused
from connectors.kit.http import Http
from connectors.kit.oauth import granted
from connectors.kit.tokens import Grant, Granting

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccountKey:
    """What is needed of the JSON key file that Google gives out."""

    client_email: str
    private_key: str = field(repr=False)
    private_key_id: str
    token_uri: str = "https://oauth2.googleapis.com/token"  # noqa: S105  an address


def by_service_account(
    http: Http, key: Callable[[], str], *, scope: str, now: Callable[[], datetime], token_url: str | None
) -> Granting:
    """Return what asks for tokens for `scope`. `key` gives the text of the key file; `token_url` is for elsewhere."""

    def granting() -> Grant:
        account = read_key(key())
        form = {"grant_type": GRANT, "assertion": signed_claim(account, scope, now())}
        answer = http.post(token_url or account.token_uri, data=form, accept=(200, 400, 401))
        return granted(answer, "Google", f"is the key of {account.client_email} deleted or disabled?")

    return granting


def read_key(text: str) -> ServiceAccountKey:
    """Return the key in `text`. Raises `Refused`, and quotes nothing of it."""
    try:
        return msgspec.json.decode(text, type=ServiceAccountKey)
    except msgspec.ValidationError as error:
        raise Refused(f"the service account's key lacks something: {error}") from error
    except msgspec.DecodeError as error:
        raise Refused("the service account's key is not the JSON file that Google gives out") from error


def signed_claim(key: ServiceAccountKey, scope: str, now: datetime) -> str:
    """Return the claim that `key` may have `scope`, signed by it and valid for an hour."""
    claim = {
        "iss": key.client_email,
        "scope": scope,
        "aud": key.token_uri,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    try:
        return jwt.encode(claim, key.private_key, algorithm="RS256", headers={"kid": key.private_key_id})
    except (ValueError, TypeError, jwt.PyJWTError) as error:
        raise Refused(f"the private key of {key.client_email} cannot be used: copy the key file whole") from error
