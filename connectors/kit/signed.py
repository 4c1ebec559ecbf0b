"""Whether a delivery is genuine: signatures over the bytes as they came, compared in constant time."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta

from connectors.contract import Pushed, Refused

TOLERANCE = timedelta(minutes=5)
"""How far a delivery's own time may be from ours (https://www.standardwebhooks.com)."""


def standard_webhook(pushed: Pushed, key: bytes, now: datetime) -> str:
    """Verify a delivery by Standard Webhooks and return its id. Raises `Refused`.

    Several signatures stand beside each other while a secret is changed; one that fits is enough.
    """
    identity, stamp = pushed.headers.get("webhook-id", ""), pushed.headers.get("webhook-timestamp", "")
    if not identity or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise Refused("a delivery without `webhook-id` and `webhook-timestamp` is not one of Standard Webhooks")
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        raise Refused(f"a delivery of more than {TOLERANCE.seconds // 60} minutes ago or ahead: see to both clocks")
    signed = f"{identity}.{stamp}.".encode(errors="surrogateescape") + pushed.body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = pushed.headers.get("webhook-signature", "").split(" ")
    if not any(_same(one.removeprefix("v1,"), wanted) for one in given if one.startswith("v1,")):
        raise Refused("the signature does not fit: the secret is not the sender's")
    return identity


def hex_signature(pushed: Pushed, header: str, key: bytes, *, prefix: str = "sha256=") -> None:
    """Verify the HMAC-SHA256 of the body that `header` holds as hexadecimal digits. Raises `Refused`."""
    wanted = hmac.new(key, pushed.body, hashlib.sha256).hexdigest().encode()
    given = pushed.headers.get(header, "")
    if not given.startswith(prefix) or not _same(given.removeprefix(prefix).lower(), wanted):
        raise Refused(f"the signature in `{header}` does not fit: the secret is not the sender's")


def shared_token(pushed: Pushed, header: str, token: str) -> None:
    """Verify that `header` holds the token that both sides know. Raises `Refused`."""
    if not _same(pushed.headers.get(header, ""), token.encode()):
        raise Refused(f"`{header}` does not hold the token that was agreed on")


def shared_in_address(pushed: Pushed, name: str, token: str) -> None:
    """Verify that parameter `name` of the address holds the token that both sides know. Raises `Refused`."""
    if not _same(pushed.query.get(name, ""), token.encode()):
        raise Refused(f"`{name}` in the address does not hold the token that was agreed on")


def content_id(pushed: Pushed) -> str:
    """An id for a delivery that has none: the same bytes are the same delivery."""
    return hashlib.sha256(pushed.body).hexdigest()


def secret_key(written: str, *, prefix: str = "whsec_") -> bytes:
    """Return the key that a secret stands for: base64 behind `whsec_`, else its own letters. Raises `ValueError`."""
    if not written.startswith(prefix):
        return written.encode()
    try:
        return base64.b64decode(written.removeprefix(prefix), validate=True)
    except binascii.Error as error:
        raise ValueError(f"what stands behind `{prefix}` is no base64") from error


def _same(given: str, wanted: bytes) -> bool:
    return hmac.compare_digest(given.encode(errors="surrogateescape"), wanted)
