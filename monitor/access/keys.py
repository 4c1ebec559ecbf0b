"""Keys: what a browser, a link or a program shows. 256 random bits, of which only the digest is kept."""

import hashlib
import hmac
import secrets

_BYTES = 32


def fresh(prefix: str = "") -> str:
    """Return a key that nobody has."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest(key: str) -> str:
    """Return what is kept of a key. Random ones need no slow hash: there is nothing to guess them by."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def form_key(key: str) -> str:
    """Return what the forms shown to the holder of `key` carry, and no page elsewhere can know."""
    return hmac.new(key.encode(), b"form", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
