"""Tokens for App Store Connect: signed by oneself, and sent as they are.

Facts: https://developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import jwt

from connectors.contract import Refused
from connectors.kit.tokens import Grant, Granting

LIFETIME = timedelta(minutes=15)
"""Apple takes none that lasts longer than 20 minutes, by its own clock."""


def by_key(text: Callable[[], str], *, key_id: str, issuer_id: str | None, now: Callable[[], datetime]) -> Granting:
    """Return what makes tokens with the key whose file has `text`: a team's with its issuer, else an individual's."""

    def granting() -> Grant:
        began = now()
        whose = {"sub": "user"} if issuer_id is None else {"iss": issuer_id}
        times = {"iat": int(began.timestamp()), "exp": int((began + LIFETIME).timestamp())}
        claim = {**whose, **times, "aud": "appstoreconnect-v1"}
        try:
            token = jwt.encode(claim, text(), algorithm="ES256", headers={"kid": key_id})
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise Refused(f"the key {key_id} cannot be used: copy its .p8 file whole, from BEGIN to END") from error
        return Grant(token=token, lasts=LIFETIME)

    return granting
